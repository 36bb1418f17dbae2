//! Reading tokens: everything but the fields of the payload.

mod address;
mod encoding;
mod envelope;
mod header;
mod tag;

use crate::{
    Topic, Value, case,
    case::CaseBuilder,
    dag_json, map,
    people::{ALICE, BOB, Person},
    sources::UCAN,
    token::{Delegation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "token",
        "Reading a token: its encoding, its envelope, its header, its tag, its address.",
        UCAN,
        [envelope::cases(), tag::cases(), header::cases(), encoding::cases(), address::cases()]
            .concat(),
    )
}

/// Alice delegates to Bob what is her own.
pub(super) fn delegation() -> Delegation {
    Delegation::new(ALICE, BOB, ALICE)
}

/// The payload of [`delegation`], in canonical DAG-JSON.
pub(super) fn payload() -> String {
    dag_json::encode(&fields(ALICE.did()))
}

fn fields(subject: impl Into<Value>) -> Value {
    map! {
        "iss" => ALICE.did(),
        "aud" => BOB.did(),
        "sub" => subject.into(),
        "cmd" => "/msg/send",
        "pol" => Value::List(Vec::new()),
        "nonce" => *b"twelve bytes",
        "exp" => Value::Null,
    }
}

/// What reading a token of `issuer` gives.
pub(super) fn read(token: &Token, issuer: Person, version: &str, payload: String) -> Value {
    map! {
        "cid" => token.cid(),
        "version" => version,
        "header" => issuer.header(),
        "payload" => payload,
    }
}

/// A case that reads these bytes.
pub(super) fn decode(slug: impl Into<String>, bytes: impl Into<Value>) -> CaseBuilder {
    case(slug).operation("ucan.token.decode").input("bytes", bytes)
}
