//! Why a delivery brings no receipt.

use cid::Cid;
use ucan_core::{Command, DecodeError, FieldError, TokenCid, VerifyError};

use super::CONCLUDE_COMMAND;
use crate::receipt::ReceiptError;

/// Why a delivery brings no receipt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConclusionError {
    /// It is an invocation of something else.
    #[error("a receipt is delivered by {CONCLUDE_COMMAND}, not by {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// What was delivered is no invocation.
    #[error("what was delivered is no invocation: {0}")]
    Decode(DecodeError),
    /// An argument is malformed.
    #[error(transparent)]
    Field(FieldError),
    /// What was delivered is no receipt, or not one of the executor it speaks for.
    #[error("what was delivered is no receipt: {0}")]
    Receipt(ReceiptError),
    /// The receipt did not come along.
    #[error("the receipt {} did not come in the same container", TokenCid(receipt))]
    ReceiptNotFound {
        /// The receipt that is named.
        receipt: Cid,
    },
    /// What was delivered is not signed by whom it names.
    #[error("what was delivered is not to be believed: {0}")]
    Verify(VerifyError),
}
