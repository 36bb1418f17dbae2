//! Tokens of every required algorithm, cut short and with flipped bits.

use std::collections::BTreeSet;

use ipld_core::ipld::Ipld;
use ucan_core::{
    DecodeError, Delegation, Did, DidKeyResolver, Envelope, Meta, Nonce, Policy, Timestamp,
};
use varsig::{
    Block, Ed25519Signer, P256Signer, Secp256k1Signer, Signer, VerifierSet,
    dag_cbor::DagCborErrorKind,
};

use crate::stage::bob;

fn signers() -> [Box<dyn Signer>; 3] {
    [
        Box::new(Ed25519Signer::from_seed(&[1; 32])),
        Box::new(P256Signer::from_scalar(&[1; 32]).expect("a key")),
        Box::new(Secp256k1Signer::from_scalar(&[3; 32]).expect("a key")),
    ]
}

/// A token with every field.
fn token(signer: &dyn Signer) -> Envelope<Delegation> {
    let issuer = Did::from_signer(signer);
    let time = |seconds| Timestamp::from_seconds(seconds).expect("a time");
    let command = "/msg/send".parse().expect("a command");
    let delegation = Delegation::new(issuer.clone(), bob(), issuer, command, Nonce::new([7; 12]))
        .with_policy(Policy::parse_dag_json(r#"[["==", ".to", "bob"]]"#).expect("a policy"))
        .with_meta(Meta::from([("x".into(), Ipld::Float(1.5))]))
        .with_not_before(time(-1))
        .with_expiration(time(1_767_225_600));
    Envelope::sign(delegation, signer).expect("a token")
}

#[test]
fn every_token_that_is_cut_short_is_refused() {
    for signer in signers() {
        let token = token(&*signer);
        for length in 0..token.bytes().len() {
            match Envelope::<Delegation>::decode(&token.bytes()[..length]) {
                Err(DecodeError::Encoding(error)) => {
                    assert_eq!(error.kind, DagCborErrorKind::UnexpectedEnd, "{length}");
                }
                other => panic!("{length}: {other:?}"),
            }
        }
    }
}

#[test]
fn every_token_with_a_flipped_bit_is_refused() {
    for signer in signers() {
        let token = token(&*signer);
        assert!(token.clone().verify(&DidKeyResolver, &VerifierSet::default()).is_ok());
        let (mut read, mut cids) = (0, BTreeSet::from([*token.cid()]));
        for bit in 0..token.bytes().len() * 8 {
            let mut flipped = token.bytes().to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // What can be read at all says so under a CID of its own, and nobody
            // believes it.
            if let Ok(other) = Envelope::<Delegation>::decode(&flipped) {
                read += 1;
                assert_eq!(other.cid(), Block::new(0x71, flipped).cid());
                assert!(cids.insert(*other.cid()), "bit {bit}");
                let verdict = other.verify(&DidKeyResolver, &VerifierSet::everything());
                assert!(verdict.is_err(), "bit {bit}");
            }
        }
        // The signature alone has 512 bits that may be anything.
        assert!(read > 600, "{read}");
    }
}

#[test]
fn a_signature_does_not_go_with_another_token() {
    for signer in signers() {
        let [one, two] = [1, 2].map(|nonce| {
            let issuer = Did::from_signer(&*signer);
            let command = "/".parse().expect("a command");
            let nonce = Nonce::new([nonce; 12]);
            let delegation = Delegation::new(issuer, bob(), None, command, nonce);
            Envelope::sign(delegation, &*signer).expect("a token")
        });
        let (front, signed) = (&one.bytes()[..67], two.signed_bytes());
        let mixed = Envelope::<Delegation>::decode(&[front, signed].concat()).expect("a token");
        assert_eq!(mixed.signature(), one.signature());
        assert_eq!(mixed.unverified_payload(), two.unverified_payload());
        assert!(mixed.verify(&DidKeyResolver, &VerifierSet::everything()).is_err());
    }
}

#[test]
fn the_header_of_another_algorithm_does_not_go_with_a_signature() {
    let headers: Vec<Vec<u8>> =
        signers().iter().map(|signer| token(&**signer).header().encode()).collect();
    for (index, signer) in signers().iter().enumerate() {
        let token = token(&**signer);
        for (other, header) in headers.iter().enumerate() {
            let bytes = token.bytes();
            let place = 67 + 4;
            let own = &headers[index];
            assert_eq!(&bytes[place..place + own.len()], own);
            let length = 0x40 | u8::try_from(header.len()).expect("short");
            let swapped =
                [&bytes[..place - 1], &[length], header.as_slice(), &bytes[place + own.len()..]]
                    .concat();
            let swapped = Envelope::<Delegation>::decode(&swapped).expect("a token");
            assert_eq!(swapped.header().encode(), *header);
            let verdict = swapped.verify(&DidKeyResolver, &VerifierSet::everything());
            assert_eq!(verdict.is_ok(), index == other);
        }
    }
}
