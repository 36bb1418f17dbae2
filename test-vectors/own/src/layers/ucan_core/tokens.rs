//! Operations on tokens.

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
        "ucan.token.verify" => verify(case),
        "ucan.delegation.sign" => sign(case),
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
    if envelope.bytes() != bytes || !bytes.ends_with(envelope.signed_bytes()) {
        return Err(Fault::Invariant("the token does not keep the bytes as they came"));
    }
    let payload = ipld_core::ipld::Ipld::Map(envelope.unverified_payload().write());
    let payload = dag_json::encode(&payload)
        .map_err(|_| Fault::Invariant("the payload has no DAG-JSON form"))?;
    let payload =
        String::from_utf8(payload).map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))?;
    Ok(map([
        ("cid", text(cid_text(envelope.cid())?)),
        ("version", text(envelope.version().to_string())),
        ("header", Value::Bytes(envelope.header().encode())),
        ("payload", text(payload)),
    ]))
}

fn from_dag_json(case: &Case) -> Run {
    Ok(Envelope::<Delegation>::decode_dag_json(case.text("text")?.as_bytes())
        .map(|envelope| Outcome::Value(Value::Bytes(envelope.bytes().to_vec())))
        .map_err(|error| refuse(&error)))
}

fn verify(case: &Case) -> Run {
    let envelope = match Envelope::<Delegation>::decode(case.bytes("bytes")?) {
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
        .and_then(Delegation::read)
        .map_err(|_| Fault::Invariant("the fields are no delegation"))?;
    Ok(Envelope::sign_version(payload, signer.as_ref(), version)
        .map(|token| Outcome::Value(Value::Bytes(token.bytes().to_vec())))
        .map_err(|error| refuse(&error)))
}
