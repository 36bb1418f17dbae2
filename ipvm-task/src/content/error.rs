//! Why content is not to be had, and whose fault that is.

use alloc::string::String;
use core::fmt;

use cid::Cid;

/// Who has to act if content is not to be had (IPVM Effects, Content Handles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AtFault {
    /// Whoever asked: the question is wrong.
    Requestor,
    /// The network, or the place where this runs: elsewhere or later it may be had.
    Environment,
    /// Whoever runs this: what was promised is not kept.
    Runner,
}

impl AtFault {
    /// The status of HTTP to which the draft likens it: 400, 408 or 500.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Requestor => 400,
            Self::Environment => 408,
            Self::Runner => 500,
        }
    }
}

impl fmt::Display for AtFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requestor => "requestor",
            Self::Environment => "environment",
            Self::Runner => "runner",
        })
    }
}

/// Why a custodian does not give content to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Unresolved {
    /// What is here no longer hashes to the CID.
    #[error("is damaged here")]
    Damaged,
    /// It is not here, and was not found elsewhere.
    #[error("is not here")]
    NotHere,
    /// It is here, and this reader may not read it (ruling I11).
    #[error("may not be read by this task")]
    NotPermitted,
    /// It is larger than what may be fetched or held.
    #[error("is larger than what may be fetched")]
    TooLarge,
    /// The time to look for it is over.
    #[error("was not found in time")]
    TimedOut,
    /// The store or the network failed.
    #[error("cannot be looked for now")]
    Unreachable,
    /// What was given for it elsewhere is other content.
    #[error("is not what was given for it")]
    Untrue,
    /// Its hash is not computed here, so that nothing could be believed to be it.
    #[error("has a hash that is not computed here")]
    UnsupportedHash,
}

/// Why a custodian does not give what it has a handle for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum LostContent {
    /// What is here no longer hashes to the CID.
    #[error("has been damaged")]
    Damaged,
    /// It is gone.
    #[error("is gone")]
    Gone,
    /// The store failed.
    #[error("cannot be read now")]
    Unreachable,
}

/// Why there is no handle, or nothing behind it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolutionError {
    /// The content was here when the handle was made, and is not now.
    #[error("{cid} was here and {reason}")]
    Lost {
        /// What was asked for.
        cid: Cid,
        /// What became of it.
        reason: LostContent,
    },
    /// A text that names no CID.
    #[error("`{found}` names no CID")]
    MalformedCid {
        /// The text, cut short.
        found: String,
    },
    /// The custodian does not give it.
    #[error("{cid} {reason}")]
    Unresolved {
        /// What was asked for.
        cid: Cid,
        /// Why it is not given.
        reason: Unresolved,
    },
    /// The custodian gave other content.
    #[error("{cid} was asked for and {found} was given")]
    WrongBlock {
        /// What was asked for.
        cid: Cid,
        /// What was given.
        found: Cid,
    },
}

impl ResolutionError {
    /// Who has to act.
    #[must_use]
    pub const fn at_fault(&self) -> AtFault {
        match self {
            Self::MalformedCid { .. }
            | Self::Unresolved { reason: Unresolved::NotPermitted, .. } => AtFault::Requestor,
            Self::Unresolved { .. } => AtFault::Environment,
            Self::Lost { .. } | Self::WrongBlock { .. } => AtFault::Runner,
        }
    }
}
