//! What a cancellation stops.

use ipvm_workflow::{Conclusion, NoReceipt, State, WorkflowResults};
use ucan_invocation::{Branch, Outcome};

use super::model::{ANY, Model, OK, Reply, Walk};

#[test]
fn what_runs_may_end_and_nothing_else_starts() {
    let model =
        Model::new().pure("a", &[]).pure("b", &[("a", OK)]).pure("c", &[]).mutation("d", &[]);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.schedule.cancel();
    assert_eq!(walk.take(), None);
    assert!(!walk.schedule.is_over());
    walk.answer(0);
    assert!(walk.schedule.is_over());
    let cancelled = State::None(NoReceipt::Cancelled);
    assert_eq!(
        walk.states(),
        [("a", State::Ended(Branch::Ok)), ("b", cancelled), ("c", cancelled), ("d", cancelled)]
    );
    assert_eq!(walk.skipped.len(), 3);
    let results = WorkflowResults::of(&walk.schedule).unwrap();
    assert_eq!(results.conclusion(), Conclusion::Cancelled);
}

#[test]
fn nobody_is_asked_about_what_fails_after_a_cancellation() {
    let model = Model::new().pure("a", &[]).failing("a", Reply::Ok);
    for before in [true, false] {
        let mut walk = Walk::new(&model);
        walk.take();
        if before {
            walk.schedule.cancel();
            walk.answer(0);
        } else {
            walk.answer(0);
            assert_eq!(walk.schedule.state("a"), Some(State::Caught));
            walk.schedule.cancel();
        }
        assert_eq!(walk.take(), None);
        assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Error)));
        assert_eq!(walk.schedule.caught("a"), None);
        let results = WorkflowResults::of(&walk.schedule).unwrap();
        assert_eq!(results.conclusion(), Conclusion::Failed);
    }
}

#[test]
fn a_handler_that_was_asked_before_may_still_answer() {
    let model = Model::new().pure("a", &[]).failing("a", Reply::Ok);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.answer(0);
    walk.take();
    walk.schedule.cancel();
    walk.answer(0);
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Ok)));
}

#[test]
fn a_task_rewired_to_what_was_cancelled_stays_failed() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", Reply::Rewire("c".into()))
        .pure("b", &[])
        .pure("c", &[("b", ANY)]);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.take();
    walk.answer(0);
    walk.take();
    walk.answer(1);
    assert_eq!(walk.schedule.state("a"), Some(State::Rewired));
    walk.schedule.cancel();
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Error)));
    walk.answer(0);
    assert!(walk.schedule.is_over());
}

#[test]
fn to_cancel_what_is_over_changes_nothing() {
    let model = Model::new().pure("a", &[]);
    let mut walk = Walk::to_the_end(&model, &[]);
    walk.schedule.cancel();
    walk.schedule.cancel();
    let outcome = WorkflowResults::of(&walk.schedule).unwrap().to_outcome();
    assert!(matches!(outcome, Outcome::Ok(_)));
}
