//! From the data of a case to that of the crates, and back.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Value};
use ucan_core::{Did, Timestamp};
use ucan_invocation::Arguments;

/// A value as IPLD data.
pub(crate) fn ipld(value: &Value) -> Result<Ipld, Fault> {
    Ok(match value {
        Value::Boolean(value) => Ipld::Bool(*value),
        Value::Bytes(bytes) => Ipld::Bytes(bytes.clone()),
        Value::Integer(number) => Ipld::Integer((*number).into()),
        Value::Link(_) => Ipld::Link(cid(value)?),
        Value::List(items) => Ipld::List(items.iter().map(ipld).collect::<Result<_, _>>()?),
        Value::Map(entries) => Ipld::Map(
            entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), ipld(value)?)))
                .collect::<Result<_, Fault>>()?,
        ),
        Value::Null => Ipld::Null,
        Value::Text(text) => Ipld::String(text.clone()),
    })
}

/// IPLD data as a value.
pub(crate) fn value(data: &Ipld) -> Result<Value, Fault> {
    Ok(match data {
        Ipld::Null => Value::Null,
        Ipld::Bool(value) => Value::Boolean(*value),
        Ipld::Integer(number) => Value::Integer(
            i64::try_from(*number).map_err(|_| Fault::Invariant("an integer is too large"))?,
        ),
        Ipld::Float(_) => return Err(Fault::Invariant("a float came out")),
        Ipld::String(text) => Value::Text(text.clone()),
        Ipld::Bytes(bytes) => Value::Bytes(bytes.clone()),
        Ipld::List(items) => Value::List(items.iter().map(value).collect::<Result<_, _>>()?),
        Ipld::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, item)| Ok((key.clone(), value(item)?)))
                .collect::<Result<_, Fault>>()?,
        ),
        Ipld::Link(cid) => link(cid),
    })
}

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

/// The arguments of an input.
pub(crate) fn arguments(case: &Case, input: &str) -> Result<Arguments, Fault> {
    match case.input.get(input).map(ipld) {
        Some(Ok(Ipld::Map(args))) => Ok(args),
        Some(Err(fault)) => Err(fault),
        _ => Err(Fault::Invariant("the arguments are no map")),
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
