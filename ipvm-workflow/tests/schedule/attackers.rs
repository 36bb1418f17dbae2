//! Many tasks, and answers that are meant to cost much.

use ipvm_workflow::{
    Answer, Branches, Ended, HandlerFailure, NoReceipt, Schedule, Start, WorkflowResults,
};

use super::model::{ANY, Model, OK, Reply, Walk};

const MANY: usize = 100_000;

/// Where every task is caught, and checked builds are slow.
const CAUGHT: usize = 20_000;

fn label(at: usize) -> String {
    format!("t{at:06}")
}

fn chain(count: usize, branches: Branches) -> Model {
    let mut model = Model::new();
    for at in 0..count {
        let before = at.checked_sub(1).map(label);
        let awaits: Vec<_> = before.iter().map(|before| (before.as_str(), branches)).collect();
        model = model.pure(&label(at), &awaits);
    }
    model
}

fn walk_quickly(model: &Model) -> Schedule {
    let mut schedule = Schedule::new(&model.flow());
    let mut in_hand = Vec::new();
    loop {
        while let Some(start) = schedule.ready() {
            in_hand.push(start);
        }
        let Some(start) = in_hand.pop() else { break };
        let label = start.label();
        match start {
            Start::Handler { .. } => {
                schedule.handled(label, model.handler_ended(label)).unwrap();
            }
            _ => {
                let broken = matches!(start, Start::Mismatch { .. });
                schedule.complete(label, model.ended(label, broken)).unwrap();
            }
        }
    }
    assert!(schedule.is_over());
    schedule
}

#[test]
fn a_hundred_thousand_tasks_in_a_chain_end() {
    let schedule = walk_quickly(&chain(MANY, OK));
    assert!(WorkflowResults::of(&schedule).is_ok());
}

#[test]
fn a_chain_that_breaks_at_its_beginning_needs_no_deep_stack() {
    let mut schedule = Schedule::new(&chain(MANY, OK).refused(&label(0)).flow());
    schedule.ready();
    let reason = NoReceipt::Refused;
    schedule.complete(&label(0), Ended::None { reason }).unwrap();
    assert!(schedule.is_over());
}

#[test]
fn a_hundred_thousand_tasks_around_one_end() {
    let mut model = Model::new().pure("center", &[]);
    for at in 0..MANY {
        model = model.pure(&label(at), &[("center", OK)]);
    }
    let all: Vec<String> = (0..MANY).map(label).collect();
    let all: Vec<_> = all.iter().map(|label| (label.as_str(), OK)).collect();
    walk_quickly(&model.pure("last", &all));
}

#[test]
fn rewirings_of_all_to_the_last_cost_a_bounded_number_of_searches() {
    let mut model = chain(CAUGHT, ANY);
    for at in 0..CAUGHT {
        model = model.failing(&label(at), Reply::Rewire(label(CAUGHT - 1)));
    }
    let schedule = walk_quickly(&model);
    let caught = schedule.caught(&label(CAUGHT - 2)).unwrap();
    assert_eq!(caught.answer, Answer::Failed(HandlerFailure::TooManyRings));
}

#[test]
fn a_chain_of_rewirings_is_followed_without_recursion() {
    let mut model = Model::new();
    for at in 0..CAUGHT {
        let next = if at + 1 == CAUGHT { Reply::Ok } else { Reply::Rewire(label(at + 1)) };
        model = model.pure(&label(at), &[]).failing(&label(at), next);
    }
    let schedule = walk_quickly(&model);
    assert_eq!(schedule.effective(&label(0)), schedule.effective(&label(CAUGHT - 1)));
    let results = WorkflowResults::of(&schedule).unwrap();
    assert_eq!(WorkflowResults::read(&results.to_outcome()), Ok(results));
}

#[test]
fn a_ring_of_all_tasks_is_refused_at_once() {
    let mut model = Model::new();
    for at in 0..CAUGHT {
        let next = Reply::Rewire(label((at + 1) % CAUGHT));
        model = model.pure(&label(at), &[]).failing(&label(at), next);
    }
    let schedule = walk_quickly(&model);
    for at in [0, 1, CAUGHT - 1] {
        let caught = schedule.caught(&label(at)).unwrap();
        assert_eq!(caught.answer, Answer::Failed(HandlerFailure::Ring));
    }
}

#[test]
fn a_walk_of_a_few_is_the_same_as_one_that_is_checked() {
    let mut model = chain(9, ANY);
    for at in 0..9 {
        model = model.failing(&label(at), Reply::Rewire(label(8)));
    }
    let checked = Walk::to_the_end(&model, &[]);
    let quick = walk_quickly(&model);
    assert_eq!(WorkflowResults::of(&quick), WorkflowResults::of(&checked.schedule));
}
