//! What need not run, and how long the rest takes.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Awaited, Document, Plan, PlanWarning, Planner, Prediction, Remembered};
use ucan_core::Proofs;
use ucan_invocation::{Branch, Promise};

use crate::people::{
    Past, catch_on, catching, check, document, error, handlers, link, names, ok, task, three,
};

fn knowing(document: &Document, past: &Past) -> Plan {
    let (handlers, proofs) = (handlers(), Proofs::new());
    Planner::new(&handlers, &proofs, check()).with_knowledge(past).plan(document, &three()[1].did)
}

fn predictions(plan: &Plan) -> Vec<Prediction> {
    plan.tasks().values().map(|task| task.prediction.clone()).collect()
}

const fn on(branch: Branch, receipt: cid::Cid) -> Remembered {
    Remembered { receipt, branch, fuel: Some(5) }
}

#[test]
fn a_task_is_remembered_if_all_that_it_awaits_is() {
    let a = task("/math", ipld!(1));
    let b = task("/math", ok(&a));
    let (ab, remembered) = (document([("a", &a), ("b", &b)]), on(Branch::Ok, link("receipt")));
    let both = knowing(&ab, &Past::of([(&a, Branch::Ok), (&b, Branch::Ok)]));
    assert_eq!(predictions(&both), vec![Prediction::Remembered(remembered); 2]);
    assert_eq!((both.totals().tasks, both.estimate().unknown), (0, 0));
    let first = knowing(&ab, &Past::of([(&a, Branch::Ok)]));
    let expected = [Prediction::Remembered(remembered), Prediction::MayBeRemembered];
    assert_eq!(predictions(&first), expected);
    let second = knowing(&ab, &Past::of([(&b, Branch::Ok)]));
    assert_eq!(predictions(&second), [Prediction::WillRun, Prediction::MayBeRemembered]);
}

#[test]
fn what_is_awaited_outside_counts_as_what_is_awaited_inside() {
    let outside = task("/math", ipld!(1));
    let inside = task("/math", ok(&outside));
    let document = document([("inside", &inside)]);
    let both = knowing(&document, &Past::of([(&outside, Branch::Ok), (&inside, Branch::Ok)]));
    assert_eq!(predictions(&both), [Prediction::Remembered(on(Branch::Ok, link("receipt")))]);
    let one = knowing(&document, &Past::of([(&inside, Branch::Ok)]));
    assert_eq!(predictions(&one), [Prediction::MayBeRemembered]);
}

#[test]
fn a_mutation_is_not_done_twice_and_that_is_said() {
    let send = task("/msg/send", ipld!(1));
    let plan = knowing(&document([("send", &send)]), &Past::of([(&send, Branch::Ok)]));
    assert_eq!(predictions(&plan), [Prediction::AlreadyDone(on(Branch::Ok, link("receipt")))]);
    let receipt = link("receipt");
    assert_eq!(plan.warnings(), [PlanWarning::AlreadyDone { task: "send".into(), receipt }]);
}

#[test]
fn what_awaits_the_other_branch_of_what_is_known_never_runs_unless_a_handler_mends_it() {
    let a = task("/math", ipld!(1));
    let b = task("/math", ok(&a));
    let c = task("/math", ok(&b));
    let tasks = [("a", &a), ("b", &b), ("c", &c)];
    let past = Past::of([(&a, Branch::Error)]);
    let plan = knowing(&document(tasks), &past);
    let never = |label: &str| {
        let awaited = Awaited::Task(label.into());
        Prediction::Mismatch { awaited, branch: Branch::Error }
    };
    assert_eq!(predictions(&plan)[1..], [never("a"), never("b")]);
    assert_eq!(names(&plan), [("mismatch", true); 2]);
    let mended = knowing(&catching(tasks, &catch_on(&three()[1])), &past);
    assert_eq!(predictions(&mended)[1..], vec![Prediction::MayBeRemembered; 2]);
}

