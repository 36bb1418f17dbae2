//! Receipts.

mod issuers;
mod meta;
mod result;
mod signing;
mod times;

use super::judged::{Judged, NOW, given};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_bytes_v1, cid_v1},
    dag_cbor::encode,
    map,
    people::{ERIN, Person},
    sources::RECEIPT,
    token::Invocation,
};

pub(super) fn topics() -> Vec<Topic> {
    vec![
        Topic::new(
            "ucan-invocation",
            "receipt",
            "Accepting a receipt: who may issue one, what it says, and how long it is of use.",
            RECEIPT,
            [issuers::cases(), result::cases(), times::cases(), meta::cases()].concat(),
        ),
        Topic::new(
            "ucan-invocation",
            "receipt-signing",
            "Writing receipts: the same result gives the same bytes.",
            RECEIPT,
            signing::cases(),
        ),
    ]
}

/// The executor of the cases.
const EXECUTOR: Person = ERIN;
/// When receipts are issued.
const ISSUED: i64 = NOW - 100;

/// The ID of a task.
fn task(name: &str) -> Value {
    Value::link(cid_v1(DAG_CBOR, &encode(&name.into())))
}

/// The IDs of tasks, in the order of their bytes.
fn sorted(names: &[&str]) -> Value {
    let mut names = names.to_vec();
    names.sort_by_key(|name| cid_bytes_v1(DAG_CBOR, &encode(&(*name).into())));
    Value::List(names.into_iter().map(task).collect())
}

/// The receipt of the executor, for ever, that the task gave `out`.
pub(super) fn receipt(out: Value) -> Invocation {
    with_args(map! { "ran" => task("a task"), "out" => out })
}

/// The receipt of the executor with these arguments.
fn with_args(args: Value) -> Invocation {
    Invocation::new(EXECUTOR, EXECUTOR)
        .with("cmd", "/ucan/assert/receipt")
        .with("args", args)
        .with("nonce", [])
        .with("iat", ISSUED)
}

/// The receipt that the task gave 42.
fn plain() -> Invocation {
    receipt(ok(42))
}

pub(super) fn ok(value: impl Into<Value>) -> Value {
    map! { "ok" => value.into() }
}

/// What accepting gives: fields by name.
#[derive(Clone)]
pub(super) struct Accepted(Vec<(&'static str, Value)>);

/// For ever, that the task gave `out`.
pub(super) fn accepted(out: Value) -> Accepted {
    Accepted(vec![
        ("executor", EXECUTOR.did().into()),
        ("ran", task("a task")),
        ("out", out),
        ("fork", Value::List(Vec::new())),
        ("join", Value::Null),
        ("issued-at", ISSUED.into()),
        ("expiration", Value::Null),
        ("current", true.into()),
        ("fault", Value::Null),
    ])
}

impl Accepted {
    /// With this field, in its place if it is one of those that are always there.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        match self.0.iter_mut().find(|(field, _)| *field == name) {
            Some((_, held)) => *held = value,
            None => self.0.push((name, value)),
        }
        self
    }
}

impl From<Accepted> for Value {
    fn from(accepted: Accepted) -> Self {
        Self::Map(accepted.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// A case that accepts this receipt, which lists no proofs.
fn accepts(slug: impl Into<String>, receipt: &Invocation) -> CaseBuilder {
    judge(slug, &given(&receipt.sign(), &[]))
}

/// A case that accepts a receipt with what is at hand.
fn judge(slug: impl Into<String>, judged: &Judged) -> CaseBuilder {
    judged.case(slug, "ucan.receipt.accept", "receipt")
}
