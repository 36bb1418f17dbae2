//! What becomes of failures.

use ipld_core::ipld;
use ipvm_workflow::{Answer, Effective, HandlerFailure, Start, State};
use ucan_invocation::Branch;

use super::model::{ANY, ERROR, Model, OK, Reply, Walk, id};

fn failing(reply: Reply) -> Model {
    Model::new().pure("a", &[]).failing("a", reply).pure("b", &[("a", ANY)])
}

#[test]
fn the_handler_gets_the_label_the_task_and_the_error() {
    let model = failing(Reply::Ok);
    let mut walk = Walk::new(&model);
    walk.take();
    walk.answer(0);
    assert_eq!(walk.schedule.state("a"), Some(State::Caught));
    let Some(Start::Handler { label, failure }) = walk.take() else { panic!() };
    assert_eq!((label.as_str(), failure.label(), failure.task()), ("a", "a", &id("a")));
    assert_eq!(failure.value(), varsig::dag_cbor::encode(&ipld!({ "about": "a" })).unwrap());
    assert_eq!(walk.schedule.state("a"), Some(State::Caught));
    assert_eq!(walk.schedule.state("b"), Some(State::Waiting));
}

#[test]
fn without_a_handler_a_failure_stays_one() {
    let model = failing(Reply::Ok).without_handler();
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Error)));
    assert_eq!(walk.schedule.caught("a"), None);
    assert!(walk.run.contains("b"));
}

#[test]
fn a_value_of_the_handler_stands_in_for_that_of_the_task() {
    let model = failing(Reply::Ok).pure("c", &[("a", OK)]).pure("d", &[("a", ERROR)]);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Ok)));
    let (failed, handler) = (id("receipt of a"), id("handler for a"));
    let expected = Effective::Mended { failed, handler };
    assert_eq!(walk.schedule.effective("a"), Some(expected));
    assert_eq!(walk.schedule.inputs("b").unwrap()[0].effective, expected);
    assert_eq!(walk.schedule.own("a"), Some((Branch::Error, &failed)));
    assert!(walk.run.contains("c") && walk.broken.contains("d"));
}

#[test]
fn a_message_of_the_handler_leaves_the_task_failed() {
    let model = failing(Reply::Msg).pure("c", &[("a", OK)]);
    let walk = Walk::to_the_end(&model, &[]);
    let (failed, handler) = (id("receipt of a"), id("handler for a"));
    assert_eq!(walk.schedule.effective("a"), Some(Effective::Rethrown { failed, handler }));
    assert_eq!(walk.schedule.state("a"), Some(State::Ended(Branch::Error)));
    assert!(walk.broken.contains("c"));
}

#[test]
fn a_handler_that_fails_mends_nothing_and_is_not_asked_about_itself() {
    let rows = [
        (Reply::Nonsense, HandlerFailure::Output, true),
        (Reply::Error, HandlerFailure::Error, true),
        (Reply::None, HandlerFailure::NoReceipt, false),
    ];
    for (reply, failure, has_receipt) in rows {
        let model = failing(reply);
        let walk = Walk::to_the_end(&model, &[]);
        let caught = walk.schedule.caught("a").unwrap();
        assert_eq!(caught.answer, Answer::Failed(failure));
        assert_eq!(caught.ran, has_receipt.then(|| id("handler for a")));
        let own = Effective::Own { branch: Branch::Error, receipt: id("receipt of a") };
        assert_eq!(walk.schedule.effective("a"), Some(own));
        assert!(!walk.schedule.is_mended("b"));
        assert_eq!(walk.asked.len(), 1);
    }
}

#[test]
fn each_failure_is_asked_about_by_itself() {
    let model = failing(Reply::Ok).pure("c", &[("b", OK)]).failing("c", Reply::Msg);
    let walk = Walk::to_the_end(&model, &[]);
    assert_eq!(walk.asked.into_iter().collect::<Vec<_>>(), ["a", "c"]);
}

#[test]
fn what_is_made_from_a_mended_value_is_mended_too() {
    for (reply, mended) in [
        (Reply::Ok, true),
        (Reply::Rewire("other".into()), true),
        (Reply::Msg, true),
        (Reply::Error, false),
        (Reply::Rewire("nowhere".into()), false),
    ] {
        let model =
            failing(reply).pure("c", &[("b", ANY)]).pure("other", &[]).pure("d", &[("other", OK)]);
        let walk = Walk::to_the_end(&model, &[]);
        let of = ["a", "b", "c", "d", "other"].map(|label| walk.schedule.is_mended(label));
        assert_eq!(of, [false, mended, mended, false, false]);
    }
}
