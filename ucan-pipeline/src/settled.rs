//! Results that count.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};

use cid::Cid;
use ucan_core::{Did, Timestamp, TokenCid};
use ucan_invocation::{Outcome, Receipt};

use crate::{
    trust::{Ground, Trust},
    word::{Held, Votes, Word},
};

/// The results of tasks, each from receipts that count.
///
/// A result is found under the task as it was written, and under the task as it was
/// resolved, which a receipt may name beside it (ruling I6). By computation key it is
/// found apart, in [`Settled::computed`].
#[derive(Clone, Debug, Default)]
pub struct Settled {
    results: BTreeMap<Address, Held>,
    votes: BTreeMap<Cid, Votes>,
    /// When results cease to count, soonest first.
    ends: BTreeSet<(Timestamp, Address)>,
}

/// Under what a result is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    /// The task, as written or as resolved.
    Task(Cid),
    /// What is computed, whoever asked.
    Computation(Cid),
}

/// What a receipt did to one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// The task is settled now, and was not before.
    Settles,
    /// The task was settled, with the same outcome.
    Known,
    /// The task was settled by a fault that passes, with another outcome; this one is in
    /// its place now.
    Replaces {
        /// The receipt that counted before.
        passed: Cid,
    },
    /// The task was settled, with another outcome, and stays so. Two outcomes of a pure
    /// task are evidence against one of the executors.
    Differs {
        /// The receipt that counts.
        kept: Cid,
    },
    /// It is one vote, and they are not enough.
    Vote {
        /// How many agree by now.
        agree: usize,
        /// How many must.
        least: usize,
    },
}

impl Settled {
    /// Nothing settled.
    #[must_use]
    pub const fn new() -> Self {
        Self { results: BTreeMap::new(), votes: BTreeMap::new(), ends: BTreeSet::new() }
    }

    /// Takes in a receipt, under the task that it says was run and, if it names one, under
    /// the task as resolved. Gives what it did to each of them. A task that is settled
    /// stays as it is, unless by a fault that passes. Where several receipts say the same,
    /// it does not matter which came first.
    ///
    /// An error of another executor, marked as such, counts, and [passes](Self::is_passing):
    /// whether it was a limit of that machine cannot be told from here (ruling I8).
    ///
    /// # Errors
    ///
    /// [`AdmitError::Expired`] if the receipt says that it may not be used at `now` any
    /// more; no leeway is given, since a result can be asked for anew.
    /// [`AdmitError::NotTrusted`] if its executor's word does not count and it has no vote
    /// either. Of votes, [`AdmitError::FaultAsVote`] for errors of executors,
    /// [`AdmitError::CitedAsVote`] for results that were taken from another receipt, and
    /// [`AdmitError::VotedTwice`] for an executor that said two things.
    pub fn admit(
        &mut self,
        receipt: &Receipt,
        trust: &Trust,
        now: Timestamp,
    ) -> Result<BTreeMap<Cid, Standing>, AdmitError> {
        let passing = receipt.meta().fault && !trust.is_ours(receipt.executor());
        self.take_in(receipt, passing, trust, now)
    }

    /// Takes in a receipt that is never remembered (ruling I8): the fault of a limit, for
    /// example, or what was derived from one. It settles what waits now; a receipt that
    /// does not pass takes its place when it comes.
    ///
    /// # Errors
    ///
    /// As [`Settled::admit`].
    pub fn admit_passing(
        &mut self,
        receipt: &Receipt,
        trust: &Trust,
        now: Timestamp,
    ) -> Result<BTreeMap<Cid, Standing>, AdmitError> {
        self.take_in(receipt, true, trust, now)
    }

