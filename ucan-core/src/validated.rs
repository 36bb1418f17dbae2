//! Delegations that need not be verified again.

mod clock;

use alloc::sync::Arc;

use cid::Cid;
use varsig::{Block, VerifierSet};

use self::clock::{Clock, ClockLimits};
use crate::{
    chain::{ProofRule, Proofs},
    delegation::Delegation,
    did::{Did, DidKeyResolver, Resolver},
    envelope::{Envelope, Verified, VerifyError},
    token_set::TokenSet,
};

/// Remembers which delegations were verified, so that a chain that is known costs no
/// signature check.
///
/// It is where the same delegations come again and again, in one chain after the
/// other: [`ValidatedProofs::add_named_to`] takes the place of
/// [`TokenSet::add_named_to`]. The chain itself is judged as ever, by
/// [`Chain::prove`](crate::Chain::prove).
///
/// ```
/// use ucan_core::{Proofs, TokenSet, ValidatedProofs};
///
/// let mut validated = ValidatedProofs::default(); // for as long as the process lives
/// # let (named, received) = (vec![], TokenSet::new());
///
/// let mut proofs = Proofs::new(); // for one invocation
/// validated.add_named_to(&mut proofs, &named, &received);
/// ```
///
/// # What is remembered
///
/// - What was decoded and verified, by the CID of its bytes. A hit is a look-up: the
///   bytes are neither read nor needed. For an issuer that is a `did:key` nothing else
///   is asked, since such a DID is its own document. For other methods the resolver is
///   asked every time, and the verdict counts for as long as it gives the key that made
///   the signature.
/// - That a signature by a `did:key` does not hold. Failures to decode or to resolve
///   are not remembered: the former are cheap to see, the latter may pass.
///
/// # What is not
///
/// Time and revocation. Nothing is derived from a delegation that a revocation could
/// undo: a signature stays good when a token is revoked, and whether it is revoked is
/// asked anew for every chain. So a revocation takes effect at once, and needs no call
/// to this type. [`ValidatedProofs::forget`] gives back the room.
///
/// # Under which rules
///
/// It owns the verifiers and the resolver under which it is filled, and there is no way
/// to change them or to put in what was verified elsewhere. What was good enough for
/// one set of verifiers is never told to another. A resolver that would refuse a
/// `did:key` is not asked for one that it has allowed; revoke its delegations instead.
///
/// # Bounds and threads
///
/// It holds so many delegations, of so many bytes together (decoded they take a few
/// times that), and lets go of what was not used for longest, nearly. Every use
/// changes it, so threads share one behind a lock of their choice, such as a `Mutex`
/// that is held while proofs are added and not while a chain is judged; or each has
/// its own.
#[derive(Clone, Debug)]
pub struct ValidatedProofs<'v, R = DidKeyResolver> {
    resolver: R,
    verifiers: VerifierSet<'v>,
    valid: Clock<Arc<Verified<Delegation>>>,
    /// Why the signature of a token by a `did:key` is not believed.
    invalid: Clock<VerifyError>,
}

impl Default for ValidatedProofs<'_> {
    /// For `did:key` and the algorithms that UCAN requires.
    fn default() -> Self {
        Self::new(DidKeyResolver, VerifierSet::default())
    }
}

impl<'v, R: Resolver> ValidatedProofs<'v, R> {
    /// The delegations held by [`ValidatedProofs::new`], and as many bad signatures.
    pub const DEFAULT_ENTRIES: usize = 4096;
    /// The bytes of delegations held by [`ValidatedProofs::new`].
    pub const DEFAULT_BYTES: usize = 8 << 20;

    /// Remembers nothing yet, and what it will is judged by `resolver` and
    /// `verifiers`.
    #[must_use]
    pub const fn new(resolver: R, verifiers: VerifierSet<'v>) -> Self {
        Self::bounded(resolver, verifiers, Self::DEFAULT_ENTRIES, Self::DEFAULT_BYTES)
    }

