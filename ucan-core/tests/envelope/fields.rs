//! The fields of a payload (rulings T4, T5 and T11).

use ipld_core::ipld::Ipld;
use ucan_core::{CommandError, DidError, FieldRule, policy::PolicyError};

use crate::stage::*;

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
    field_refused(
        "aud",
        Some(text("did:web:a?b")),
        FieldRule::Did(DidError::PathOrQuery { offset: 9 }),
    );
    field_refused("sub", Some(text("")), FieldRule::Did(DidError::NotADid));
    field_refused("cmd", Some(text("/Msg")), FieldRule::Command(CommandError::NotLowercase));
    field_refused("nonce", Some(text("AAAA")), kind("bytes", "string"));
    for name in ["exp", "nbf"] {
        field_refused(name, Some(Ipld::Bool(false)), kind("integer", "boolean"));
        field_refused(name, Some(Ipld::Float(1.0)), kind("integer", "float"));
    }
    field_refused("sub", Some(Ipld::Bool(false)), kind("DID", "boolean"));
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
