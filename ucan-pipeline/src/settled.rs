//! Results that count.

use alloc::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ucan_core::Did;
use ucan_invocation::{Outcome, Receipt};

/// Whose receipts count (ruling I7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust(BTreeSet<Did>);

impl Trust {
    /// Exactly these executors.
    pub fn new(executors: impl IntoIterator<Item = Did>) -> Self {
        Self(executors.into_iter().collect())
    }

    /// These, and one more.
    #[must_use]
    pub fn and(mut self, executor: Did) -> Self {
        self.0.insert(executor);
        self
    }

    /// Whether this executor's word counts.
    #[must_use]
    pub fn counts(&self, executor: &Did) -> bool {
        self.0.contains(executor)
    }
}

/// The results of tasks, each from a receipt that counts.
#[derive(Clone, Debug, Default)]
pub struct Settled(BTreeMap<Cid, (Cid, Outcome)>);

impl Settled {
    /// Takes in a receipt. A task that is settled stays as it is.
    ///
    /// # Errors
    ///
    /// [`NotTrusted`] if its executor's word does not count.
    pub fn admit(&mut self, receipt: &Receipt, trust: &Trust) -> Result<(), NotTrusted> {
        if !trust.counts(receipt.executor()) {
            return Err(NotTrusted { executor: receipt.executor().clone() });
        }
        self.0.entry(*receipt.ran()).or_insert_with(|| (*receipt.cid(), receipt.outcome().clone()));
        Ok(())
    }

    /// The receipt and the outcome of a task, if it is settled.
    #[must_use]
    pub fn get(&self, task: &Cid) -> Option<(&Cid, &Outcome)> {
        self.0.get(task).map(|(receipt, outcome)| (receipt, outcome))
    }
}

/// A receipt of an executor whose word does not count here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("receipts of {executor} do not count here")]
pub struct NotTrusted {
    /// The executor.
    pub executor: Did,
}