    /// Takes in a receipt of anybody, whose task was run again and came out as `ours`.
    ///
    /// It settles the task that the receipt is of, as written, and nothing else: what its
    /// executor says that is besides, the task as resolved or what was computed, was not run,
    /// and would settle the tasks of others.
    ///
    /// # Errors
    ///
    /// [`AdmitError::Expired`] as [`Settled::admit`]; [`AdmitError::Refuted`] if the
    /// outcome is another one, or the receipt is that of an executor's own error, which
    /// shows nothing.
    pub fn confirm(
        &mut self,
        receipt: &Receipt,
        ours: &Outcome,
        now: Timestamp,
    ) -> Result<BTreeMap<Cid, Standing>, AdmitError> {
        in_time(receipt, now)?;
        if receipt.meta().fault || receipt.outcome() != ours {
            return Err(AdmitError::Refuted { receipt: *receipt.cid() });
        }
        self.expire(now);
        let held = Held::alone(Word::of(receipt, false), Ground::ReExecuted);
        let ran = *receipt.ran();
        Ok(BTreeMap::from([(ran, self.settle(Address::Task(ran), held))]))
    }

    /// The receipt and the outcome of a task, if it is settled. What has expired since is
    /// there until [`Settled::expire`] is told the time, as every admission tells it.
    #[must_use]
    pub fn get(&self, task: &Cid) -> Option<(&Cid, &Outcome)> {
        self.results.get(&Address::Task(*task)).map(said)
    }

    /// The receipt and the outcome found under a computation key (ruling I6). They are no
    /// result of a task yet: the executor attests to them anew, naming that receipt, and
    /// that receipt of its own settles the task.
    #[must_use]
    pub fn computed(&self, key: &Cid) -> Option<(&Cid, &Outcome)> {
        self.results.get(&Address::Computation(*key)).map(said)
    }

    /// On what ground the result of a task counts.
    #[must_use]
    pub fn ground(&self, task: &Cid) -> Option<Ground> {
        self.results.get(&Address::Task(*task)).map(|held| held.ground)
    }

    /// Whether a task is settled by what is never remembered, so that nothing that hangs on
    /// it may be either (ruling I8).
    #[must_use]
    pub fn is_passing(&self, task: &Cid) -> bool {
        self.results.get(&Address::Task(*task)).is_some_and(|held| held.word.passing)
    }

    /// Drops what may not be used at `now` any more (ruling I2). Gives the tasks that are
    /// not settled any longer.
    pub fn expire(&mut self, now: Timestamp) -> Vec<Cid> {
        let mut dropped = Vec::new();
        while let Some((end, address)) = self.ends.first().copied().filter(|(end, _)| *end < now) {
            self.ends.remove(&(end, address));
            self.results.remove(&address);
            if let Address::Task(task) = address {
                dropped.push(task);
            }
        }
        dropped
    }

    /// Forgets a task, its votes included.
    pub fn forget(&mut self, task: &Cid) {
        self.votes.remove(task);
        self.remove(&Address::Task(*task));
    }

    fn take_in(
        &mut self,
        receipt: &Receipt,
        passing: bool,
        trust: &Trust,
        now: Timestamp,
    ) -> Result<BTreeMap<Cid, Standing>, AdmitError> {
        in_time(receipt, now)?;
        self.expire(now);
        let word = Word::of(receipt, passing);
        match trust.ground(receipt.executor()) {
            Some(ground) => Ok(self.settle_all(receipt, &Held::alone(word, ground))),
            None => self.vote(receipt, &word, trust, now),
        }
    }

    fn settle_all(&mut self, receipt: &Receipt, held: &Held) -> BTreeMap<Cid, Standing> {
        if let Some(key) = receipt.meta().computation.filter(|_| !held.word.passing) {
            self.settle(Address::Computation(key), held.clone());
        }
        let settle = |task| (task, self.settle(Address::Task(task), held.clone()));
        addresses(receipt).map(settle).collect()
    }

