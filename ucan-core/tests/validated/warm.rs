//! What a known chain costs, and what is never taken from memory.

use ucan_core::{
    ChainError, DecodeError, DidKeyResolver, ProofRule, Proofs, TokenSet, ValidatedProofs,
    VerifyError,
};
use varsig::{Block, VerifierSet};

use crate::stage::{
    Counting, NOW, at, check, cids, delegation, did, forged, hops, key, prove, token,
};

fn watched(verifier: &Counting) -> ValidatedProofs<'_> {
    ValidatedProofs::new(DidKeyResolver, verifier.set())
}

#[test]
fn a_known_chain_costs_no_signature_check() {
    let verifier = Counting::default();
    let mut validated = watched(&verifier);
    let (blocks, named) = (hops(10), cids(&hops(10)));
    let received: TokenSet = blocks.into_iter().collect();
    for expected in [10, 0, 0] {
        let mut proofs = Proofs::new();
        validated.add_named_to(&mut proofs, &named, &received);
        prove(10, &named, &proofs, &check()).expect("a chain");
        assert_eq!(verifier.taken(), expected);
    }
    assert_eq!(validated.len(), 10);
}

#[test]
fn what_is_known_need_not_be_received_again_and_is_shared() {
    let mut validated = ValidatedProofs::default();
    let blocks = hops(2);
    let first = validated.verify(&blocks[0]).expect("verified");
    let second = validated.get(blocks[0].cid()).expect("known");
    assert!(std::sync::Arc::ptr_eq(&first, &second));

    let mut proofs = Proofs::new();
    let named = cids(&blocks);
    validated.add_named_to(&mut proofs, &named, &TokenSet::new());
    assert!(std::sync::Arc::ptr_eq(proofs.get(&named[0]).expect("at hand"), &first));
    let missing = ChainError::UnavailableProof { index: 1, cid: named[1] };
    assert_eq!(prove(2, &named, &proofs, &check()).unwrap_err(), missing);
}

#[test]
fn what_is_not_named_is_not_looked_at() {
    let verifier = Counting::default();
    let mut validated = watched(&verifier);
    let blocks = hops(3);
    let received: TokenSet = blocks.iter().cloned().collect();
    let mut proofs = Proofs::new();
    validated.add_named_to(&mut proofs, &[*blocks[1].cid()], &received);
    assert_eq!((verifier.taken(), validated.len()), (1, 1));
    assert!(proofs.get(blocks[0].cid()).is_none());
}

#[test]
fn a_bad_signature_is_remembered_and_stays_bad() {
    let verifier = Counting::default();
    let mut validated = watched(&verifier);
    let (good, bad) = (&hops(1)[0], forged(&hops(1)[0]));
    let refused = Err(ProofRule::Signature(VerifyError::InvalidSignature));
    for expected in [1, 0] {
        assert_eq!(validated.verify(&bad).map(|_| ()), refused);
        assert_eq!(verifier.taken(), expected);
        assert!(validated.get(bad.cid()).is_none());
    }
    assert!(validated.is_empty());
    assert!(validated.verify(good).is_ok());

    let mut proofs = Proofs::new();
    validated.add_to(&mut proofs, &bad);
    let Err(ChainError::Proof(error)) = prove(1, &[*bad.cid()], &proofs, &check()) else {
        panic!("it is refused")
    };
    assert_eq!((error.index, error.cid), (0, *bad.cid()));
    assert_eq!(error.rule, ProofRule::Signature(VerifyError::InvalidSignature));
}

#[test]
fn what_is_no_delegation_is_told_every_time() {
    let mut validated = ValidatedProofs::default();
    let block = Block::dag_cbor(*b"\x80").expect("canonical");
    for _ in 0..2 {
        let refused = validated.verify(&block).map(|_| ());
        assert_eq!(refused, Err(ProofRule::NotADelegation(DecodeError::NotAPair)));
    }
    assert!(validated.is_empty());
}

#[test]
fn the_same_bytes_under_another_cid_are_not_a_hit() {
    let mut validated = ValidatedProofs::default();
    let block = &hops(1)[0];
    validated.verify(block).expect("verified");
    let other = Block::raw(block.bytes());
    assert_eq!(
        validated.verify(&other).map(|_| ()),
        Err(ProofRule::NotADelegation(DecodeError::Address { cid: *other.cid() }))
    );
}

#[test]
fn each_has_verifiers_of_its_own() {
    let block = &hops(1)[0];
    let mut lax = ValidatedProofs::default();
    assert!(lax.verify(block).is_ok());
    let p256_only = VerifierSet::new([varsig::verifiers::ES256]);
    let mut strict = ValidatedProofs::new(DidKeyResolver, p256_only);
    let algorithm = varsig::SignatureAlgorithm::Ed25519;
    for _ in 0..2 {
        let refused = strict.verify(block).map(|_| ());
        let rule = ProofRule::Signature(VerifyError::AlgorithmNotAllowed { algorithm });
        assert_eq!(refused, Err(rule));
    }
}

#[test]
fn what_is_at_hand_stays_so() {
    let block = &hops(1)[0];
    let mut proofs = Proofs::new();
    ValidatedProofs::default().add_to(&mut proofs, block);
    let p256_only = VerifierSet::new([varsig::verifiers::ES256]);
    ValidatedProofs::new(DidKeyResolver, p256_only).add_to(&mut proofs, block);
    assert!(prove(1, &[*block.cid()], &proofs, &check()).is_ok());
}

#[test]
fn time_is_judged_anew() {
    let mut validated = ValidatedProofs::default();
    let block = token(delegation(did(0), 1).with_expiration(at(NOW)), &key(0));
    let named = [*block.cid()];
    let mut judged = |now| {
        let mut proofs = Proofs::new();
        validated.add_to(&mut proofs, &block);
        let check = ucan_core::Check::at(at(now)).with_leeway(ucan_core::Leeway::NONE);
        prove(1, &named, &proofs, &check).map(|_| ())
    };
    assert_eq!(judged(NOW), Ok(()));
    let Err(ChainError::Proof(error)) = judged(NOW + 1) else { panic!("it has expired") };
    assert_eq!(error.rule, ProofRule::Expired { expiration: at(NOW), now: at(NOW + 1) });
    assert_eq!(judged(NOW), Ok(()));
}

#[test]
fn it_holds_no_more_than_it_may() {
    let blocks = hops(6);
    let length = blocks[0].bytes().len();
    let verifier = Counting::default();
    for (entries, bytes) in [(4, usize::MAX), (100, 5 * length - 1)] {
        let verifiers = verifier.set();
        let mut validated = ValidatedProofs::bounded(DidKeyResolver, verifiers, entries, bytes);
        for block in &blocks {
            validated.verify(block).expect("verified");
            // The first is in use all the time.
            assert!(validated.get(blocks[0].cid()).is_some());
        }
        assert_eq!(validated.len(), 4);
        assert_eq!(verifier.taken(), 6);
        validated.verify(&blocks[1]).expect("verified again");
        assert_eq!(verifier.taken(), 1);
    }
    // What is longer than all may be is verified every time.
    let verifiers = verifier.set();
    let mut validated = ValidatedProofs::bounded(DidKeyResolver, verifiers, 4, length - 1);
    for _ in 0..2 {
        validated.verify(&blocks[0]).expect("verified");
        assert_eq!((validated.len(), verifier.taken()), (0, 1));
    }
}
