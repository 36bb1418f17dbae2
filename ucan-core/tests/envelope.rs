//! Tokens: what is read, what is refused, and what a signature covers
//! (rulings T1 to T5 and T11).

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_core::{
    CommandError, DecodeError, Delegation, Did, DidError, DidKeyResolver, Envelope, FieldError,
    FieldRule, Meta, Nonce, ResolveError, Resolver, SignError, Timestamp, UcanVersion, VerifyError,
    policy::PolicyError,
};
use varsig::{
    Block, Ed25519Signer, HeaderErrorKind, PublicKey, PublicKeyError, SignatureAlgorithm, Signer,
    SigningError, VerifierSet,
    dag_cbor::{DagCborErrorKind, EncodeError, encode},
};

const TAG: &str = "ucan/dlg@1.0.0";
/// Varsig 1, EdDSA on Edwards25519 with SHA2-512, over DAG-CBOR.
const HEADER: [u8; 8] = [0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71];
/// The multicodec of DAG-CBOR.
const DAG_CBOR: u64 = 0x71;

fn alice() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

fn bob() -> Did {
    Did::from_signer(&Ed25519Signer::from_seed(&[2; 32]))
}

fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

fn map(entries: &[(&str, Ipld)]) -> Ipld {
    Ipld::Map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

/// The fields of a good delegation as they go on the wire.
fn fields() -> BTreeMap<String, Ipld> {
    let alice = Did::from_signer(&alice());
    BTreeMap::from([
        ("iss".into(), text(alice.as_str())),
        ("aud".into(), text(bob().as_str())),
        ("sub".into(), text(alice.as_str())),
        ("cmd".into(), text("/msg/send")),
        ("pol".into(), Ipld::List(vec![])),
        ("nonce".into(), Ipld::Bytes(vec![7; 12])),
        ("exp".into(), Ipld::Null),
    ])
}

/// The same delegation, by the types.
fn delegation() -> Delegation {
    let alice = Did::from_signer(&alice());
    let command = "/msg/send".parse().expect("a command");
    Delegation::new(alice.clone(), bob(), alice, command, Nonce::new([7; 12]))
}

/// A token over these bytes, signed by Alice whatever they are.
fn sealed(signed: &[u8]) -> Vec<u8> {
    let signature = alice().try_sign(signed).expect("a key at hand");
    [&[0x82, 0x58, 0x40], signature.as_slice(), signed].concat()
}

fn sealed_map(entries: &[(&str, Ipld)]) -> Vec<u8> {
    sealed(&encode(&map(entries)).expect("DAG-CBOR"))
}

fn sealed_fields(fields: BTreeMap<String, Ipld>) -> Vec<u8> {
    sealed_map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields))])
}

fn decode(bytes: &[u8]) -> Result<Envelope<Delegation>, DecodeError> {
    Envelope::decode(bytes)
}

fn verify(bytes: &[u8]) -> Result<Delegation, VerifyError> {
    decode(bytes)
        .expect("a token")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .map(|verified| verified.payload().clone())
}

#[track_caller]
fn refused(bytes: &[u8], expected: DecodeError) {
    assert_eq!(decode(bytes).expect_err("no token"), expected);
}

/// Demands that a delegation with this field put in, or taken out for `None`, is
/// refused for it.
#[track_caller]
fn field_refused(name: &str, value: Option<Ipld>, rule: FieldRule) {
    let mut fields = fields();
    match value {
        Some(value) => fields.insert(name.into(), value),
        None => fields.remove(name),
    };
    refused(&sealed_fields(fields), DecodeError::Field(FieldError::new(name, rule)));
}

const fn kind(expected: &'static str, found: &'static str) -> FieldRule {
    FieldRule::Kind { expected, found }
}

#[test]
fn a_token_goes_around() {
    let meta = Meta::from([("tags".into(), Ipld::List(vec![text("a"), Ipld::Float(1.0)]))]);
    let written = delegation()
        .with_meta(meta)
        .with_not_before(Timestamp::from_seconds(-5).unwrap())
        .with_expiration(Timestamp::from_seconds((1 << 53) - 1).unwrap());
    let token = Envelope::sign(written.clone(), &alice()).unwrap();
    assert_eq!(token.version(), UcanVersion::V1_0_0);
    let received = decode(token.bytes()).unwrap();
    assert_eq!(received.bytes(), token.bytes());
    assert_eq!(received.cid(), token.cid());
    assert_eq!(received.unverified_payload(), &written);
    let verified = received.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
    assert_eq!(verified.payload(), &written);
    assert_eq!(verified.cid(), token.cid());
}

