//! Operations on commands, DIDs and times.

use std::collections::BTreeMap;

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ucan_core::{
    Command, CommandError, Did, DidError, FieldRule, Fields, Leeway, ResolveError, Timestamp,
    Validity,
};
use varsig::{PublicKey, dag_cbor::Limits, dag_json};

use super::{
    names::{Named, refuse, unnamed},
    policy::answer,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.command.parse" => parse_command(case),
        "ucan.command.proves" => proves(case),
        "ucan.command.reserved" => Ok(case
            .text("text")?
            .parse::<Command>()
            .map(|command| answer("reserved", command.is_reserved()))
            .map_err(|error| refuse(&error))),
        "ucan.did.parse" => parse_did(case),
        "ucan.did.same" => same(case),
        "ucan.did.key" => key(case),
        "ucan.did.of-key" => of_key(case),
        "ucan.time.parse" => parse_time(case),
        "ucan.time.within" => within(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn parse_command(case: &Case) -> Run {
    Ok(case
        .text("text")?
        .parse::<Command>()
        .map(|command| Outcome::Value(text(command.to_string())))
        .map_err(|error| refuse(&error)))
}

fn proves(case: &Case) -> Run {
    let (prover, wanted) = (case.text("prover")?, case.text("wanted")?);
    let both = prover.parse::<Command>().and_then(|prover| Ok((prover, wanted.parse()?)));
    Ok(both
        .map(|(prover, wanted)| answer("proves", prover.covers(&wanted)))
        .map_err(|error| refuse(&error)))
}

fn parse_did(case: &Case) -> Run {
    Ok(case
        .text("text")?
        .parse::<Did>()
        .map(|did| {
            Outcome::Value(map([
                ("text", text(did.to_string())),
                ("principal", text(did.principal())),
            ]))
        })
        .map_err(|error| refuse(&error)))
}

fn same(case: &Case) -> Run {
    let (one, other) = (case.text("one")?, case.text("other")?);
    let both = one.parse::<Did>().and_then(|one| Ok((one, other.parse()?)));
    Ok(both.map(|(one, other)| answer("same", one == other)).map_err(|error| refuse(&error)))
}

fn key(case: &Case) -> Run {
    let did = match case.text("text")?.parse::<Did>() {
        Ok(did) => did,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    Ok(did
        .key()
        .unwrap_or(Err(ResolveError::UnsupportedMethod))
        .map(|key| {
            Outcome::Value(map([
                ("type", text(key.key_type().to_string())),
                ("key", Value::Bytes(key.as_bytes().to_vec())),
            ]))
        })
        .map_err(|error| refuse(&error)))
}

fn of_key(case: &Case) -> Run {
    Ok(PublicKey::from_multicodec(case.bytes("public-key")?)
        .map(|key| Outcome::Value(text(Did::from_public_key(&key).to_string())))
        .map_err(|error| refuse(&error)))
}

/// As the fields of payloads are read.
fn parse_time(case: &Case) -> Run {
    let value = dag_json::decode(case.text("dag-json")?.as_bytes(), &Limits::default())
        .map_err(|_| Fault::Invariant("the input is no DAG-JSON"))?;
    let mut fields = Fields::new(BTreeMap::from([("nbf".to_owned(), value)]));
    match fields.optional_timestamp("nbf") {
        Ok(Some(time)) => Ok(Ok(Outcome::Value(Value::Integer(time.seconds())))),
        Ok(None) => Err(Fault::Invariant("the field is not there")),
        Err(error) => Ok(Err(match &error.rule {
            FieldRule::Kind { .. } => Refusal::new("TimestampNotInteger", &error),
            FieldRule::Timestamp => Refusal::new("TimestampOutOfRange", &error),
            other => unreachable!("{other:?} of a time"),
        })),
    }
}

fn within(case: &Case) -> Run {
    let bounds = Validity::new(time(case, "not-before")?, time(case, "expiration")?);
    let now = time(case, "now")?.ok_or(Fault::Invariant("there is no time"))?;
    let leeway = match integer(case, "leeway")? {
        Some(seconds) => Leeway::from_seconds(
            seconds
                .try_into()
                .map_err(|_| Fault::Invariant("the leeway is no count of seconds"))?,
        ),
        None => Leeway::NONE,
    };
    Ok(Ok(answer("within", bounds.contains(now, leeway))))
}

fn time(case: &Case, input: &str) -> Result<Option<Timestamp>, Fault> {
    integer(case, input)?
        .map(Timestamp::from_seconds)
        .transpose()
        .map_err(|_| Fault::Invariant("an input is no time"))
}

/// An integer that may be left out.
pub(crate) fn integer(case: &Case, input: &str) -> Result<Option<i64>, Fault> {
    match case.input.get(input) {
        None => Ok(None),
        Some(Value::Integer(integer)) => Ok(Some(*integer)),
        Some(_) => Err(Fault::Invariant("an input is no integer")),
    }
}

impl Named for CommandError {
    fn name(&self) -> &'static str {
        match self {
            Self::EmptySegment => "CommandEmptySegment",
            Self::NoLeadingSlash => "CommandNoLeadingSlash",
            Self::NotLowercase => "CommandNotLowerCase",
            Self::TrailingSlash => "CommandTrailingSlash",
            _ => unnamed(self),
        }
    }
}

impl Named for DidError {
    fn name(&self) -> &'static str {
        match self {
            Self::Fragment { .. } => "DidFragment",
            Self::Identifier { .. } => "DidIdentifier",
            Self::Method { .. } => "DidMethod",
            Self::NotADid => "DidNotADid",
            Self::PathOrQuery { .. } => "DidPathOrQuery",
            Self::TooLong { .. } => "DidTooLong",
            _ => unnamed(self),
        }
    }
}

impl Named for ResolveError {
    fn name(&self) -> &'static str {
        match self {
            Self::Key(error) => error.name(),
            Self::KeyTooLong { .. } => "DidKeyTooLong",
            Self::NoSuchKey => "DidNoSuchKey",
            Self::NotBase58 => "DidKeyNotBase58",
            Self::UnsupportedMethod => "DidUnsupportedMethod",
            _ => unnamed(self),
        }
    }
}
