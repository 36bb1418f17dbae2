//! Authorising an invocation: policies on resolved arguments, and time and revocations again.

mod again;
mod policies;
mod resolution;

use super::{
    invocation::elsewhere,
    judged::{Judged, NOW, judged},
};
use crate::{
    Topic, Value, list, map,
    people::{ALICE, BOB, CAROL},
    sources::INVOCATION,
    token::{Delegation, Invocation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "authorize",
        "Authorising an invocation that is proven: the arguments are those that were signed, with \
         a value for every promise; the policies hold for them; and time and revocations are \
         judged again.",
        INVOCATION,
        [policies::cases(), resolution::cases(), again::cases()].concat(),
    )
}

/// Carol asks for `/msg/send` with these arguments on what is Alice's.
fn asks(args: &Value) -> Invocation {
    Invocation::new(CAROL, ALICE).with("args", args.clone())
}

/// Alice to Bob to Carol, with a policy each.
fn with_policies(first: Value, second: Value) -> [Token; 2] {
    [
        Delegation::new(ALICE, BOB, ALICE).with("pol", first).sign(),
        Delegation::new(BOB, CAROL, ALICE).with("pol", second).sign(),
    ]
}

/// Alice to Bob to Carol, without policies.
fn without_policies() -> [Token; 2] {
    with_policies(list![], list![])
}

/// The policy that the argument `to` is `name`.
fn to(name: &str) -> Value {
    list![list!["==", ".to", name]]
}

/// A promise on a branch: `ok`, `error`, or `*` for either.
fn promise(branch: &str) -> Value {
    Value::Map(vec![(format!("await/{branch}"), elsewhere("awaited"))])
}

/// What authorising gives: the task as written, and as it will be run with `resolved`.
fn authorized(written: &Invocation, resolved: &Value) -> Value {
    map! {
        "task" => Value::link(written.task()),
        "resolved" => Value::link(written.clone().with("args", resolved.clone()).task()),
    }
}

/// What authorising gives where nothing was promised.
fn as_written(written: &Invocation) -> Value {
    map! { "task" => Value::link(written.task()), "resolved" => Value::link(written.task()) }
}
