//! Which tasks need not run.

use std::fmt;

use ucan_core::TokenCid;
use ucan_invocation::Branch;

use super::{Awaited, Remembered};

/// Whether a task runs, as far as can be said beforehand. A pure task may also be spared
/// by the result of an equal computation (ruling I6 c), which is not foreseen here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prediction {
    /// It was done before, as was all that it awaits, and its receipt answers for it.
    Remembered(Remembered),
    /// It is a mutation, and was done before: it is not done again (ruling I10).
    AlreadyDone(Remembered),
    /// It runs, unless the same task was run with the results of what it awaits: that is
    /// seen once these are there.
    MayBeRemembered,
    /// It runs, if what it awaits allows it.
    WillRun,
    /// It never runs: what it awaits is known to end on the other branch.
    Mismatch {
        /// What it awaits.
        awaited: Awaited,
        /// The branch on which that ends.
        branch: Branch,
    },
}

impl Prediction {
    /// Whether it may cost anything.
    #[must_use]
    pub const fn runs(&self) -> bool {
        matches!(self, Self::MayBeRemembered | Self::WillRun)
    }

    /// The receipt that answers for it.
    #[must_use]
    pub const fn receipt(&self) -> Option<&Remembered> {
        match self {
            Self::Remembered(remembered) | Self::AlreadyDone(remembered) => Some(remembered),
            _ => None,
        }
    }

    /// The branch on which it ends, if that is known.
    pub(super) fn branch(&self) -> Option<Branch> {
        match self {
            Self::Mismatch { .. } => Some(Branch::Error),
            other => other.receipt().map(|remembered| remembered.branch),
        }
    }

    /// A name for programs.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Remembered(_) => "remembered",
            Self::AlreadyDone(_) => "already-done",
            Self::MayBeRemembered => "may-be-remembered",
            Self::WillRun => "will-run",
            Self::Mismatch { .. } => "mismatch",
        }
    }
}

impl fmt::Display for Prediction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remembered(Remembered { receipt, branch, .. }) => {
                write!(f, "remembered, {branch}, by receipt {}", TokenCid(receipt))
            }
            Self::AlreadyDone(Remembered { receipt, branch, .. }) => {
                write!(f, "done already, {branch}, by receipt {}", TokenCid(receipt))
            }
            Self::MayBeRemembered => f.write_str("may be remembered once its inputs are there"),
            Self::WillRun => f.write_str("will run"),
            Self::Mismatch { awaited, branch } => {
                write!(f, "never runs, since {awaited} ends on `{branch}`")
            }
        }
    }
}
