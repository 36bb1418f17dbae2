//! What was admitted, for as long as it could come again.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use ucan_core::Timestamp;

use super::{ReplayAddress, ReplayError, ReplayKey};

/// How much is remembered, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayLimits {
    capacity: usize,
    horizon: u32,
}

impl ReplayLimits {
    /// At most `capacity` pieces of work, none of which can be asked for later than
    /// `horizon` seconds after it was admitted, leeway included.
    ///
    /// Each takes some hundred bytes for each CID of its token.
    #[must_use]
    pub const fn new(capacity: usize, horizon: u32) -> Self {
        Self { capacity, horizon }
    }

    /// How many pieces of work are remembered at once.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.capacity
    }

    /// For how many seconds a token may be usable, leeway included.
    #[must_use]
    pub const fn horizon(&self) -> u32 {
        self.horizon
    }
}

impl Default for ReplayLimits {
    /// 100,000 pieces of work, within an hour.
    fn default() -> Self {
        Self::new(100_000, 3_600)
    }
}

/// What keeps work from being done twice beside the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backing {
    /// Nothing: what the table forgets is forgotten.
    TableOnly,
    /// A claim under each address of the key, which outlives the token and the program:
    /// for ever, if the token has no end. The store looks there too, in the same
    /// transaction.
    DurableClaim,
}

/// The state machine of a replay window, which [`InMemoryReplayWindow`] and stores
/// share. It does no I/O; time is an argument, and may go backwards.
///
/// What was admitted once is never admitted again: it is remembered for as long as its
/// token can be used, nothing is evicted before, and once something was forgotten,
/// whatever could be that is refused. When there is no room, new work is refused. What
/// a table costs is bounded by its [`ReplayLimits`]; an admission takes logarithmic time,
/// and each entry is dropped once.
///
/// A task is remembered for as long as the token that asked for it could be used. That
/// another token asks for the same task later still is seen by whoever remembers what
/// became of the task, as a store does with its receipt.
///
/// A store holds it under the same lock, or inside of the same transaction, as its
/// claims: see [`ReplayWindow`].
///
/// [`InMemoryReplayWindow`]: super::InMemoryReplayWindow
/// [`ReplayWindow`]: super::ReplayWindow
#[derive(Clone, Debug)]
pub struct ReplayTable {
    limits: ReplayLimits,
    entries: BTreeMap<u64, Entry>,
    places: BTreeMap<ReplayAddress, u64>,
    /// The entries in the order in which they may be forgotten.
    expiry: BTreeSet<(Timestamp, u64)>,
    issued: u64,
    /// What could be used until then may have been here and gone.
    forgotten: Timestamp,
}

#[derive(Clone, Debug)]
struct Entry {
    addresses: Vec<ReplayAddress>,
    until: Timestamp,
}

/// The right to do a piece of work, once. It has no copy; give it to
/// [`ReplayTable::withdraw`] if it is certain that nothing was done.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the work is remembered as done whether it is done or not"]
pub struct Admitted {
    /// None where only the durable claim remembers it.
    number: Option<u64>,
}

impl ReplayTable {
    /// An empty table, for the first time ever, or where claims are durable. After a
    /// restart without durable claims use [`ReplayTable::after_restart`].
    #[must_use]
    pub const fn new(limits: ReplayLimits) -> Self {
        Self {
            limits,
            entries: BTreeMap::new(),
            places: BTreeMap::new(),
            expiry: BTreeSet::new(),
            issued: 0,
            forgotten: Timestamp::MIN,
        }
    }

    /// An empty table of a program that may have run until `now` and remembers nothing
    /// of it: every token that could have been used then is refused.
    ///
    /// For as long as the horizon, only work that can be asked for until later than
    /// that is admitted.
    #[must_use]
    pub fn after_restart(limits: ReplayLimits, now: Timestamp) -> Self {
        Self::new(limits).with_forgotten(now.saturating_add(limits.horizon.into()))
    }

    /// Refuses, from now on, whatever could be used until `up_to` and not longer, as it
    /// may have been seen. For stores that keep [`ReplayTable::forgotten`] with their
    /// entries.
    #[must_use]
    pub fn with_forgotten(mut self, up_to: Timestamp) -> Self {
        self.forgotten = self.forgotten.max(up_to);
        self
    }

