//! Reading, verifying and making invocations.

mod fields;
mod kinds;
mod signature;
mod signing;
mod tag;
mod texts;

use crate::{
    Topic, Value, case,
    case::CaseBuilder,
    dag_json, list, map,
    people::{ALICE, BOB},
    sources::INVOCATION,
    token::{Invocation, Token},
};

pub(super) fn topics() -> Vec<Topic> {
    vec![
        Topic::new(
            "ucan-invocation",
            "invocation",
            "The fields of an invocation: which must be there, which may be null, of what kind \
             they are, and what an invocation says where it leaves one out. Every token bears a \
             signature that holds, but where the case is about that.",
            INVOCATION,
            [fields::cases(), kinds::cases(), texts::cases(), tag::cases(), signature::cases()]
                .concat(),
        ),
        Topic::new(
            "ucan-invocation",
            "invocation-signing",
            "Writing invocations: the same fields give the same bytes.",
            INVOCATION,
            signing::cases(),
        ),
    ]
}

/// The CID of a token that is nowhere.
pub(super) fn elsewhere(name: &str) -> Value {
    Token::new([], crate::dag_cbor::encode(&name.into())).link()
}

/// Bob asks for `/msg/send` on what is Alice's.
fn invocation() -> Invocation {
    Invocation::new(BOB, ALICE)
}

/// The fields of [`invocation`], with these in their place or beside them.
fn payload(fields: &[(&str, Value)]) -> Value {
    let mut payload = vec![
        ("iss", BOB.did().into()),
        ("sub", ALICE.did().into()),
        ("cmd", "/msg/send".into()),
        ("args", map! {}),
        ("prf", list![]),
        ("nonce", (*b"twelve bytes").into()),
        ("exp", Value::Null),
    ];
    payload.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
    payload.extend(fields.iter().cloned());
    Value::Map(payload.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// [`invocation`] with these fields.
fn with(fields: &[(&str, Value)]) -> Invocation {
    fields
        .iter()
        .fold(invocation(), |invocation, (name, value)| invocation.with(name, value.clone()))
}

/// A case that reads these bytes.
fn decode(slug: impl Into<String>, bytes: impl Into<Value>) -> CaseBuilder {
    case(slug).operation("ucan.invocation.decode").input("bytes", bytes)
}

/// A case that reads this invocation.
fn reads(slug: impl Into<String>, invocation: &Invocation) -> CaseBuilder {
    decode(slug, invocation.sign().bytes()).section("Invocation Payload")
}

/// A case that reads [`invocation`] with these fields, whose executor is `executor`.
fn accepts_for(
    slug: impl Into<String>,
    fields: &[(&str, Value)],
    executor: impl Into<String>,
) -> CaseBuilder {
    let invocation = with(fields);
    let json = dag_json::encode(&payload(fields));
    reads(slug, &invocation).expect_value(read(&invocation, "1.0.0", json, executor))
}

/// A case that reads [`invocation`] with these fields, which is meant for its subject.
fn accepts(slug: impl Into<String>, fields: &[(&str, Value)]) -> CaseBuilder {
    accepts_for(slug, fields, ALICE.did())
}

/// What reading gives.
fn read(
    invocation: &Invocation,
    version: &str,
    payload: String,
    executor: impl Into<String>,
) -> Value {
    map! {
        "cid" => invocation.sign().cid(),
        "version" => version,
        "payload" => payload,
        "task" => Value::link(invocation.task()),
        "executor" => executor.into(),
    }
}
