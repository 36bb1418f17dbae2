//! What an import took in.

use std::collections::BTreeMap;

use ucan_core::Did;

/// What an import took in, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// How many blocks the archive has.
    pub blocks: u64,
    /// How many bytes blocks and receipts have.
    pub bytes: u64,
    /// How many receipts were taken in.
    pub receipts: u64,
    /// How many receipts were left out, since the key or the authority of who signed them
    /// is not to be had here.
    pub unverified: u64,
    /// How many mutations are begun here that were not, and settled by a receipt.
    pub settled: u64,
    /// How many mutations are begun here that were not, and indeterminate.
    pub indeterminate: u64,
    /// How many results are remembered here that were not.
    pub results: u64,
    /// How many results, and mutations that were begun, stood here already.
    pub stood: u64,
    /// How many results were left out, since their receipt is not here, or answers
    /// something else.
    pub unanswered: u64,
    /// How many results were left out, since their executor is not trusted: by executor, up
    /// to 64 of these.
    pub untrusted: BTreeMap<Did, u64>,
    /// The same of all other executors.
    pub untrusted_others: u64,
    /// How many pins.
    pub pins: u64,
}

/// How many executors are told apart.
const MOST_EXECUTORS: usize = 64;

impl Imported {
    pub(super) fn count_untrusted(&mut self, executor: &Did) {
        if let Some(count) = self.untrusted.get_mut(executor) {
            *count += 1;
        } else if self.untrusted.len() < MOST_EXECUTORS {
            self.untrusted.insert(executor.clone(), 1);
        } else {
            self.untrusted_others += 1;
        }
    }

    /// How many results were left out, since their executor is not trusted.
    #[must_use]
    pub fn untrusted_results(&self) -> u64 {
        self.untrusted.values().fold(self.untrusted_others, |sum, count| sum.saturating_add(*count))
    }
}
