//! Operations on canonical encodings.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, valid};
use varsig::{
    dag_cbor::{self, Limits},
    dag_json,
};

use super::names::refuse;

pub(crate) fn check_cbor(case: &Case) -> Run {
    Ok(dag_cbor::check(case.bytes("bytes")?, &Limits::default())
        .map(|()| valid())
        .map_err(|error| refuse(&error)))
}

pub(crate) fn decode_cbor(case: &Case) -> Run {
    match dag_cbor::decode(case.bytes("bytes")?, &Limits::default()) {
        Ok(value) => Ok(Ok(to_json(&value)?)),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

pub(crate) fn encode_cbor(case: &Case) -> Run {
    let value = if case.has_input("float64") {
        let bytes = case.bytes("float64")?.try_into();
        Ipld::Float(f64::from_be_bytes(bytes.map_err(|_| Fault::Invariant("a float has 8 bytes"))?))
    } else {
        dag_json::decode_canonical(case.text("dag-json")?.as_bytes(), &Limits::default())
            .map_err(|_| Fault::Invariant("the input is no canonical DAG-JSON"))?
    };
    Ok(dag_cbor::encode(&value)
        .map(|bytes| Outcome::Value(Value::Bytes(bytes)))
        .map_err(|error| refuse(&error)))
}

pub(crate) fn check_json(case: &Case) -> Run {
    Ok(dag_json::check(json(case)?, &Limits::default())
        .map(|()| valid())
        .map_err(|error| refuse(&error)))
}

pub(crate) fn decode_json(case: &Case) -> Run {
    let value = match dag_json::decode(json(case)?, &Limits::default()) {
        Ok(value) => value,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let bytes = dag_cbor::encode(&value)
        .map_err(|_| Fault::Invariant("a decoded value has no DAG-CBOR form"))?;
    Ok(Ok(Outcome::Value(Value::Bytes(bytes))))
}

pub(crate) fn encode_json(case: &Case) -> Run {
    let value = dag_cbor::decode(case.bytes("dag-cbor")?, &Limits::default())
        .map_err(|_| Fault::Invariant("the input is no canonical DAG-CBOR"))?;
    match dag_json::encode(&value) {
        Ok(bytes) => Ok(Ok(as_text(bytes)?)),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

/// The JSON of a case, which is given as text or as bytes.
fn json(case: &Case) -> Result<&[u8], Fault> {
    if case.has_input("text") {
        Ok(case.text("text")?.as_bytes())
    } else {
        Ok(case.bytes("bytes")?)
    }
}

fn to_json(value: &Ipld) -> Result<Outcome, Fault> {
    let bytes = dag_json::encode(value)
        .map_err(|_| Fault::Invariant("a decoded value has no DAG-JSON form"))?;
    as_text(bytes)
}

fn as_text(bytes: Vec<u8>) -> Result<Outcome, Fault> {
    let text = String::from_utf8(bytes).map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))?;
    Ok(Outcome::Value(Value::Text(text)))
}
