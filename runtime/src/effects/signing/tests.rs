use ipld_core::ipld;
use proptest::prelude::*;
use ucan_core::{Delegation, DidKeyResolver, Envelope, Payload, VerifyError};
use varsig::{
    Block, Ed25519Signer, P256Signer, SignatureAlgorithm, SigningError, VerificationError,
    dag_cbor::{self, Limits},
};

use super::*;
use crate::effects::rehearsal::Rehearsal;

fn key() -> Arc<Ed25519Signer> {
    Arc::new(Ed25519Signer::from_seed(&[7; 32]))
}

/// The handler of a key, asked on the key's own DID.
fn handler(signer: Arc<dyn Signer>) -> Rehearsal {
    let subject = Did::from_signer(&*signer);
    let mut rehearsal = Rehearsal::new([sign(signer)]);
    rehearsal.subject = subject;
    rehearsal
}

fn args(purpose: &str, bytes: &[u8]) -> Ipld {
    ipld!({ "purpose": purpose, "bytes": Ipld::Bytes(bytes.to_vec()) })
}

fn statement(subject: &Did, purpose: &str, bytes: &[u8]) -> Statement {
    Statement::new(subject.clone(), purpose, Signed::Bytes(bytes.to_vec())).unwrap()
}

#[test]
fn a_statement_is_written_as_the_text_says() {
    let subject: Did = "did:web:example.com#key-1".parse().unwrap();
    let prefix = b"ipvm/crypto/sign/1\0did:web:example.com\0";
    assert_eq!(
        statement(&subject, "release", &[1, 2]).to_bytes(),
        [&prefix[..], b"\x07release\x00\x01\x02"].concat()
    );
    let cid = *Block::raw(*b"content").cid();
    let named = Statement::new(subject, "release", Signed::Content(cid)).unwrap();
    assert_eq!(named.to_bytes(), [&prefix[..], b"\x07release\x01", &cid.to_bytes()].concat());
}

#[test]
fn a_statement_keeps_its_bounds() {
    let subject = Did::from_signer(&*key());
    let new = |purpose: usize, bytes: usize| {
        Statement::new(subject.clone(), "p".repeat(purpose), Signed::Bytes(vec![0; bytes])).err()
    };
    assert_eq!(new(1, 0), None);
    assert_eq!(new(255, BYTES_LIMIT), None);
    for found in [0, 256] {
        assert_eq!(new(found, 0), Some(StatementError::Purpose { limit: 255, found }));
    }
    let found = BYTES_LIMIT + 1;
    assert_eq!(new(1, found), Some(StatementError::TooLong { limit: BYTES_LIMIT, found }));
}

#[test]
fn signs_the_statement_and_no_other() {
    let (subject, public_key) = (Did::from_signer(&*key()), key().public_key());
    let verifiers = VerifierSet::default();
    let output = handler(key()).run(SIGN, args("release", b"bytes"), "").unwrap();
    let verify = |statement: Statement| statement.verify(&output, &public_key, &verifiers);
    assert_eq!(verify(statement(&subject, "release", b"bytes")), Ok(()));
    let invalid = Err(SignatureError::Signature(VerificationError::InvalidSignature));
    let other: Did = "did:web:other.example".parse().unwrap();
    for statement in [
        statement(&other, "release", b"bytes"),
        statement(&subject, "invoice", b"bytes"),
        statement(&subject, "release", b"other"),
        statement(&subject, "release\0", b"bytes"),
    ] {
        assert_eq!(verify(statement.clone()), invalid, "{statement:?}");
    }
    let another = Ed25519Signer::from_seed(&[8; 32]).public_key();
    let verified = statement(&subject, "release", b"bytes").verify(&output, &another, &verifiers);
    assert_eq!(verified, invalid);
}

#[test]
fn a_name_and_the_bytes_of_the_name_are_two_things() {
    let (subject, public_key) = (Did::from_signer(&*key()), key().public_key());
    let cid = *Block::raw(*b"content").cid();
    let output = handler(key())
        .run(SIGN, ipld!({ "purpose": "p", "content": Ipld::Link(cid) }), "")
        .unwrap();
    let verifiers = VerifierSet::default();
    let named = Statement::new(subject.clone(), "p", Signed::Content(cid)).unwrap();
    assert_eq!(named.verify(&output, &public_key, &verifiers), Ok(()));
    let bytes = statement(&subject, "p", &cid.to_bytes());
    assert!(bytes.verify(&output, &public_key, &verifiers).is_err());
}

