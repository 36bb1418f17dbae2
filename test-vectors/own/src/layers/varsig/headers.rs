//! Operations on headers.

use ipvm_conformance::{Case, Outcome, Run, Value};
use varsig::Header;

use super::{algorithms, names::refuse};

pub(crate) fn decode(case: &Case) -> Run {
    let bytes = case.bytes("bytes")?;
    match Header::decode(bytes) {
        Ok(header) => Ok(Ok(Outcome::Value(algorithms::header(&header, bytes)?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

pub(crate) fn round_trip(case: &Case) -> Run {
    Ok(Header::decode(case.bytes("bytes")?)
        .map(|header| Outcome::Value(Value::Bytes(header.encode())))
        .map_err(|error| refuse(&error)))
}
