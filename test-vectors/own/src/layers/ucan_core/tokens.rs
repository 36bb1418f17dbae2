//! Operations on tokens: of delegations, and of any other kind where they are the same.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::{Delegation, DidKeyResolver, Envelope, Fields, Payload, Resolver, UcanVersion};
use varsig::{Block, VerifierSet, dag_json, signer_from_multicodec};

use super::{
    data::{cid_text, ipld, keys},
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.token.decode" => decode(case),
        "ucan.token.from-dag-json" => from_dag_json(case),
        "ucan.token.verify" => verify::<Delegation>(case),
        "ucan.delegation.sign" => sign::<Delegation>(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn decode(case: &Case) -> Run {
    let bytes = case.bytes("bytes")?;
    let decoded = if case.has_input("cid") {
        let cid = case.link("cid")?.parse().map_err(|_| Fault::Invariant("the CID is none"))?;
        match Block::verify(cid, bytes) {
            Ok(block) => Envelope::<Delegation>::decode_block(block),
            Err(error) => return Ok(Err(refuse(&error))),
        }
    } else {
        Envelope::<Delegation>::decode(bytes)
    };
    match decoded {
        Ok(envelope) => Ok(Ok(Outcome::Value(record(&envelope, bytes)?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn record(envelope: &Envelope<Delegation>, bytes: &[u8]) -> Result<Value, Fault> {
    Ok(map([
        ("cid", text(cid_text(envelope.cid())?)),
        ("version", text(envelope.version().to_string())),
        ("header", Value::Bytes(envelope.header().encode())),
        ("payload", text(payload(envelope, bytes)?)),
    ]))
}

/// The payload of a token that was read from these bytes, as DAG-JSON.
pub(crate) fn payload<T: Payload>(envelope: &Envelope<T>, bytes: &[u8]) -> Result<String, Fault> {
    if envelope.bytes() != bytes || !bytes.ends_with(envelope.signed_bytes()) {
        return Err(Fault::Invariant("the token does not keep the bytes as they came"));
    }
    let payload = dag_json::encode(&Ipld::Map(envelope.unverified_payload().write()))
        .map_err(|_| Fault::Invariant("the payload has no DAG-JSON form"))?;
    String::from_utf8(payload).map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))
}

fn from_dag_json(case: &Case) -> Run {
    Ok(Envelope::<Delegation>::decode_dag_json(case.text("text")?.as_bytes())
        .map(|envelope| Outcome::Value(Value::Bytes(envelope.bytes().to_vec())))
        .map_err(|error| refuse(&error)))
}

pub(crate) fn verify<T: Payload>(case: &Case) -> Run {
    let envelope = match Envelope::<T>::decode(case.bytes("bytes")?) {
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

pub(crate) fn sign<T: Payload>(case: &Case) -> Run {
    let signer = signer_from_multicodec(case.bytes("secret-key")?)
        .map_err(|_| Fault::Invariant("the secret key is none"))?;
    let Some(payload) = case.input.get("payload") else {
        return Err(Fault::Invariant("there is no payload"));
    };
    let version = if case.has_input("version") {
        match case.text("version")? {
            "1.0.0" => UcanVersion::V1_0_0,
            "1.0.0-rc.1" => UcanVersion::V1_0_0Rc1,
            other => return Err(Fault::Choice { input: "version", found: other.into() }),
        }
    } else {
        UcanVersion::default()
    };
    let payload = Fields::of("payload", ipld(payload)?)
        .and_then(T::read)
        .map_err(|_| Fault::Invariant("the fields are of another kind of token"))?;
    Ok(Envelope::sign_version(payload, signer.as_ref(), version)
        .map(|token| Outcome::Value(Value::Bytes(token.bytes().to_vec())))
        .map_err(|error| refuse(&error)))
}
