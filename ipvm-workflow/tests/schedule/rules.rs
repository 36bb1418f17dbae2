//! What may run when, and what is heard.

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipvm_workflow::{
    Effective, Ended, HandlerEnded, Input, NoReceipt, Schedule, ScheduleError, Start, State,
};
use ucan_invocation::Branch;
use varsig::dag_cbor::EncodeError;

use super::model::{ANY, ERROR, Model, OK, Reply, Walk, id};

fn task(label: &str) -> Option<Start> {
    Some(Start::Task { label: label.into() })
}

#[test]
fn what_is_ready_is_handed_out_in_the_order_of_need_and_then_of_labels() {
    let model = Model::new()
        .pure("blur", &[("rotate", OK)])
        .pure("crop", &[])
        .pure("gray", &[("rotate", OK)])
        .pure("alone", &[])
        .pure("rotate", &[("crop", OK)]);
    let mut schedule = Schedule::new(&model.flow());
    assert_eq!(schedule.ready(), task("alone"));
    assert_eq!(schedule.ready(), task("crop"));
    assert_eq!(schedule.ready(), None);
    schedule.complete("crop", model.ended("crop", false)).unwrap();
    assert_eq!(schedule.ready(), task("rotate"));
    schedule.complete("rotate", model.ended("rotate", false)).unwrap();
    assert_eq!(schedule.ready(), task("blur"));
    assert_eq!(schedule.ready(), task("gray"));
    assert_eq!(schedule.ready(), None);
    assert!(!schedule.is_over());
    for label in ["gray", "alone", "blur"] {
        schedule.complete(label, model.ended(label, false)).unwrap();
    }
    assert!(schedule.is_over());
}

#[test]
fn questions_to_the_handler_have_their_place_among_the_tasks() {
    for (failing, other, first) in [("a", "b", "a"), ("b", "a", "a")] {
        let next = format!("{other}-next");
        let model = Model::new()
            .pure("a", &[])
            .pure("b", &[])
            .failing(failing, Reply::Ok)
            .pure(&next, &[(other, OK)]);
        let mut schedule = Schedule::new(&model.flow());
        schedule.ready();
        schedule.ready();
        for label in ["a", "b"] {
            schedule.complete(label, model.ended(label, false)).unwrap();
        }
        let expected = if failing == first { failing } else { &next };
        assert_eq!(schedule.ready().unwrap().label(), expected);
    }
}

#[test]
fn a_task_waits_for_all_that_it_awaits() {
    let model = Model::new().pure("a", &[]).pure("b", &[]).pure("c", &[("a", OK), ("b", ANY)]);
    let mut schedule = Schedule::new(&model.flow());
    schedule.ready();
    schedule.ready();
    schedule.complete("b", model.ended("b", false)).unwrap();
    assert_eq!(schedule.ready(), None);
    assert_eq!(schedule.state("c"), Some(State::Waiting));
    assert_eq!(schedule.inputs("c"), None);
    schedule.complete("a", model.ended("a", false)).unwrap();
    assert_eq!(schedule.state("c"), Some(State::Ready));
    let own = |label: &str| Effective::Own {
        branch: Branch::Ok,
        receipt: id(&format!("receipt of {label}")),
    };
    assert_eq!(
        schedule.inputs("c").unwrap(),
        [
            Input { label: "a", task: &id("a"), effective: own("a") },
            Input { label: "b", task: &id("b"), effective: own("b") },
        ]
    );
    assert_eq!(schedule.ready(), task("c"));
    assert_eq!(schedule.state("c"), Some(State::Running));
}

