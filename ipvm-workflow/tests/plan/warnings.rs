//! What else looks wrong.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::HandlerDeclarations;
use ipvm_workflow::{PlanPart, PlanWarning, Planner};
use ucan_core::Proofs;
use ucan_invocation::{EmbeddedTask, Promise};

use crate::people::{
    Past, catch_on, catching, check, command_of, configured, document, handlers, link, names, ok,
    plan, plan_of, repeatable, task, three,
};

#[test]
fn a_mutation_needs_a_nonce_unless_repeating_it_does_no_harm() {
    let (send, put, math) = (
        repeatable("/msg/send", ipld!(1)),
        repeatable("/crud/update", ipld!(1)),
        repeatable("/math", ipld!(1)),
    );
    let plan = plan([("send", &send), ("put", &put), ("math", &math)]);
    let warning = PlanWarning::EmptyNonce { task: "send".into(), command: command_of("/msg/send") };
    assert_eq!(plan.warnings(), [warning]);
}

#[test]
fn one_task_under_several_labels_runs_once() {
    let math = task("/math", ipld!(1));
    let planned = plan([("a", &math), ("b", &math), ("c", &math), ("d", &task("/math", ipld!(2)))]);
    let tasks = ["a", "b", "c"].map(String::from).to_vec();
    assert_eq!(planned.warnings(), [PlanWarning::SameTask { tasks }]);
    let same = |label| planned.task(label).expect("it is there").same_as.as_deref();
    assert_eq!([same("a"), same("b"), same("c"), same("d")], [None, Some("a"), Some("a"), None]);
    assert_eq!((planned.totals().tasks, planned.estimate().unknown), (2, 2));
}

#[test]
fn a_secret_that_is_given_away_is_said_with_its_source() {
    let secret = configured(task("/math", ipld!(1)), ipld!({ "secret": true }));
    let open = configured(task("/math", ok(&secret)), ipld!({ "secret": false }));
    let plan = plan([("secret", &secret), ("open", &open)]);
    let part = PlanPart::Task("open".into());
    let warning = PlanWarning::Declassified { part, sources: vec!["secret".into()] };
    assert_eq!(plan.warnings(), [warning]);
}

#[test]
fn arguments_that_are_a_promise_as_a_whole_are_refused() {
    let first = task("/math", ipld!(1));
    let Ipld::Map(args) = Promise::ok(*first.task().id()).to_ipld() else {
        panic!("a promise is a map");
    };
    let whole = first.task().with_args(args).expect("DAG-CBOR");
    let plan = plan([("first", &first), ("whole", &EmbeddedTask::new(whole))]);
    assert_eq!(names(&plan), [("whole-arguments", true)]);
}

#[test]
fn a_handler_for_mutations_only_is_never_called() {
    let send = task("/msg/send", ipld!(1));
    let catch = catch_on(&three()[1]);
    assert_eq!(names(&plan_of(&catching([("send", &send)], &catch))), [("handler-unused", false)]);
    let math = task("/math", ipld!(1));
    assert_eq!(names(&plan_of(&catching([("math", &math)], &catch))), []);
}

#[test]
fn a_handler_is_told_secrets_and_must_not_publish_them() {
    let secret = configured(task("/math", ipld!(1)), ipld!({ "secret": true }));
    let catch = configured(catch_on(&three()[1]), ipld!({ "secret": false }));
    let plan = plan_of(&catching([("secret", &secret)], &catch));
    let sources = vec!["secret".to_string()];
    let warning = PlanWarning::Declassified { part: PlanPart::Handler, sources };
    assert_eq!(plan.warnings(), [warning]);
}

#[test]
fn a_task_that_is_likely_to_need_more_than_it_may_use_is_said() {
    let math = configured(task("/math", ipld!(1)), ipld!({ "gas": 1 }));
    let past = Past::default().with_fuel(1_000_001);
    let (handlers, proofs) = (handlers(), Proofs::new());
    let planner = Planner::new(&handlers, &proofs, check()).with_knowledge(&past);
    let plan = planner.plan(&document([("math", &math)]), &three()[1].did);
    let warning =
        PlanWarning::LikelyStopped { task: "math".into(), likely: 1_000_001, limit: 1_000_000 };
    assert_eq!(plan.warnings(), [warning]);
    let past = Past::default().with_fuel(1_000_000);
    let planner = Planner::new(&handlers, &proofs, check()).with_knowledge(&past);
    assert_eq!(planner.plan(&document([("math", &math)]), &three()[1].did).warnings(), []);
}

#[test]
fn every_warning_says_something_in_one_line_whatever_the_labels() {
    let label = "a\u{1b}[2J\nb\u{202e}";
    let odd = task("/odd\ncommand", ipld!({ "await/ok": link("outside") }));
    let handlers = HandlerDeclarations::default();
    let proofs = Proofs::new();
    let plan =
        Planner::new(&handlers, &proofs, check()).plan(&document([(label, &odd)]), &three()[1].did);
    let text = plan.to_string();
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    assert!(!text.contains("/odd\ncommand") && text.contains("/odd\\ncommand on did"), "{text}");
    assert_eq!(text.lines().filter(|line| line.contains("[2J")).count(), 3, "{text}");
    assert!(text.lines().any(|line| line.starts_with("  ! no handler is declared for")), "{text}");
}
