//! The operations of the layer, by the first words of their names.

pub(super) mod chains;
mod containers;
pub(super) mod data;
mod errors;
mod policy;
mod text;
pub(super) mod tokens;
mod witnesses;

use super::varsig::names;

use ipvm_conformance::{Case, Fault, Run};

pub(super) fn run(case: &Case) -> Run {
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
