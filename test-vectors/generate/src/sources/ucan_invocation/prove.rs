//! Proving an invocation: everything about it but policies.

mod authority;
mod executors;
mod order;
mod times;

use super::judged::{Judged, NOW, judged};
use crate::{
    Topic, Value, map,
    people::{ALICE, BOB, CAROL, Person},
    sources::INVOCATION,
    token::{Delegation, Invocation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "prove",
        "Proving an invocation: for whom it is, when, and whose authority it uses. The layer \
         ucan-core has the cases of proof chains in full.",
        INVOCATION,
        [executors::cases(), authority::cases(), times::cases(), order::cases()].concat(),
    )
}

/// Of `/msg/send` on what is Alice's.
fn from(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, ALICE)
}

/// Alice to Bob to Carol.
fn two_hops() -> [Token; 2] {
    [from(ALICE, BOB).sign(), from(BOB, CAROL).sign()]
}

/// Carol asks for `/msg/send` on what is Alice's.
fn carol() -> Invocation {
    Invocation::new(CAROL, ALICE)
}

/// What an invocation is proven for.
#[derive(Clone)]
struct Proven {
    task: String,
    executor: String,
    command: &'static str,
    not_before: Value,
    expiration: Value,
    matched: bool,
}

/// By proofs for `/msg/send`, for as long as it takes, where nobody says who judges; it is meant
/// for Alice.
fn proven(invocation: &Invocation) -> Proven {
    Proven {
        task: invocation.task(),
        executor: ALICE.did(),
        command: "/msg/send",
        not_before: Value::Null,
        expiration: Value::Null,
        matched: false,
    }
}

impl Proven {
    /// Meant for this executor.
    fn for_executor(mut self, executor: impl Into<String>) -> Self {
        self.executor = executor.into();
        self
    }

    /// Where the executor that judges is the one that is meant.
    const fn matched(mut self) -> Self {
        self.matched = true;
        self
    }

    const fn command(mut self, command: &'static str) -> Self {
        self.command = command;
        self
    }

    fn within(mut self, not_before: impl Into<Value>, expiration: impl Into<Value>) -> Self {
        self.not_before = not_before.into();
        self.expiration = expiration.into();
        self
    }
}

impl From<Proven> for Value {
    fn from(proven: Proven) -> Self {
        map! {
            "task" => Self::link(proven.task),
            "executor" => proven.executor,
            "audience" => if proven.matched { "matched" } else { "skipped" },
            "command" => proven.command,
            "not-before" => proven.not_before,
            "expiration" => proven.expiration,
        }
    }
}
