//! How a handler fails.

use ipld_core::ipld::Ipld;
use ucan_invocation::Failure;

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
