//! The topics, one module each.

mod codecs;
mod ipld_wit;
mod ipvm_content;
mod ipvm_execution;
mod ipvm_housekeeping;
mod ipvm_registry;
mod ipvm_task;
mod ipvm_wasi;
mod ipvm_workflow;
mod ucan_core;
mod ucan_invocation;
mod ucan_pipeline;
mod varsig;

use crate::topic::{Spec, Topic};

/// The text of Varsig.
pub(crate) const VARSIG: Spec = Spec {
    name: "Varsig",
    version: "1.0.0",
    commit: Some("e48117fc4d9501d5fd3bc49d443cd8af8cc87fac"),
};

/// The commit of `ipld/ipld` whose texts of the codecs were read.
const IPLD: &str = "e018466c285a25e90d3ebd7ccf7947f51e30276c";

/// The text of DAG-CBOR.
pub(crate) const DAG_CBOR: Spec =
    Spec { name: "DAG-CBOR", version: "as of the commit", commit: Some(IPLD) };

/// The text of DAG-JSON.
pub(crate) const DAG_JSON: Spec =
    Spec { name: "DAG-JSON", version: "as of the commit", commit: Some(IPLD) };

/// The text of DAG-PB, of which a later commit was read than of the other codecs.
pub(crate) const DAG_PB: Spec = Spec {
    name: "DAG-PB",
    version: "descriptive, final",
    commit: Some("4a2c68763b7ae027b210a97634f43f6f1e774e50"),
};

/// The text of UnixFS.
pub(crate) const UNIXFS: Spec = Spec {
    name: "UnixFS",
    version: "2026-08-22",
    commit: Some("01ababbcc44e5d7b085c5113be3db5a999e92350"),
};

/// The text of URIs.
pub(crate) const URI: Spec = Spec { name: "RFC 3986", version: "2005", commit: None };

/// The text of UCAN Core.
pub(crate) const UCAN: Spec = Spec {
    name: "UCAN Core",
    version: "1.0.0",
    commit: Some("9955aa1fb7b32897f80b57651f4ee8b22ebf35a7"),
};

/// The text of UCAN Delegation.
pub(crate) const DELEGATION: Spec = Spec {
    name: "UCAN Delegation",
    version: "1.0.0-rc.1",
    commit: Some("e108236e32ed264b1054b879fcf7ff2afce0ec73"),
};

/// The text of UCAN Invocation.
pub(crate) const INVOCATION: Spec = Spec {
    name: "UCAN Invocation",
    version: "1.0.0-rc.1",
    commit: Some("445f4440f23524f3d36174cac0bcf2f1fe040f87"),
};

/// The text of the older wire.
pub(crate) const INVOCATION_0_2: Spec = Spec {
    name: "UCAN Invocation 0.2",
    version: "0.2.0",
    commit: Some("d741eb54f8508d90062178a1bcf5e060970287ad"),
};

/// The text of receipts: the draft of the working group.
pub(crate) const RECEIPT: Spec = Spec {
    name: "UCAN Invocation Receipt",
    version: "1.0.0",
    commit: Some("26fe696e3a7744dcc21293a4babb166f0a271e9c"),
};

/// The text of receipts and their delivery as they are in use.
pub(crate) const EXTENSIONS: Spec = Spec {
    name: "UCAN Specification Extensions",
    version: "as of the commit",
    commit: Some("dda8ed61ccdf1ade0cc6038cb221febfb1cda393"),
};

/// The text of UCAN Revocation.
pub(crate) const REVOCATION: Spec = Spec {
    name: "UCAN Revocation",
    version: "1.0.0-rc.1",
    commit: Some("230495e70fdc5e1b359a9b3517a157852f39d70e"),
};

/// The text of the IPVM Workflow draft.
pub(crate) const WORKFLOW: Spec = Spec {
    name: "IPVM Workflow",
    version: "0.1.0",
    commit: Some("993447c9a28430afe736c92f449c07fdeea6876f"),
};

/// Every topic, in the order of the files.
pub fn topics() -> Vec<Topic> {
    [
        varsig::topics(),
        codecs::topics(),
        ucan_core::topics(),
        ucan_invocation::topics(),
        ucan_pipeline::topics(),
        ipld_wit::topics(),
        ipvm_content::topics(),
        ipvm_housekeeping::topics(),
        ipvm_task::topics(),
        ipvm_wasi::topics(),
        ipvm_execution::topics(),
        ipvm_workflow::topics(),
        ipvm_registry::topics(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