#[test]
fn signs_with_any_algorithm_that_the_key_has() {
    let signer = Arc::new(P256Signer::from_scalar(&[7; 32]).unwrap());
    let subject = Did::from_signer(&*signer);
    let output = handler(signer.clone()).run(SIGN, args("p", b"x"), "").unwrap();
    let statement = statement(&subject, "p", b"x");
    let verified = statement.verify(&output, &signer.public_key(), &VerifierSet::default());
    assert_eq!(verified, Ok(()));
    let none = VerifierSet::new([]);
    assert!(matches!(
        statement.verify(&output, &signer.public_key(), &none),
        Err(SignatureError::Signature(VerificationError::NotAllowed { .. }))
    ));
}

#[test]
fn takes_no_output_of_another_form() {
    let (subject, public_key) = (Did::from_signer(&*key()), key().public_key());
    let statement = statement(&subject, "p", b"x");
    let verify = |output: &Ipld| statement.verify(output, &public_key, &VerifierSet::default());
    let Ipld::Map(good) = handler(key()).run(SIGN, args("p", b"x"), "").unwrap() else {
        panic!("an output is a map");
    };
    assert_eq!(verify(&Ipld::Map(good.clone())), Ok(()));

    let mut more = good.clone();
    more.insert("note".to_owned(), Ipld::Null);
    assert!(matches!(verify(&Ipld::Map(more)), Err(SignatureError::Output(_))));
    assert!(matches!(verify(&Ipld::Null), Err(SignatureError::Output(_))));
    let mut garbage = good.clone();
    garbage.insert("header".to_owned(), Ipld::Bytes(vec![0]));
    assert!(matches!(verify(&Ipld::Map(garbage)), Err(SignatureError::Header(_))));
    // The header of a token, with the signature of the statement.
    let mut token = good;
    let header = Header::dag_cbor(SignatureAlgorithm::Ed25519).encode();
    token.insert("header".to_owned(), Ipld::Bytes(header));
    assert_eq!(verify(&Ipld::Map(token)), Err(SignatureError::Encoding));
}

/// Puts a signature before signed bytes, as every token has it.
fn token(signature: &[u8], signed: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x82];
    bytes.extend(dag_cbor::encode(&Ipld::Bytes(signature.to_vec())).unwrap());
    bytes.extend(signed);
    bytes
}

/// The signature with which the handler answers.
fn signature(bytes: &[u8]) -> Vec<u8> {
    let output = handler(key()).run(SIGN, args("p", bytes), "").unwrap();
    Fields::of("output", output).unwrap().bytes("signature").unwrap()
}

fn verified<T: Payload>(bytes: &[u8]) -> Result<(), VerifyError> {
    let envelope = Envelope::<T>::decode(bytes).expect("it has the form of a token");
    envelope.verify(&DidKeyResolver, &VerifierSet::default()).map(|_| ())
}

#[test]
fn nobody_gets_a_token_signed() {
    let signer = key();
    let issuer = Did::from_signer(&*signer);
    let thief = Did::from_signer(&Ed25519Signer::from_seed(&[66; 32]));
    // Everything that the key stands for, for whoever may use `/crypto/sign`.
    let everything = Delegation::new(
        issuer.clone(),
        thief,
        issuer,
        "/".parse().unwrap(),
        ucan_core::Nonce::from_random([1; 12]),
    );
    let envelope = Envelope::sign(everything, &*signer).unwrap();
    let signed = envelope.signed_bytes();
    assert_eq!(verified::<Delegation>(&token(envelope.signature(), signed)), Ok(()));

    let statement = statement(&Did::from_signer(&*signer), "p", signed).to_bytes();
    let forged = token(&signature(signed), signed);
    assert_eq!(verified::<Delegation>(&forged), Err(VerifyError::InvalidSignature));
    // Nor does what was really signed make a token.
    let wrapped = token(&signature(signed), &statement);
    assert!(Envelope::<Delegation>::decode(&wrapped).is_err());
}

#[test]
fn is_secret_and_a_query_on_the_did_of_the_key() {
    let registration = sign(key());
    assert_eq!(registration.declaration().class(), EffectClass::Query);
    assert!(!registration.declaration().takes_any_subject());
    let mut rehearsal = handler(key());
    assert!(rehearsal.is_secret(SIGN));
    rehearsal.subject = "did:web:other.example".parse().unwrap();
    assert!(!rehearsal.is_secret(SIGN), "there is no handler for others");
}