#[test]
fn a_token_written_by_hand_is_the_one_that_is_signed_by_the_types() {
    let by_hand = sealed_fields(fields());
    let signed = Envelope::sign(delegation(), &alice()).unwrap();
    assert_eq!(signed.bytes(), by_hand);
    assert_eq!(signed.cid(), Block::new(DAG_CBOR, by_hand.clone()).cid());
    assert_eq!(verify(&by_hand), Ok(delegation()));
}

#[test]
fn the_cid_and_the_signed_part_are_those_of_the_bytes_received() {
    let signed = encode(&map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields()))]));
    let signed = signed.unwrap();
    let bytes = sealed(&signed);
    let received = decode(&bytes).unwrap();
    assert_eq!(received.signed_bytes(), signed);
    assert_eq!(received.cid(), Block::new(DAG_CBOR, bytes.clone()).cid());
    // A signature of another value, or of another length, makes another CID.
    let mut flipped = bytes;
    flipped[5] ^= 1;
    let other = decode(&flipped).unwrap();
    assert_eq!(other.cid(), Block::new(DAG_CBOR, flipped.clone()).cid());
    assert_ne!(other.cid(), received.cid());
    assert_eq!(other.signed_bytes(), received.signed_bytes());
}

#[test]
fn an_absent_subject_nonce_or_any_required_field_is_refused() {
    for name in ["iss", "aud", "sub", "cmd", "pol", "nonce", "exp"] {
        field_refused(name, None, FieldRule::Missing);
    }
}

#[test]
fn null_stands_for_nothing_but_any_subject_and_no_expiration() {
    let mut powerline = fields();
    powerline.insert("sub".into(), Ipld::Null);
    assert_eq!(verify(&sealed_fields(powerline)).unwrap().subject(), None);
    for (name, expected) in [
        ("iss", "DID"),
        ("aud", "DID"),
        ("cmd", "string"),
        ("nonce", "bytes"),
        ("meta", "map"),
        ("nbf", "integer"),
    ] {
        field_refused(name, Some(Ipld::Null), kind(expected, "null"));
    }
    let error = PolicyError::PolicyNotList { found: "null" };
    field_refused("pol", Some(Ipld::Null), FieldRule::Policy(error));
}

#[test]
fn a_field_of_another_kind_or_with_a_broken_value_is_refused() {
    field_refused("iss", Some(text("alice")), FieldRule::Did(DidError::NotADid));
    field_refused("aud", Some(text("did:web:a?b")), FieldRule::Did(DidError::PathOrQuery));
    field_refused("sub", Some(text("")), FieldRule::Did(DidError::NotADid));
    field_refused("cmd", Some(text("/Msg")), FieldRule::Command(CommandError::NotLowercase));
    field_refused("nonce", Some(text("AAAA")), kind("bytes", "string"));
    field_refused("exp", Some(Ipld::Float(1.0)), kind("integer", "float"));
    field_refused("exp", Some(text("1")), kind("integer", "string"));
    field_refused("meta", Some(Ipld::List(vec![])), kind("map", "list"));
}

#[test]
fn an_unknown_field_is_refused() {
    field_refused("fct", Some(Ipld::List(vec![])), FieldRule::Unknown);
    // Those of an invocation are unknown to a delegation.
    field_refused("prf", Some(Ipld::List(vec![])), FieldRule::Unknown);
}

#[test]
fn a_time_beyond_53_bits_is_refused() {
    for name in ["exp", "nbf"] {
        for seconds in [1 << 53, (1 << 64) - 1, -(1 << 53), -(1 << 64)] {
            field_refused(name, Some(Ipld::Integer(seconds)), FieldRule::Timestamp);
        }
        for seconds in [(1 << 53) - 1, 0, -(1 << 53) + 1] {
            let mut fields = fields();
            fields.insert(name.into(), Ipld::Integer(seconds));
            decode(&sealed_fields(fields)).unwrap();
        }
    }
}

#[test]
fn any_bytes_are_a_nonce_none_included() {
    for nonce in [vec![], vec![0], vec![0xff; 1000]] {
        let mut fields = fields();
        fields.insert("nonce".into(), Ipld::Bytes(nonce.clone()));
        let read = verify(&sealed_fields(fields)).unwrap();
        assert_eq!(read.nonce().as_bytes(), nonce);
    }
}

