//! Tasks and invocations on the wire (rulings I1, I9, T4).

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    DecodeError, Did, DidKeyResolver, Envelope, FieldError, FieldRule, Meta, Nonce, Payload,
    Timestamp, Validity,
};
use ucan_invocation::{Arguments, Invocation, Task};
use varsig::{Block, Ed25519Signer, Signer, VerifierSet, dag_cbor::encode};

/// The multicodec of DAG-CBOR.
const DAG_CBOR: u64 = 0x71;

fn alice() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

fn task(subject: &str, number: Ipld, nonce: &[u8]) -> Task {
    let args = Arguments::from([("n".into(), number)]);
    let command = "/msg/send".parse().expect("a command");
    Task::new(subject.parse().expect("a DID"), command, args, Nonce::new(nonce)).expect("DAG-CBOR")
}

/// The map that a task ID is the hash of, byte for byte.
fn by_hand(subject: &str, number: &[u8], nonce: &[u8]) -> Cid {
    let length = |length: usize| u8::try_from(length).expect("short");
    let mut bytes = b"\xa4\x63cmd\x69/msg/send\x63sub".to_vec();
    match subject.len() {
        short @ ..24 => bytes.push(0x60 + length(short)),
        long => bytes.extend([0x78, length(long)]),
    }
    bytes.extend(subject.bytes());
    bytes.extend(b"\x64args\xa1\x61n");
    bytes.extend(number);
    bytes.extend(b"\x65nonce");
    bytes.push(0x40 + length(nonce.len()));
    bytes.extend(nonce);
    *Block::new(DAG_CBOR, bytes).cid()
}

const WEB: &str = "did:web:example.com";
const ONE: &[u8] = &[0x01];
const ONE_POINT_ZERO: &[u8] = &[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0];

#[test]
fn the_id_is_the_cid_of_subject_command_arguments_and_nonce() {
    let id = *task(WEB, Ipld::Integer(1), &[1, 2]).id();
    assert_eq!(id, by_hand(WEB, ONE, &[1, 2]));
    // The same, hashed by another program.
    assert_eq!(id.to_string(), "bafyreicyfuegyep3qyzskzitslpic6h2jfwmc667elxidmc2do3bzl6vz4");
}

#[test]
fn one_is_not_one_point_zero() {
    let id = *task(WEB, Ipld::Float(1.0), &[1, 2]).id();
    assert_eq!(id, by_hand(WEB, ONE_POINT_ZERO, &[1, 2]));
    assert_eq!(id.to_string(), "bafyreibn2mccsmowf5uwdj2cqiba5ovrdcanzrqk33acpsxotrfu6gycs4");
    assert_ne!(id, *task(WEB, Ipld::Integer(1), &[1, 2]).id());
}

#[test]
fn the_subject_s_text_counts_as_sent_fragment_included() {
    let subject = "did:web:example.com#key-1";
    let with = task(subject, Ipld::Integer(1), &[]);
    assert_eq!(with.id(), &by_hand(subject, ONE, &[]));
    let without = task(WEB, Ipld::Integer(1), &[]);
    assert_eq!(with.subject(), without.subject());
    assert_ne!(with.id(), without.id());
}

#[test]
fn an_empty_nonce_is_part_of_the_id() {
    assert_eq!(task(WEB, Ipld::Integer(1), &[]).id(), &by_hand(WEB, ONE, &[]));
}

#[test]
fn other_arguments_make_another_task() {
    let one = task(WEB, Ipld::Integer(1), &[1, 2]);
    let args = Arguments::from([("n".into(), Ipld::Float(1.0))]);
    assert_eq!(one.with_args(args).unwrap(), task(WEB, Ipld::Float(1.0), &[1, 2]));
}

#[test]
fn what_is_idempotent_has_an_empty_nonce_and_what_is_unique_the_one_that_was_drawn() {
    let (subject, command): (Did, ucan_core::Command) =
        (WEB.parse().unwrap(), "/msg/send".parse().unwrap());
    let args = Arguments::from([("n".into(), Ipld::Integer(1))]);
    assert_eq!(
        Task::idempotent(subject.clone(), command.clone(), args.clone()).unwrap(),
        task(WEB, Ipld::Integer(1), &[])
    );
    assert_eq!(
        Task::unique(subject, command, args, [7; 12]).unwrap(),
        task(WEB, Ipld::Integer(1), &[7; 12])
    );
}

#[test]
fn a_statement_is_on_the_issuer_without_an_audience_and_without_an_end() {
    let (did, command) = (Did::from_signer(&alice()), "/review".parse().unwrap());
    let args = Arguments::from([("n".into(), Ipld::Integer(1))]);
    let statement = Invocation::stating(did.clone(), command, args).unwrap();
    let fields: Vec<String> = statement.write().into_keys().collect();
    assert_eq!(fields, ["args", "cmd", "exp", "iss", "nonce", "prf", "sub"]);
    assert_eq!(statement.write()["exp"], Ipld::Null);
    assert_eq!((statement.issuer(), statement.task().subject()), (&did, &did));
    assert!(statement.task().nonce().is_empty());
    assert!(statement.is_statement());

    let end = Timestamp::from_seconds(100).unwrap();
    assert!(!statement.clone().with_expiration(end).is_statement());
    assert!(!statement.with_audience(did.clone()).is_statement());
    assert!(!Invocation::new(did, task(WEB, Ipld::Integer(1), &[])).is_statement());
}

