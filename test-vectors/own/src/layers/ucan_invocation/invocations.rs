//! Operations on tasks and invocations as they stand, whatever they are worth.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::{
    Did, DidKeyResolver, Envelope, FieldError, Fields, Nonce, Payload, Resolver, UcanVersion,
};
use ucan_invocation::{Invocation, Task};
use varsig::{
    VerifierSet,
    dag_cbor::{self, Limits},
    dag_json, signer_from_multicodec,
};

use super::{
    data::{cid_text, ipld, keys},
    inputs::input,
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.task.id" => id(case),
        "ucan.invocation.decode" => decode(case),
        "ucan.invocation.verify" => verify(case),
        "ucan.invocation.sign" => sign(case),
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
    if envelope.bytes() != bytes || !bytes.ends_with(envelope.signed_bytes()) {
        return Err(Fault::Invariant("the token does not keep the bytes as they came"));
    }
    let invocation = envelope.unverified_payload();
    let payload = dag_json::encode(&Ipld::Map(invocation.write()))
        .map_err(|_| Fault::Invariant("the payload has no DAG-JSON form"))?;
    let payload =
        String::from_utf8(payload).map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))?;
    Ok(map([
        ("cid", text(cid_text(envelope.cid())?)),
        ("version", text(envelope.version().to_string())),
        ("payload", text(payload)),
        ("task", Value::Link(invocation.task().id().to_string())),
        ("executor", text(invocation.executor().as_str())),
    ]))
}

fn verify(case: &Case) -> Run {
    let envelope = match Envelope::<Invocation>::decode(case.bytes("bytes")?) {
        Ok(envelope) => envelope,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let verifiers = if case.has_input("allow") {
        match case.text("allow")? {
            "all" => VerifierSet::everything(),
            "required" => VerifierSet::default(),
            other => return Err(Fault::Choice { input: "allow", found: other.into() }),
        }
    } else {
        VerifierSet::everything()
    };
    let verified = if case.has_input("keys") {
        envelope.verify(&DidKeyResolver.or(keys(case)?), &verifiers)
    } else {
        envelope.verify(&DidKeyResolver, &verifiers)
    };
    let token = match verified {
        Ok(token) => token,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let mut twins = token.twins().iter().map(cid_text).collect::<Result<Vec<_>, _>>()?;
    twins.sort();
    Ok(Ok(Outcome::Value(map([
        ("cid", text(cid_text(token.cid())?)),
        ("issuer", text(token.payload().issuer().as_str())),
        ("twins", Value::List(twins.into_iter().map(Value::Text).collect())),
    ]))))
}

fn sign(case: &Case) -> Run {
    let signer = signer_from_multicodec(case.bytes("secret-key")?)
        .map_err(|_| Fault::Invariant("the secret key is none"))?;
    let version = if case.has_input("version") {
        match case.text("version")? {
            "1.0.0" => UcanVersion::V1_0_0,
            "1.0.0-rc.1" => UcanVersion::V1_0_0Rc1,
            other => return Err(Fault::Choice { input: "version", found: other.into() }),
        }
    } else {
        UcanVersion::default()
    };
    let payload = build(Fields::of("payload", ipld(input(case, "payload")?)?))
        .map_err(|_| Fault::Invariant("the fields are no invocation"))?;
    Ok(Envelope::sign_version(payload, signer.as_ref(), version)
        .map(|token| Outcome::Value(Value::Bytes(token.bytes().to_vec())))
        .map_err(|error| refuse(&error)))
}

/// The invocation with these fields, made as callers make one.
fn build(fields: Result<Fields, FieldError>) -> Result<Invocation, FieldError> {
    fields.and_then(Invocation::read)
}
