//! A store in memory.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use core::ops::ControlFlow;

use cid::Cid;

use super::{ProofStore, Visitor, index::Index, lookup::Lookup};
use crate::{
    command::Command,
    delegation::Delegation,
    did::Did,
    envelope::Verified,
    time::{Leeway, Timestamp, Validity},
};

/// Verified delegations in memory, found by CID, issuer, audience, subject and command.
///
/// Bounded in number and in bytes. When it is full, what comes is refused and nothing
/// is pushed out, since whoever can send could push out what others need: make room
/// with [`InMemoryProofStore::evict_expired`] and [`InMemoryProofStore::remove`].
#[derive(Clone, Debug)]
pub struct InMemoryProofStore {
    tokens: BTreeMap<Cid, Arc<Verified<Delegation>>>,
    /// From the other CIDs of a token to the one that it is held under.
    twins: BTreeMap<Cid, Cid>,
    by_audience: Index<Did, Line>,
    by_issuer: Index<Did, Line>,
    by_subject: Index<Option<Did>, Command>,
    by_command: Index<Command, ()>,
    by_expiration: BTreeSet<(Timestamp, Cid)>,
    bytes: usize,
    max_tokens: usize,
    max_bytes: usize,
}

/// What a delegation is about: subject and command.
type Line = (Option<Did>, Command);

/// A store is full; make room, or do without this delegation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store is full: it takes {max_tokens} delegations of {max_bytes} bytes together")]
#[non_exhaustive]
pub struct ProofStoreFull {
    /// How many delegations it takes.
    pub max_tokens: usize,
    /// How many bytes of delegations it takes.
    pub max_bytes: usize,
}

impl Default for InMemoryProofStore {
    fn default() -> Self {
        Self::new()
    }
}

impl InMemoryProofStore {
    /// How many delegations a store takes unless told otherwise.
    pub const DEFAULT_MAX_TOKENS: usize = 1 << 16;
    /// How many bytes of delegations a store takes unless told otherwise; decoded and
    /// with the indices they take a few times that.
    pub const DEFAULT_MAX_BYTES: usize = 64 << 20;

    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tokens: BTreeMap::new(),
            twins: BTreeMap::new(),
            by_audience: Index::default(),
            by_issuer: Index::default(),
            by_subject: Index::default(),
            by_command: Index::default(),
            by_expiration: BTreeSet::new(),
            bytes: 0,
            max_tokens: Self::DEFAULT_MAX_TOKENS,
            max_bytes: Self::DEFAULT_MAX_BYTES,
        }
    }

    /// Takes so many delegations and no more. What is there already stays.
    #[must_use]
    pub const fn with_max_tokens(mut self, max_tokens: usize) -> Self {
        self.max_tokens = max_tokens;
        self
    }

    /// Takes so many bytes of delegations and no more. What is there already stays.
    #[must_use]
    pub const fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Keeps a delegation; says whether it is new. It is not if a twin is there, which
    /// is the same token with another CID (ruling T10) and is found under both.
    ///
    /// # Errors
    ///
    /// [`ProofStoreFull`] if it is new and there is no room.
    pub fn insert(
        &mut self,
        delegation: impl Into<Arc<Verified<Delegation>>>,
    ) -> Result<bool, ProofStoreFull> {
        let token = delegation.into();
        let cid = *token.cid();
        if self.held(&cid).is_some() {
            return Ok(false);
        }
        let bytes = self.bytes.saturating_add(token.envelope().bytes().len());
        if self.tokens.len() >= self.max_tokens || bytes > self.max_bytes {
            return Err(ProofStoreFull { max_tokens: self.max_tokens, max_bytes: self.max_bytes });
        }
        let delegation = token.payload();
        let line = || (delegation.subject().cloned(), delegation.command().clone());
        self.by_audience.insert(delegation.audience().clone(), line(), &token);
        self.by_issuer.insert(delegation.issuer().clone(), line(), &token);
        let (subject, command) = line();
        self.by_subject.insert(subject, command.clone(), &token);
        self.by_command.insert(command, (), &token);
        if let Some(expiration) = delegation.validity().expiration() {
            self.by_expiration.insert((expiration, cid));
        }
        self.twins.extend(token.twins().iter().map(|twin| (*twin, cid)));
        self.bytes = bytes;
        self.tokens.insert(cid, token);
        Ok(true)
    }

    /// Takes out the delegation that `cid` names, under whichever of its CIDs it is
    /// held.
    pub fn remove(&mut self, cid: &Cid) -> Option<Arc<Verified<Delegation>>> {
        let token = Arc::clone(self.held(cid)?);
        let cid = token.cid();
        let delegation = token.payload();
        let line = (delegation.subject().cloned(), delegation.command().clone());
        self.by_audience.remove(delegation.audience(), &line, cid);
        self.by_issuer.remove(delegation.issuer(), &line, cid);
        self.by_subject.remove(&line.0, &line.1, cid);
        self.by_command.remove(&line.1, &(), cid);
        if let Some(expiration) = delegation.validity().expiration() {
            self.by_expiration.remove(&(expiration, *cid));
        }
        for twin in token.twins() {
            self.twins.remove(twin);
        }
        self.bytes -= token.envelope().bytes().len();
        self.tokens.remove(cid);
        Some(token)
    }

    /// Takes out what has expired at `now`, with `leeway`; says how many those were.
    pub fn evict_expired(&mut self, now: Timestamp, leeway: Leeway) -> usize {
        let mut evicted = 0;
        while let Some((expiration, cid)) = self.by_expiration.first().copied() {
            if Validity::new(None, Some(expiration)).contains(now, leeway) {
                break;
            }
            self.by_expiration.pop_first();
            self.remove(&cid);
            evicted += 1;
        }
        evicted
    }

    /// How many delegations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    fn held(&self, cid: &Cid) -> Option<&Arc<Verified<Delegation>>> {
        self.tokens.get(cid).or_else(|| self.tokens.get(self.twins.get(cid)?))
    }
}

impl ProofStore for InMemoryProofStore {
    fn get(&self, cid: &Cid) -> Option<Arc<Verified<Delegation>>> {
        self.held(cid).cloned()
    }

    fn visit(&self, lookup: &Lookup<'_>, visit: &mut Visitor<'_>) {
        let line = lookup
            .subject()
            .zip(lookup.command())
            .map(|(subject, command)| (subject.cloned(), command.clone()));
        let mut selected = |token: &Arc<Verified<Delegation>>| {
            if lookup.selects(token.payload()) { visit(token) } else { ControlFlow::Continue(()) }
        };
        // The index that is likely to be the narrowest; `selected` does the rest.
        let _ = match (lookup.audience(), lookup.issuer(), lookup.subject(), lookup.command()) {
            (Some(audience), ..) => self.by_audience.visit(audience, line.as_ref(), &mut selected),
            (_, Some(issuer), ..) => self.by_issuer.visit(issuer, line.as_ref(), &mut selected),
            (_, _, Some(subject), command) => {
                self.by_subject.visit(&subject.cloned(), command, &mut selected)
            }
            (_, _, None, Some(command)) => self.by_command.visit(command, None, &mut selected),
            (None, None, None, None) => self.tokens.values().try_for_each(selected),
        };
    }
}
