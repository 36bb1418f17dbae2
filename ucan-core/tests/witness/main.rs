//! Paths by which a revoker shows a place before a token (ruling P10).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

#[path = "../chain/parties.rs"]
#[expect(dead_code, reason = "the stage is that of the proof chains")]
mod parties;
mod rules;
mod twins;

use std::sync::Arc;

use cid::Cid;
use parties::{Party, five};
use ucan_core::{Delegation, PathWitness, Proofs, Verified, WitnessError};

/// Delegations at hand, and a path that names them all in this order.
fn path(hops: &[Verified<Delegation>]) -> (Vec<Cid>, Proofs) {
    let mut proofs = Proofs::new();
    for hop in hops {
        proofs.insert(Arc::new(hop.clone()));
    }
    (hops.iter().map(|hop| *hop.cid()).collect(), proofs)
}

/// What the path of `hops` shows of `revoker` and the last of them.
fn judge(hops: &[Verified<Delegation>], revoker: &Party) -> Result<PathWitness, WitnessError> {
    let (named, proofs) = path(hops);
    PathWitness::verify(&named, named.last().unwrap(), &revoker.did, &proofs)
}

/// Alice to Bob to Carol to Dan.
fn three_hops() -> ([Party; 5], [Verified<Delegation>; 3]) {
    let parties = five();
    let [alice, bob, carol, dan, _] = &parties;
    let hops = [
        alice.hop(bob, Some(alice), "/crud"),
        bob.hop(carol, Some(alice), "/crud"),
        carol.hop(dan, Some(alice), "/crud/read"),
    ];
    (parties, hops)
}