    /// As [`ValidatedProofs::new`], for `entries` delegations and as many bad
    /// signatures, and `bytes` of delegations. A delegation longer than that is
    /// verified every time.
    #[must_use]
    pub const fn bounded(
        resolver: R,
        verifiers: VerifierSet<'v>,
        entries: usize,
        bytes: usize,
    ) -> Self {
        let valid = Clock::new(ClockLimits { entries, weight: bytes });
        let invalid = Clock::new(ClockLimits { entries, weight: usize::MAX });
        Self { resolver, verifiers, valid, invalid }
    }

    /// The delegation `cid`, if it is known to be verified.
    ///
    /// If the issuer is no `did:key`, only if the resolver still gives the key that made
    /// the signature.
    pub fn get(&mut self, cid: &Cid) -> Option<Arc<Verified<Delegation>>> {
        let delegation = self.valid.get(cid)?;
        let issuer = delegation.payload().issuer();
        if is_its_own_document(issuer) {
            return Some(Arc::clone(delegation));
        }
        match self.resolver.resolve(issuer) {
            Ok(keys) if keys.contains(delegation.key()) => Some(Arc::clone(delegation)),
            Ok(_) => {
                self.valid.remove(cid);
                None
            }
            // It may pass.
            Err(_) => None,
        }
    }

    /// The delegation in `block`, decoded and verified unless it is known to be.
    ///
    /// # Errors
    ///
    /// [`ProofRule::NotADelegation`] and [`ProofRule::Signature`], for what is wrong
    /// with it.
    pub fn verify(&mut self, block: &Block) -> Result<Arc<Verified<Delegation>>, ProofRule> {
        if let Some(delegation) = self.get(block.cid()) {
            return Ok(delegation);
        }
        if let Some(error) = self.invalid.get(block.cid()) {
            return Err(ProofRule::Signature(*error));
        }
        let envelope = Envelope::decode_block(block.clone()).map_err(ProofRule::NotADelegation)?;
        self.judge(envelope).map_err(ProofRule::Signature)
    }

    /// Adds the delegation in `block` to `proofs`, as [`Proofs::add`] does.
    pub fn add_to(&mut self, proofs: &mut Proofs, block: &Block) {
        proofs.put(block.cid(), self.verify(block));
    }

    /// Adds the delegations that `named` names, as the `prf` of an invocation does, to
    /// `proofs`: those that are known, whether or not they were received again, and
    /// of the others those in `received`. What is in neither is left out.
    pub fn add_named_to(&mut self, proofs: &mut Proofs, named: &[Cid], received: &TokenSet) {
        for cid in named {
            if let Some(delegation) = self.get(cid) {
                proofs.insert(delegation);
            } else if let Some(block) = received.get(cid) {
                self.add_to(proofs, block);
            }
        }
    }

    /// Lets go of a token, under whichever of its CIDs it is named and was received
    /// (ruling T10). It is not needed for a revocation to take effect. Says whether
    /// there was anything to let go of.
    pub fn forget(&mut self, cid: &Cid) -> bool {
        let all = self
            .valid
            .find(|delegation| delegation.cid() == cid || delegation.twins().contains(cid));
        for cid in &all {
            self.valid.remove(cid);
        }
        self.invalid.remove(cid).is_some() || !all.is_empty()
    }

    /// Lets go of everything.
    pub fn clear(&mut self) {
        self.valid.clear();
        self.invalid.clear();
    }

    /// How many delegations are known to be verified.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.valid.len()
    }

    /// Whether none is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn judge(
        &mut self,
        envelope: Envelope<Delegation>,
    ) -> Result<Arc<Verified<Delegation>>, VerifyError> {
        let permanent = is_its_own_document(envelope.unverified_payload().issuer());
        let (cid, bytes) = (*envelope.cid(), envelope.bytes().len());
        match envelope.verify(&self.resolver, &self.verifiers) {
            Ok(delegation) => {
                let delegation = Arc::new(delegation);
                self.valid.insert(cid, Arc::clone(&delegation), bytes);
                Ok(delegation)
            }
            Err(error) => {
                if permanent && !matches!(error, VerifyError::Resolve(_)) {
                    self.invalid.insert(cid, error, 1);
                }
                Err(error)
            }
        }
    }
}

/// Whether the keys of `did` are the same for ever.
fn is_its_own_document(did: &Did) -> bool {
    did.method() == "key"
}
