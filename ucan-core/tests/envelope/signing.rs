//! What is signed, and what is not.

use ipld_core::ipld::Ipld;
use ucan_core::{Delegation, Did, Envelope, Meta, Nonce, SignError};
use varsig::{
    Ed25519Signer, PublicKey, SignatureAlgorithm, Signer, SigningError, dag_cbor::EncodeError,
};

use crate::stage::*;

#[test]
fn nobody_signs_as_somebody_else() {
    let bob = Ed25519Signer::from_seed(&[2; 32]);
    let refused = Envelope::sign(delegation(), &bob).map(|_| ());
    assert_eq!(refused, Err(SignError::IssuerMismatch));
    // What is no key cannot be the signer's either.
    let issuer: Did = "did:key:mAAAA".parse().unwrap();
    let broken = Delegation::new(issuer, self::bob(), None, "/".parse().unwrap(), Nonce::empty());
    assert_eq!(Envelope::sign(broken, &bob).map(|_| ()), Err(SignError::IssuerMismatch));
    // Of another method it is for the verifier to find out.
    let issuer: Did = "did:web:bob.test".parse().unwrap();
    let web = Delegation::new(issuer, self::bob(), None, "/".parse().unwrap(), Nonce::empty());
    Envelope::sign(web, &bob).unwrap();
}

/// A key that is out of reach.
struct Unplugged;

impl Signer for Unplugged {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ed25519
    }
    fn public_key(&self) -> PublicKey {
        alice().public_key()
    }
    fn try_sign(&self, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Err(SigningError::Unavailable)
    }
}

#[test]
fn a_key_that_does_not_sign_makes_no_token() {
    assert_eq!(
        Envelope::sign(delegation(), &Unplugged).map(|_| ()),
        Err(SignError::Signing(SigningError::Unavailable))
    );
}

#[test]
fn nothing_is_signed_that_could_not_be_read_back() {
    let sign = |value: Ipld| {
        let meta = Meta::from([("value".into(), value)]);
        Envelope::sign(delegation().with_meta(meta), &alice())
    };
    let nested = |lists: usize| (0..lists).fold(Ipld::Null, |inner, _| Ipld::List(vec![inner]));
    // Envelope, signature payload, payload and meta are four levels of the 64.
    let deepest = sign(nested(60)).unwrap();
    decode(deepest.bytes()).unwrap();
    assert_eq!(sign(nested(61)).map(|_| ()), Err(SignError::Unreadable));
    assert_eq!(
        sign(nested(62)).map(|_| ()),
        Err(SignError::Encode(EncodeError::TooDeep { limit: 64 }))
    );
    for value in [Ipld::Float(f64::NAN), Ipld::Float(f64::INFINITY), Ipld::Integer(1 << 64)] {
        assert_eq!(sign(value).map(|_| ()), Err(SignError::Encode(EncodeError::Unrepresentable)));
    }
}
