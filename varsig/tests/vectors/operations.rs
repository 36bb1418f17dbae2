//! The operations by name.

use ipvm_vectors_loader::{Case, Value};
use std::collections::BTreeMap;
use varsig::{Block, BlockError, multicodec};

use super::{
    Fault, Outcome, Refusal, codecs, headers,
    names::{Named, refuse},
    signatures,
};

/// Runs the operation of a case.
pub(crate) fn run(case: &Case) -> Result<Outcome, Fault> {
    let outcome = match case.operation.as_str() {
        "varsig.header.decode" => headers::decode(case)?,
        "varsig.header.round-trip" => headers::round_trip(case)?,
        "varsig.public-key.decode" => signatures::decode_key(case)?,
        "varsig.signature.verify" => signatures::verify(case)?,
        "varsig.signature.twins" => signatures::twins(case)?,
        "varsig.payload.verify" => signatures::verify_payload(case)?,
        "varsig.payload.message" => signatures::message(case)?,
        "varsig.sign" => signatures::sign(case)?,
        "varsig.block.cid" => block_cid(case)?,
        "varsig.block.verify" => verify_block(case)?,
        "dag-cbor.check" => codecs::check_cbor(case)?,
        "dag-cbor.decode" => codecs::decode_cbor(case)?,
        "dag-cbor.encode" => codecs::encode_cbor(case)?,
        "dag-json.check" => codecs::check_json(case)?,
        "dag-json.decode" => codecs::decode_json(case)?,
        "dag-json.encode" => codecs::encode_json(case)?,
        other => return Err(Fault::UnknownOperation(other.into())),
    };
    Ok(outcome.unwrap_or_else(Outcome::Refused))
}

/// A map as a value.
pub(crate) fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(
        entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<BTreeMap<_, _>>(),
    )
}

pub(crate) fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// `{"valid": true}`, the value of a check that passes.
pub(crate) fn valid() -> Outcome {
    Outcome::Value(map([("valid", Value::Boolean(true))]))
}

fn block_cid(case: &Case) -> Result<Result<Outcome, Refusal>, Fault> {
    let codec = match case.text("codec")? {
        "raw" => multicodec::RAW,
        "dag-cbor" => multicodec::DAG_CBOR,
        "dag-json" => multicodec::DAG_JSON,
        other => return Err(Fault::Choice { input: "codec", found: other.into() }),
    };
    Ok(Ok(Outcome::Cid(Block::new(codec, case.bytes("bytes")?).cid().to_string())))
}

fn verify_block(case: &Case) -> Result<Result<Outcome, Refusal>, Fault> {
    let cid =
        case.link("cid")?.parse().map_err(|_| Fault::Invariant("the CID of the case is no CID"))?;
    match Block::verify(cid, case.bytes("bytes")?) {
        Ok(block) if block.bytes() == case.bytes("bytes")? => Ok(Ok(valid())),
        Ok(_) => Err(Fault::Invariant("the block does not keep the bytes as they came")),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

impl Named for BlockError {
    fn name(&self) -> &'static str {
        match self {
            Self::Mismatch { .. } => "BlockMismatch",
            Self::UnsupportedHash { .. } => "BlockUnsupportedHash",
            other => super::names::unnamed(other),
        }
    }
}
