//! The operations of the layer, by the first words of their names.

mod batches;
mod conclusions;
mod errors;
mod inputs;
mod invocations;
pub(super) mod judging;
mod receipts;
mod replays;
mod revocations;
mod v0_2;

use super::ucan_core::data;
use super::varsig::names;

use ipvm_conformance::{Case, Fault, Run};

pub(super) fn run(case: &Case) -> Run {
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
