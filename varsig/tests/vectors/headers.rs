//! Operations on headers.

use ipvm_vectors_loader::{Case, Value};
use varsig::Header;

use super::{Fault, Outcome, Refusal, algorithms, names::refuse};

pub(crate) fn decode(case: &Case) -> Result<Result<Outcome, Refusal>, Fault> {
    let bytes = case.bytes("bytes")?;
    match Header::decode(bytes) {
        Ok(header) => Ok(Ok(Outcome::Value(algorithms::header(&header, bytes)?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

pub(crate) fn round_trip(case: &Case) -> Result<Result<Outcome, Refusal>, Fault> {
    Ok(Header::decode(case.bytes("bytes")?)
        .map(|header| Outcome::Value(Value::Bytes(header.encode())))
        .map_err(|error| refuse(&error)))
}
