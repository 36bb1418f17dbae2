//! What a policy may cost.

use super::{holds, judge, parse};
use crate::case::CaseBuilder;

const STACK: &str = "Policies come from strangers, and depth costs stack.";

/// The lists of a policy of `depth` lists inside of each other: nots around an `and`.
fn nots(depth: usize) -> String {
    // The policy, `depth - 3` nots, the `and` and its list.
    let nots = depth - 3;
    format!("[{}[\"and\",[]]{}]", "[\"not\",".repeat(nots), "]".repeat(nots))
}

/// A policy whose value to compare with makes `depth` lists inside of each other.
fn literal(depth: usize) -> String {
    let lists = depth - 2;
    format!("[[\"==\",\".\",{}{}]]", "[".repeat(lists), "]".repeat(lists))
}

pub(super) fn shapes() -> Vec<CaseBuilder> {
    let accepted = |slug, policy: String| {
        parse(slug, &policy)
            .ruling("Q10")
            .why("A token around it still fits the depth that readers of tokens allow.")
            .expect_value(policy)
            .rules(["policy.size"])
            .tags(["bound"])
    };
    let refused = |slug, policy: &str, error| {
        parse(slug, policy)
            .ruling("Q10")
            .why(STACK)
            .expect_error(error)
            .rules(["policy.size"])
            .tags(["bound"])
    };
    vec![
        accepted("deepest-statements", nots(61))
            .title("Statements as deep as this project's reader allows, 61 lists."),
        refused("too-deep-statements", &nots(62), "PolicyTooDeep")
            .title("Statements of 62 lists inside of each other are refused."),
        accepted("deepest-value", literal(61))
            .title("A value to compare with as deep as this project's reader allows."),
        refused("too-deep-value", &literal(62), "PolicyTooDeep")
            .title("A value to compare with that is one list deeper is refused."),
        refused(
            "too-many-statements",
            &format!("[{}]", vec![r#"["or",[]]"#; 4097].join(",")),
            "PolicyTooManyStatements",
        )
        .title("More statements than this project's reader allows, 4097, are refused.")
        .why("Policies come from strangers, and every statement costs memory."),
    ]
}

pub(super) fn evaluations() -> Vec<CaseBuilder> {
    let rows = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    let statements = vec![r#"["==",".",0]"#; 400].join(",");
    let every = format!(r#"["all",".",["and",[{statements}]]]"#);
    let deep = format!("{}1{}", "[".repeat(60), "]".repeat(60));
    let likes = vec![r#"["like",".a","*y"]"#; 400].join(",");
    let pattern = format!(r#"["all",".",["not",["like",".","{}*"]]]"#, "hay ".repeat(1000));
    vec![
        holds("work-within-bounds", &every, &rows(10))
            .ruling("Q10")
            .title("400 statements for each of 10 elements.")
            .why("It is a fraction of a millisecond of work.")
            .rules(["policy.budget"]),
        judge("work-beyond-bounds", &every, &rows(2000), false)
            .ruling("Q10")
            .title("400 statements for each of 2000 elements are refused, though all would hold.")
            .why("A small token and small arguments must not hold up whoever judges them.")
            .expect_error("PolicyBudgetExceeded")
            .rules(["policy.budget"])
            .tags(["bound"]),
        holds("deep-arguments", &format!(r#"["==",".{}",1]"#, "[0]".repeat(60)), &deep)
            .ruling("Q10")
            .title("A selector of 60 segments into lists 60 deep.")
            .why("Whatever is within the bounds of depth is evaluated."),
        holds("unrelated-arguments", r#"["==",".a",1]"#, &format!(r#"{{"a":1,"z":{deep}}}"#))
            .ruling("Q10")
            .title("Deep arguments that no statement is about.")
            .why("What is not selected is not walked through."),
        holds(
            "long-text",
            r#"["like",".a","*needle*"]"#,
            &format!(r#"{{"a":"{}needle"}}"#, "hay ".repeat(1000)),
        )
        .ruling("Q10")
        .title("A pattern in a text of four thousand characters.")
        .why("Work that is linear in what was sent is within bounds."),
        judge("long-text-again-and-again", &likes, &format!(r#"{{"a":"{}y"}}"#, "hay ".repeat(1000)), false)
            .ruling("Q10")
            .title("400 patterns for a text of four thousand characters are refused, though all would hold.")
            .why("Every letter of a text is looked at for every pattern, and has to be paid for.")
            .expect_error("PolicyBudgetExceeded")
            .rules(["policy.budget"])
            .tags(["bound"]),
        judge("long-pattern-again-and-again", &pattern, &format!("[{}]", vec![r#""""#; 400].join(",")), false)
            .ruling("Q10")
            .title("A pattern of four thousand characters for 400 texts is refused, though all would hold.")
            .why("Every letter of a pattern is looked at for every text, and has to be paid for.")
            .expect_error("PolicyBudgetExceeded")
            .rules(["policy.budget"])
            .tags(["bound"]),
    ]
}
