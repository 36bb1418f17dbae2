//! The people, and one good delegation in several forms.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_core::{
    DecodeError, Delegation, Did, DidKeyResolver, Envelope, FieldError, FieldRule, Nonce,
    VerifyError,
};
use varsig::{Ed25519Signer, Signer, VerifierSet, dag_cbor::encode};

pub(crate) const TAG: &str = "ucan/dlg@1.0.0";
/// Varsig 1, EdDSA on Edwards25519 with SHA2-512, over DAG-CBOR.
pub(crate) const HEADER: [u8; 8] = [0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71];
/// The multicodec of DAG-CBOR.
pub(crate) const DAG_CBOR: u64 = 0x71;

pub(crate) fn alice() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

pub(crate) fn bob() -> Did {
    Did::from_signer(&Ed25519Signer::from_seed(&[2; 32]))
}

pub(crate) fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

pub(crate) fn map(entries: &[(&str, Ipld)]) -> Ipld {
    Ipld::Map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

/// The fields of a good delegation as they go on the wire.
pub(crate) fn fields() -> BTreeMap<String, Ipld> {
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
pub(crate) fn delegation() -> Delegation {
    let alice = Did::from_signer(&alice());
    let command = "/msg/send".parse().expect("a command");
    Delegation::new(alice.clone(), bob(), alice, command, Nonce::new([7; 12]))
}

/// A token over these bytes, signed by Alice whatever they are.
pub(crate) fn sealed(signed: &[u8]) -> Vec<u8> {
    let signature = alice().try_sign(signed).expect("a key at hand");
    [&[0x82, 0x58, 0x40], signature.as_slice(), signed].concat()
}

pub(crate) fn sealed_map(entries: &[(&str, Ipld)]) -> Vec<u8> {
    sealed(&encode(&map(entries)).expect("DAG-CBOR"))
}

pub(crate) fn sealed_fields(fields: BTreeMap<String, Ipld>) -> Vec<u8> {
    sealed_map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields))])
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Envelope<Delegation>, DecodeError> {
    Envelope::decode(bytes)
}

pub(crate) fn verify(bytes: &[u8]) -> Result<Delegation, VerifyError> {
    decode(bytes)
        .expect("a token")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .map(|verified| verified.payload().clone())
}

#[track_caller]
pub(crate) fn refused(bytes: &[u8], expected: DecodeError) {
    assert_eq!(decode(bytes).expect_err("no token"), expected);
}

/// Demands that a delegation with this field put in, or taken out for `None`, is
/// refused for it.
#[track_caller]
pub(crate) fn field_refused(name: &str, value: Option<Ipld>, rule: FieldRule) {
    let mut fields = fields();
    match value {
        Some(value) => fields.insert(name.into(), value),
        None => fields.remove(name),
    };
    refused(&sealed_fields(fields), DecodeError::Field(FieldError::new(name, rule)));
}

pub(crate) const fn kind(expected: &'static str, found: &'static str) -> FieldRule {
    FieldRule::Kind { expected, found }
}