    /// Takes in what an earlier session of a store admitted, whether there is room for
    /// it or not.
    pub fn restore(&mut self, addresses: Vec<ReplayAddress>, until: Timestamp) {
        self.enter(addresses, until);
    }

    /// Admits work that was not admitted before, and remembers it.
    ///
    /// # Errors
    ///
    /// [`ReplayError`]: `EmptyNonce`; `Expired`; `Replayed` if the token or the task was
    /// admitted before; then, unless a claim is durable, `NoExpiration`,
    /// `BeyondHorizon` and `Forgotten`; `Full` if there is no room. Nothing is remembered
    /// then.
    pub fn admit(
        &mut self,
        key: &ReplayKey,
        now: Timestamp,
        backing: Backing,
    ) -> Result<Admitted, ReplayError> {
        self.forget(now);
        if key.nonce_is_empty() {
            return Err(ReplayError::EmptyNonce);
        }
        if let Some(until) = key.until()
            && until < now
        {
            return Err(ReplayError::Expired { until, now });
        }
        if let Some(address) = key.addresses().iter().find(|it| self.places.contains_key(it)) {
            return Err(ReplayError::Replayed { address: *address });
        }
        let until = match (self.within_horizon(key, now), backing) {
            (Ok(until), _) => until,
            (Err(_), Backing::DurableClaim) => return Ok(Admitted { number: None }),
            (Err(error), Backing::TableOnly) => return Err(error),
        };
        if self.entries.len() >= self.limits.capacity {
            return Err(ReplayError::Full { capacity: self.limits.capacity });
        }
        Ok(Admitted { number: Some(self.enter(key.addresses().to_vec(), until)) })
    }

    /// Until when the key is to be remembered, if that is what this table can do.
    fn within_horizon(&self, key: &ReplayKey, now: Timestamp) -> Result<Timestamp, ReplayError> {
        let until = key.until().ok_or(ReplayError::NoExpiration)?;
        let latest = now.saturating_add(self.limits.horizon.into());
        if until > latest {
            return Err(ReplayError::BeyondHorizon { until, latest });
        }
        if until <= self.forgotten {
            return Err(ReplayError::Forgotten { until, up_to: self.forgotten });
        }
        Ok(until)
    }

    /// Forgets an admission, since it is certain that nothing was done: the same token
    /// may come again.
    pub fn withdraw(&mut self, admitted: Admitted) {
        if let Some(number) = admitted.number {
            self.remove(number);
        }
    }

    /// How many pieces of work are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What could be used until then, and not longer, is refused: it may have been
    /// here. [`Timestamp::MIN`] at first.
    #[must_use]
    pub const fn forgotten(&self) -> Timestamp {
        self.forgotten
    }

    fn enter(&mut self, addresses: Vec<ReplayAddress>, until: Timestamp) -> u64 {
        let number = self.issued;
        // 2^64 admissions do not happen; saturating keeps it total.
        self.issued = self.issued.saturating_add(1);
        for address in &addresses {
            // Restored entries may share an address: the one that stays longest has it.
            let other = self.places.get(address).and_then(|other| self.entries.get(other));
            if other.is_none_or(|other| other.until < until) {
                self.places.insert(*address, number);
            }
        }
        self.expiry.insert((until, number));
        self.entries.insert(number, Entry { addresses, until });
        number
    }

    /// Drops the entries whose tokens can no longer be used, and remembers how far that
    /// went: should the clock go back, they could be used again.
    fn forget(&mut self, now: Timestamp) {
        while let Some((until, number)) = self.expiry.first().copied()
            && until < now
        {
            self.forgotten = self.forgotten.max(until);
            self.remove(number);
        }
    }

    fn remove(&mut self, number: u64) {
        let Some(entry) = self.entries.remove(&number) else { return };
        self.expiry.remove(&(entry.until, number));
        for address in entry.addresses {
            if self.places.get(&address) == Some(&number) {
                self.places.remove(&address);
            }
        }
    }
}
