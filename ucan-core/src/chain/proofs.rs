//! The delegations that are at hand.

use alloc::{collections::BTreeMap, sync::Arc};

use cid::Cid;
use varsig::{Block, VerifierSet};

use super::error::ProofRule;
use crate::{
    delegation::Delegation,
    did::Resolver,
    envelope::{Envelope, Verified},
};

/// Delegations by CID, each verified once when it is added.
///
/// `prf` names the whole chain, so whoever validates fetches what it names by
/// whatever means and hands it over; validation itself waits for nothing. A
/// token that was refused is remembered as such, so that validation reports it
/// at its place in the chain.
///
/// A token is found under each of its CIDs ([`Verified::twins`]), whichever of
/// them `prf` names: it is one token, and as such it is revoked (ruling T10).
///
/// Entries are shared: a clone, and a chain that was proven with them, copies no
/// token.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    entries: BTreeMap<Cid, Result<Arc<Verified<Delegation>>, ProofRule>>,
    /// From the other CIDs of a token to the one that it is held under.
    twins: BTreeMap<Cid, Cid>,
}

impl Proofs {
    /// No proofs.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: BTreeMap::new(), twins: BTreeMap::new() }
    }

    /// Adds a delegation that was verified already, shared or not.
    pub fn insert(&mut self, delegation: impl Into<Arc<Verified<Delegation>>>) {
        let delegation = delegation.into();
        let cid = *delegation.cid();
        self.twins.extend(delegation.twins().iter().map(|twin| (*twin, cid)));
        self.entries.insert(cid, Ok(delegation));
    }

    /// Decodes and verifies a block that should hold a delegation. What is wrong
    /// with it, if anything, is reported when a chain names it.
    ///
    /// Use [`ValidatedProofs`](crate::ValidatedProofs) where the same delegations
    /// come again and again.
    pub fn add(&mut self, block: &Block, resolver: &dyn Resolver, verifiers: &VerifierSet<'_>) {
        if matches!(self.entries.get(block.cid()), Some(Ok(_))) {
            return;
        }
        let judged =
            Envelope::decode_block(block.clone()).map_err(ProofRule::NotADelegation).and_then(
                |envelope| envelope.verify(resolver, verifiers).map_err(ProofRule::Signature),
            );
        self.put(block.cid(), judged.map(Arc::new));
    }

    /// The delegation that `cid` names, if it is at hand and was verified.
    #[must_use]
    pub fn get(&self, cid: &Cid) -> Option<&Arc<Verified<Delegation>>> {
        self.entry(cid)?.as_ref().ok()
    }

    /// Whether the token that `cid` names is at hand, be it good or not.
    #[must_use]
    pub fn contains(&self, cid: &Cid) -> bool {
        self.entry(cid).is_some()
    }

    /// Adds what came of the block `cid`. What was verified once stays so.
    pub(crate) fn put(&mut self, cid: &Cid, judged: Result<Arc<Verified<Delegation>>, ProofRule>) {
        match judged {
            Ok(delegation) => self.insert(delegation),
            Err(_) if matches!(self.entries.get(cid), Some(Ok(_))) => {}
            Err(rule) => {
                self.entries.insert(*cid, Err(rule));
            }
        }
    }

    /// What is known of the token `cid`: of these very bytes, or else of a twin.
    pub(crate) fn entry(&self, cid: &Cid) -> Option<&Result<Arc<Verified<Delegation>>, ProofRule>> {
        self.entries.get(cid).or_else(|| self.entries.get(self.twins.get(cid)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::did::DidKeyResolver;

    #[test]
    fn a_bad_token_is_at_hand_though_it_is_no_delegation() {
        let bad = Block::dag_cbor([0xa0]).expect("a block");
        let mut proofs = Proofs::new();
        assert!(!proofs.contains(bad.cid()));
        proofs.add(&bad, &DidKeyResolver, &VerifierSet::default());
        assert!(proofs.contains(bad.cid()) && proofs.get(bad.cid()).is_none());
    }
}
