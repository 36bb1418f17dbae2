//! Revocations: made, accepted, kept, recorded.

mod accept;
mod apply;
mod delegated;
mod event;
mod keep;
mod record;
mod sign;
mod time;
mod verify;

use crate::{
    Topic, Value, case,
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, CAROL, Person},
    sources::REVOCATION,
    token::{Delegation, Invocation, Token},
    topic::Spec,
};

/// The text of revocation services.
const SERVICE: Spec = Spec {
    name: "Revocation Checking",
    version: "draft",
    commit: Some("dda8ed61ccdf1ade0cc6038cb221febfb1cda393"),
};

/// The time of most cases.
const NOW: i64 = 1_700_000_000;

pub(super) fn topics() -> Vec<Topic> {
    vec![
        Topic::new(
            "ucan-invocation",
            "revocation",
            "Invocations of /ucan/revoke: what they look like, whose word they are, and what \
             they reach.",
            REVOCATION,
            [sign::cases(), accept::cases(), delegated::cases(), apply::cases()].concat(),
        ),
        Topic::new(
            "ucan-invocation",
            "revocation-set",
            "Sets of revocations: in any order, within bounds, until what they revoke has \
             expired.",
            REVOCATION,
            keep::cases(),
        ),
        Topic::new(
            "ucan-invocation",
            "revocation-record",
            "The records of a revocation service, whole and compact, and the events in which they \
             stream.",
            SERVICE,
            [record::cases(), verify::cases(), event::cases(), time::cases()].concat(),
        ),
    ]
}

/// Of `/msg/send` on what is Alice's.
fn from(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, ALICE)
}

/// Alice to Bob to Carol.
fn two_hops() -> [Token; 2] {
    [from(ALICE, BOB).sign(), from(BOB, CAROL).sign()]
}

/// The links of tokens.
fn links(tokens: &[Token]) -> Vec<Value> {
    tokens.iter().map(Token::link).collect()
}

/// The bytes of tokens.
fn all_bytes(tokens: &[Token]) -> Vec<Value> {
    tokens.iter().map(|token| token.bytes().into()).collect()
}

/// A revocation in the issuer's own name.
fn revoke(issuer: Person, revoked: &Token) -> Invocation {
    revoke_for(issuer, issuer, revoked)
}

/// A revocation in the name of `subject`.
fn revoke_for(issuer: Person, subject: Person, revoked: &Token) -> Invocation {
    Invocation::new(issuer, subject)
        .with("cmd", "/ucan/revoke")
        .with("args", map! { "revoke" => revoked.link() })
        .with("nonce", b"")
}

/// A revocation in the issuer's own name, with a path to the last of these.
fn revoke_by(issuer: Person, path: &[Token]) -> Invocation {
    revoke_for_by(issuer, issuer, path)
}

/// A revocation in the name of `subject`, with a path to the last of these.
fn revoke_for_by(issuer: Person, subject: Person, path: &[Token]) -> Invocation {
    let revoked = path.last().map_or(Value::Null, Token::link);
    Invocation::new(issuer, subject)
        .with("cmd", "/ucan/revoke")
        .with("args", map! { "revoke" => revoked, "path" => links(path) })
        .with("nonce", b"")
}

/// A case that accepts this, without leeway, with these delegations at hand.
fn accept(slug: &'static str, revocation: &Token, at_hand: &[Token]) -> CaseBuilder {
    accept_at(slug, revocation, at_hand, NOW)
}

fn accept_at(slug: &'static str, revocation: &Token, at_hand: &[Token], now: i64) -> CaseBuilder {
    case(slug)
        .operation("ucan.revocation.accept")
        .input("revocation", revocation.bytes())
        .input("proofs", all_bytes(at_hand))
        .input("now", now)
        .input("leeway", 0)
}

/// What accepting gives.
fn accepted(revoked: &Token, revokers: &[Person], witness: Option<Person>) -> Value {
    let revokers = revokers.iter().map(|it| it.did().into()).collect::<Vec<Value>>();
    map! {
        "revoked" => revoked.link(),
        "revokers" => revokers,
        "witness" => witness.map_or(Value::Null, |it| it.did().into()),
    }
}
