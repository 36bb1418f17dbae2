//! The Rust crates of IPLD: `serde_ipld_dagcbor`, `serde_ipld_dagjson` and `cid`.

use cid::{Cid, multihash::Multihash};
use ipld_core::ipld::Ipld;
use serde_ipld_dagcbor::error::DecodeError;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[path = "../../shared/protocol.rs"]
mod protocol;

use protocol::{Answer, bytes_in, bytes_out, serve, valid};

const OPERATIONS: [&str; 8] = [
    "dag-cbor.check",
    "dag-cbor.decode",
    "dag-cbor.encode",
    "dag-json.check",
    "dag-json.decode",
    "dag-json.encode",
    "varsig.block.cid",
    "content.links",
];

/// What `serde_ipld_dagcbor` says, by its variants; by the text where it has but one for many.
fn cbor_refusal<E: std::fmt::Debug>(error: &DecodeError<E>) -> Answer {
    let message = format!("{error:?}");
    let name = match error {
        DecodeError::Eof { .. } | DecodeError::RequireLength { .. } => "CborUnexpectedEnd",
        DecodeError::RequireUtf8 { .. } => "CborInvalidUtf8",
        DecodeError::LengthOverflow { .. } | DecodeError::CastOverflow { .. } => "CborTooLarge",
        DecodeError::DepthOverflow { .. } => "CborTooDeep",
        DecodeError::TrailingData => "CborTrailingBytes",
        DecodeError::IndefiniteSize => "CborIndefiniteLength",
        DecodeError::NonMinimal { .. } => "CborNotShortest",
        DecodeError::UnorderedKey => "CborUnsortedKeys",
        DecodeError::Mismatch { name: "map key", .. } => "CborNonStringKey",
        DecodeError::Mismatch { name: "CBOR tag head" | "CBOR tag", .. } => "CborUnsupportedTag",
        DecodeError::Mismatch { name: "f64", found: 0xfb } => "CborNonFiniteFloat",
        DecodeError::Mismatch { found, .. } if matches!(found & 0x1f, 28..=30) => {
            "CborReservedHead"
        }
        DecodeError::Unsupported { name: "any", found: 0xf9 | 0xfa } => "CborNarrowFloat",
        DecodeError::Unsupported { name: "any", found: 0xe0..=0xf8 } => "CborUnsupportedSimple",
        DecodeError::Unsupported { name: "cid", .. } => "CborInvalidCid",
        DecodeError::Msg(text) if text.contains("CID") => "CborInvalidCid",
        _ => "Unnamed",
    };
    Answer::Error(name, message)
}

/// What `serde_ipld_dagjson` says: texts, most of them those of `serde_json`.
fn json_refusal(error: &serde_ipld_dagjson::DecodeError) -> Answer {
    const NAMES: [(&str, &str); 20] = [
        ("trailing data", "JsonTrailingBytes"),
        ("trailing characters", "JsonTrailingBytes"),
        ("EOF while parsing", "JsonUnexpectedEnd"),
        ("Duplicate map key", "JsonDuplicateKey"),
        ("ReservedKeyValue", "JsonReservedMap"),
        ("Cannot base decode", "JsonInvalidBase64"),
        ("Invalid CID", "JsonInvalidCid"),
        ("expected ident", "JsonInvalidLiteral"),
        ("expected value", "JsonUnexpectedToken"),
        ("expected `", "JsonUnexpectedToken"),
        ("key must be a string", "JsonUnexpectedToken"),
        ("trailing comma", "JsonUnexpectedToken"),
        ("invalid number", "JsonInvalidNumber"),
        ("number out of range", "JsonFloatOutOfRange"),
        ("control character", "JsonControlCharacter"),
        ("invalid escape", "JsonInvalidEscape"),
        ("hex escape", "JsonInvalidEscape"),
        ("invalid unicode code point", "JsonInvalidUtf8"),
        ("surrogate", "JsonLoneSurrogate"),
        ("recursion limit", "JsonTooDeep"),
    ];
    let message = error.to_string();
    let named = NAMES.iter().find(|(text, _)| message.contains(text));
    Answer::Error(named.map_or("Unnamed", |(_, name)| name), message)
}

