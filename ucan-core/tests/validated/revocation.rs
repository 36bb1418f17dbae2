//! A revocation takes effect at once, however warm the memory (ruling P10).

use std::collections::BTreeSet;

use cid::Cid;
use ucan_core::{ChainError, Delegation, Did, Envelope, Nonce, Proofs, TokenSet, ValidatedProofs};
use varsig::{Block, P256Signer, SignatureAlgorithm, dag_cbor, s_twins};

use crate::stage::{check, cids, did, hops, prove};

#[test]
fn a_known_chain_falls_with_any_of_its_tokens() {
    let mut validated = ValidatedProofs::default();
    let (blocks, named) = (hops(4), cids(&hops(4)));
    let received: TokenSet = blocks.into_iter().collect();
    let mut judged = |revoked: &BTreeSet<(Cid, Did)>| {
        let mut proofs = Proofs::new();
        validated.add_named_to(&mut proofs, &named, &received);
        prove(4, &named, &proofs, &check().with_revocations(revoked))
    };
    let chain = judged(&BTreeSet::new()).expect("a chain");
    for (place, cid) in (0_u8..).zip(&named) {
        for by in 0..6 {
            let revocations = BTreeSet::from([(*cid, did(by))]);
            // Only those count who issued it or stand before it.
            let expected = if by <= place {
                Err(ChainError::Revoked {
                    index: Some(usize::from(place)),
                    cid: *cid,
                    revoker: did(by),
                })
            } else {
                Ok(())
            };
            assert_eq!(judged(&revocations).map(|_| ()), expected, "{place} by {by}");
            // A chain that was proven before falls as well.
            assert_eq!(chain.recheck(&check().with_revocations(&revocations)), expected);
        }
    }
    assert!(judged(&BTreeSet::new()).is_ok());
}

/// A root by a key that has twins, and its twin.
fn twins() -> (Did, [Block; 2]) {
    let key = P256Signer::from_scalar(&[1; 32]).expect("a scalar");
    let alice = Did::from_signer(&key);
    let command = "/crud".parse().expect("a command");
    let delegation =
        Delegation::new(alice.clone(), did(1), alice.clone(), command, Nonce::new([7; 12]));
    let token = Envelope::sign(delegation, &key).expect("signs");
    let twins = s_twins(SignatureAlgorithm::ES256, &token.bytes()[3..67]).expect("ECDSA");
    let blocks = twins.map(|signature| {
        let signature = dag_cbor::encode(&ipld_core::ipld::Ipld::Bytes(signature)).expect("bytes");
        let bytes = [&[0x82], signature.as_slice(), token.signed_bytes()].concat();
        Block::dag_cbor(bytes).expect("canonical")
    });
    (alice, blocks)
}

#[test]
fn a_token_that_is_known_falls_with_its_twin() {
    let (alice, blocks) = twins();
    let mut validated = ValidatedProofs::default();
    for block in &blocks {
        let known = validated.verify(block).expect("verified");
        let issuer = did(1);
        let token = *Block::raw(*b"the token of the claim").cid();
        let named = [*block.cid()];
        let claim = ucan_core::Claim {
            token: &token,
            twins: &[],
            issuer: &issuer,
            subject: &alice,
            command: known.payload().command(),
            validity: known.payload().validity(),
            proofs: &named,
        };
        let mut proofs = Proofs::new();
        validated.add_named_to(&mut proofs, &named, &TokenSet::new());
        assert!(ucan_core::Chain::prove(&claim, &proofs, &check()).is_ok());
        for revoked in &blocks {
            let revocations = BTreeSet::from([(*revoked.cid(), alice.clone())]);
            let check = check().with_revocations(&revocations);
            assert_eq!(
                ucan_core::Chain::prove(&claim, &proofs, &check).unwrap_err(),
                ChainError::Revoked { index: Some(0), cid: *block.cid(), revoker: alice.clone() }
            );
        }
    }
}

#[test]
fn what_is_forgotten_is_forgotten_under_all_of_its_cids() {
    let (_, [low, high]) = twins();
    let other = &hops(1)[0];
    let mut validated = ValidatedProofs::default();
    for (kept, named) in [(&low, &high), (&high, &low), (&low, &low)] {
        validated.verify(other).expect("verified");
        validated.verify(kept).expect("verified");
        assert!(validated.forget(named.cid()));
        assert!(validated.get(kept.cid()).is_none());
        assert!(validated.get(other.cid()).is_some());
        assert!(!validated.forget(named.cid()));
    }
    validated.verify(&low).expect("verified");
    validated.verify(&high).expect("verified");
    assert!(validated.forget(low.cid()));
    assert_eq!(validated.len(), 1);
    validated.clear();
    assert!(validated.is_empty());
}
