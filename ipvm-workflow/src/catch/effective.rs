//! How a task ended, after catching.

use cid::Cid;
use ucan_core::TokenCid;
use ucan_invocation::{Branch, Outcome};

use super::handled::{Handled, HandledError, rethrown};

/// The outcome of a task after catching, by the receipts that it is made from. Of a task
/// that was rewired it is that of the task at the end of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effective {
    /// The outcome in this receipt.
    Own {
        /// Its branch.
        branch: Branch,
        /// The receipt.
        receipt: Cid,
    },
    /// On the branch `ok`, the value that the exception handler gave.
    Mended {
        /// The receipt of the task, which failed.
        failed: Cid,
        /// The receipt of the handler.
        handler: Cid,
    },
    /// On the branch `error`, the [`rethrown`] error: the handler's message, and the
    /// error of the task as its cause.
    Rethrown {
        /// The receipt of the task, which failed.
        failed: Cid,
        /// The receipt of the handler.
        handler: Cid,
    },
}

impl Effective {
    /// The branch.
    #[must_use]
    pub const fn branch(&self) -> Branch {
        match self {
            Self::Own { branch, .. } => *branch,
            Self::Mended { .. } => Branch::Ok,
            Self::Rethrown { .. } => Branch::Error,
        }
    }

    /// The outcome itself, out of the receipts that it is made from; `find` gives the
    /// outcome in a receipt.
    ///
    /// # Errors
    ///
    /// [`EffectiveError::Unknown`] for a receipt that `find` does not know,
    /// [`EffectiveError::Branch`] for one on another branch than is said here,
    /// [`EffectiveError::Handled`] and [`EffectiveError::Answer`] for a handler that
    /// answered otherwise.
    pub fn outcome<'a>(
        &self,
        find: impl Fn(&Cid) -> Option<&'a Outcome>,
    ) -> Result<Outcome, EffectiveError> {
        let on = |receipt: &Cid, branch| {
            let receipt = *receipt;
            match find(&receipt) {
                None => Err(EffectiveError::Unknown { receipt }),
                Some(outcome) if outcome.branch() != branch => {
                    Err(EffectiveError::Branch { receipt, expected: branch })
                }
                Some(outcome) => Ok(outcome),
            }
        };
        let answer = |handler: &Cid| {
            Handled::read(on(handler, Branch::Ok)?.value().clone())
                .map_err(|error| EffectiveError::Handled { receipt: *handler, error })
        };
        match self {
            Self::Own { branch, receipt } => on(receipt, *branch).cloned(),
            Self::Mended { handler, .. } => match answer(handler)? {
                Handled::Ok(value) => Ok(Outcome::Ok(value)),
                _ => Err(EffectiveError::Answer { receipt: *handler, expected: "ok" }),
            },
            Self::Rethrown { failed, handler } => match answer(handler)? {
                Handled::Msg(message) => {
                    Ok(rethrown(&message, on(failed, Branch::Error)?.value().clone()).into())
                }
                _ => Err(EffectiveError::Answer { receipt: *handler, expected: "msg" }),
            },
        }
    }
}

/// Why an outcome is not what receipts say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EffectiveError {
    /// The handler answered otherwise.
    #[error("the exception handler did not answer `{expected}` in receipt {}", TokenCid(receipt))]
    Answer {
        /// The receipt of the handler.
        receipt: Cid,
        /// The key of the answer that is told of.
        expected: &'static str,
    },
    /// The outcome in a receipt is on the other branch.
    #[error("receipt {} is not on the {expected} branch", TokenCid(receipt))]
    Branch {
        /// The receipt.
        receipt: Cid,
        /// The branch that is told of.
        expected: Branch,
    },
    /// The handler gave no answer.
    #[error("receipt {} of the exception handler: {error}", TokenCid(receipt))]
    Handled {
        /// The receipt of the handler.
        receipt: Cid,
        /// What is wrong with its output.
        error: HandledError,
    },
    /// A receipt is not at hand.
    #[error("receipt {} is not known", TokenCid(receipt))]
    Unknown {
        /// The receipt.
        receipt: Cid,
    },
}
