//! Chains, and verifiers and resolvers that are watched.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use cid::Cid;
use ucan_core::{
    Chain, ChainError, Check, Claim, Delegation, Did, Envelope, Leeway, Nonce, Proofs,
    ResolveError, Resolver, Timestamp, Validity, Verified,
};
use varsig::{
    Block, Ed25519Signer, InvalidSignature, PublicKey, SignatureAlgorithm, Signer, Verifier,
    VerifierSet, verifiers,
};

pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("53 bits")
}

pub(crate) fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

pub(crate) fn did(seed: u8) -> Did {
    Did::from_signer(&key(seed))
}

/// A chain of so many hops over party 0, from each party to the next.
pub(crate) fn hops(count: u8) -> Vec<Block> {
    (0..count).map(|from| token(delegation(did(from), from + 1), &key(from))).collect()
}

/// From `issuer` to party `to`, over party 0, for a hundred seconds.
pub(crate) fn delegation(issuer: Did, to: u8) -> Delegation {
    let command = "/crud".parse().expect("a command");
    Delegation::new(issuer, did(to), did(0), command, Nonce::new([7; 12]))
        .with_expiration(at(NOW + 100))
}

pub(crate) fn token(delegation: Delegation, key: &dyn Signer) -> Block {
    Envelope::sign(delegation, key).expect("signs").block().clone()
}

/// The same with a bit of its signature flipped.
pub(crate) fn forged(block: &Block) -> Block {
    let mut bytes = block.bytes().to_vec();
    bytes[10] ^= 1;
    Block::dag_cbor(bytes).expect("still canonical")
}

pub(crate) fn cids(blocks: &[Block]) -> Vec<Cid> {
    blocks.iter().map(|block| *block.cid()).collect()
}

/// Party `issuer` claims `/crud` over party 0.
pub(crate) fn prove(
    issuer: u8,
    named: &[Cid],
    proofs: &Proofs,
    check: &Check<'_>,
) -> Result<Chain, ChainError> {
    let token = *Block::raw(*b"the token of the claim").cid();
    let claim = Claim {
        token: &token,
        twins: &[],
        issuer: &did(issuer),
        subject: &did(0),
        command: &"/crud".parse().expect("a command"),
        validity: Validity::ALWAYS,
        proofs: named,
    };
    Chain::prove(&claim, proofs, check)
}

/// At [`NOW`], without leeway.
pub(crate) fn check() -> Check<'static> {
    Check::at(at(NOW)).with_leeway(Leeway::NONE)
}

/// Verifies Ed25519 and counts how often.
#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicUsize);

impl Counting {
    /// A set of this one alone.
    pub(crate) fn set(&self) -> VerifierSet<'_> {
        let verifier: &dyn Verifier = self;
        VerifierSet::new([verifier])
    }

    /// How often it was asked since this was called last.
    pub(crate) fn taken(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl Verifier for Counting {
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool {
        verifiers::ED25519.verifies(algorithm)
    }

    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.0.fetch_add(1, Ordering::Relaxed);
        verifiers::ED25519.verify(algorithm, public_key, message, signature)
    }
}

/// Documents that can change, of any method.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    keys: RefCell<BTreeMap<Did, PublicKey>>,
    asked: Cell<usize>,
}

impl Documents {
    pub(crate) fn set(&self, did: &Did, key: Option<&Ed25519Signer>) {
        match key {
            Some(key) => self.keys.borrow_mut().insert(did.clone(), key.public_key()),
            None => self.keys.borrow_mut().remove(did),
        };
    }

    pub(crate) fn taken(&self) -> usize {
        self.asked.take()
    }
}

/// A resolver that reads them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'d>(pub(crate) &'d Documents);

impl Resolver for Reading<'_> {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        self.0.asked.set(self.0.asked.get() + 1);
        match did.key() {
            Some(key) => key.map(|key| vec![key]),
            None => match self.0.keys.borrow().get(did) {
                Some(key) => Ok(vec![key.clone()]),
                None => Err(ResolveError::Unavailable),
            },
        }
    }
}

pub(crate) fn issuer_of(delegation: &Verified<Delegation>) -> &Did {
    delegation.payload().issuer()
}
