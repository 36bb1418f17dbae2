//! Why an invocation is not taken for a receipt.

use ucan_core::{ChainError, Command, Did, FieldError};

use super::RECEIPT_COMMAND;

/// Why an invocation is not taken for a receipt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// An audience other than the executor is named.
    #[error("a receipt names no audience but its executor; this names {found}")]
    Audience {
        /// The audience found.
        found: Did,
    },
    /// The issuer may not attest for the executor.
    #[error(transparent)]
    Chain(ChainError),
    /// It is an invocation of something else.
    #[error("a receipt is an invocation of {RECEIPT_COMMAND}, not of {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// An argument is malformed.
    #[error(transparent)]
    Field(FieldError),
}
