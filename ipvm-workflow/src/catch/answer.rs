//! What is told of the exception handler.

use core::fmt;

use cid::Cid;

/// What came of asking the exception handler about a task that failed.
///
/// What the handler said stands in its own receipt, which is to be kept as secret as the
/// task that it was asked about. Here is said only what became of it: no value and no
/// text, since the receipt of a workflow holds these words, and may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// The receipt of the handler; `None` if there is none.
    pub ran: Option<Cid>,
    /// What it answered.
    pub answer: Answer,
}

/// What an exception handler answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It gave a value, with which the task ends instead.
    Ok,
    /// It named another task, and this one ends as that does.
    Rewire(String),
    /// It gave another error, with which the task stays failed.
    Msg,
    /// It gave no answer that can be followed: the task stays failed with its own error.
    Failed(HandlerFailure),
}

/// Why the exception handler mended nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum HandlerFailure {
    /// It ended on its error branch.
    Error,
    /// It ended without a receipt.
    NoReceipt,
    /// Its output is no answer ([`HandledError`](crate::HandledError)).
    Output,
    /// It named a task that is not in this workflow.
    UnknownTarget,
    /// It named the task that failed.
    Itself,
    /// It named a mutation, or what hangs on one.
    BeyondTransaction,
    /// It named a task that ended without a receipt.
    TargetWithoutReceipt,
    /// It named a task that waits, directly or not, for the one that failed.
    Ring,
    /// There were more rings of rewirings than are looked for.
    TooManyRings,
}

impl HandlerFailure {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Error,
        Self::NoReceipt,
        Self::Output,
        Self::UnknownTarget,
        Self::Itself,
        Self::BeyondTransaction,
        Self::TargetWithoutReceipt,
        Self::Ring,
        Self::TooManyRings,
    ];

    /// The word for it in the receipt of a workflow.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::NoReceipt => "no-receipt",
            Self::Output => "output",
            Self::UnknownTarget => "rewire-unknown",
            Self::Itself => "rewire-itself",
            Self::BeyondTransaction => "rewire-beyond-transaction",
            Self::TargetWithoutReceipt => "rewire-no-receipt",
            Self::Ring => "rewire-ring",
            Self::TooManyRings => "rewire-too-many-rings",
        }
    }

    /// What a word stands for.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.word() == word)
    }
}

impl fmt::Display for HandlerFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "the exception handler failed itself",
            Self::NoReceipt => "the exception handler ended without a receipt",
            Self::Output => "the output of the exception handler is no answer",
            Self::UnknownTarget => "rewired to a task that is not in this workflow",
            Self::Itself => "rewired to the task that failed",
            Self::BeyondTransaction => "rewired to a mutation, or to what hangs on one",
            Self::TargetWithoutReceipt => "rewired to a task that ended without a receipt",
            Self::Ring => "rewired to a task that waits for the one that failed",
            Self::TooManyRings => "more rings of rewirings than are looked for",
        })
    }
}
