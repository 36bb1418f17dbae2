//! How a handler fails.

use ipld_core::ipld::Ipld;
use ipvm_task::{AtFault, Fault};
use ucan_invocation::Failure;

use crate::{executor::limit_reached, store::StoreError};

/// Why a handler gives no output, and what is known of how far it came.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HandlerError {
    /// It was tried, and this is how it ended: the task's own error, carried in the
    /// receipt as it is and remembered like any result.
    #[error("the task failed")]
    Failed(Ipld),
    /// Certainly nothing was done. It is an error of the executor, and never
    /// remembered: the task may be run again.
    #[error("nothing was done: {0}")]
    NotDone(Failure),
    /// It is not known whether it was done. A mutation is indeterminate from then on;
    /// anything else may be run again.
    #[error("it is not known whether it was done: {0}")]
    Unknown(Failure),
}

impl HandlerError {
    /// [`HandlerError::Failed`] with an error of this name and message.
    #[must_use]
    pub fn failed(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Failed(Failure::new(name, message).to_ipld())
    }

    /// [`HandlerError::NotDone`] with an error of this name and message.
    #[must_use]
    pub fn not_done(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::NotDone(Failure::new(name, message))
    }

    /// [`HandlerError::Unknown`] with an error of this name and message.
    #[must_use]
    pub fn unknown(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Unknown(Failure::new(name, message))
    }
}

/// Why content is not kept for a task.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeepError {
    /// With it the task would add more than it may (`disk` in its configuration).
    #[error("the task would keep {bytes} bytes; it may add {limit} to the store")]
    Disk {
        /// How many bytes it would have kept in all.
        bytes: u64,
        /// How many it may add.
        limit: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl KeepError {
    /// The executor's own error for it, for receipts: of a store that failed it says no more
    /// than that.
    #[must_use]
    pub fn to_failure(&self) -> Failure {
        match self {
            Self::Disk { .. } => limit_reached("disk", &self.to_string()),
            Self::Store(_) => {
                let message = "the content could not be kept";
                Failure::new(Fault::ContentUnavailable.name(), message)
                    .with_detail("at-fault", Ipld::String(AtFault::Runner.to_string()))
            }
        }
    }
}
