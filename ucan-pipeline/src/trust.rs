//! Whose word counts.

use alloc::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ucan_core::Did;

/// Whose receipts count (ruling I7).
///
/// The executor that an invocation names is its own: add it with
/// [`naming`](Self::naming) for that invocation and for no other. A [`Pipeline`](crate::Pipeline)
/// does so by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    ours: Option<Did>,
    trusted: BTreeSet<Did>,
    named: Option<Did>,
    quorums: BTreeMap<Cid, Quorum>,
}

/// On what ground a result counts (ruling I7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Ground {
    /// The receipt is this executor's own.
    Ours,
    /// The embedder trusts the executor.
    Trusted,
    /// The waiting invocation names the executor.
    Named,
    /// As many executors say so as the task's verification strategy demands.
    Quorum,
    /// It was run again, and came out the same.
    ReExecuted,
}

impl Trust {
    /// Exactly these executors, trusted explicitly.
    pub fn new(executors: impl IntoIterator<Item = Did>) -> Self {
        Self { trusted: executors.into_iter().collect(), ..Self::default() }
    }

    /// These, and one more.
    #[must_use]
    pub fn and(mut self, executor: Did) -> Self {
        self.trusted.insert(executor);
        self
    }

    /// With this executor as the one that asks. Its own receipts count, and only of its own
    /// faults it is known whether they pass (ruling I8).
    #[must_use]
    pub fn ours(mut self, ours: Did) -> Self {
        self.ours = Some(ours);
        self
    }

    /// With the executor that the waiting invocation names: its audience, or else its
    /// subject.
    #[must_use]
    pub fn naming(mut self, executor: Did) -> Self {
        self.named = Some(executor);
        self
    }

    /// With a verification strategy of one task: receipts of executors whose word alone
    /// does not count settle it, if there are enough of them.
    #[must_use]
    pub fn demanding(mut self, task: Cid, quorum: Quorum) -> Self {
        self.demand(task, quorum);
        self
    }

    pub(crate) fn demand(&mut self, task: Cid, quorum: Quorum) {
        self.quorums.insert(task, quorum);
    }

    /// Whether this executor's word counts by itself.
    #[must_use]
    pub fn counts(&self, executor: &Did) -> bool {
        self.ground(executor).is_some()
    }

    /// On what ground this executor's word counts by itself.
    #[must_use]
    pub fn ground(&self, executor: &Did) -> Option<Ground> {
        if self.is_ours(executor) {
            Some(Ground::Ours)
        } else if self.trusted.contains(executor) {
            Some(Ground::Trusted)
        } else {
            (self.named.as_ref() == Some(executor)).then_some(Ground::Named)
        }
    }

    pub(crate) fn is_ours(&self, executor: &Did) -> bool {
        self.ours.as_ref() == Some(executor)
    }

    /// The quorum in which this executor has a vote on a task.
    pub(crate) fn quorum(&self, task: &Cid, executor: &Did) -> Option<&Quorum> {
        self.quorums.get(task).filter(|quorum| quorum.panel.contains(executor))
    }
}

/// How many executors must have come to the same outcome, each by itself, and which are
/// asked. Anybody can make any number of DIDs, so that a number alone would say nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    least: usize,
    panel: BTreeSet<Did>,
}

impl Quorum {
    /// At least `least` of these.
    ///
    /// # Errors
    ///
    /// [`QuorumError::Nobody`] if none are asked for, [`QuorumError::Unreachable`] if there
    /// are fewer on the panel.
    pub fn new(least: usize, panel: impl IntoIterator<Item = Did>) -> Result<Self, QuorumError> {
        let panel: BTreeSet<Did> = panel.into_iter().collect();
        if least == 0 {
            return Err(QuorumError::Nobody);
        }
        if least > panel.len() {
            return Err(QuorumError::Unreachable { least, panel: panel.len() });
        }
        Ok(Self { least, panel })
    }

    /// How many must agree.
    #[must_use]
    pub const fn least(&self) -> usize {
        self.least
    }

    /// Who is asked.
    #[must_use]
    pub const fn panel(&self) -> &BTreeSet<Did> {
        &self.panel
    }
}

/// Why a quorum is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuorumError {
    /// Nobody has to agree.
    #[error("a quorum is of one executor at least")]
    Nobody,
    /// There are not so many.
    #[error("{least} executors of {panel} cannot agree; ask for fewer, or ask more of them")]
    Unreachable {
        /// How many must agree.
        least: usize,
        /// How many are asked.
        panel: usize,
    },
}
