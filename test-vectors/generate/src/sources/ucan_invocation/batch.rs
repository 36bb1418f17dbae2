//! Many tasks under one signature.

mod later;
mod tasks;
mod whole;

use super::judged::{Judged, NOW, judged};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, Person},
    sources::INVOCATION,
    token::{Delegation, Invocation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "batch",
        "Tasks within the arguments of one invocation, each with proofs of its own for the \
         issuer of the whole.",
        INVOCATION,
        [tasks::cases(), whole::cases(), later::cases()].concat(),
    )
}

/// A task on what is `subject`'s, which stands in a batch and lists these proofs.
fn task(subject: Person, proofs: &[Token]) -> Value {
    let Value::Map(mut fields) = fields(subject) else { return Value::Null };
    let proofs = proofs.iter().map(Token::link).collect::<Vec<_>>();
    fields.push(("prf".to_owned(), proofs.into()));
    Value::Map(fields)
}

/// The four fields of `/msg/send` on what is `subject`'s.
fn fields(subject: Person) -> Value {
    map! { "sub" => subject.did(), "cmd" => "/msg/send", "args" => map! {}, "nonce" => *b"one" }
}

/// The ID of [`task`].
fn id(subject: Person) -> Value {
    Value::link(Invocation::new(subject, subject).with("nonce", *b"one").task())
}

/// Bob asks, on what is his own, for the task `one`, with a sound one beside it.
fn batch(one: Value) -> Invocation {
    whole(map! { "one" => one, "two" => task(BOB, &[]) })
}

/// Bob asks, on what is his own, for these tasks.
fn whole(tasks: Value) -> Invocation {
    Invocation::new(BOB, BOB).with("cmd", "/batch/run").with("args", map! { "tasks" => tasks })
}

/// A case that proves the task `one`.
fn prove(slug: &str, batch: &Judged) -> CaseBuilder {
    prove_at(slug, batch, "one", 10)
}

/// A case that proves the task with this label, of at most `limit`.
fn prove_at(slug: &str, batch: &Judged, label: &str, limit: i64) -> CaseBuilder {
    batch
        .case(slug, "ucan.batch.prove", "invocation")
        .ruling("O1")
        .input("path", list!["tasks"])
        .input("label", label)
        .input("limit", limit)
}

/// A batch of [`batch`] with these proofs at hand.
fn of(one: Value, at_hand: &[Token]) -> Judged {
    super::judged::given(&batch(one).sign(), at_hand)
}

/// Of `/msg/send` on what is Alice's.
fn from(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, ALICE)
}

/// What proving a task gives.
fn proven(
    task: Value,
    command: &str,
    not_before: impl Into<Value>,
    expiration: impl Into<Value>,
) -> Value {
    map! {
        "task" => task,
        "issuer" => BOB.did(),
        "command" => command,
        "not-before" => not_before.into(),
        "expiration" => expiration.into(),
    }
}