fn text(bytes: Vec<u8>) -> Answer {
    match String::from_utf8(bytes) {
        Ok(text) => Answer::Value(json!(text)),
        Err(error) => Answer::Error("Unnamed", error.to_string()),
    }
}

fn cbor_of(value: &Ipld) -> Answer {
    match serde_ipld_dagcbor::to_vec(value) {
        Ok(bytes) => Answer::Value(bytes_out(&bytes)),
        Err(error) => Answer::Error("CborUnrepresentable", error.to_string()),
    }
}

fn json_of(value: &Ipld) -> Answer {
    match serde_ipld_dagjson::to_vec(value) {
        Ok(bytes) => text(bytes),
        Err(error) => Answer::Error("Unnamed", error.to_string()),
    }
}

fn read_cbor(bytes: &[u8], then: impl FnOnce(Ipld) -> Answer) -> Answer {
    match serde_ipld_dagcbor::from_slice::<Ipld>(bytes) {
        Ok(value) => then(value),
        Err(error) => cbor_refusal(&error),
    }
}

fn read_json(bytes: &[u8], then: impl FnOnce(Ipld) -> Answer) -> Answer {
    match serde_ipld_dagjson::from_slice::<Ipld>(bytes) {
        Ok(value) => then(value),
        Err(error) => json_refusal(&error),
    }
}

fn bytes_or_text(input: &Value) -> Vec<u8> {
    bytes_in(input, "bytes")
        .unwrap_or_else(|| input["text"].as_str().unwrap_or_default().as_bytes().to_vec())
}

fn cid_of(codec: u64, bytes: &[u8]) -> Cid {
    let hash = Multihash::wrap(0x12, &Sha256::digest(bytes)).expect("32 bytes fit");
    Cid::new_v1(codec, hash)
}

fn encode(input: &Value) -> Answer {
    match bytes_in(input, "float64") {
        Some(float) => {
            let float = <[u8; 8]>::try_from(float.as_slice()).expect("eight bytes");
            cbor_of(&Ipld::Float(f64::from_be_bytes(float)))
        }
        None => {
            let given = input["dag-json"].as_str().unwrap_or_default();
            read_json(given.as_bytes(), |value| cbor_of(&value))
        }
    }
}

fn links(input: &Value, bytes: &[u8]) -> Answer {
    let given = |value: Ipld| {
        let mut links = Vec::new();
        value.references(&mut links);
        let links: Vec<Value> = links.iter().map(|cid| json!({"/": cid.to_string()})).collect();
        Answer::Value(json!({"links": links}))
    };
    let answer = match input["codec"].as_u64() {
        Some(0x55) => Answer::Value(json!({"links": []})),
        Some(0x71) => read_cbor(bytes, given),
        Some(0x129) => read_json(bytes, given),
        _ => Answer::Unsupported("these crates have raw, DAG-CBOR and DAG-JSON".into()),
    };
    match answer {
        Answer::Error(_, message) => Answer::Error("LinksBroken", message),
        other => other,
    }
}

fn operate(operation: &str, input: &Value) -> Answer {
    let bytes = bytes_or_text(input);
    match operation {
        "dag-cbor.check" => read_cbor(&bytes, |_| valid()),
        "dag-cbor.decode" => read_cbor(&bytes, |value| json_of(&value)),
        "dag-cbor.encode" => encode(input),
        "dag-json.check" => read_json(&bytes, |_| valid()),
        "dag-json.decode" => read_json(&bytes, |value| cbor_of(&value)),
        "dag-json.encode" => {
            let given = bytes_in(input, "dag-cbor").unwrap_or_default();
            read_cbor(&given, |value| json_of(&value))
        }
        "varsig.block.cid" => {
            let codec = match input["codec"].as_str() {
                Some("raw") => 0x55,
                Some("dag-cbor") => 0x71,
                _ => 0x129,
            };
            Answer::Cid(cid_of(codec, &bytes).to_string())
        }
        "content.links" => links(input, &bytes),
        _ => Answer::Unsupported("no such operation".into()),
    }
}

fn main() {
    let describe = json!({
        "name": "IPLD for Rust",
        "version": "0.7.0",
        "places": false,
        "notes": "serde_ipld_dagcbor 0.7.0, serde_ipld_dagjson 0.2.2, ipld-core 0.4.3, cid 0.11.3",
    });
    serve(describe, &OPERATIONS, operate);
}
