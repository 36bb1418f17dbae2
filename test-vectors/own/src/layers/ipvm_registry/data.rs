//! From the data of a case to that of the crates, and back.

use cid::Cid;
use ipvm_conformance::{Case, Fault, Value};
use ucan_core::{Did, Timestamp};

/// A link as a CID.
pub(crate) fn cid(value: &Value) -> Result<Cid, Fault> {
    match value {
        Value::Link(cid) => cid.parse().map_err(|_| Fault::Invariant("a link is no CID")),
        _ => Err(Fault::Invariant("a value is no link")),
    }
}

/// A CID as a link.
pub(crate) fn link(cid: &Cid) -> Value {
    Value::Link(cid.to_string())
}

/// The DID in a text.
pub(crate) fn did(value: &Value) -> Result<Did, Fault> {
    match value {
        Value::Text(text) => text.parse().map_err(|_| Fault::Invariant("a text is no DID")),
        _ => Err(Fault::Invariant("a DID is no text")),
    }
}

/// The items of an input that may be left out.
pub(crate) fn list<'a>(case: &'a Case, input: &str) -> Result<&'a [Value], Fault> {
    match case.input.get(input) {
        None => Ok(&[]),
        Some(Value::List(items)) => Ok(items),
        Some(_) => Err(Fault::Invariant("an input is no list")),
    }
}

/// The time of a case.
pub(crate) fn now(case: &Case) -> Result<Timestamp, Fault> {
    match case.input.get("now") {
        Some(Value::Integer(seconds)) => Timestamp::from_seconds(*seconds)
            .map_err(|_| Fault::Invariant("the time is out of range")),
        _ => Err(Fault::Invariant("the time is no integer")),
    }
}
