//! IPVM workflows: many tasks under one signature.
//!
//! Follows the [IPVM Workflow] draft (`ipvm-wg/workflow` at `993447c`) on UCAN
//! Invocation 1.0: a workflow is an invocation whose command is
//! `/ipvm/workflow/run` and whose arguments are the document, so that authority,
//! signature and expiry are inherited and one signature covers every task.
//!
//! | | |
//! |---|---|
//! | [`Draft`], [`Sealer`], [`Sealed`] | documents as people write them, with labels, and what is signed |
//! | [`v0_1`], [`task_list`] | the document of the text and the form of the field, converted |
//! | [`Document`], [`Workflow`] | what stands in an invocation's arguments: read, and then proven task by task |
//! | [`Planner`], [`Plan`] | what would come of it, before anything runs |
//! | [`Flow`], [`Schedule`] | what may start next, with the exception handler and the transaction |
//! | [`CaughtFailure`], [`Handled`] | what an exception handler is given, and what it answers |
//! | [`WorkflowResults`] | the receipt of a workflow as a whole |
//! | [`Archive`] | a workflow with its tokens, inputs and receipts so far, in one file |
//!
//! People write labels; [`Draft::seal`] replaces them with task links, in the order of
//! need, and finds rings. An executor opens the signed invocation again with
//! [`Workflow::open`] and walks it with a [`Schedule`].
//!
//! ```
//! use ipld_core::ipld::Ipld;
//! use ipvm_workflow::{Draft, TaskDraft, awaits};
//! use ucan_core::{Did, Nonce};
//!
//! let subject: Did = "did:web:example.com".parse()?;
//! let step = |value: Ipld| {
//!     let args = [("value".to_string(), value)].into();
//!     let task = TaskDraft::new(subject.clone(), "/text/reverse".parse().unwrap(), args);
//!     task.with_nonce(Nonce::empty()) // the same however often it is asked for
//! };
//! let sealed = Draft::new()
//!     .with_task("first", step(Ipld::String("abc".into())))
//!     .with_task("second", step(awaits("first")))
//!     .seal()?;
//! assert_eq!(sealed.labels().collect::<Vec<_>>(), ["first", "second"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//!
//! It starts no thread, touches no store, reads no clock and draws no nonce: times,
//! proofs, nonces and what is remembered are arguments.
//!
//! [IPVM Workflow]: https://github.com/ipvm-wg/workflow/tree/993447c9a28430afe736c92f449c07fdeea6876f

#![forbid(unsafe_code)]

mod archive;
mod branches;
mod catch;
mod document;
mod draft;
mod plan;
mod receipt;
mod schedule;
mod sealed;
pub mod task_list;
pub mod v0_1;
mod workflow;

pub use archive::{
    ARCHIVE_VERSION, Archive, ArchiveBuilder, ArchiveError, ArchivePart, Missing, Progress, Told,
};
pub use branches::Branches;
pub use catch::{
    Answer, Caught, CaughtFailure, CaughtFailureError, Effective, EffectiveError, Handled,
    HandledError, HandlerFailure, rethrown,
};
pub use document::{
    CATCH_LABEL, ConfigPlace, Document, DocumentError, FAILURE_SLOT, MAX_LABEL, MAX_TASKS, Parent,
    Step, failure_slot,
};
pub use draft::{
    Draft, DraftError, DraftPlace, HandlerDraft, OlderTaskError, SealError, Sealer, TaskDraft,
    awaits, awaits_either, awaits_error,
};
pub use plan::{
    Authority, Awaited, Estimate, Expiration, FindingState, Knowledge, Limits, MAX_POLICY_FINDINGS,
    MissingProof, NothingKnown, Plan, PlanPart, PlanWarning, PlannedHandler, PlannedPath,
    PlannedTask, Planner, PolicyFinding, PolicyStanding, Prediction, Remembered, Stage, StageKind,
    Standing, Stopped, Totals,
};
pub use receipt::{Conclusion, ResultsError, TaskEnd, WorkflowResults};
pub use schedule::{
    Ended, Flow, FlowError, FlowStep, HandlerEnded, Input, NoReceipt, Schedule, ScheduleError,
    Start, State,
};
pub use sealed::Sealed;
pub use workflow::{OpenError, Workflow, WorkflowTask};

/// The command whose invocation is a workflow.
pub const WORKFLOW_RUN: &str = "/ipvm/workflow/run";

/// The version of the document that is written and read.
pub const WORKFLOW_VERSION: &str = "0.2.0";

/// [`WORKFLOW_RUN`] as a command.
#[must_use]
pub fn workflow_run() -> ucan_core::Command {
    WORKFLOW_RUN.parse().expect("the constant is a command")
}
