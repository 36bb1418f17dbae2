//! Kills the child, at every step and at random, and holds what it left against
//! what it had acknowledged.
//!
//! `IPVM_CRASH_ROUNDS` says how often, in all.

// Elsewhere a process that was killed has an exit code like any other.
#![cfg(unix)]

mod lane;

use std::{
    collections::BTreeSet,
    env,
    time::{Duration, Instant},
};

use ipvm_crash::{Last, Side, Step};
use lane::{End, Lane};

/// How often a process is killed, unless `IPVM_CRASH_ROUNDS` says otherwise.
const ROUNDS: u64 = 480;
/// After so many rounds a new store is begun, so that making one is killed too.
const ROUNDS_OF_A_STORE: u64 = 40;

fn rounds() -> u64 {
    match env::var("IPVM_CRASH_ROUNDS") {
        Ok(rounds) => rounds.parse().expect("IPVM_CRASH_ROUNDS should be a number"),
        Err(_) => ROUNDS,
    }
}

/// The steps at which it has to have ended, on both sides.
const STEPS: [Step; 6] = [
    Step::Claim,
    Step::Mutation,
    Step::Computation,
    Step::PutReceipt,
    Step::Commit,
    Step::Remember,
];

/// One side after the other of all that it takes; and in between, so that
/// there is something to settle two rounds later, one mutation left in the
/// middle.
#[test]
fn loses_and_doubles_nothing_wherever_it_ends() {
    let mut lane = Lane::new();
    let mut ends = BTreeSet::new();
    let (mut number, mut all) = (0, 0);
    let mut sides = [Side::Before, Side::After].into_iter().cycle();
    for round in 0..rounds().div_ceil(2) {
        if round % ROUNDS_OF_A_STORE == 0 {
            lane.begin_store();
        }
        let last = match round % 8 {
            0 => Last::first(Step::Mutation, Side::After),
            1 => Last::None,
            2 => Last::first(Step::Remember, sides.next().expect("there is always one")),
            _ => {
                number += 1;
                Last::Number(number)
            }
        };
        let end = lane.round(1, End::At(last.clone()));
        if end.is_none() && last == Last::Number(number) {
            // There are no more; from the beginning again.
            (all, number) = (all.max(number - 1), 0);
        }
        ends.extend(end);
        lane.check();
    }
    for step in STEPS {
        for side in [Side::Before, Side::After] {
            let end = (step.to_string(), side.to_string());
            assert!(ends.contains(&end), "it never ended {side} {step}; it did at {ends:?}");
        }
    }
    assert!(all > 0, "it never came to the last of all sides; {number} were not enough");
    println!("{lane}; {all} sides");
}

#[test]
fn loses_and_doubles_nothing_whenever_it_is_killed() {
    let mut lane = Lane::new();
    let mut longest = Duration::from_millis(1);
    let mut drawn: u64 = 9;
    for round in 0..rounds() / 2 {
        if round % ROUNDS_OF_A_STORE == 0 {
            lane.begin_store();
            // How long it takes if nobody interferes.
            let start = Instant::now();
            lane.round(3, End::Finished);
            longest = start.elapsed();
            lane.check();
        }
        drawn =
            drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = u32::try_from(drawn >> 48).expect("sixteen bits");
        lane.round(3, End::After(longest * share / 0x1_0000));
        lane.check();
    }
    println!("{lane}");
}
