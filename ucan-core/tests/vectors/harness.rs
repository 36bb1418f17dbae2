//! The operations of the layer, by the first words of their names.

mod chains;
mod containers;
mod data;
mod errors;
#[path = "../../../varsig/tests/vectors/names.rs"]
mod names;
mod policy;
mod text;
mod tokens;
mod witnesses;

use std::process::ExitCode;

use ipvm_vectors_trials::{Case, Fault, Run, Suite};

/// Runs the trials that the command line asks for.
pub(crate) fn main() -> ExitCode {
    Suite::new(env!("CARGO_MANIFEST_DIR"), &["ucan-core"], run).main()
}

fn run(case: &Case) -> Run {
    let family = case.operation.split('.').nth(1).unwrap_or_default();
    match family {
        "token" | "delegation" => tokens::run(case),
        "chain" => chains::run(case),
        "revocation" => witnesses::run(case),
        "selector" | "policy" | "pattern" => policy::run(case),
        "command" | "did" | "time" => text::run(case),
        "container" | "http-header" => containers::run(case),
        _ => Err(Fault::UnknownOperation(case.operation.clone())),
    }
}