#[test]
fn the_version_read_is_kept_and_is_part_of_what_is_signed() {
    let token = Envelope::sign_version(delegation(), &alice(), UcanVersion::V1_0_0Rc1).unwrap();
    let tag = "ucan/dlg@1.0.0-rc.1";
    let by_hand = sealed_map(&[("h", Ipld::Bytes(HEADER.into())), (tag, Ipld::Map(fields()))]);
    assert_eq!(token.bytes(), by_hand);
    let received = decode(&by_hand).unwrap();
    assert_eq!(received.version(), UcanVersion::V1_0_0Rc1);
    assert_eq!(received.bytes(), by_hand);
    assert_eq!(verify(&by_hand), Ok(delegation()));

    // The signature under one tag does not hold under the other.
    let signature = Ipld::Bytes(by_hand[3..67].into());
    let signed = map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields()))]);
    let moved = encode(&Ipld::List(vec![signature, signed])).unwrap();
    assert_eq!(verify(&moved), Err(VerifyError::InvalidSignature));
}

#[test]
fn a_token_under_another_tag_is_no_delegation() {
    let tagged =
        |tag: &str| sealed_map(&[("h", Ipld::Bytes(HEADER.into())), (tag, Ipld::Map(fields()))]);
    for tag in ["ucan/inv@1.0.0", "ucan/example", "ucan/dlgs@1.0.0", "dlg@1.0.0", "UCAN/dlg@1.0.0"]
    {
        refused(&tagged(tag), DecodeError::WrongTag { expected: "dlg", found: tag.into() });
    }
    for tag in ["ucan/dlg@9.9.9", "ucan/dlg@1.0.0-rc.2", "ucan/dlg@1.0.0 ", "ucan/dlg@"] {
        refused(&tagged(tag), DecodeError::UnsupportedVersion { tag: tag.into() });
    }
}

#[test]
fn the_signature_payload_is_a_header_and_one_payload() {
    let header = ("h", Ipld::Bytes(HEADER.into()));
    let payload = (TAG, Ipld::Map(fields()));
    let tag = "ucan/inv@1.0.0";
    refused(&sealed_map(std::slice::from_ref(&payload)), DecodeError::NoHeader);
    refused(&sealed_map(&[("h", text("header")), payload.clone()]), DecodeError::NoHeader);
    refused(&sealed_map(&[]), DecodeError::NoHeader);
    refused(&sealed_map(std::slice::from_ref(&header)), DecodeError::NoPayload);
    refused(
        &sealed_map(&[header.clone(), payload, (tag, map(&[]))]),
        DecodeError::SecondPayload { tag: tag.into() },
    );
    refused(&sealed_map(&[header, (TAG, Ipld::List(vec![]))]), DecodeError::PayloadNotAMap);
}

#[test]
fn an_envelope_is_a_pair_of_a_signature_and_a_map() {
    let signed = map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields()))]);
    let signature = Ipld::Bytes(vec![0; 64]);
    for value in [
        Ipld::Null,
        signed.clone(),
        Ipld::List(vec![]),
        Ipld::List(vec![signature.clone()]),
        Ipld::List(vec![signed.clone(), signature.clone()]),
        Ipld::List(vec![text("signature"), signed.clone()]),
        Ipld::List(vec![signature.clone(), Ipld::List(vec![signed.clone()])]),
        Ipld::List(vec![signature, signed, Ipld::Null]),
    ] {
        refused(&encode(&value).unwrap(), DecodeError::NotAPair);
    }
}

#[test]
fn a_header_that_breaks_a_rule_is_refused() {
    let with = |header: &[u8]| match decode(&sealed_map(&[
        ("h", Ipld::Bytes(header.into())),
        (TAG, Ipld::Map(fields())),
    ])) {
        Err(DecodeError::Header(error)) => (error.offset, error.kind),
        other => panic!("{other:?}"),
    };
    // Version 2.
    assert_eq!(
        with(&[0x34, 0x02, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71]),
        (1, HeaderErrorKind::UnsupportedVersion { found: 2 })
    );
    assert_eq!(with(&[]), (0, HeaderErrorKind::UnexpectedEnd));
    assert_eq!(with(&[&HEADER[..], &[0]].concat()), (8, HeaderErrorKind::TrailingBytes));
}

#[track_caller]
fn not_canonical(bytes: &[u8], offset: usize, kind: DagCborErrorKind) {
    match decode(bytes) {
        Err(DecodeError::Encoding(error)) => {
            assert_eq!((error.offset, error.kind), (offset, kind));
        }
        other => panic!("{other:?}"),
    }
}

