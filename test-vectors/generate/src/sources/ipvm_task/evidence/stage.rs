//! A task, words of executors on it, and what is put together from them.

use sha2::{Digest, Sha256};

use super::super::stage::NOW;
use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, list, map,
    people::{ALICE, Person},
    token::{Invocation, Token},
    value::Value,
};

/// A task of Alice's: this command on these arguments.
pub(super) fn task_of(command: &str, args: Value) -> Value {
    map! {
        "sub" => ALICE.did(),
        "cmd" => command,
        "args" => args,
        "nonce" => Vec::<u8>::new(),
    }
}

/// A call of a program on a number.
pub(super) fn task() -> Value {
    let program = Value::link(cid_v1(RAW, b"program"));
    let args = map! { "mod" => program, "fun" => "add-one", "params" => list![41] };
    task_of("/wasm/run", args)
}

/// The link to a value in DAG-CBOR.
pub(super) fn link(value: &Value) -> Value {
    Value::link(cid_v1(DAG_CBOR, &dag_cbor::encode(value)))
}

/// What somebody says of [`task`], before it is signed.
pub(super) fn word(executor: Person, out: Value) -> Invocation {
    word_on(&task(), executor, out)
}

/// What somebody says of a task, before it is signed.
pub(super) fn word_on(task: &Value, executor: Person, out: Value) -> Invocation {
    Invocation::new(executor, executor)
        .with("cmd", "/ucan/assert/receipt")
        .with("args", map! { "ran" => link(task), "out" => out })
        .with("nonce", Vec::<u8>::new())
        .with("iat", NOW)
}

/// The branch `ok` with a number.
pub(super) fn ok(number: i32) -> Value {
    map! { "ok" => number }
}

/// Somebody says that [`task`] came to this number.
pub(super) fn says(executor: Person, number: i32) -> Token {
    word(executor, ok(number)).sign()
}

/// Somebody says that they themselves failed.
pub(super) fn fault(executor: Person, name: &str, message: &str) -> Token {
    let error = map! { "name" => name, "message" => message };
    word(executor, map! { "error" => error }).with("meta", map! { "ipvm/fault" => true }).sign()
}

/// Tokens in the order of their CIDs.
pub(super) fn in_order(tokens: [&Token; 2]) -> Vec<Vec<u8>> {
    let mut bytes: Vec<Vec<u8>> = tokens.iter().map(|token| token.bytes()).collect();
    bytes.sort_by_key(|bytes| Sha256::digest(bytes).to_vec());
    bytes
}

/// A list of bytes.
pub(super) fn bytes(items: &[Vec<u8>]) -> Value {
    items.iter().map(|item| Value::from(item.clone())).collect::<Vec<_>>().into()
}

/// Evidence of a kind, about this task, by these receipts.
pub(super) fn pair(kind: &str, task: Value, receipts: [&Token; 2]) -> Value {
    map! {
        "v" => "0.1.0",
        "kind" => kind,
        "task" => task,
        "receipts" => bytes(&in_order(receipts)),
    }
}

/// A value with this entry, in place of the one that may be there.
pub(super) fn with(value: Value, key: &str, entry: impl Into<Value>) -> Value {
    let Value::Map(mut entries) = without(value, key) else { unreachable!("it is a map") };
    entries.push((key.to_owned(), entry.into()));
    Value::Map(entries)
}

/// A value without this entry.
pub(super) fn without(value: Value, key: &str) -> Value {
    let Value::Map(mut entries) = value else { unreachable!("it is a map") };
    entries.retain(|(found, _)| found != key);
    Value::Map(entries)
}

/// Checks evidence.
pub(super) fn check(slug: &str, evidence: &Value) -> CaseBuilder {
    check_bytes(slug, dag_cbor::encode(evidence))
}

/// Checks what may be evidence.
pub(super) fn check_bytes(slug: &str, evidence: impl Into<Value>) -> CaseBuilder {
    case(slug)
        .operation("task.evidence.check")
        .input("evidence", evidence)
        .input(
            "declared",
            map! {
                "/count/pure" => "pure",
                "/count/query" => "query",
                "/count/do" => "mutation",
                "/count/set" => "idempotent",
            },
        )
        .input("now", NOW)
        .ruling("O70")
}

/// What is found about a task by two receipts, in the order of their CIDs.
pub(super) fn finding(name: &str, task: &Value, said: [(Person, &Token, Value); 2]) -> Value {
    let mut said = said.to_vec();
    said.sort_by_key(|(_, token, _)| Sha256::digest(token.bytes()).to_vec());
    let statements = said.iter().map(|(executor, _, outcome)| {
        map! { "executor" => executor.did(), "outcome" => link(outcome) }
    });
    let statements = statements.collect::<Vec<_>>();
    let against = match name {
        "equivocation" => list![said[0].0.did()],
        _ => list![],
    };
    map! {
        "finding" => name,
        "task" => link(task),
        "statements" => statements,
        "against" => against,
    }
}
