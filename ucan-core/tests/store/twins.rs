//! A token is one token under all of its CIDs (ruling T10).

use ucan_core::{
    Delegation, Did, DidKeyResolver, Envelope, Finder, InMemoryProofStore, Nonce, Preference,
    ProofStore, Verified, Wanted,
};
use varsig::{Block, P256Signer, SignatureAlgorithm, VerifierSet, dag_cbor, s_twins};

use crate::stage::{Revoked, assert_passed_over, check, cids, command, five, store};

/// Somebody with a key of P-256.
fn frank() -> (P256Signer, Did) {
    let key = P256Signer::from_scalar(&[1; 32]).expect("a scalar");
    let did = Did::from_signer(&key);
    (key, did)
}

/// One token of Frank's for Erin twice: with low s and with high s.
fn twins(subject: &Did) -> [Verified<Delegation>; 2] {
    let ((key, frank), [.., erin]) = (frank(), five());
    let (command, nonce) = (command("/crud"), Nonce::new([7; 12]));
    let delegation = Delegation::new(frank, erin.did, subject.clone(), command, nonce);
    let token = Envelope::sign(delegation, &key).expect("the issuer signs");
    let signature = &token.bytes()[3..67];
    s_twins(SignatureAlgorithm::ES256, signature).expect("ECDSA").map(|signature| {
        let signature = dag_cbor::encode(&ipld_core::ipld::Ipld::Bytes(signature)).expect("bytes");
        let bytes = [&[0x82], signature.as_slice(), token.signed_bytes()].concat();
        let block = Block::dag_cbor(bytes).expect("canonical");
        Envelope::decode_block(block)
            .expect("a delegation")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("both hold")
    })
}

#[test]
fn a_twin_is_the_same_token_and_is_found_and_removed_under_both_cids() {
    let [low, high] = twins(&frank().1);
    assert_ne!(low.cid(), high.cid());
    for (first, second) in [(&low, &high), (&high, &low)] {
        let mut store = InMemoryProofStore::new();
        assert_eq!(store.insert(first.clone()), Ok(true));
        assert_eq!(store.insert(second.clone()), Ok(false));
        assert_eq!(store.len(), 1);
        assert_eq!(store.get(second.cid()).expect("held").cid(), first.cid());
        assert_eq!(store.remove(second.cid()).expect("held").cid(), first.cid());
        assert!(store.is_empty() && store.get(first.cid()).is_none());
        assert!(store.get(second.cid()).is_none());
        let nothing = format!("{:?}", InMemoryProofStore::new());
        assert_eq!(format!("{store:?}"), nothing, "no trace is left");
        assert_eq!(store.insert(second.clone()), Ok(true));
    }
}

#[test]
fn what_is_revoked_is_not_found_whichever_twin_was_named() {
    let ([alice, .., erin], (_, frank)) = (five(), frank());
    let command = command("/crud");
    // Frank's own things, and Alice's, which reach Frank first.
    let to_frank = Delegation::new(
        alice.did.clone(),
        frank.clone(),
        alice.did.clone(),
        command.clone(),
        Nonce::empty(),
    );
    let to_frank = alice.signs(to_frank);
    let (own, handed_on) = (twins(&frank), twins(&alice.did));
    for (held, named) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let find = |subject: &Did, revocations: &Revoked| {
            let store = store([&own[held], &handed_on[held], &to_frank]);
            let wanted = Wanted::new(&erin.did, subject, &command);
            Finder::new(&store).find(&wanted, &check(revocations), Preference::Shortest)
        };
        let found = find(&frank, &Revoked::new()).expect("a chain");
        assert_eq!(found.named(), cids([&own[held]]));
        let found = find(&alice.did, &Revoked::new()).expect("a chain");
        assert_eq!(found.named(), cids([&to_frank, &handed_on[held]]));

        let by_frank = Revoked::from([(*own[named].cid(), frank.clone())]);
        assert_passed_over(find(&frank, &by_frank), (0, 1, 0));
        let by_alice = Revoked::from([(*handed_on[named].cid(), alice.did.clone())]);
        assert_passed_over(find(&alice.did, &by_alice), (0, 0, 0));
    }
}
