//! Proof chains.

mod claim;
mod commands;
mod order;
mod policies;
mod powerlines;
mod principals;
mod proofs;
mod revocations;
mod time_bounds;

use claim::{Chain, chain, proven, proven_within};

use crate::{
    people::{ALICE, BOB, CAROL, Person},
    token::{Delegation, Token},
    topic::Topic,
};

pub(super) fn topics() -> Vec<Topic> {
    vec![
        principals::topic(),
        proofs::topic(),
        powerlines::topic(),
        commands::topic(),
        time_bounds::topic(),
        policies::topic(),
        revocations::topic(),
        order::topic(),
    ]
}

/// The time of most cases.
const NOW: i64 = 1_700_000_000;

/// Of `/msg/send` on what is Alice's.
fn from(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, ALICE)
}

/// Of `/msg/send` on whatever reaches the issuer.
fn powerline(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, None)
}

/// Alice to Bob to Carol.
fn two_hops() -> [Token; 2] {
    [from(ALICE, BOB).sign(), from(BOB, CAROL).sign()]
}

/// Carol claims `/msg/send` on what is Alice's, by these proofs.
fn carol(proofs: &[Token]) -> Chain {
    chain(CAROL, ALICE, proofs)
}
