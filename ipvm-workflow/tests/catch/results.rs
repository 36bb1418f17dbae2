//! What the receipt of a workflow holds.

use std::collections::BTreeMap;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::EffectClass;
use ipvm_workflow::{
    Answer, Branches, Caught, Conclusion, Effective, Ended, Flow, FlowStep, HandlerEnded,
    HandlerFailure, NoReceipt, ResultsError, Schedule, TaskEnd, WorkflowResults,
};
use ucan_invocation::{Branch, Outcome};

use super::id;

fn link(text: &str) -> Ipld {
    Ipld::Link(id(text))
}

/// A walk through `a`, `b`, which awaits it, and a mutation.
fn schedule() -> Schedule {
    let ok = Branches::NONE.with(Some(Branch::Ok));
    let steps = BTreeMap::from([
        ("a".to_owned(), FlowStep::new(id("a"), EffectClass::Pure)),
        ("b".to_owned(), FlowStep::new(id("b"), EffectClass::Pure).awaiting("a", ok)),
        ("m".to_owned(), FlowStep::new(id("m"), EffectClass::Mutation)),
    ]);
    let mut schedule = Schedule::new(&Flow::new(&steps, true).unwrap());
    schedule.ready();
    schedule
}

fn ends_well(schedule: &mut Schedule, label: &str) {
    schedule.complete(label, Ended::Ok { receipt: id(&format!("{label} well")) }).unwrap();
    schedule.ready();
}

fn fails(schedule: &mut Schedule, label: &str, output: Option<Ipld>) {
    let receipt = id(&format!("{label} failed"));
    schedule.complete(label, Ended::Error { receipt, error: ipld!("no") }).unwrap();
    schedule.ready();
    let receipt = id(&format!("{label} handled"));
    let ended = output.map_or(HandlerEnded::None, |output| HandlerEnded::Ok { receipt, output });
    schedule.handled(label, ended).unwrap();
    schedule.ready();
}

fn read(schedule: &Schedule) -> WorkflowResults {
    let results = WorkflowResults::of(schedule).unwrap();
    assert_eq!(WorkflowResults::read(&results.to_outcome()).as_ref(), Ok(&results));
    results
}

#[test]
fn a_walk_that_is_not_over_has_no_results() {
    let mut schedule = schedule();
    ends_well(&mut schedule, "a");
    let not_over = ResultsError::NotOver { label: "b".into() };
    assert_eq!(WorkflowResults::of(&schedule), Err(not_over));
}

#[test]
fn a_workflow_that_ended_well_links_a_receipt_for_each_task_and_no_more() {
    let mut schedule = schedule();
    for label in ["a", "b", "m"] {
        ends_well(&mut schedule, label);
    }
    let expected = ipld!({
        "a": { "ok": (link("a well")) },
        "b": { "ok": (link("b well")) },
        "m": { "ok": (link("m well")) },
    });
    assert_eq!(read(&schedule).to_outcome(), Outcome::Ok(expected));
}

#[test]
fn a_mended_task_links_its_own_receipt_and_that_of_the_handler() {
    let mut schedule = schedule();
    fails(&mut schedule, "a", Some(ipld!({ "ok": "a secret" })));
    fails(&mut schedule, "b", Some(ipld!({ "rewire": "a" })));
    ends_well(&mut schedule, "m");
    let expected = ipld!({
        "a": { "error": (link("a failed")) },
        "b": { "error": (link("b failed")) },
        "m": { "ok": (link("m well")) },
        "ipvm/catch": {
            "a": { "ran": (link("a handled")), "ok": null },
            "b": { "ran": (link("b handled")), "rewire": "a" },
        },
    });
    let results = read(&schedule);
    assert_eq!(results.to_outcome(), Outcome::Ok(expected));
    assert_eq!(results.conclusion(), Conclusion::Ok);
    let mended = Effective::Mended { failed: id("a failed"), handler: id("a handled") };
    assert_eq!(results.effective("b"), Some(mended));
    assert_eq!(results.effective("nobody"), None);
}

#[test]
fn a_workflow_that_failed_says_what_ran_and_what_did_not() {
    let mut schedule = schedule();
    fails(&mut schedule, "a", Some(ipld!({ "msg": "a secret" })));
    let receipt = id("b broken");
    schedule.complete("b", Ended::Error { receipt, error: ipld!("no") }).unwrap();
    let expected = ipld!({
        "name": "WorkflowFailed",
        "message": "3 of 3 tasks did not end well",
        "results": {
            "a": { "error": (link("a failed")) },
            "b": { "error": (link("b broken")) },
            "m": { "none": "transaction" },
            "ipvm/catch": { "a": { "ran": (link("a handled")), "msg": null } },
        },
    });
    let results = read(&schedule);
    assert_eq!(results.to_outcome(), Outcome::Error(expected));
    assert_eq!(results.ends()["m"], TaskEnd::None(NoReceipt::Transaction));
}

#[test]
fn a_handler_that_failed_is_told_of_with_the_reason() {
    let rows = [
        (Some(ipld!({})), HandlerFailure::Output, "output"),
        (Some(ipld!({ "rewire": "x" })), HandlerFailure::UnknownTarget, "rewire-unknown"),
        (None, HandlerFailure::NoReceipt, "no-receipt"),
    ];
    for (output, failure, word) in rows {
        let mut schedule = schedule();
        let ran = output.as_ref().map(|_| id("a handled"));
        fails(&mut schedule, "a", output);
        schedule.complete("b", Ended::None { reason: NoReceipt::Broken }).unwrap();
        let results = read(&schedule);
        let answer = Answer::Failed(failure);
        assert_eq!(results.caught()["a"], Caught { ran, answer });
        let mut told = BTreeMap::from([("failed".to_owned(), ipld!(word))]);
        told.extend(ran.map(|receipt| ("ran".to_owned(), Ipld::Link(receipt))));
        let expected = ipld!({
            "name": "WorkflowFailed",
            "message": "3 of 3 tasks did not end well",
            "results": {
                "a": { "error": (link("a failed")) },
                "b": { "none": "broken" },
                "m": { "none": "transaction" },
                "ipvm/catch": { "a": (Ipld::Map(told)) },
            },
        });
        assert_eq!(results.to_outcome(), Outcome::Error(expected));
    }
}

#[test]
fn a_cancelled_workflow_says_so() {
    let mut schedule = schedule();
    schedule.cancel();
    schedule.complete("a", Ended::Ok { receipt: id("a well") }).unwrap();
    let expected = ipld!({
        "name": "Cancelled",
        "message": "2 of 3 tasks did not end well",
        "results": {
            "a": { "ok": (link("a well")) },
            "b": { "none": "cancelled" },
            "m": { "none": "cancelled" },
        },
    });
    assert_eq!(read(&schedule).to_outcome(), Outcome::Error(expected));
}

#[test]
fn every_reason_has_a_word_of_its_own() {
    for reason in NoReceipt::ALL {
        assert_eq!(NoReceipt::of_word(reason.word()), Some(reason));
    }
    for failure in HandlerFailure::ALL {
        assert_eq!(HandlerFailure::of_word(failure.word()), Some(failure));
    }
    assert_eq!((NoReceipt::of_word(""), HandlerFailure::of_word("ring")), (None, None));
}
