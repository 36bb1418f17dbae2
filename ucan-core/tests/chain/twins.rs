//! A token is one token under all of its CIDs (ruling T10).

use std::collections::BTreeSet;

use ucan_core::{
    Chain, ChainError, Claim, Delegation, Did, DidKeyResolver, Envelope, Nonce, Proofs, Validity,
};
use varsig::{Block, P256Signer, SignatureAlgorithm, VerifierSet, dag_cbor, s_twins};

use crate::parties::{NOW, command, exactly, party};

#[test]
fn a_proof_is_at_hand_when_its_twin_is_and_is_named_as_it_was_in_the_claim() {
    let key = P256Signer::from_scalar(&[1; 32]).unwrap();
    let (alice, bob) = (Did::from_signer(&key), party(2).did);
    let delegation = Delegation::new(
        alice.clone(),
        bob.clone(),
        alice.clone(),
        command("/crud"),
        Nonce::new([7; 12]),
    );
    let token = Envelope::sign(delegation, &key).unwrap();
    let twins = s_twins(SignatureAlgorithm::ES256, &token.bytes()[3..67]).unwrap();
    let [low, high] = twins.map(|signature| {
        let signature = dag_cbor::encode(&ipld_core::ipld::Ipld::Bytes(signature)).unwrap();
        let bytes = [&[0x82], signature.as_slice(), token.signed_bytes()].concat();
        Block::dag_cbor(bytes).unwrap()
    });
    for (given, named) in [(&low, &high), (&high, &low), (&low, &low)] {
        let mut proofs = Proofs::new();
        proofs.add(given, &DidKeyResolver, &VerifierSet::default());
        let (wanted, named_ones) = (command("/crud/read"), [*named.cid()]);
        let token = *Block::raw(*b"the token of the claim").cid();
        let claim = Claim {
            token: &token,
            twins: &[],
            issuer: &bob,
            subject: &alice,
            command: &wanted,
            validity: Validity::ALWAYS,
            proofs: &named_ones,
        };
        let chain = Chain::prove(&claim, &proofs, &exactly(NOW)).unwrap();
        assert_eq!(chain.proofs().collect::<Vec<_>>(), [named.cid()]);
        assert_eq!(proofs.get(named.cid()).unwrap().cid(), given.cid());
        for revoked in [&low, &high] {
            let revocations = BTreeSet::from([(*revoked.cid(), alice.clone())]);
            assert_eq!(
                chain.recheck(&exactly(NOW).with_revocations(&revocations)),
                Err(ChainError::Revoked {
                    index: Some(0),
                    cid: *named.cid(),
                    revoker: alice.clone()
                })
            );
        }
    }
}