    fn settle(&mut self, address: Address, held: Held) -> Standing {
        let standing = match self.results.get(&address) {
            None => Standing::Settles,
            Some(known) if known.word.outcome == held.word.outcome => {
                if !held.is_better_than(known) {
                    return Standing::Known;
                }
                Standing::Known
            }
            Some(known) if known.word.passing && !held.word.passing => {
                Standing::Replaces { passed: known.word.receipt }
            }
            Some(known) => return Standing::Differs { kept: known.word.receipt },
        };
        self.remove(&address);
        self.ends.extend(held.expires.map(|end| (end, address)));
        self.results.insert(address, held);
        standing
    }

    fn remove(&mut self, address: &Address) {
        if let Some(Held { expires: Some(end), .. }) = self.results.remove(address) {
            self.ends.remove(&(end, *address));
        }
    }

    fn vote(
        &mut self,
        receipt: &Receipt,
        word: &Arc<Word>,
        trust: &Trust,
        now: Timestamp,
    ) -> Result<BTreeMap<Cid, Standing>, AdmitError> {
        let executor = receipt.executor();
        let mut standings = BTreeMap::new();
        let mut twice = false;
        for task in addresses(receipt) {
            let Some(quorum) = trust.quorum(&task, executor) else { continue };
            if receipt.meta().fault || word.passing {
                return Err(AdmitError::FaultAsVote { executor: executor.clone() });
            }
            if let Some(from) = receipt.meta().from {
                return Err(AdmitError::CitedAsVote { executor: executor.clone(), from });
            }
            let votes = self.votes.entry(task).or_default();
            votes.expire(now);
            if votes.cast(executor, word).is_none() {
                twice = true;
                continue;
            }
            let standing = match votes.count(&word.outcome, quorum) {
                (_, Some(held)) => self.settle(Address::Task(task), held),
                (agree, None) => Standing::Vote { agree, least: quorum.least() },
            };
            standings.insert(task, standing);
        }
        match (standings.is_empty(), twice) {
            (false, _) => Ok(standings),
            (true, true) => Err(AdmitError::VotedTwice { executor: executor.clone() }),
            (true, false) => Err(AdmitError::NotTrusted { executor: executor.clone() }),
        }
    }
}

fn said(held: &Held) -> (&Cid, &Outcome) {
    (&held.word.receipt, &held.word.outcome)
}

/// The tasks whose result a receipt gives.
pub(crate) fn addresses(receipt: &Receipt) -> impl Iterator<Item = Cid> {
    let ran = *receipt.ran();
    core::iter::once(ran).chain(receipt.meta().resolved.filter(move |resolved| *resolved != ran))
}

fn in_time(receipt: &Receipt, now: Timestamp) -> Result<(), AdmitError> {
    match receipt.expiration() {
        Some(expiration) if expiration < now => Err(AdmitError::Expired { expiration }),
        _ => Ok(()),
    }
}

/// Why a receipt does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdmitError {
    /// A vote was taken from another receipt; it adds nothing to that one.
    #[error(
        "{executor} did not run the task but took the result from {}, which is no vote",
        TokenCid(from)
    )]
    CitedAsVote {
        /// The executor.
        executor: Did,
        /// The receipt that it names.
        from: Cid,
    },
    /// The receipt may not be used any more.
    #[error("the receipt was to be used until {expiration}; ask for the task to be run again")]
    Expired {
        /// The last second in which it could be used.
        expiration: Timestamp,
    },
    /// An executor's own error says nothing about the task.
    #[error("an error of {executor} itself is no vote on the outcome of a task")]
    FaultAsVote {
        /// The executor.
        executor: Did,
    },
    /// The word of the executor does not count here.
    #[error("receipts of {executor} do not count here")]
    NotTrusted {
        /// The executor.
        executor: Did,
    },
    /// Running the task again gave something else.
    #[error("running the task again did not confirm the receipt {}", TokenCid(receipt))]
    Refuted {
        /// The receipt.
        receipt: Cid,
    },
    /// An executor voted for two outcomes, so that neither counts.
    #[error("{executor} gave two outcomes for one task, neither of which counts")]
    VotedTwice {
        /// The executor.
        executor: Did,
    },
}
