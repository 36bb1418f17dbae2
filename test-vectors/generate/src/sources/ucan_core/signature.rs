//! Verifying tokens.

mod algorithms;
mod bytes;
mod issuers;
mod twins;

pub(super) use algorithms::ELLIPTIC;
pub(in crate::sources) use twins::high;

use crate::{
    Topic, Value, case, case::CaseBuilder, map, people::Person, sources::UCAN, token::Token,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "token-signature",
        "Verifying a token: over which bytes, by whose key, with which algorithm, and under which \
         CIDs the same token may go.",
        UCAN,
        [bytes::cases(), algorithms::cases(), twins::cases(), issuers::cases()].concat(),
    )
}

/// A case that verifies these bytes.
fn verify(slug: impl Into<String>, bytes: impl Into<Value>) -> CaseBuilder {
    case(slug).operation("ucan.token.verify").input("bytes", bytes)
}

/// What verifying a token of `issuer` gives, with the other tokens that say the same.
fn verified(token: &Token, issuer: Person, twins: &[Token]) -> Value {
    verified_as(token, issuer.did(), twins)
}

fn verified_as(token: &Token, issuer: String, twins: &[Token]) -> Value {
    let mut twins = twins.iter().map(Token::cid).collect::<Vec<_>>();
    twins.sort();
    map! {
        "cid" => token.cid(),
        "issuer" => issuer,
        "twins" => twins.into_iter().map(Value::from).collect::<Vec<_>>(),
    }
}
