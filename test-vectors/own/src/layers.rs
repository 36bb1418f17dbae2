//! Which crate does which operation.

mod ipld_wit;
mod ipvm_content;
#[cfg(feature = "runtime")]
mod ipvm_execution;
#[cfg(feature = "runtime")]
mod ipvm_housekeeping;
mod ipvm_registry;
mod ipvm_task;
#[cfg(feature = "runtime")]
mod ipvm_wasi;
mod ipvm_workflow;
mod ucan_core;
mod ucan_invocation;
mod ucan_pipeline;
mod varsig;

use ipvm_conformance::{Case, Fault, Run};

pub use varsig::left_out;

/// Does the operation of a case with our crates.
///
/// # Errors
///
/// [`Fault::UnknownOperation`] for one that this build does not have; the others for a case
/// whose input is not what its operation takes, or for an invariant that did not hold.
pub fn run(case: &Case) -> Run {
    let mut words = case.operation.split('.');
    match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
        ("varsig" | "dag-cbor" | "dag-json", _) => varsig::run(case),
        ("ucan", "pipeline" | "graph") => ucan_pipeline::run(case),
        ("ucan", "revocation") if case.operation == "ucan.revocation.witness" => {
            ucan_core::run(case)
        }
        ("ucan", "invocation" | "task" | "receipt" | "batch" | "replay") => {
            ucan_invocation::run(case)
        }
        ("ucan", "conclusion" | "inbox" | "revocation" | "v0-2") => ucan_invocation::run(case),
        ("ucan", _) => ucan_core::run(case),
        ("ipld-wit", _) => ipld_wit::run(case),
        ("content", _) => ipvm_content::run(case),
        ("task", _) => ipvm_task::run(case),
        ("workflow", _) => ipvm_workflow::run(case),
        ("registry", _) => ipvm_registry::run(case),
        #[cfg(feature = "runtime")]
        ("execution", _) => ipvm_execution::run(case),
        #[cfg(feature = "runtime")]
        ("store", _) => ipvm_housekeeping::run(case),
        #[cfg(feature = "runtime")]
        ("wasi", _) => ipvm_wasi::run(case),
        _ => Err(Fault::UnknownOperation(case.operation.clone())),
    }
}
