//! The outcome of a workflow.

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_workflow::{Conclusion, TaskEnd, WorkflowResults};

use super::{
    catching::outcome_of,
    data::value,
    names::refuse,
    walks::{Walked, effective, none, walked},
};

pub(crate) fn write(case: &Case) -> Run {
    let Walked { schedule, .. } = match walked(case)? {
        Ok(walked) => walked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let results = match WorkflowResults::of(&schedule) {
        Ok(results) => results,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let outcome = results.to_outcome();
    if WorkflowResults::read(&outcome).as_ref() != Ok(&results) {
        return Err(Fault::Invariant("results are read in another way"));
    }
    if schedule.labels().any(|label| schedule.effective(label) != results.effective(label)) {
        return Err(Fault::Invariant("results are not those of the walk"));
    }
    Ok(Ok(Outcome::Value(value(&outcome.to_ipld())?)))
}

pub(crate) fn read(case: &Case) -> Run {
    let results = match WorkflowResults::read(&outcome_of(case, "outcome")?) {
        Ok(results) => results,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let ends = results.ends().iter().map(|(label, end)| {
        let end = match (end, results.effective(label)) {
            (TaskEnd::None(reason), None) => none(*reason),
            (TaskEnd::Receipt { .. }, Some(it)) => effective(it),
            _ => return Err(Fault::Invariant("an end without an outcome")),
        };
        Ok((label.clone(), end))
    });
    let conclusion = match results.conclusion() {
        Conclusion::Ok => "ok",
        Conclusion::Failed => "failed",
        Conclusion::Cancelled => "cancelled",
    };
    Ok(Ok(Outcome::Value(map([
        ("conclusion", text(conclusion)),
        ("ends", Value::Map(ends.collect::<Result<_, Fault>>()?)),
    ]))))
}
