//! When mutations start.

use ipvm_task::EffectClass::Query;
use ipvm_workflow::{Conclusion, NoReceipt, Start, State, WorkflowResults};
use ucan_invocation::Branch;

use super::model::{ANY, ERROR, Model, OK, Reply, Walk};

fn labels(walk: &Walk<'_>) -> Vec<String> {
    walk.run.iter().cloned().collect()
}

#[test]
fn a_mutation_waits_for_tasks_that_it_does_not_await() {
    let model = Model::new().mutation("a", &[]).pure("b", &[]).task("c", Query, &[]);
    let mut walk = Walk::new(&model);
    assert_eq!(walk.take(), Some(Start::Task { label: "b".into() }));
    walk.take();
    walk.answer(0);
    assert_eq!(walk.take(), None);
    walk.answer(0);
    assert_eq!(walk.take(), Some(Start::Task { label: "a".into() }));
}

#[test]
fn no_mutation_starts_if_a_task_of_the_transaction_fails() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", Reply::Msg)
        .mutation("b", &[])
        .pure("c", &[("b", ANY)])
        .mutation("d", &[("c", ERROR)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(labels(&walk), ["a"]);
    assert_eq!(walk.skipped.into_values().collect::<Vec<_>>(), [NoReceipt::Transaction; 3]);
}

#[test]
fn no_mutation_starts_if_a_query_gets_no_receipt() {
    let model = Model::new().task("a", Query, &[]).refused("a").mutation("b", &[("a", OK)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.skipped.get("b"), Some(&NoReceipt::Transaction));
}

#[test]
fn a_branch_of_the_transaction_that_did_not_come_holds_mutations_back() {
    let model = Model::new().pure("a", &[]).pure("b", &[("a", ERROR)]).mutation("c", &[]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(labels(&walk), ["a"]);
    assert_eq!(walk.skipped.get("c"), Some(&NoReceipt::Transaction));
}

#[test]
fn mutations_start_if_all_that_failed_was_mended() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", Reply::Ok)
        .pure("b", &[])
        .failing("b", Reply::Rewire("a".into()))
        .mutation("c", &[]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(labels(&walk), ["a", "b", "c"]);
    assert_eq!(WorkflowResults::of(&walk.schedule).unwrap().conclusion(), Conclusion::Ok);
}

#[test]
fn mutations_without_a_dependency_run_side_by_side_and_others_in_order() {
    let model =
        Model::new().mutation("a", &[]).mutation("b", &[]).mutation("c", &[("a", OK), ("b", OK)]);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.take();
    assert_eq!(walk.in_hand.len(), 2);
    walk.answer(1);
    assert_eq!(walk.take(), None);
    walk.answer(0);
    assert_eq!(walk.take(), Some(Start::Task { label: "c".into() }));
}

#[test]
fn a_mutation_that_fails_stops_only_what_awaits_it() {
    let model = Model::new()
        .mutation("a", &[])
        .failing("a", Reply::Ok)
        .mutation("b", &[])
        .pure("report", &[("a", OK)])
        .pure("excuse", &[("a", ERROR)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(labels(&walk), ["a", "b", "excuse"]);
    assert!(walk.broken.contains("report"));
    assert!(walk.asked.is_empty());
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Error)));
}

#[test]
fn nobody_is_asked_about_what_hangs_on_a_mutation() {
    let model = Model::new().mutation("a", &[]).pure("b", &[("a", OK)]).failing("b", Reply::Ok);
    let walk = Walk::to_the_end(&model, &[]);
    assert!(walk.asked.is_empty());
    assert_eq!(WorkflowResults::of(&walk.schedule).unwrap().conclusion(), Conclusion::Failed);
}