#[test]
fn a_task_that_awaits_the_other_branch_is_told_that_its_promise_is_broken() {
    let model = Model::new()
        .without_handler()
        .pure("a", &[])
        .pure("fails", &[])
        .failing("fails", Reply::Ok)
        .pure("on-error-of-a", &[("a", ERROR)])
        .pure("on-error-of-fails", &[("fails", ERROR)])
        .pure("on-ok-of-fails", &[("fails", OK), ("a", OK)])
        .pure("on-either", &[("fails", ANY)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.broken.into_iter().collect::<Vec<_>>(), ["on-error-of-a", "on-ok-of-fails"]);
}

#[test]
fn a_task_that_awaits_both_branches_of_one_task_never_runs() {
    let both = OK.with(Some(Branch::Error));
    for model in [Model::new(), Model::new().pure("a", &[]).failing("a", Reply::Msg)] {
        let model = if model.tasks.is_empty() { model.pure("a", &[]) } else { model };
        let model = model.pure("b", &[("a", both)]);
        assert!(Walk::to_the_end(&model, &[]).broken.contains("b"));
    }
}

#[test]
fn a_broken_promise_breaks_the_next_and_nobody_is_asked_about_it() {
    let model = Model::new()
        .pure("a", &[])
        .failing("a", Reply::Msg)
        .pure("b", &[("a", OK)])
        .pure("c", &[("b", OK)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.asked.into_iter().collect::<Vec<_>>(), ["a"]);
    assert_eq!(walk.broken.into_iter().collect::<Vec<_>>(), ["b", "c"]);
}

#[test]
fn a_task_whose_promise_is_broken_cannot_end_well() {
    let model = Model::new()
        .without_handler()
        .pure("a", &[])
        .failing("a", Reply::Ok)
        .pure("b", &[("a", OK)]);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.answer(0);
    assert_eq!(walk.take(), Some(Start::Mismatch { label: "b".into() }));
    let error = walk.schedule.complete("b", Ended::Ok { receipt: id("b") });
    assert_eq!(error, Err(ScheduleError::PromiseBroken { label: "b".into() }));
    assert_eq!(walk.schedule.state("b"), Some(State::Running));
    walk.schedule.complete("b", Ended::None { reason: NoReceipt::Broken }).unwrap();
    assert_eq!(walk.schedule.state("b"), Some(State::None(NoReceipt::Broken)));
}

#[test]
fn what_awaits_a_task_without_a_receipt_ends_without_one() {
    let model = Model::new()
        .pure("a", &[])
        .refused("a")
        .pure("b", &[("a", ANY)])
        .pure("c", &[("b", ERROR)])
        .pure("d", &[]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.run.into_iter().collect::<Vec<_>>(), ["a", "d"]);
    let awaited = |label: &str| (label.to_owned(), NoReceipt::Awaited);
    assert_eq!(walk.skipped.into_iter().collect::<Vec<_>>(), [awaited("b"), awaited("c")]);
    assert_eq!(walk.schedule.state("a"), Some(State::None(NoReceipt::Refused)));
    assert_eq!(walk.schedule.effective("a"), None);
    assert_eq!(walk.schedule.inputs("b"), None);
}

#[test]
fn the_same_task_under_two_labels_is_run_one_after_the_other() {
    let mut model = Model::new().mutation("a", &[]).mutation("b", &[]);
    model.tasks.get_mut("b").unwrap().task = id("a");
    let mut schedule = Schedule::new(&model.flow());
    assert_eq!(schedule.ready(), task("a"));
    assert_eq!(schedule.ready(), None);
    schedule.complete("a", model.ended("a", false)).unwrap();
    assert_eq!(schedule.ready(), task("b"));
    assert_eq!(schedule.inputs("b").unwrap(), []);
}

#[test]
fn the_same_task_is_not_begun_again_if_it_is_not_known_what_it_did() {
    let mut model = Model::new().mutation("a", &[]).refused("a").mutation("b", &[]);
    model.tasks.get_mut("b").unwrap().task = id("a");
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.skipped.get("b"), Some(&NoReceipt::Awaited));
}

#[test]
fn nothing_is_heard_of_tasks_that_do_not_run() {
    let model = Model::new().pure("a", &[]).pure("b", &[("a", OK)]);
    let mut schedule = Schedule::new(&model.flow());
    let ok = || Ended::Ok { receipt: id("any") };
    let not_running = |label: &str| Err(ScheduleError::NotRunning { label: label.into() });
    assert_eq!(schedule.complete("a", ok()), not_running("a"));
    schedule.ready();
    assert_eq!(schedule.complete("b", ok()), not_running("b"));
    schedule.complete("a", ok()).unwrap();
    assert_eq!(schedule.complete("a", ok()), not_running("a"));
    let unknown = ScheduleError::UnknownLabel { label: "x".into() };
    assert_eq!(schedule.complete("x", ok()), Err(unknown.clone()));
    assert_eq!(schedule.handled("x", HandlerEnded::None), Err(unknown));
    let not_asked = ScheduleError::NotAsked { label: "a".into() };
    assert_eq!(schedule.handled("a", HandlerEnded::None), Err(not_asked));
    assert_eq!(schedule.state("x"), None);
    assert_eq!((schedule.inputs("x"), schedule.effective("x")), (None, None));
    assert!(!schedule.is_mended("x"));
}

#[test]
fn an_error_that_no_receipt_can_hold_is_not_heard() {
    let model = Model::new().pure("a", &[]);
    let mut schedule = Schedule::new(&model.flow());
    schedule.ready();
    let ended = Ended::Error { receipt: id("r"), error: Ipld::Float(f64::NAN) };
    let error = EncodeError::Unrepresentable;
    assert_eq!(
        schedule.complete("a", ended),
        Err(ScheduleError::Encode { label: "a".into(), error })
    );
    assert_eq!(schedule.state("a"), Some(State::Running));
    assert_eq!(schedule.own("a"), None);
    let ended = Ended::Error { receipt: id("r"), error: ipld!({ "x": 1 }) };
    assert_eq!(schedule.complete("a", ended), Ok(()));
}

#[test]
fn one_task_by_itself_runs_and_is_not_caught() {
    let mut schedule = Schedule::single("task", id("x"));
    assert_eq!(schedule.ready(), task("task"));
    assert_eq!(schedule.ready(), None);
    let ended = Ended::Error { receipt: id("r"), error: ipld!("no") };
    schedule.complete("task", ended).unwrap();
    assert_eq!(schedule.state("task"), Some(State::Ended(Branch::Error)));
    assert!(schedule.is_over());
}
