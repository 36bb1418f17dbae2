//! The operations of the layer, by the second words of their names.

mod catching;
mod documents;
mod errors;
mod forms;
mod opening;
mod plans;
mod results;
mod sealing;
mod walks;

use super::ucan_pipeline::data;
use super::varsig::names;

use ipvm_conformance::{Case, Fault, Run, Value};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "workflow.document.read" => documents::read(case),
        "workflow.seal" => sealing::seal(case),
        "workflow.seal.fault" => sealing::fault(case),
        "workflow.open" => opening::open(case),
        "workflow.handler.call" => opening::call(case),
        "workflow.schedule" => walks::walk(case),
        "workflow.schedule.mended" => walks::mended(case),
        "workflow.failure.write" => catching::write_failure(case),
        "workflow.failure.read" => catching::read_failure(case),
        "workflow.answer.read" => catching::answer(case),
        "workflow.outcome" => catching::outcome(case),
        "workflow.results.write" => results::write(case),
        "workflow.results.read" => results::read(case),
        "workflow.draft.read" => forms::draft(case),
        "workflow.v0-1.read" => forms::older(case),
        "workflow.list.read" => forms::list(case),
        "workflow.list.write" => forms::written(case),
        plan if plan.starts_with("workflow.plan.") => plans::run(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// The input with this name, which must be there.
fn any<'a>(case: &'a Case, input: &str) -> Result<&'a Value, Fault> {
    case.input.get(input).ok_or(Fault::Invariant("the case lacks an input"))
}
