//! Issuers whose documents can change.

use std::cell::{Cell, RefCell};

use ucan_core::{
    Did, DidKeyResolver, MapResolver, ProofRule, ResolveError, Resolver, ValidatedProofs,
    VerifyError,
};
use varsig::{Block, PublicKey, Signer};

use crate::stage::{Counting, Documents, Reading, delegation, forged, hops, issuer_of, key, token};

fn web() -> Did {
    "did:web:alice.example".parse().expect("a DID")
}

fn by_web(seed: u8) -> Block {
    token(delegation(web(), 1), &key(seed))
}

fn watched<'a>(
    documents: &'a Documents,
    verifier: &'a Counting,
) -> ValidatedProofs<'a, Reading<'a>> {
    ValidatedProofs::new(Reading(documents), verifier.set())
}

#[test]
fn a_did_key_is_resolved_once() {
    let (documents, verifier) = (Documents::default(), Counting::default());
    let mut validated = watched(&documents, &verifier);
    for expected in [1, 0] {
        validated.verify(&hops(1)[0]).expect("verified");
        assert_eq!((documents.taken(), verifier.taken()), (expected, expected));
    }
}

#[test]
fn another_method_is_resolved_every_time_and_verified_once_per_key() {
    let (documents, verifier) = (Documents::default(), Counting::default());
    let mut validated = watched(&documents, &verifier);
    documents.set(&web(), Some(&key(1)));
    let block = by_web(1);
    for expected in [1, 0, 0] {
        let verified = validated.verify(&block).expect("verified");
        assert_eq!(issuer_of(&verified), &web());
        assert_eq!((documents.taken(), verifier.taken()), (1, expected));
    }
}

#[test]
fn a_key_that_was_withdrawn_counts_no_more() {
    let (documents, verifier) = (Documents::default(), Counting::default());
    let mut validated = watched(&documents, &verifier);
    let block = by_web(1);
    let invalid = Err(ProofRule::Signature(VerifyError::InvalidSignature));

    documents.set(&web(), Some(&key(1)));
    validated.verify(&block).expect("verified");
    documents.set(&web(), Some(&key(2)));
    assert!(validated.get(block.cid()).is_none());
    assert_eq!(validated.verify(&block).map(|_| ()), invalid);
    // That was the verdict under this key, and no more.
    documents.set(&web(), Some(&key(1)));
    validated.verify(&block).expect("verified");
    assert_eq!(verifier.taken(), 3);
}

#[test]
fn a_document_that_is_not_to_be_had_is_asked_for_again() {
    let (documents, verifier) = (Documents::default(), Counting::default());
    let mut validated = watched(&documents, &verifier);
    let block = by_web(1);
    let unavailable = Err(ProofRule::Signature(VerifyError::Resolve(ResolveError::Unavailable)));

    assert_eq!(validated.verify(&block).map(|_| ()), unavailable);
    documents.set(&web(), Some(&key(1)));
    validated.verify(&block).expect("verified");
    documents.set(&web(), None);
    assert!(validated.get(block.cid()).is_none());
    assert_eq!(validated.verify(&block).map(|_| ()), unavailable);
    documents.set(&web(), Some(&key(1)));
    assert!(validated.get(block.cid()).is_some());
    assert_eq!(verifier.taken(), 1);
}

#[test]
fn a_bad_signature_of_another_method_is_checked_again() {
    let (documents, verifier) = (Documents::default(), Counting::default());
    let mut validated = watched(&documents, &verifier);
    documents.set(&web(), Some(&key(1)));
    let bad = forged(&by_web(1));
    for _ in 0..2 {
        assert!(validated.verify(&bad).is_err());
        assert_eq!(verifier.taken(), 1);
    }
}

#[test]
fn a_key_that_joins_others_leaves_the_verdict_as_it_is() {
    let verifier = Counting::default();
    let keys = RefCell::new(MapResolver::new().with(web(), key(1).public_key()));
    let mut validated = ValidatedProofs::new(Shared(&keys), verifier.set());
    validated.verify(&by_web(1)).expect("verified");
    assert_eq!(verifier.taken(), 1);
    keys.borrow_mut().insert(web(), key(2).public_key());
    validated.verify(&by_web(1)).expect("known");
    assert_eq!(verifier.taken(), 0);
}

/// Keys that are told while the resolver is in use.
struct Shared<'k>(&'k RefCell<MapResolver>);

impl Resolver for Shared<'_> {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        self.0.borrow().resolve(did)
    }
}

#[test]
fn a_resolver_that_fails_for_a_did_key_is_asked_again() {
    /// Needs something else, even for a `did:key`.
    struct Failing<'f>(&'f Cell<bool>);
    impl Resolver for Failing<'_> {
        fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
            if self.0.get() { Err(ResolveError::Unavailable) } else { DidKeyResolver.resolve(did) }
        }
    }
    let (failing, verifier) = (Cell::new(true), Counting::default());
    let mut validated = ValidatedProofs::new(Failing(&failing), verifier.set());
    let block = &hops(1)[0];
    let unavailable = Err(ProofRule::Signature(VerifyError::Resolve(ResolveError::Unavailable)));
    assert_eq!(validated.verify(block).map(|_| ()), unavailable);
    failing.set(false);
    assert!(validated.verify(block).is_ok());
}
