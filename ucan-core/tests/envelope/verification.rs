//! What a signature covers, and whose it is (ruling T2).

use ipld_core::ipld::Ipld;
use ucan_core::{Did, DidKeyResolver, MapResolver, ResolveError, Resolver, VerifyError};
use varsig::{
    Block, Ed25519Signer, PublicKey, PublicKeyError, SignatureAlgorithm, Signer, VerifierSet,
    dag_cbor::encode,
};

use crate::stage::*;

#[test]
fn a_signature_holds_in_full_or_not_at_all() {
    let token = sealed_fields(fields());
    assert_eq!(verify(&token), Ok(delegation()));
    for place in 3..67 {
        let mut flipped = token.clone();
        flipped[place] ^= 0x10;
        assert_eq!(verify(&flipped), Err(VerifyError::InvalidSignature), "{place}");
    }
    // Any other length is a signature that does not hold, not a malformed token.
    for signature in [&[][..], &[1, 2, 3], &token[3..66], &[&token[3..67], &[0]].concat()] {
        let signature = encode(&Ipld::Bytes(signature.into())).unwrap();
        let bytes = [&[0x82], signature.as_slice(), &token[67..]].concat();
        assert_eq!(verify(&bytes), Err(VerifyError::InvalidSignature));
    }
}

#[test]
fn a_signature_covers_every_field() {
    let token = sealed_fields(fields());
    let signature = Ipld::Bytes(token[3..67].into());
    for (name, value) in [
        ("aud", text("did:web:mallory.test")),
        ("cmd", text("/")),
        ("exp", Ipld::Integer(0)),
        ("sub", Ipld::Null),
        ("nonce", Ipld::Bytes(vec![])),
        ("meta", map(&[])),
        ("nbf", Ipld::Integer(0)),
    ] {
        let mut fields = fields();
        fields.insert(name.into(), value);
        let signed = map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields))]);
        let bytes = encode(&Ipld::List(vec![signature.clone(), signed])).unwrap();
        assert_eq!(verify(&bytes), Err(VerifyError::InvalidSignature), "{name}");
    }
}

#[test]
fn a_signature_by_another_key_than_the_issuer_s_does_not_hold() {
    let mut fields = fields();
    fields.insert("iss".into(), text(bob().as_str()));
    assert_eq!(verify(&sealed_fields(fields)), Err(VerifyError::InvalidSignature));
}

#[test]
fn without_a_verifier_for_its_algorithm_no_signature_holds() {
    let token = decode(&sealed_fields(fields())).unwrap();
    let none = VerifierSet::new([]);
    assert_eq!(
        token.verify(&DidKeyResolver, &none).map(|_| ()),
        Err(VerifyError::AlgorithmNotAllowed { algorithm: SignatureAlgorithm::Ed25519 })
    );
}

#[test]
fn an_issuer_whose_key_is_not_to_be_had_is_not_believed() {
    let issued_by = |issuer: &str| {
        let mut fields = fields();
        fields.insert("iss".into(), text(issuer));
        verify(&sealed_fields(fields))
    };
    let unresolved = |error| Err(VerifyError::Resolve(error));
    assert_eq!(issued_by("did:web:a.test"), unresolved(ResolveError::UnsupportedMethod));
    assert_eq!(issued_by("did:key:mAAAA"), unresolved(ResolveError::NotBase58));
    // A P-256 key, under a header that says Ed25519.
    assert_eq!(
        issued_by("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"),
        Err(VerifyError::AlgorithmMismatch)
    );
    // An X25519 key, which signs nothing.
    assert_eq!(
        issued_by("did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"),
        unresolved(ResolveError::Key(PublicKeyError::UnknownKeyType { code: 0xec }))
    );
}

#[test]
fn an_issuer_whose_key_is_no_key_is_named_before_anything_else() {
    // y = 2 is on no point of the curve.
    let mut fields = fields();
    fields.insert("iss".into(), text("did:key:z6Mkeb4rtEhc8DUtvt5ehaVjdx3TLbQPpnTArkXhqfb1Mq75"));
    let bytes = sealed_fields(fields);
    let resolver = DidKeyResolver.or(MapResolver::new());
    let no_key = Err(VerifyError::Resolve(ResolveError::Key(PublicKeyError::NotAPoint)));
    for verifiers in [VerifierSet::default(), VerifierSet::new([])] {
        let verified = |resolver: &dyn Resolver| {
            decode(&bytes).unwrap().verify(resolver, &verifiers).map(|_| ())
        };
        assert_eq!(verified(&DidKeyResolver), no_key);
        assert_eq!(verified(&MapResolver::new()), no_key);
        assert_eq!(verified(&&resolver), no_key);
        let boxed: Box<dyn Resolver> = Box::new(resolver.clone());
        assert_eq!(verified(&boxed), no_key);
    }
}

/// Knows the key of one `did:web`, or knows that its document is out of reach.
struct Web(Option<PublicKey>);

impl Resolver for Web {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        assert_eq!(did.as_str(), "did:web:alice.test#key-1");
        self.0.clone().map(|key| vec![key]).ok_or(ResolveError::Unavailable)
    }
}

#[test]
fn another_did_method_is_the_resolver_s_affair() {
    let mut fields = fields();
    fields.insert("iss".into(), text("did:web:alice.test#key-1"));
    let bytes = sealed_fields(fields);
    let verify = |key| {
        decode(&bytes).unwrap().verify(&Web(key), &VerifierSet::default()).map(|token| *token.cid())
    };
    assert_eq!(verify(Some(alice().public_key())), Ok(*Block::new(DAG_CBOR, &*bytes).cid()));
    let bob = Ed25519Signer::from_seed(&[2; 32]).public_key();
    assert_eq!(verify(Some(bob)), Err(VerifyError::InvalidSignature));
    assert_eq!(verify(None), Err(VerifyError::Resolve(ResolveError::Unavailable)));
}
