//! What hostile labels and marks come to in pictures.

use ipld_core::ipld;
use ipvm_workflow::Planner;
use ucan_core::Proofs;
use ucan_invocation::{Branch, Promise};

use crate::people::{
    Past, catch_on, catching, check, configured, document, handlers, link, plan, plan_of, task,
    task_on, three,
};

#[test]
fn nothing_in_a_label_is_taken_for_markup() {
    let label = "\"];\n}<b>\\N&";
    let plan = plan([(label, &task("/math", ipld!(1)))]);
    let dot = r#"n0 [label="\"];\\n}<b>\\N&amp;\n/math", shape=box];"#;
    assert!(plan.to_dot().contains(dot), "{}", plan.to_dot());
    let mermaid = r##"n0["#34;#93;#59;#92;n#125;#60;b#62;#92;N#38; /math"]"##;
    assert!(plan.to_mermaid().contains(mermaid), "{}", plan.to_mermaid());
}

#[test]
fn nothing_in_a_label_turns_the_text_of_a_picture() {
    let turning =
        ["200e", "200f", "202a", "202b", "202c", "202d", "202e", "2066", "2067", "2068", "2069"];
    let character = |code: &&str| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
    let label: String = turning.iter().map(character).collect();
    let plan = plan([(label.as_str(), &task("/math", ipld!(1)))]);
    let dot: String = turning.iter().map(|code| format!(r"\\u{{{code}}}")).collect();
    assert!(plan.to_dot().contains(&dot), "{}", plan.to_dot());
    let mermaid: String = turning.iter().map(|code| format!("#92;u#123;{code}#125;")).collect();
    assert!(plan.to_mermaid().contains(&mermaid), "{}", plan.to_mermaid());
    for text in [plan.to_string(), plan.to_dot(), plan.to_mermaid()] {
        assert!(!text.contains(|it| label.contains(it)), "{text:?}");
    }
}

#[test]
fn secrets_missing_authority_and_what_need_not_run_are_marked() {
    let secret = configured(task("/math", ipld!(1)), ipld!({ "secret": true }));
    let (known, foreign) = (task("/http/get", ipld!(2)), task_on(&three()[0], "/math", ipld!(3)));
    let document = document([("a", &secret), ("b", &known), ("c", &foreign)]);
    let (handlers, proofs, past) = (handlers(), Proofs::new(), Past::of([(&known, Branch::Ok)]));
    let planner = Planner::new(&handlers, &proofs, check()).with_knowledge(&past);
    let plan = planner.plan(&document, &three()[1].did);
    let dot = plan.to_dot();
    for line in [
        "    n0 [label=\"a\\n/math\", shape=box, peripheries=2];",
        "    n1 [label=\"b\\n/http/get\", shape=ellipse, color=gray, fontcolor=gray];",
        "    n2 [label=\"c\\n/math\", shape=box, color=red, fontcolor=red];",
    ] {
        assert!(dot.lines().any(|it| it == line), "{dot}");
    }
    let mermaid = plan.to_mermaid();
    for line in ["  class n0 secret", "  class n1 spared", "  class n2 unauthorised"] {
        assert!(mermaid.lines().any(|it| it == line), "{mermaid}");
    }
    assert_eq!(mermaid.lines().filter(|line| line.starts_with("  class ")).count(), 3);
}

#[test]
fn the_handler_and_what_lies_outside_stand_in_the_picture() {
    let waits = task("/math", Promise::ok(link("outside")).to_ipld());
    let plan = plan_of(&catching([("a", &waits)], &catch_on(&three()[0])));
    let (dot, mermaid) = (plan.to_dot(), plan.to_mermaid());
    let outside = link("outside");
    for line in [
        "  catch [label=\"exception handler\", shape=component, color=red, fontcolor=red];"
            .to_string(),
        format!("  o0 [label=\"{outside}\", style=dashed];"),
        "  o0 -> n0 [style=dashed];".into(),
    ] {
        assert!(dot.lines().any(|it| it == line), "{dot}");
    }
    for line in [
        "  catch[[\"exception handler\"]]".to_string(),
        format!("  o0([\"{outside}\"])"),
        "  o0 -.-> n0".into(),
        "  class catch unauthorised".into(),
    ] {
        assert!(mermaid.lines().any(|it| it == line), "{mermaid}");
    }
}
