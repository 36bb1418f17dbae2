//! How a work was answered.

use cid::Cid;
use ipvm_runtime::{BuildError, ReceiveError, RunError, SettleError, TaskError};
use ucan_core::SignError;

/// How a work was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With this receipt, now or before.
    Done(Cid),
    /// It was begun, and it is not known what became of it; this receipt says so.
    Indeterminate(Cid),
}

/// Why a work was not done. The process has no business going on then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PerformError {
    /// There is no executor.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The executor gave no report of the task.
    #[error("there is no report of the task")]
    NoReport,
    /// The executor did not take the invocation.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// The executor did not start the job.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The mutation could not be settled.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The invocation could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The task ended without a receipt.
    #[error(transparent)]
    Task(TaskError),
}
