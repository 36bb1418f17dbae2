//! The operations of the layer, by the first words of their names.

mod batches;
mod conclusions;
#[path = "../../../ucan-core/tests/vectors/errors.rs"]
mod core_errors;
#[path = "../../../ucan-core/tests/vectors/data.rs"]
mod data;
mod errors;
mod inputs;
mod invocations;
mod judging;
#[path = "../../../varsig/tests/vectors/names.rs"]
mod names;
mod receipts;
mod replays;
mod revocations;
mod v0_2;

use std::process::ExitCode;

use ipvm_vectors_trials::{Case, Fault, Run, Suite};

/// Runs the trials that the command line asks for.
pub(crate) fn main() -> ExitCode {
    Suite::new(env!("CARGO_MANIFEST_DIR"), &["ucan-invocation"], run).main()
}

fn run(case: &Case) -> Run {
    let mut words = case.operation.split('.').skip(1);
    match (words.next(), words.next()) {
        (Some("invocation"), Some("prove" | "authorize" | "authorize-public")) => {
            judging::run(case)
        }
        (Some("batch"), _) => batches::run(case),
        (Some("replay"), _) => replays::run(case),
        (Some("conclusion" | "inbox"), _) => conclusions::run(case),
        (Some("receipt"), _) => receipts::run(case),
        (Some("v0-2"), _) => v0_2::run(case),
        (Some("task" | "invocation"), _) => invocations::run(case),
        (Some("revocation"), _) => revocations::run(case),
        _ => Err(Fault::UnknownOperation(case.operation.clone())),
    }
}
