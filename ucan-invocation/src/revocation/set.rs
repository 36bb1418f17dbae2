//! The revocations that are known.

use alloc::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ucan_core::{Delegation, Did, Leeway, Revocations, Timestamp, Validity, Verified};

use super::accept::Revocation;

/// The revocations that are known: a set that only grows, but for what no longer matters.
///
/// Its elements are a token and a revoker each. To add one, again and in whatever order,
/// gives the same set, and so does it to merge sets: they form a semilattice (UCAN
/// Revocation, Semantics). No function takes a revocation back.
///
/// # What it holds
///
/// Whoever controls a resource must keep every revocation for it, also of delegations that
/// it has not seen yet (UCAN Revocation, Store and Consistency Model), but nobody must be
/// able to fill its memory. So a set is made for certain subjects, and the elements are of
/// two kinds:
///
/// - **Vouched for** is what one of these subjects revoked, or had revoked by a delegate, as
///   it is the issuer at the root of all its chains; and what comes with a
///   [path witness](ucan_core::PathWitness) for one of them. It is always taken: only those
///   to whom the subject has given something can make more of it.
/// - Of **all else** there is room for a quota. When that is used up, more is refused, and
///   nothing is forgotten for it. With a quota of zero a witness is demanded.
///
/// # When it forgets
///
/// [`RevocationSet::evict`] lets go of tokens that have expired, as far as that is known:
/// from the witness, or because the set was told when the delegation came by
/// ([`RevocationSet::learn`]).
///
/// # Threads
///
/// A `RwLock` around a set answers as the set does (feature `std` of `ucan-core`), so that
/// an executor can hold it while revocations arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationSet {
    subjects: BTreeSet<Did>,
    quota: usize,
    tokens: BTreeMap<Cid, Token>,
    /// How many elements are not vouched for.
    unvouched: usize,
}

/// What is known of one token, under one of its CIDs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Token {
    end: Option<End>,
    revokers: BTreeMap<Did, Entry>,
}

/// When a token ends. A token has one end, so two that differ never meet; the later would
/// count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    At(Timestamp),
    Never,
}

impl From<Option<Timestamp>> for End {
    fn from(expiration: Option<Timestamp>) -> Self {
        expiration.map_or(Self::Never, Self::At)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    /// The least of the revocations that say so.
    cause: Cid,
    vouched: bool,
}

impl Default for RevocationSet {
    /// For no subject in particular, with [`RevocationSet::DEFAULT_QUOTA`].
    fn default() -> Self {
        Self::new([], Self::DEFAULT_QUOTA)
    }
}

impl RevocationSet {
    /// The quota of [`RevocationSet::default`].
    pub const DEFAULT_QUOTA: usize = 4096;

    /// An empty set that keeps everything that is vouched for by these subjects, and `quota`
    /// elements beside.
    #[must_use]
    pub fn new(subjects: impl IntoIterator<Item = Did>, quota: usize) -> Self {
        let subjects = subjects.into_iter().collect();
        Self { subjects, quota, tokens: BTreeMap::new(), unvouched: 0 }
    }

    /// Adds a revocation, in the name of each of its revokers. Says whether anything was new.
    ///
    /// # Errors
    ///
    /// [`RevocationSetFull`] if it is not vouched for and there is no room. The set is then
    /// as it was.
    pub fn insert(&mut self, revocation: &Revocation) -> Result<bool, RevocationSetFull> {
        let witness = revocation.witness();
        let vouched = witness.is_some_and(|it| self.subjects.contains(it.subject()))
            || revocation.revokers().any(|revoker| self.subjects.contains(revoker));
        let mut one = Self::new([], usize::MAX);
        let entry = Entry { cause: *revocation.cid(), vouched };
        one.tokens.insert(
            *revocation.revoked(),
            Token {
                end: witness.map(|it| it.expiration().into()),
                revokers: revocation.revokers().map(|it| (it.clone(), entry)).collect(),
            },
        );
        self.join(&one, true)
    }

    /// Adds everything that `other` holds. Says whether anything was new.
    ///
    /// What is vouched for there is so here, if this set is for all the subjects of that one.
    ///
    /// # Errors
    ///
    /// [`RevocationSetFull`] if there is no room for all that is not vouched for. The set is
    /// then as it was.
    pub fn merge(&mut self, other: &Self) -> Result<bool, RevocationSetFull> {
        self.join(other, other.subjects.is_subset(&self.subjects))
    }

