//! Remembered results, and who is at work on the next one.

use std::{fmt, time::Duration};

use cid::Cid;

use super::{EffectClass, StoreError};

/// Where a result is remembered (ruling I6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// A task, as written or as resolved.
    Task(Cid),
    /// The computation key of a pure task: free of subject and nonce, so that
    /// strangers share results. Secret tasks never have one.
    Computation(Cid),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task(cid) => write!(f, "task {cid}"),
            Self::Computation(cid) => write!(f, "computation {cid}"),
        }
    }
}

/// The number of a claim, unique within a store over all its sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Revision {
    /// How often the store had been opened. Stores without sessions use 0.
    pub session: u64,
    /// The number of the claim in that session, from 1.
    pub number: u64,
}

/// The right to commit the result of one claimed task, once.
///
/// It has no copy and no serialised form. Dropping it leaves the claim
/// standing until its lease ends; [`Memo::abandon`] ends it now.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "an unused fence blocks the task until its lease ends"]
pub struct Fence {
    task: Cid,
    revision: Revision,
}

impl Fence {
    /// The fence of a claim that a store has just granted. For stores only: a
    /// fence that no store granted commits nothing.
    pub const fn new(task: Cid, revision: Revision) -> Self {
        Self { task, revision }
    }

    /// The resolved task that is claimed.
    #[must_use]
    pub const fn task(&self) -> &Cid {
        &self.task
    }

    /// The number of the claim.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }
}

/// The answer to a claim.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Claim {
    /// The task is the caller's to run. [`Memo::commit`] or [`Memo::release`]
    /// the fence afterwards.
    Won(Fence),
    /// Somebody else is at work on it, and their lease has not ended.
    Held,
    /// It has been done: this is the receipt.
    Done(Cid),
    /// A mutation was begun, and nobody knows how far it came: its holder's
    /// lease ended or its holder is gone, or the record of it is damaged. It
    /// is never handed on. A commit by the original holder settles it, and so
    /// does [`Memo::remember`] with a receipt that says what became of it.
    Indeterminate,
}

/// What became of a result that was to be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Committed {
    /// Every address was free and now holds the receipt.
    First,
    /// At least one address was taken. The entry there stays, the free ones now
    /// hold the new receipt. This is a receipt that stood there: a different
    /// one if there is such, otherwise the same. The caller compares outputs:
    /// two different ones for a pure task are a determinism fault.
    Already(Cid),
}

/// A store of remembered results and of claims on tasks.
///
/// The way of a task is *claim* (for the length of a lease) → *commit*
/// (fenced) or *release*. No store makes a mutation run exactly once; this one
/// makes it run at most once.
pub trait Memo: Send + Sync {
    /// The receipt that is remembered at `address`.
    ///
    /// # Errors
    ///
    /// [`StoreError::DamagedEntry`] if there is an entry that cannot be read;
    /// any other variant if the store itself fails.
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError>;

    /// Asks for the right to run `task`, which is the task as resolved.
    ///
    /// `effect` says what may be done again. Pure and query tasks are handed
    /// on when the lease of their holder has ended, or when the holder is
    /// known to be gone; a mutation never is. A mutation whose handler declares
    /// itself idempotent by task id is claimed as [`EffectClass::Query`]. What
    /// counts later is the class under which the standing claim was made.
    ///
    /// A claim of a mutation is durable when the call returns. A `lease` of
    /// zero has ended at once; one too long for the clock never ends.
    ///
    /// # Errors
    ///
    /// If the store fails; the task is then not the caller's to run.
    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError>;

    /// Remembers `receipt` at the claimed task and at every one of
    /// `addresses`, and ends the claim; durable when the call returns.
    ///
    /// A commit after the lease has ended counts, as long as nobody has taken
    /// the claim over; that is how a late mutation is settled.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] if the claim is no longer the caller's: nothing
    /// was remembered. Any other variant if the store fails: the claim then
    /// stands as it was, and the result may be remembered or not.
    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError>;

    /// Ends a claim and remembers nothing: for what is never remembered
    /// (ruling I8). For a mutation only when it is certain that it did nothing;
    /// otherwise [`abandon`](Memo::abandon) it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] if the claim is no longer the caller's.
    fn release(&self, fence: Fence) -> Result<(), StoreError>;

    /// Ends a claim without a word on how far its holder came: as if the lease ended now.
    /// A pure or query task is free again, and a mutation indeterminate.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] if the claim is no longer the caller's.
    fn abandon(&self, fence: Fence) -> Result<(), StoreError>;

    /// Remembers a receipt without a claim: a known result attested anew, or
    /// what became of an indeterminate mutation. Durable when the call returns.
    /// A standing claim stays; its holder's commit finds the entry.
    ///
    /// Where the receipt is what a mutation came to, by a claim on one of these tasks or by
    /// what stands there already, the others of these tasks are of a mutation too, as
    /// with [`commit`](Memo::commit): forgetting one of them frees none.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError>;

    /// Drops the entry at `address` if it names `receipt`, which has proved
    /// damaged, wrong or expired; durable when the call returns.
    ///
    /// For pure and query tasks the address is then free again. The task of a
    /// mutation is indeterminate from then on, never free.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError>;
}
