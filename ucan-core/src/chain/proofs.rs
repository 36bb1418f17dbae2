//! The delegations that are at hand.

use alloc::collections::BTreeMap;

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
#[derive(Clone, Debug, Default)]
pub struct Proofs(BTreeMap<Cid, Result<Verified<Delegation>, ProofRule>>);

impl Proofs {
    /// No proofs.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a delegation that was verified already.
    pub fn insert(&mut self, delegation: Verified<Delegation>) {
        self.0.insert(*delegation.cid(), Ok(delegation));
    }

    /// Decodes and verifies a block that should hold a delegation. What is wrong
    /// with it, if anything, is reported when a chain names it.
    pub fn add(&mut self, block: &Block, resolver: &dyn Resolver, verifiers: &VerifierSet<'_>) {
        if matches!(self.0.get(block.cid()), Some(Ok(_))) {
            return;
        }
        let entry =
            Envelope::decode_block(block.clone()).map_err(ProofRule::NotADelegation).and_then(
                |envelope| envelope.verify(resolver, verifiers).map_err(ProofRule::Signature),
            );
        self.0.insert(*block.cid(), entry);
    }

    /// What is known of the token `cid`.
    pub(super) fn entry(&self, cid: &Cid) -> Option<&Result<Verified<Delegation>, ProofRule>> {
        self.0.get(cid)
    }
}
