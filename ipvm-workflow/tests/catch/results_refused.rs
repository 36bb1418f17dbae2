//! What is not the results of a workflow.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Conclusion, ResultsError, WorkflowResults};
use ucan_core::{FieldError, FieldRule};
use ucan_invocation::Outcome;

use super::id;

fn link() -> Ipld {
    Ipld::Link(id("receipt"))
}

fn read_ok(results: Ipld) -> ResultsError {
    WorkflowResults::read(&Outcome::Ok(results)).unwrap_err()
}

fn read_failed(results: Ipld) -> Result<WorkflowResults, ResultsError> {
    let error = ipld!({ "name": "WorkflowFailed", "message": "", "results": results });
    WorkflowResults::read(&Outcome::Error(error))
}

/// The results of two tasks of which `a` failed, and this is told of `a`.
fn caught(answer: Ipld) -> Result<WorkflowResults, ResultsError> {
    read_failed(ipld!({
        "a": { "error": (link()) },
        "b": { "none": "refused" },
        "ipvm/catch": { "a": answer },
    }))
}

#[test]
fn refuses_results_without_tasks() {
    assert_eq!(read_ok(ipld!({})), ResultsError::NoTasks);
    assert_eq!(read_ok(ipld!([])), ResultsError::NotAMap);
}

#[test]
fn refuses_an_end_that_is_not_exactly_one_of_three() {
    for end in [
        ipld!({}),
        ipld!({ "ok": (link()), "none": "refused" }),
        ipld!({ "ok": 1 }),
        ipld!({ "error": "x" }),
        ipld!({ "none": (link()) }),
        ipld!({ "fine": (link()) }),
        link(),
    ] {
        assert_eq!(read_ok(ipld!({ "a": end })), ResultsError::End { label: "a".into() });
    }
}

#[test]
fn refuses_reasons_that_are_not_known() {
    let word = |found: &str| ResultsError::Word { label: "a".into(), found: found.into() };
    assert_eq!(read_ok(ipld!({ "a": { "none": "tired" } })), word("tired"));
    assert_eq!(caught(ipld!({ "ran": (link()), "failed": "tired" })), Err(word("tired")));
}

#[test]
fn refuses_what_is_told_of_the_handler_in_another_form() {
    for answer in [
        ipld!({ "ran": (link()) }),
        ipld!({ "ran": (link()), "ok": 1 }),
        ipld!({ "ran": (link()), "msg": "a value" }),
        ipld!({ "ran": (link()), "rewire": null }),
        ipld!({ "ran": (link()), "ok": null, "msg": null }),
        ipld!({ "ran": "x", "ok": null }),
        ipld!(null),
    ] {
        let error = ResultsError::Caught { label: "a".into() };
        assert_eq!(caught(answer.clone()), Err(error), "{answer:?}");
    }
    assert!(caught(ipld!({ "ran": (link()), "msg": null })).is_ok());
}

#[test]
fn refuses_to_tell_of_the_handler_without_telling_anything() {
    for nothing in [ipld!({}), ipld!(null)] {
        let results = ipld!({ "a": { "error": (link()) }, "ipvm/catch": nothing });
        assert_eq!(read_failed(results), Err(ResultsError::NoneCaught));
    }
}

#[test]
fn refuses_a_receipt_of_the_handler_where_there_is_none_and_none_where_there_is_one() {
    let error = Err(ResultsError::Ran { label: "a".into() });
    assert_eq!(caught(ipld!({ "ok": null })), error);
    assert_eq!(caught(ipld!({ "failed": "output" })), error);
    assert_eq!(caught(ipld!({ "ran": (link()), "failed": "no-receipt" })), error);
    assert!(caught(ipld!({ "failed": "no-receipt" })).is_ok());
}

#[test]
fn refuses_that_the_handler_was_asked_about_a_task_that_did_not_fail() {
    for end in [ipld!({ "ok": (link()) }), ipld!({ "none": "refused" })] {
        let caught = ipld!({ "a": { "ran": (link()), "msg": null } });
        let results = ipld!({ "a": end, "b": { "none": "refused" }, "ipvm/catch": caught.clone() });
        assert_eq!(read_failed(results), Err(ResultsError::CaughtWell { label: "a".into() }));
        let results = ipld!({ "b": { "error": (link()) }, "ipvm/catch": caught });
        assert_eq!(read_failed(results), Err(ResultsError::CaughtWell { label: "a".into() }));
    }
}

#[test]
fn refuses_rewirings_to_what_has_no_receipt() {
    for target in ["b", "nobody"] {
        let error = ResultsError::Target { label: "a".into(), target: target.into() };
        assert_eq!(caught(ipld!({ "ran": (link()), "rewire": target })), Err(error));
    }
}

#[test]
fn refuses_rewirings_that_lead_back() {
    let to = |target: &str| ipld!({ "ran": (link()), "rewire": target });
    let failed = ipld!({ "error": (link()) });
    let itself = caught(to("a"));
    assert_eq!(itself, Err(ResultsError::Ring { label: "a".into() }));
    let results = ipld!({
        "a": (failed.clone()),
        "b": (failed.clone()),
        "c": failed,
        "ipvm/catch": { "a": (to("b")), "b": (to("c")), "c": (to("b")) },
    });
    assert_eq!(read_failed(results), Err(ResultsError::Ring { label: "b".into() }));
}

#[test]
fn refuses_a_branch_or_a_name_that_does_not_follow_from_the_results() {
    let conclusion = |expected, found| Err(ResultsError::Conclusion { expected, found });
    let well = ipld!({ "a": { "ok": (link()) } });
    let failed = ipld!({ "a": { "error": (link()) } });
    let cancelled = ipld!({ "a": { "none": "cancelled" } });
    let ok = |results| WorkflowResults::read(&Outcome::Ok(results));
    assert_eq!(ok(failed.clone()), conclusion(Conclusion::Failed, Conclusion::Ok));
    assert_eq!(ok(cancelled.clone()), conclusion(Conclusion::Cancelled, Conclusion::Ok));
    assert_eq!(read_failed(well), conclusion(Conclusion::Ok, Conclusion::Failed));
    assert_eq!(read_failed(cancelled), conclusion(Conclusion::Cancelled, Conclusion::Failed));
    let error = ipld!({ "name": "Cancelled", "message": "", "results": failed });
    assert_eq!(
        WorkflowResults::read(&Outcome::Error(error)),
        conclusion(Conclusion::Failed, Conclusion::Cancelled)
    );
}

#[test]
fn refuses_an_error_that_is_not_that_of_a_workflow() {
    let read = |error| WorkflowResults::read(&Outcome::Error(error)).unwrap_err();
    let field = |name: &str, rule| ResultsError::Field(FieldError::new(name, rule));
    let good = ipld!({ "a": { "error": (link()) } });
    assert_eq!(
        read(ipld!({ "name": "Failed", "message": "", "results": (good.clone()) })),
        ResultsError::Name { found: "Failed".into() }
    );
    assert_eq!(
        read(ipld!({ "name": "WorkflowFailed", "results": (good.clone()) })),
        field("message", FieldRule::Missing)
    );
    assert_eq!(
        read(ipld!({ "name": "WorkflowFailed", "message": "" })),
        field("results", FieldRule::Missing)
    );
    assert_eq!(
        read(ipld!({ "name": "WorkflowFailed", "message": "", "results": good, "more": 1 })),
        field("more", FieldRule::Unknown)
    );
}
