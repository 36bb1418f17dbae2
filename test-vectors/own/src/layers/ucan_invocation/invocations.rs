//! Operations on tasks and invocations as they stand, whatever they are worth.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Invocation, Task};
use varsig::dag_cbor::{self, Limits};

use super::{data::cid_text, names::refuse};
use crate::layers::ucan_core::tokens::{payload, sign, verify};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.task.id" => id(case),
        "ucan.invocation.decode" => decode(case),
        "ucan.invocation.verify" => verify::<Invocation>(case),
        "ucan.invocation.sign" => sign::<Invocation>(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn id(case: &Case) -> Run {
    let args = match dag_cbor::decode(case.bytes("args")?, &Limits::default()) {
        Ok(Ipld::Map(args)) => args,
        Ok(_) => return Err(Fault::Invariant("the arguments are no map")),
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let subject = case.text("subject")?.parse::<Did>();
    let subject = subject.map_err(|_| Fault::Invariant("the subject is no DID"))?;
    let command = case.text("command")?.parse();
    let command = command.map_err(|_| Fault::Invariant("the command is none"))?;
    let nonce = Nonce::new(case.bytes("nonce")?.to_vec());
    Ok(Task::new(subject, command, args, nonce)
        .map(|task| Outcome::Cid(task.id().to_string()))
        .map_err(|error| refuse(&error)))
}

fn decode(case: &Case) -> Run {
    let bytes = case.bytes("bytes")?;
    match Envelope::<Invocation>::decode(bytes) {
        Ok(envelope) => Ok(Ok(Outcome::Value(record(&envelope, bytes)?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn record(envelope: &Envelope<Invocation>, bytes: &[u8]) -> Result<Value, Fault> {
    let invocation = envelope.unverified_payload();
    Ok(map([
        ("cid", text(cid_text(envelope.cid())?)),
        ("version", text(envelope.version().to_string())),
        ("payload", text(payload(envelope, bytes)?)),
        ("task", Value::Link(invocation.task().id().to_string())),
        ("executor", text(invocation.executor().as_str())),
    ]))
}
