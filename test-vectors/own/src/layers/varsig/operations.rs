//! The operations by name.

use ipvm_conformance::{Case, Fault, Outcome, Run, valid};
use varsig::{Block, BlockError, multicodec};

use super::{
    codecs, headers,
    names::{Named, refuse},
    signatures,
};

/// Runs the operation of a case.
pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "varsig.header.decode" => headers::decode(case),
        "varsig.header.round-trip" => headers::round_trip(case),
        "varsig.public-key.decode" => signatures::decode_key(case),
        "varsig.signature.verify" => signatures::verify(case),
        "varsig.signature.twins" => signatures::twins(case),
        "varsig.payload.verify" => signatures::verify_payload(case),
        "varsig.payload.message" => signatures::message(case),
        "varsig.sign" => signatures::sign(case),
        "varsig.block.cid" => block_cid(case),
        "varsig.block.verify" => verify_block(case),
        "dag-cbor.check" => codecs::check_cbor(case),
        "dag-cbor.decode" => codecs::decode_cbor(case),
        "dag-cbor.encode" => codecs::encode_cbor(case),
        "dag-json.check" => codecs::check_json(case),
        "dag-json.decode" => codecs::decode_json(case),
        "dag-json.encode" => codecs::encode_json(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn block_cid(case: &Case) -> Run {
    let codec = match case.text("codec")? {
        "raw" => multicodec::RAW,
        "dag-cbor" => multicodec::DAG_CBOR,
        "dag-json" => multicodec::DAG_JSON,
        other => return Err(Fault::Choice { input: "codec", found: other.into() }),
    };
    Ok(Ok(Outcome::Cid(Block::new(codec, case.bytes("bytes")?).cid().to_string())))
}

fn verify_block(case: &Case) -> Run {
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
