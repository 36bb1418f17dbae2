//! Keeping work from being done twice.

mod admit;
mod key;

use super::{
    invocation::elsewhere,
    judged::{NOW, given},
};
use crate::{
    Topic, Value, map,
    people::{ALICE, PAULA, Person},
    sources::INVOCATION,
    token::Invocation,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "replay",
        "Mutations that come again: what they are recognised by, and which of them are admitted.",
        INVOCATION,
        [key::cases(), admit::cases()].concat(),
    )
}

/// `person` asks for `/msg/send` on what is their own, until ten seconds from now.
fn mutation(person: Person) -> Invocation {
    Invocation::new(person, person).with("exp", NOW + 10)
}

/// Alice does.
fn alice() -> Invocation {
    mutation(ALICE)
}

/// Paula does, whose tokens have twins.
fn paula() -> Invocation {
    mutation(PAULA)
}

/// The same on whom a task will name.
fn promising(invocation: Invocation) -> Invocation {
    invocation.with("args", to(map! { "await/ok" => elsewhere("awaited") }))
}

fn to(value: impl Into<Value>) -> Value {
    map! { "to" => value.into() }
}