#[test]
fn signs_in_the_name_of_another_did_of_the_key() {
    let subject: Did = "did:web:example.com".parse().unwrap();
    let mut rehearsal = Rehearsal::new([sign_for(subject.clone(), key())]);
    rehearsal.subject = subject.clone();
    let output = rehearsal.run(SIGN, args("p", b"x"), "").unwrap();
    let (public_key, verifiers) = (key().public_key(), VerifierSet::default());
    let statement = statement(&subject, "p", b"x");
    assert_eq!(statement.verify(&output, &public_key, &verifiers), Ok(()));
}

#[test]
fn says_when_the_key_is_not_there() {
    struct Away(Ed25519Signer);
    impl Signer for Away {
        fn algorithm(&self) -> SignatureAlgorithm {
            self.0.algorithm()
        }
        fn public_key(&self) -> PublicKey {
            self.0.public_key()
        }
        fn try_sign(&self, _: &[u8]) -> Result<Vec<u8>, SigningError> {
            Err(SigningError::Unavailable)
        }
    }
    let away = handler(Arc::new(Away(Ed25519Signer::from_seed(&[7; 32]))));
    let refused = away.refused(SIGN, args("p", b"x"), "");
    assert_eq!(refused, "KeyUnavailable: the signing key is not available");
}

#[test]
fn refuses_arguments_that_are_not_as_the_table_says() {
    let handler = handler(key());
    let link = Ipld::Link(*Block::raw(*b"content").cid());
    let one_of = "field `bytes`: expected bytes, or else a link in the field `content`";
    for (args, expected) in [
        (ipld!({}), "field `purpose`: the field is missing"),
        (args("", b"x"), "field `purpose`: it has 0 bytes, and 1 to 255 are allowed"),
        (
            args(&"p".repeat(256), b"x"),
            "field `purpose`: it has 256 bytes, and 1 to 255 are allowed",
        ),
        (ipld!({ "purpose": "p" }), one_of),
        (ipld!({ "purpose": "p", "bytes": "text" }), one_of),
        (ipld!({ "purpose": "p", "bytes": Ipld::Bytes(vec![]), "content": link.clone() }), one_of),
        (
            ipld!({ "purpose": "p", "content": "QmX" }),
            "field `content`: expected link, found string",
        ),
        (
            args("p", &[0; BYTES_LIMIT + 1]),
            "field `bytes`: it has 65537 bytes, and 0 to 65536 are allowed",
        ),
        (
            ipld!({ "purpose": "p", "content": link, "public": true }),
            "field `public`: the field is not known here",
        ),
    ] {
        let refused = handler.refused(SIGN, args, "");
        assert_eq!(refused, format!("InvalidArguments: {expected}"));
    }
}

fn some_signed() -> impl Strategy<Value = Signed> {
    // Bytes that could pass for the parts around them.
    let byte = prop_oneof![Just(0_u8), Just(1), Just(b'a'), any::<u8>()];
    prop_oneof![
        prop::collection::vec(byte, 0..12).prop_map(Signed::Bytes),
        any::<[u8; 4]>().prop_map(|bytes| Signed::Content(*Block::raw(bytes).cid())),
    ]
}

fn some_statement() -> impl Strategy<Value = Statement> {
    let subject = prop_oneof![Just("did:web:a"), Just("did:web:aa"), Just("did:web:b")];
    (subject, "[a\u{0}\u{1}]{1,4}", some_signed()).prop_map(|(subject, purpose, signed)| {
        Statement::new(subject.parse().expect("a DID"), purpose, signed).expect("within bounds")
    })
}

proptest! {
    #[test]
    fn two_statements_are_never_the_same_bytes(
        one in some_statement(),
        other in some_statement(),
    ) {
        prop_assert_eq!(one == other, one.to_bytes() == other.to_bytes());
    }

    #[test]
    fn no_statement_is_what_a_token_is_signed_over(statement in some_statement()) {
        let bytes = statement.to_bytes();
        prop_assert!(dag_cbor::check(&bytes, &Limits::default()).is_err());
        prop_assert!(varsig::dag_json::decode(&bytes, &Limits::default()).is_err());
        prop_assert!(!bytes.starts_with(b"\x19"));
    }
}
