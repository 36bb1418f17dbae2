//! What a schedule and an executor say to each other.

use core::fmt;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::Branch;
use varsig::dag_cbor::EncodeError;

use crate::catch::{CaughtFailure, Effective};

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Start {
    /// Run a task. Its promises stand for the outcomes that
    /// [`inputs`](super::Schedule::inputs) names, and all of them are kept. Say with
    /// [`complete`](super::Schedule::complete) how it ended.
    Task {
        /// The label.
        label: String,
    },
    /// Do not run a task: it awaits a branch on which another did not end. Sign the
    /// receipt of the broken promise, and say with
    /// [`complete`](super::Schedule::complete) that it ended on its error branch.
    Mismatch {
        /// The label.
        label: String,
    },
    /// Ask the exception handler about a task that failed. Say with
    /// [`handled`](super::Schedule::handled) how that ended.
    Handler {
        /// The label of the task that failed.
        label: String,
        /// What the handler gets.
        failure: CaughtFailure,
    },
}

impl Start {
    /// The label of the task that it is about.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Task { label } | Self::Mismatch { label } | Self::Handler { label, .. } => label,
        }
    }
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// On its `ok` branch.
    Ok {
        /// The receipt.
        receipt: Cid,
    },
    /// On its `error` branch, whether the error is its own or the executor's.
    Error {
        /// The receipt.
        receipt: Cid,
        /// The error, as it stands in the receipt.
        error: Ipld,
    },
    /// Without a receipt.
    None {
        /// Why.
        reason: NoReceipt,
    },
}

/// How a call of the exception handler ended.
#[derive(Clone, Debug, PartialEq)]
pub enum HandlerEnded {
    /// On its `ok` branch.
    Ok {
        /// The receipt.
        receipt: Cid,
        /// The output, as it stands in the receipt. Whether it is an answer is judged
        /// here.
        output: Ipld,
    },
    /// On its `error` branch.
    Error {
        /// The receipt.
        receipt: Cid,
    },
    /// Without a receipt.
    None,
}

/// Why a task ended without a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NoReceipt {
    /// Something that it awaits ended without one, or the same task under another label
    /// did.
    Awaited,
    /// It was begun, and something broke around it: whether it did anything is not
    /// known.
    Broken,
    /// The workflow was cancelled before it began.
    Cancelled,
    /// The executor refused it, so that it never began (ruling O10).
    Refused,
    /// It lies beyond the transaction, and that failed.
    Transaction,
}

impl NoReceipt {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Awaited, Self::Broken, Self::Cancelled, Self::Refused, Self::Transaction];

    /// The word for it in the receipt of a workflow.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Broken => "broken",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::Transaction => "transaction",
        }
    }

    /// What a word stands for.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

impl fmt::Display for NoReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Something that it awaits has not ended.
    Waiting,
    /// It may run; [`ready`](super::Schedule::ready) will hand it out.
    Ready,
    /// It was handed out.
    Running,
    /// It failed, and the exception handler is asked, or will be.
    Caught,
    /// It failed, and ends as soon as another does, in the same way.
    Rewired,
    /// It ended with a receipt, on this branch after catching.
    Ended(Branch),
    /// It ended without a receipt.
    None(NoReceipt),
}

/// One of the tasks that a task awaits, with how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input<'a> {
    /// The label of the task that is awaited.
    pub label: &'a str,
    /// The ID of that task, which stands in the promise.
    pub task: &'a Cid,
    /// The outcome to put in its place.
    pub effective: Effective,
}

/// Why a schedule does not hear what is said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// The error value has no DAG-CBOR form, so that no receipt can hold it.
    #[error("the error of task `{label}`: {error}")]
    Encode {
        /// The label.
        label: String,
        /// What is wrong with it.
        error: EncodeError,
    },
    /// The exception handler was not asked about the task, or has answered.
    #[error("the exception handler is not being asked about task `{label}`")]
    NotAsked {
        /// The label.
        label: String,
    },
    /// The task was not handed out, or has ended.
    #[error("task `{label}` is not running")]
    NotRunning {
        /// The label.
        label: String,
    },
    /// A promise of the task is broken, and all the same it is said to have ended well.
    #[error("task `{label}` cannot end well: it awaits a branch that did not come")]
    PromiseBroken {
        /// The label.
        label: String,
    },
    /// There is no such task.
    #[error("no task is labelled `{label}`")]
    UnknownLabel {
        /// The label.
        label: String,
    },
}
