//! What receipts say, as far as it matters here.

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use core::cmp::Reverse;

use cid::Cid;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Outcome, Receipt};

use crate::trust::{Ground, Quorum};

/// What one receipt says.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) receipt: Cid,
    pub(crate) outcome: Outcome,
    pub(crate) expiration: Option<Timestamp>,
    /// Nothing that hangs on it may be remembered (ruling I8).
    pub(crate) passing: bool,
}

impl Word {
    pub(crate) fn of(receipt: &Receipt, passing: bool) -> Arc<Self> {
        Arc::new(Self {
            receipt: *receipt.cid(),
            outcome: receipt.outcome().clone(),
            expiration: receipt.expiration(),
            passing,
        })
    }
}

/// A word that counts.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) word: Arc<Word>,
    /// The last second in which it counts, if there is one.
    pub(crate) expires: Option<Timestamp>,
    pub(crate) ground: Ground,
}

impl Held {
    pub(crate) fn alone(word: Arc<Word>, ground: Ground) -> Self {
        Self { expires: word.expiration, word, ground }
    }

    /// Which of two that agree is kept, whichever came first: one that does not pass, then
    /// the one that counts longer, then the one whose receipt has the least CID.
    pub(crate) fn is_better_than(&self, other: &Self) -> bool {
        let rank = |held: &Self| {
            (!held.word.passing, Longest::of(held.expires), Reverse(held.word.receipt))
        };
        rank(self) > rank(other)
    }
}

/// An end, where none is the latest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Longest {
    Until(Timestamp),
    ForEver,
}

impl Longest {
    fn of(end: Option<Timestamp>) -> Self {
        end.map_or(Self::ForEver, Self::Until)
    }
}

/// The votes on one task.
#[derive(Clone, Debug, Default)]
pub(crate) struct Votes(BTreeMap<Did, Vote>);

#[derive(Clone, Debug)]
enum Vote {
    For(Arc<Word>),
    /// Who says two things says nothing, in whichever order they were heard.
    Both,
}

impl Votes {
    /// Takes a vote in. `None` if the voter has said something else.
    pub(crate) fn cast(&mut self, voter: &Did, word: &Arc<Word>) -> Option<()> {
        let vote = self.0.entry(voter.clone()).or_insert_with(|| Vote::For(word.clone()));
        match vote {
            Vote::For(before) if before.outcome == word.outcome => {
                if Held::alone(word.clone(), Ground::Quorum)
                    .is_better_than(&Held::alone(before.clone(), Ground::Quorum))
                {
                    *vote = Vote::For(word.clone());
                }
                Some(())
            }
            _ => {
                *vote = Vote::Both;
                None
            }
        }
    }

    /// What the votes that agree with `outcome` give, and how many they are.
    pub(crate) fn count(&self, outcome: &Outcome, quorum: &Quorum) -> (usize, Option<Held>) {
        let mut agreeing: Vec<&Arc<Word>> = self
            .0
            .values()
            .filter_map(|vote| match vote {
                Vote::For(word) if word.outcome == *outcome => Some(word),
                _ => None,
            })
            .collect();
        agreeing.sort_by_key(|word| (Reverse(Longest::of(word.expiration)), word.receipt));
        // It counts as long as enough of them do.
        let held = quorum.least().checked_sub(1).and_then(|last| agreeing.get(last)).map(|last| {
            let least = agreeing.iter().min_by_key(|word| word.receipt).unwrap_or(last);
            Held { word: Arc::clone(least), expires: last.expiration, ground: Ground::Quorum }
        });
        (agreeing.len(), held)
    }

    /// Drops what has expired.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        self.0.retain(|_, vote| match vote {
            Vote::For(word) => word.expiration.is_none_or(|expiration| now <= expiration),
            Vote::Both => true,
        });
    }
}
