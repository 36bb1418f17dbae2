//! Tasks that end as others end.

use ipvm_workflow::{Answer, Effective, HandlerFailure, Schedule, State};
use ucan_invocation::Branch;

use super::model::{ANY, Model, OK, Reply, Walk, id};

fn to(label: &str) -> Reply {
    Reply::Rewire(label.into())
}

fn answer(walk: &Walk<'_>, label: &str) -> Answer {
    walk.schedule.caught(label).unwrap().answer.clone()
}

fn own(branch: Branch, label: &str) -> Option<Effective> {
    Some(Effective::Own { branch, receipt: id(&format!("receipt of {label}")) })
}

#[test]
fn a_rewired_task_ends_as_one_that_has_ended() {
    let model = Model::new().pure("a", &[]).pure("b", &[("a", OK)]).failing("b", to("a"));
    let model = model.pure("c", &[("b", OK)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(answer(&walk, "b"), Answer::Rewire("a".into()));
    assert_eq!(walk.schedule.effective("b"), own(Branch::Ok, "a"));
    let input = walk.schedule.inputs("c").unwrap()[0];
    assert_eq!((input.label, input.task), ("b", &id("b")));
    assert_eq!(Some(input.effective), own(Branch::Ok, "a"));
    assert!(walk.run.contains("c"));
}

#[test]
fn a_rewired_task_waits_for_one_that_has_not_ended() {
    let model = Model::new().pure("a", &[]).failing("a", to("b")).pure("b", &[]);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.take();
    walk.answer(0);
    walk.take();
    walk.answer(1);
    assert_eq!(walk.schedule.state("a"), Some(State::Rewired));
    assert_eq!(walk.schedule.effective("a"), None);
    walk.answer(0);
    assert_eq!(walk.schedule.effective("a"), own(Branch::Ok, "b"));
    assert!(walk.schedule.is_over());
}

#[test]
fn rewirings_are_followed_to_the_end() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", to("b"))
        .pure("b", &[])
        .failing("b", to("c"))
        .pure("c", &[])
        .failing("c", Reply::Ok);
    let walk = Walk::to_the_end(&model, &[]);
    let (failed, handler) = (id("receipt of c"), id("handler for c"));
    for label in ["a", "b", "c"] {
        assert_eq!(
            walk.schedule.effective(label),
            Some(Effective::Mended { failed, handler }),
            "{label}"
        );
    }
}

#[test]
fn a_task_rewired_to_one_that_failed_fails_as_it_does() {
    let model =
        Model::new().pure("a", &[]).failing("a", to("b")).pure("b", &[]).failing("b", Reply::Error);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.schedule.effective("a"), own(Branch::Error, "b"));
}

#[test]
fn a_task_rewired_to_one_without_a_receipt_stays_failed() {
    let model = Model::new().pure("a", &[]).failing("a", to("b")).pure("b", &[]).refused("b");
    for choices in [&[][..], &[0, 0, 1, 0, 1, 1], &[0, 0, 3, 1, 1]] {
        let walk = Walk::to_the_end(&model, choices);
        assert_eq!(answer(&walk, "a"), Answer::Failed(HandlerFailure::TargetWithoutReceipt));
        assert_eq!(walk.schedule.effective("a"), own(Branch::Error, "a"));
    }
}

#[test]
fn refuses_a_rewiring_by_the_rule_that_it_breaks() {
    let rows = [
        ("nowhere", HandlerFailure::UnknownTarget),
        ("ipvm/catch", HandlerFailure::UnknownTarget),
        ("a", HandlerFailure::Itself),
        ("mutation", HandlerFailure::BeyondTransaction),
        ("after", HandlerFailure::BeyondTransaction),
        ("next", HandlerFailure::Ring),
        ("last", HandlerFailure::Ring),
    ];
    for (target, failure) in rows {
        let model = Model::new()
            .pure("a", &[])
            .failing("a", to(target))
            .pure("next", &[("a", ANY)])
            .pure("last", &[("next", OK)])
            .mutation("mutation", &[])
            .pure("after", &[("mutation", ANY)]);
        let walk = Walk::to_the_end(&model, &[]);
        assert_eq!(answer(&walk, "a"), Answer::Failed(failure), "{target}");
        assert_eq!(walk.schedule.effective("a"), own(Branch::Error, "a"));
        assert!(walk.run.contains("last") && !walk.schedule.is_mended("last"));
    }
}

#[test]
fn rewirings_in_a_ring_are_refused_together_whoever_was_first() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", to("b"))
        .pure("b", &[])
        .failing("b", to("c"))
        .pure("c", &[])
        .failing("c", to("a"));
    for choices in [&[][..], &[0, 0, 0, 5, 3, 1], &[0, 0, 0, 1, 1, 1, 0, 0, 0, 5, 3, 1]] {
        let walk = Walk::to_the_end(&model, choices);
        for label in ["a", "b", "c"] {
            assert_eq!(answer(&walk, label), Answer::Failed(HandlerFailure::Ring));
            assert_eq!(walk.schedule.effective(label), own(Branch::Error, label));
        }
    }
}

#[test]
fn a_task_rewired_into_a_ring_ends_as_the_one_that_it_named() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", to("b"))
        .pure("b", &[])
        .failing("b", to("c"))
        .pure("c", &[])
        .failing("c", to("b"));
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(answer(&walk, "a"), Answer::Rewire("b".into()));
    assert_eq!(walk.schedule.effective("a"), own(Branch::Error, "b"));
}

#[test]
fn rings_that_lead_over_tasks_that_wait_are_found() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", to("behind-b"))
        .pure("b", &[])
        .failing("b", to("behind-a"))
        .pure("behind-a", &[("a", ANY)])
        .pure("behind-b", &[("b", ANY)]);
    let walk = Walk::to_the_end(&model, &[]);
    for label in ["a", "b"] {
        assert_eq!(answer(&walk, label), Answer::Failed(HandlerFailure::Ring));
    }
    assert!(walk.run.contains("behind-a") && walk.run.contains("behind-b"));
}

#[test]
fn a_ring_is_looked_for_only_when_nothing_else_can_go_on() {
    let model =
        Model::new().pure("a", &[]).failing("a", to("b")).pure("b", &[("a", ANY)]).pure("c", &[]);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.take();
    walk.answer(0);
    walk.take();
    walk.answer(1);
    assert_eq!(walk.schedule.state("a"), Some(State::Rewired));
    walk.answer(0);
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Error)));
    assert_eq!(walk.schedule.state("b"), Some(State::Ready));
}

#[test]
fn after_many_rings_every_rewiring_that_still_waits_is_refused() {
    let count = 70_usize;
    let label = |at: usize| format!("t{at:02}");
    let mut model = Model::new();
    for at in 0..count {
        let before = at.checked_sub(1).map(label);
        let awaits: Vec<_> = before.iter().map(|before| (before.as_str(), ANY)).collect();
        model = model.pure(&label(at), &awaits).failing(&label(at), to("t69"));
    }
    let walk = Walk::to_the_end(&model, &[]);
    let searches = usize::try_from(Schedule::MAX_RING_SEARCHES).unwrap();
    for at in 0..count - 1 {
        let expected =
            if at < searches { HandlerFailure::Ring } else { HandlerFailure::TooManyRings };
        assert_eq!(answer(&walk, &label(at)), Answer::Failed(expected), "{at}");
    }
}
