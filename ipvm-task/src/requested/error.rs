//! Why something cannot be asked for.

use core::fmt;

use cid::Cid;
use ucan_core::{CommandError, DidError};
use varsig::dag_cbor::DagCborError;

/// Where a task stands among those that a guest asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequestPlace {
    /// Among the forks, counted from 0 in the order of the guest.
    Fork(usize),
    /// The one to join.
    Join,
}

impl fmt::Display for RequestPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fork(index) => write!(f, "fork[{index}]"),
            Self::Join => f.write_str("join"),
        }
    }
}

/// Why what a guest asks for cannot be asked for: the guest's own doing, which is the same
/// on every executor (ruling O66).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The arguments are no canonical DAG-CBOR, or more of it than may be asked for.
    #[error("{place}: the arguments are not canonical DAG-CBOR: {error}")]
    Arguments {
        /// Where.
        place: RequestPlace,
        /// What is wrong with them.
        error: DagCborError,
    },
    /// The arguments are no map.
    #[error("{place}: the arguments are not a map")]
    ArgumentsNotMap {
        /// Where.
        place: RequestPlace,
    },
    /// The arguments as a whole have the form of a promise.
    #[error("{place}: the arguments as a whole are a promise; put it into one of them")]
    ArgumentsPromised {
        /// Where.
        place: RequestPlace,
    },
    /// The command is none.
    #[error("{place}: {error}")]
    Command {
        /// Where.
        place: RequestPlace,
        /// What is wrong with it.
        error: CommandError,
    },
    /// The arguments await a task that is not asked for beside this one. What others came
    /// to is not a guest's to send somewhere.
    #[error("{place}: the arguments await {awaited}, which is not asked for beside it")]
    ForeignPromise {
        /// Where.
        place: RequestPlace,
        /// The task that is awaited.
        awaited: Cid,
    },
    /// The nonce is too long.
    #[error("{place}: a nonce has {limit} bytes at most, this one {found}")]
    NonceTooLong {
        /// Where.
        place: RequestPlace,
        /// How many bytes there may be.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// The link is not the address of a task: a CID of version 1 for DAG-CBOR with a
    /// SHA-256 of 32 bytes (ruling I1).
    #[error("{place}: {link} is not the address of a task")]
    NotATaskId {
        /// Where.
        place: RequestPlace,
        /// The link.
        link: Cid,
    },
    /// The task is asked for a second time. Tasks are asked for as a set.
    #[error("{place}: task {task} is asked for twice")]
    Repeated {
        /// Where it stands for the second time.
        place: RequestPlace,
        /// The task.
        task: Cid,
    },
    /// The result is none of a function that asks for effects. No guest can bring that
    /// about; the function was not asked for its type.
    #[error("the result is no pair of a value and effects")]
    Shape,
    /// The subject is no DID.
    #[error("{place}: {error}")]
    Subject {
        /// Where.
        place: RequestPlace,
        /// What is wrong with it.
        error: DidError,
    },
    /// More tasks than one result may ask for.
    #[error("{found} tasks are asked for; one result may ask for {limit}")]
    TooMany {
        /// How many there may be.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}

impl RequestError {
    /// The name of the broken rule, as the fault of a receipt has it.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Arguments { .. } => "Arguments",
            Self::ArgumentsNotMap { .. } => "ArgumentsNotMap",
            Self::ArgumentsPromised { .. } => "ArgumentsPromised",
            Self::Command { .. } => "Command",
            Self::ForeignPromise { .. } => "ForeignPromise",
            Self::NonceTooLong { .. } => "NonceTooLong",
            Self::NotATaskId { .. } => "NotATaskId",
            Self::Repeated { .. } => "Repeated",
            Self::Shape => "Shape",
            Self::Subject { .. } => "Subject",
            Self::TooMany { .. } => "TooMany",
        }
    }

    /// Where it is broken, if that is one place.
    #[must_use]
    pub const fn place(&self) -> Option<RequestPlace> {
        match self {
            Self::Arguments { place, .. }
            | Self::ArgumentsNotMap { place }
            | Self::ArgumentsPromised { place }
            | Self::Command { place, .. }
            | Self::ForeignPromise { place, .. }
            | Self::NonceTooLong { place, .. }
            | Self::NotATaskId { place, .. }
            | Self::Repeated { place, .. }
            | Self::Subject { place, .. } => Some(*place),
            Self::Shape | Self::TooMany { .. } => None,
        }
    }
}
