//! Paths by which a revoker shows a place before a delegation.

mod found;
mod refused;

use crate::{
    Topic, Value, case,
    case::CaseBuilder,
    map,
    people::{ALICE, Person},
    sources::REVOCATION,
    token::{Delegation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "revocation-witness",
        "The path witness: which paths of delegations show that somebody may revoke the last of \
         them.",
        REVOCATION,
        [found::cases(), refused::cases()].concat(),
    )
}

/// Of `/msg/send` on what is Alice's.
fn from(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, ALICE)
}

/// A path, and what is at hand of it.
#[derive(Clone, Debug)]
#[must_use]
struct Path {
    named: Vec<Value>,
    revoked: Value,
    at_hand: Vec<Token>,
}

/// A path of these tokens, all of which are at hand, to the last of them.
fn path(tokens: &[Token]) -> Path {
    Path {
        named: tokens.iter().map(Token::link).collect(),
        revoked: tokens.last().map_or(Value::Null, Token::link),
        at_hand: tokens.to_vec(),
    }
}

impl Path {
    /// Where another token is to be revoked.
    fn to(mut self, token: &Token) -> Self {
        self.revoked = token.link();
        self
    }

    /// Where these are at hand.
    fn at_hand(mut self, tokens: &[Token]) -> Self {
        self.at_hand = tokens.to_vec();
        self
    }

    /// A case in which the one with this DID is looked for on the path.
    fn shows(self, slug: impl Into<String>, revoker: impl Into<Value>) -> CaseBuilder {
        case(slug)
            .section("Path Witness")
            .ruling("P10")
            .operation("ucan.revocation.witness")
            .input("path", self.named)
            .input("revoked", self.revoked)
            .input("revoker", revoker)
            .input(
                "proofs",
                self.at_hand.iter().map(|it| it.bytes().into()).collect::<Vec<Value>>(),
            )
    }
}

/// What a path of Alice's shows.
fn found(place: i64, expiration: impl Into<Option<i64>>) -> Value {
    found_for(ALICE, place, expiration)
}

fn found_for(subject: Person, place: i64, expiration: impl Into<Option<i64>>) -> Value {
    map! {
        "subject" => subject.did(),
        "place" => place,
        "expiration" => expiration.into().map_or(Value::Null, Value::from),
    }
}
