//! Operations on records, events and times.

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::DidKeyResolver;
use ucan_invocation::revocation::{
    CompactRevocationRecord, FirehoseCursor, FirehoseEvent, RecordError, RecordedAt,
    RevocationRecord,
};
use varsig::VerifierSet;

use super::{record, refuse_revocation};
use crate::layers::ucan_invocation::{
    inputs::{Circumstances, proofs},
    names::refuse,
};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.revocation.record.decode" => with_record(case, |record| json(record.encode())),
        "ucan.revocation.record.compact" => {
            with_record(case, |record| json(record.to_compact().encode()))
        }
        "ucan.revocation.record.verify" => verify(case),
        "ucan.revocation.event.read" => read(case),
        "ucan.revocation.event.write" => write(case),
        "ucan.revocation.time" => Ok(case
            .text("text")?
            .parse::<RecordedAt>()
            .map(|time| Outcome::Value(moment(&time)))
            .map_err(|error| refuse(&error))),
        "ucan.revocation.cursor" => cursor(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn with_record(case: &Case, then: impl Fn(&RevocationRecord) -> Result<Value, Fault>) -> Run {
    match RevocationRecord::decode(case.text("record")?.as_bytes()) {
        Ok(record) => Ok(Ok(Outcome::Value(then(&record)?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn json<E>(bytes: Result<Vec<u8>, E>) -> Result<Value, Fault> {
    let bytes = bytes.map_err(|_| Fault::Invariant("there is no DAG-JSON form"))?;
    String::from_utf8(bytes).map(text).map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))
}

fn verify(case: &Case) -> Run {
    let received = match RevocationRecord::decode(case.text("record")?.as_bytes()) {
        Ok(record) => record,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let (circumstances, proofs) = (Circumstances::of(case)?, proofs(case)?);
    let check = circumstances.check();
    let verified = received.verify(&proofs, &DidKeyResolver, &VerifierSet::everything(), &check);
    Ok(verified.map(|revocation| Outcome::Value(record(&revocation))).map_err(
        |error| match &error {
            RecordError::Revocation(error) => refuse_revocation(error),
            RecordError::Path { index } => refuse(&error).of_entry(*index),
            _ => refuse(&error),
        },
    ))
}

fn read(case: &Case) -> Run {
    let event = match FirehoseEvent::parse(case.text("event")?) {
        Ok(event) => event,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let again = event.to_text().ok().map(|text| FirehoseEvent::parse(&text));
    if again.as_ref() != Some(&Ok(event.clone())) {
        return Err(Fault::Invariant("an event that is written reads as another"));
    }
    Ok(Ok(Outcome::Value(match event {
        FirehoseEvent::Revocation(record) => map([("record", json(record.encode())?)]),
        FirehoseEvent::Error { message } => map([("error", text(message))]),
    })))
}

fn write(case: &Case) -> Run {
    let record = match CompactRevocationRecord::decode(case.text("record")?.as_bytes()) {
        Ok(record) => record,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let written = FirehoseEvent::Revocation(record)
        .to_text()
        .map_err(|_| Fault::Invariant("a record is not written"))?;
    Ok(Ok(Outcome::Value(text(written))))
}

fn cursor(case: &Case) -> Run {
    let recorded = case
        .text("recorded-at")?
        .parse()
        .map_err(|_| Fault::Invariant("the time of the record is none"))?;
    Ok(case
        .text("since")?
        .parse::<FirehoseCursor>()
        .map(|cursor| Outcome::Value(map([("wanted", Value::Boolean(cursor.wants(&recorded)))])))
        .map_err(|error| refuse(&error)))
}

fn moment(time: &RecordedAt) -> Value {
    map([
        ("seconds", Value::Integer(time.timestamp().seconds())),
        ("nanoseconds", Value::Integer(time.nanoseconds().into())),
    ])
}