#[test]
fn the_longest_way_goes_by_fuel_and_counts_what_is_unknown() {
    let get = task("/http/get", ipld!(1));
    let tasks: Vec<_> =
        std::iter::successors(Some(task("/math", ipld!(2))), |last| Some(task("/math", ok(last))))
            .take(3)
            .collect();
    let send = task("/msg/send", ipld!(3));
    let [a, b, c] = &tasks[..] else { panic!("three") };
    let document = document([("a", a), ("b", b), ("c", c), ("get", &get), ("send", &send)]);
    let plan = knowing(&document, &Past::default().with_fuel(100));
    let path = &plan.estimate().critical_path;
    // The mutation waits for the whole transaction, though it awaits nothing.
    assert_eq!(path.tasks, ["a", "b", "c", "send"]);
    assert_eq!((path.fuel, path.unknown), (300, 1));
    assert_eq!((plan.estimate().fuel, plan.estimate().unknown), (300, 2));
}

#[test]
fn what_is_remembered_costs_nothing_on_the_longest_way() {
    let a = task("/math", ipld!(1));
    let b = task("/math", ok(&a));
    let c = task("/math", Ipld::List(vec![ipld!(1), Promise::any(link("outside")).to_ipld()]));
    let document = document([("a", &a), ("b", &b), ("c", &c)]);
    let past = Past::of([(&a, Branch::Ok), (&b, Branch::Ok)]).with_fuel(7);
    let plan = knowing(&document, &past);
    assert_eq!(plan.estimate().critical_path.tasks, ["c"]);
    assert_eq!((plan.estimate().fuel, plan.estimate().critical_path.fuel), (7, 7));
}

#[test]
fn what_a_handler_may_mend_is_not_known_yet_even_if_it_is_remembered() {
    let a = task("/math", ipld!(1));
    let b = task("/math", Promise::any(*a.task().id()).to_ipld());
    let tasks = [("a", &a), ("b", &b)];
    let past = Past::of([(&a, Branch::Error), (&b, Branch::Ok)]);
    let remembered = Prediction::Remembered(on(Branch::Ok, link("receipt")));
    assert_eq!(predictions(&knowing(&document(tasks), &past))[1], remembered);
    let mended = knowing(&catching(tasks, &catch_on(&three()[1])), &past);
    assert_eq!(predictions(&mended)[1], Prediction::MayBeRemembered);
}

#[test]
fn no_handler_mends_a_mutation() {
    let send = task("/msg/send", ipld!(1));
    let after = task("/math", ok(&send));
    let document = catching([("after", &after), ("send", &send)], &catch_on(&three()[1]));
    let plan = knowing(&document, &Past::of([(&send, Branch::Error)]));
    let awaited = Awaited::Task("send".into());
    let expected = Prediction::Mismatch { awaited, branch: Branch::Error };
    assert_eq!(predictions(&plan)[0], expected);
}

#[test]
fn the_error_of_a_task_that_never_runs_is_not_remembered() {
    let a = task("/math", ipld!(1));
    let b = task("/math", ok(&a));
    let c = task("/math", error(&b));
    let past = Past::of([(&a, Branch::Error), (&c, Branch::Ok)]);
    let plan = knowing(&document([("a", &a), ("b", &b), ("c", &c)]), &past);
    assert_eq!(predictions(&plan)[2], Prediction::MayBeRemembered);
}

#[test]
fn of_equal_fuel_the_way_of_the_most_tasks_is_the_longest() {
    let a = task("/math", ipld!(1));
    let b = task("/math", ok(&a));
    let document = document([("0", &task("/math", ipld!(2))), ("a", &a), ("b", &b)]);
    for past in [Past::default(), Past::default().with_fuel(0)] {
        assert_eq!(knowing(&document, &past).estimate().critical_path.tasks, ["a", "b"]);
    }
}
