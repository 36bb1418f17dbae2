//! The wire before 1.0.

mod awaiting;
mod conversion;
mod instruction;
mod receipt;
mod sha3;
mod task;

use crate::{
    Topic, Value, case, case::CaseBuilder, dag_cbor, dag_json, map, people::Person,
    sources::INVOCATION_0_2 as TEXT,
};

/// By what addresses are computed, where nobody has published them.
const SHA3: &str = "SHA3-256 in a few lines of the generator, checked against NIST's examples";

/// The module of Homestar's own workflows.
const MODULE: &str = "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq";
/// A link of the text's examples.
const LINK: &str = "bafyreigmmdzix2vxboojvv6j6h7sgvxnrecdxtglwtqpxw7hybebzlsax4";
/// Another.
const OTHER: &str = "bafyreif6gfpzgxnii4ys6a4bjenefg737fb5bgam3onrbmhnoa4llk244q";

pub(super) fn topics() -> Vec<Topic> {
    [
        (
            "v0-2-instruction",
            "Instructions of the wire before 1.0: fields, addresses, the form of the slides.",
            instruction::cases(),
        ),
        (
            "v0-2-task",
            "Tasks of the wire before 1.0, and the signatures over sets of them.",
            task::cases(),
        ),
        (
            "v0-2-receipt",
            "Receipts of the wire before 1.0: results in both forms, effects, signatures.",
            receipt::cases(),
        ),
        (
            "v0-2-await",
            "What is a promise on the wire before 1.0, and what only looks like one.",
            awaiting::cases(),
        ),
        ("v0-2-conversion", "From the wire before 1.0 to 1.0, and back.", conversion::cases()),
    ]
    .map(|(topic, about, cases)| Topic::new("ucan-invocation", topic, about, TEXT, cases))
    .into()
}

/// A call of `add_one`, with all four fields.
fn add_one(argument: impl Into<Value>, nonce: impl Into<Value>) -> Value {
    map! {
        "rsc" => MODULE,
        "op" => "wasm/run",
        "input" => call(argument),
        "nnc" => nonce.into(),
    }
}

fn call(argument: impl Into<Value>) -> Value {
    map! { "func" => "add_one", "args" => Value::List(vec![argument.into()]) }
}

/// `value` without a field.
fn without(value: Value, field: &str) -> Value {
    match value {
        Value::Map(entries) => {
            Value::Map(entries.into_iter().filter(|(key, _)| key != field).collect())
        }
        other => other,
    }
}

/// `value` with this field, in place of the one that may be there.
fn with(value: Value, field: &str, new: impl Into<Value>) -> Value {
    match without(value, field) {
        Value::Map(mut entries) => {
            entries.push((field.to_owned(), new.into()));
            Value::Map(entries)
        }
        other => other,
    }
}

/// The address of `value` in the field.
fn address(value: &Value) -> String {
    sha3::address(&dag_cbor::encode(value))
}

/// A promise of `branch` of what has this address.
fn promise(branch: &str, address: impl Into<String>) -> Value {
    Value::Map(vec![(format!("await/{branch}"), Value::link(address))])
}

/// A case that reads `value` in DAG-CBOR.
fn read(slug: &str, operation: &'static str, value: &Value) -> CaseBuilder {
    case(slug).operation(operation).input("bytes", dag_cbor::encode(value))
}

/// A signature of this wire over `message`: code, length, signature.
fn signature(person: Person, message: &[u8]) -> Value {
    Value::Bytes([&[0xed, 0xa1, 0x03, 0x40], person.sign(message).as_slice()].concat())
}

/// The address and the text that reading an instruction gives.
fn instruction_read(value: &Value) -> Value {
    map! { "address" => address(value), "dag-json" => dag_json::encode(value) }
}