/// The signed bytes of a delegation whose fields stand in this order, doubles and
/// all. The caller says where in `iss`, `aud`, … the order is broken.
fn sealed_in_order(names: &[&str]) -> Vec<u8> {
    let fields = fields();
    let count = u8::try_from(names.len()).expect("few");
    let mut signed = vec![0xa2, 0x61, b'h', 0x48];
    signed.extend(HEADER);
    signed.extend(encode(&text(TAG)).expect("a string"));
    signed.push(0xa0 | count);
    for name in names {
        signed.extend(encode(&text(name)).expect("a string"));
        signed.extend(encode(&fields[*name]).expect("a field"));
    }
    sealed(&signed)
}

/// Where the last occurrence of a field's name starts.
fn last(bytes: &[u8], name: &str) -> usize {
    let needle = encode(&text(name)).expect("a string");
    bytes.windows(needle.len()).rposition(|window| window == needle).expect("the field")
}

#[test]
fn fields_are_unique_and_in_the_canonical_order() {
    let canonical = ["aud", "cmd", "exp", "iss", "pol", "sub", "nonce"];
    assert_eq!(sealed_in_order(&canonical), sealed_fields(fields()));

    let swapped = sealed_in_order(&["cmd", "aud", "exp", "iss", "pol", "sub", "nonce"]);
    not_canonical(&swapped, last(&swapped, "aud"), DagCborErrorKind::UnsortedKeys);
    // The shorter name comes first, whatever the letters.
    let by_letter = sealed_in_order(&["aud", "cmd", "exp", "iss", "nonce", "pol", "sub"]);
    not_canonical(&by_letter, last(&by_letter, "pol"), DagCborErrorKind::UnsortedKeys);

    let double = sealed_in_order(&["aud", "cmd", "cmd", "exp", "iss", "pol", "sub", "nonce"]);
    not_canonical(&double, last(&double, "cmd"), DagCborErrorKind::DuplicateKey);
    let apart = sealed_in_order(&["aud", "cmd", "exp", "aud", "iss", "pol", "sub", "nonce"]);
    not_canonical(&apart, last(&apart, "aud"), DagCborErrorKind::UnsortedKeys);
}

#[test]
fn nothing_may_follow_a_token_or_be_missing_from_it() {
    let token = sealed_fields(fields());
    let trailing = [token.as_slice(), &[0]].concat();
    not_canonical(&trailing, token.len(), DagCborErrorKind::TrailingBytes);
    for length in 0..token.len() {
        match decode(&token[..length]) {
            Err(DecodeError::Encoding(error)) => {
                assert_eq!(error.kind, DagCborErrorKind::UnexpectedEnd, "{length}");
            }
            other => panic!("{length}: {other:?}"),
        }
    }
}

#[test]
fn a_second_spelling_of_a_token_is_refused() {
    // The signature's length in two bytes instead of one.
    let token = sealed_fields(fields());
    let long = [&[0x82, 0x59, 0x00, 0x40], &token[3..]].concat();
    not_canonical(&long, 1, DagCborErrorKind::NotShortest);
    let indefinite = [&[0x9f], &token[1..], &[0xff]].concat();
    not_canonical(&indefinite, 0, DagCborErrorKind::IndefiniteLength);
}

#[test]
fn deep_nesting_and_claims_of_great_length_are_refused() {
    let mut deep = vec![0x82, 0x40];
    deep.extend([0x81; 100_000]);
    not_canonical(&deep, 65, DagCborErrorKind::TooDeep { limit: 64 });
    let long = [0x82, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    not_canonical(&long, 1, DagCborErrorKind::UnexpectedEnd);
}

#[test]
fn a_token_under_a_cid_of_another_codec_is_refused() {
    let token = Block::raw(sealed_fields(fields()));
    let cid = *token.cid();
    let error = Envelope::<Delegation>::decode_block(token).expect_err("one token has one CID");
    assert_eq!(error, DecodeError::Address { cid });
}

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

/// Knows the key of one `did:web`, or knows that its document is out of reach.
struct Web(Option<PublicKey>);

impl Resolver for Web {
    fn resolve(&self, did: &Did) -> Result<PublicKey, ResolveError> {
        assert_eq!(did.principal(), "did:web:alice.test");
        self.0.clone().ok_or(ResolveError::Unavailable)
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
