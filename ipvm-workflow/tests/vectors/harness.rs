//! The operations of the layer, by the second words of their names.

mod catching;
#[path = "../../../ucan-core/tests/vectors/errors.rs"]
mod core_errors;
#[path = "../../../ucan-pipeline/tests/vectors/data.rs"]
mod data;
mod documents;
mod errors;
mod forms;
#[path = "../../../ucan-invocation/tests/vectors/errors.rs"]
mod invocation_errors;
#[path = "../../../varsig/tests/vectors/names.rs"]
mod names;
mod opening;
mod plans;
mod results;
mod sealing;
mod walks;

use std::process::ExitCode;

use ipvm_vectors_trials::{Case, Fault, Run, Suite, Value};

/// Runs the trials that the command line asks for.
pub(crate) fn main() -> ExitCode {
    Suite::new(env!("CARGO_MANIFEST_DIR"), &["ipvm-workflow"], run).main()
}

fn run(case: &Case) -> Run {
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
