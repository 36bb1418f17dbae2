//! Errors of executors, and which of them say something about the task.

use core::fmt;

use ucan_invocation::Receipt;

/// An error that an executor marks as its own in a receipt (ruling I3), by the name
/// under which it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fault {
    /// A promise was kept on the branch that was not awaited (ruling I5).
    BranchMismatch,
    /// Whoever asked for it wanted it no more (ruling I8).
    Cancelled,
    /// Content that the task needs was looked for elsewhere and not had (ruling I8).
    ContentUnavailable,
    /// The engine gave up, and it cannot be told whether that was the guest's doing
    /// (ruling O16).
    EngineGaveUp,
    /// A mutation was begun, and nobody knows how far it came (ruling I10).
    Indeterminate,
    /// What the guest asks for beside its result cannot be asked for
    /// ([`RequestError`](crate::RequestError); ruling O66).
    InvalidEffects,
    /// A limit of time, memory, fuel or another stopped it (ruling I8).
    LimitReached,
    /// Two runs of one pure task gave two results; the receipts of both are named.
    Nondeterministic,
    /// The guest trapped.
    Trap,
    /// What the guest returned has no IPLD form.
    UnrepresentableOutput,
}

impl Fault {
    /// All of them, by name.
    pub const ALL: [Self; 10] = [
        Self::BranchMismatch,
        Self::Cancelled,
        Self::ContentUnavailable,
        Self::EngineGaveUp,
        Self::Indeterminate,
        Self::InvalidEffects,
        Self::LimitReached,
        Self::Nondeterministic,
        Self::Trap,
        Self::UnrepresentableOutput,
    ];

    /// The `name` in the error value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BranchMismatch => "BranchMismatch",
            Self::Cancelled => "Cancelled",
            Self::ContentUnavailable => "ContentUnavailable",
            Self::EngineGaveUp => "EngineGaveUp",
            Self::Indeterminate => "Indeterminate",
            Self::InvalidEffects => "InvalidEffects",
            Self::LimitReached => "LimitReached",
            Self::Nondeterministic => "Nondeterministic",
            Self::Trap => "Trap",
            Self::UnrepresentableOutput => "UnrepresentableOutput",
        }
    }

    /// Whether it says something about the task, so that every executor comes to it.
    /// The others say something about one executor, or hang on a result that may
    /// (ruling I8).
    #[must_use]
    pub const fn is_lasting(self) -> bool {
        matches!(self, Self::InvalidEffects | Self::Trap | Self::UnrepresentableOutput)
    }

    /// The fault that a receipt attests to: `None` if the outcome is the task's own,
    /// `Some(None)` if it is a fault of a name that is not known here.
    #[must_use]
    pub fn of(receipt: &Receipt) -> Option<Option<Self>> {
        if !receipt.meta().fault {
            return None;
        }
        let Some(Ok(failure)) = receipt.fault() else { return Some(None) };
        Some(Self::ALL.into_iter().find(|fault| fault.name() == failure.name()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