fn invocation() -> Invocation {
    let did = Did::from_signer(&alice());
    Invocation::new(did.clone(), task(did.as_str(), Ipld::Integer(1), &[]))
}

#[test]
fn an_invocation_goes_around_with_every_field() {
    let cause = *Block::raw(*b"the receipt that asked").cid();
    let proof = *Block::raw(*b"a proof").cid();
    let seconds = |seconds| Timestamp::from_seconds(seconds).unwrap();
    let written = invocation()
        .with_audience("did:web:executor.test".parse().unwrap())
        .with_proofs(vec![proof, proof])
        .with_meta(Meta::from([("a".into(), Ipld::Null)]))
        .with_not_before(seconds(150))
        .with_expiration(seconds(200))
        .with_issued_at(seconds(100))
        .with_cause(cause);
    let token = Envelope::sign(written.clone(), &alice()).unwrap();
    let read = Envelope::<Invocation>::decode(token.bytes()).unwrap();
    let read = read.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
    assert_eq!(read.payload(), &written);
    assert_eq!(read.payload().task().id(), written.task().id());
    assert_eq!(read.payload().proofs(), [proof, proof]);
    assert_eq!(read.payload().cause(), Some(&cause));
    assert_eq!(read.payload().issued_at(), Some(seconds(100)));
    assert_eq!(read.payload().validity(), Validity::new(Some(seconds(150)), Some(seconds(200))));
}

/// Reads an invocation with one field of the wire put in, or taken out for `None`.
fn read_with(name: &str, value: Option<Ipld>) -> Result<Invocation, DecodeError> {
    let mut fields = invocation().write();
    match value {
        Some(value) => fields.insert(name.into(), value),
        None => fields.remove(name),
    };
    let header = vec![0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71];
    let signed = encode(&Ipld::Map(
        [("h".into(), Ipld::Bytes(header)), ("ucan/inv@1.0.0".into(), Ipld::Map(fields))].into(),
    ))
    .expect("DAG-CBOR");
    let signature = alice().try_sign(&signed).expect("a key at hand");
    let token = [&[0x82, 0x58, 0x40], signature.as_slice(), &signed].concat();
    Envelope::<Invocation>::decode(&token).map(|token| token.unverified_payload().clone())
}

#[track_caller]
fn field_refused(name: &str, value: Option<Ipld>, rule: FieldRule) {
    let expected = DecodeError::Field(FieldError::new(name, rule));
    assert_eq!(read_with(name, value).expect_err("no invocation"), expected);
}

const fn kind(expected: &'static str, found: &'static str) -> FieldRule {
    FieldRule::Kind { expected, found }
}

#[test]
fn what_is_absent_stays_absent() {
    let fields: Vec<String> = invocation().write().into_keys().collect();
    assert_eq!(fields, ["args", "cmd", "exp", "iss", "nonce", "prf", "sub"]);
}

#[test]
fn every_required_field_must_be_there() {
    for name in ["iss", "sub", "cmd", "args", "nonce", "prf", "exp"] {
        field_refused(name, None, FieldRule::Missing);
    }
}

#[test]
fn only_the_expiration_may_be_null() {
    assert_eq!(read_with("exp", Some(Ipld::Null)), Ok(invocation()));
    for (name, expected) in [
        ("iss", "DID"),
        ("sub", "DID"),
        ("cmd", "string"),
        ("args", "map"),
        ("nonce", "bytes"),
        ("prf", "list of links"),
        ("aud", "DID"),
        ("meta", "map"),
        ("nbf", "integer"),
        ("iat", "integer"),
        ("cause", "link"),
    ] {
        field_refused(name, Some(Ipld::Null), kind(expected, "null"));
    }
}

#[test]
fn proofs_are_links_and_unknown_fields_are_refused() {
    let proof = Ipld::List(vec![Ipld::Bytes(vec![])]);
    field_refused("prf", Some(proof), kind("link", "bytes"));
    field_refused("pol", Some(Ipld::List(vec![])), FieldRule::Unknown);
    for name in ["exp", "nbf", "iat"] {
        field_refused(name, Some(Ipld::Integer(1 << 53)), FieldRule::Timestamp);
    }
}

#[test]
fn a_delegation_s_tag_is_never_that_of_an_invocation() {
    let did = Did::from_signer(&alice());
    let command = "/msg/send".parse().unwrap();
    let delegation =
        ucan_core::Delegation::new(did.clone(), did.clone(), did, command, Nonce::empty());
    let token = Envelope::sign(delegation, &alice()).unwrap();
    assert_eq!(
        Envelope::<Invocation>::decode(token.bytes()).map(|_| ()),
        Err(DecodeError::WrongTag { expected: "inv", found: "ucan/dlg@1.0.0".into() })
    );
}
