//! A token is one token under all of its CIDs (ruling T10).

use ucan_core::{
    Delegation, Did, DidKeyResolver, Envelope, Nonce, PathWitness, Proofs, WitnessError,
};
use varsig::{Block, P256Signer, SignatureAlgorithm, VerifierSet, dag_cbor, s_twins};

use super::parties::{command, party};

#[test]
fn the_path_may_name_and_the_revocation_mean_any_form_of_the_token() {
    let key = P256Signer::from_scalar(&[1; 32]).unwrap();
    let (alice, bob) = (Did::from_signer(&key), party(2).did);
    let delegation =
        Delegation::new(alice.clone(), bob, alice.clone(), command("/crud"), Nonce::new([7; 12]));
    let token = Envelope::sign(delegation, &key).unwrap();
    let twins = s_twins(SignatureAlgorithm::ES256, &token.bytes()[3..67]).unwrap();
    let forms = twins.map(|signature| {
        let signature = dag_cbor::encode(&ipld_core::ipld::Ipld::Bytes(signature)).unwrap();
        let bytes = [&[0x82], signature.as_slice(), token.signed_bytes()].concat();
        Block::dag_cbor(bytes).unwrap()
    });
    for at_hand in &forms {
        let mut proofs = Proofs::new();
        proofs.add(at_hand, &DidKeyResolver, &VerifierSet::default());
        for named in &forms {
            for revoked in &forms {
                let path = [*named.cid()];
                let witness = PathWitness::verify(&path, revoked.cid(), &alice, &proofs).unwrap();
                assert_eq!(witness.revoked().cid(), at_hand.cid());
            }
        }
        let other = *Block::raw(*b"another").cid();
        let path = [*forms[0].cid()];
        assert_eq!(
            PathWitness::verify(&path, &other, &alice, &proofs).map(|_| ()),
            Err(WitnessError::NotTheRevoked { index: 0, cid: path[0], revoked: other })
        );
    }
}