    /// The set is told of a delegation, and from then on knows when a revocation of it can be
    /// let go. Says whether that was new.
    pub fn learn(&mut self, delegation: &Verified<Delegation>) -> bool {
        let end = Some(delegation.payload().validity().expiration().into());
        let mut new = false;
        for cid in [delegation.cid()].into_iter().chain(delegation.twins()) {
            if let Some(token) = self.tokens.get_mut(cid) {
                new |= token.end < end;
                token.end = token.end.max(end);
            }
        }
        new
    }

    /// Lets go of the revocations of what has expired at `now`, and gives their number.
    ///
    /// `leeway` is to be no less than that by which chains are judged, and the time never to
    /// go back behind `now`: else a token would come to life that was revoked.
    pub fn evict(&mut self, now: Timestamp, leeway: Leeway) -> usize {
        let before = self.len();
        self.tokens.retain(|_, token| match token.end {
            Some(End::At(end)) => {
                Validity::new(Some(Timestamp::MIN), Some(end)).contains(now, leeway)
            }
            Some(End::Never) | None => true,
        });
        let entries = self.tokens.values().flat_map(|token| token.revokers.values());
        self.unvouched = entries.filter(|entry| !entry.vouched).count();
        before - self.len()
    }

    /// The revocation by which `revoked` was revoked in the name of `revoker`; the least CID,
    /// if there are several.
    #[must_use]
    pub fn cause(&self, revoked: &Cid, revoker: &Did) -> Option<&Cid> {
        self.tokens.get(revoked)?.revokers.get(revoker).map(|entry| &entry.cause)
    }

    /// Every token with every one of its revokers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Cid, &Did)> {
        self.tokens
            .iter()
            .flat_map(|(cid, token)| token.revokers.keys().map(move |revoker| (cid, revoker)))
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.values().map(|token| token.revokers.len()).sum()
    }

    /// Whether nothing is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// How many of the elements are not vouched for, and count against the quota.
    #[must_use]
    pub const fn unvouched(&self) -> usize {
        self.unvouched
    }

    fn join(&mut self, other: &Self, trusted: bool) -> Result<bool, RevocationSetFull> {
        let vouched =
            |revoker, entry: &Entry| self.subjects.contains(revoker) || (trusted && entry.vouched);
        let (mut taken, mut freed) = (0_usize, 0_usize);
        for (cid, token) in &other.tokens {
            let known = self.tokens.get(cid).map(|token| &token.revokers);
            for (revoker, entry) in &token.revokers {
                match (known.and_then(|known| known.get(revoker)), vouched(revoker, entry)) {
                    (None, false) => taken += 1,
                    (Some(Entry { vouched: false, .. }), true) => freed += 1,
                    _ => {}
                }
            }
        }
        let unvouched = self.unvouched - freed + taken;
        if taken > 0 && unvouched > self.quota {
            return Err(RevocationSetFull { quota: self.quota });
        }
        self.unvouched = unvouched;
        let mut new = false;
        for (cid, theirs) in &other.tokens {
            let ours = self.tokens.entry(*cid).or_default();
            new |= ours.end < theirs.end;
            ours.end = ours.end.max(theirs.end);
            for (revoker, entry) in &theirs.revokers {
                let vouched = self.subjects.contains(revoker) || (trusted && entry.vouched);
                let joined = ours.revokers.get(revoker).map_or(
                    Entry { cause: entry.cause, vouched },
                    |known| Entry {
                        cause: known.cause.min(entry.cause),
                        vouched: known.vouched || vouched,
                    },
                );
                new |= ours.revokers.insert(revoker.clone(), joined) != Some(joined);
            }
        }
        Ok(new)
    }
}

impl Revocations for RevocationSet {
    fn is_revoked_by(&self, revoked: &Cid, revoker: &Did) -> bool {
        self.cause(revoked, revoker).is_some()
    }
}

/// There is no room in a set for a revocation that nobody vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no room for a revocation without a path witness for a subject of this set; all of the {quota} \
     places are taken"
)]
pub struct RevocationSetFull {
    /// How many elements may be held that are not vouched for.
    pub quota: usize,
}
