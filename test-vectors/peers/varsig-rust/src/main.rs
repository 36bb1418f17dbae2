//! The crate `varsig` of rs-ucan: headers of Ed25519, ES256 and ES256K, and signatures over
//! values in DAG-CBOR and DAG-JSON.

use ipld_core::ipld::Ipld;
use serde_ipld_dagcbor::error::DecodeError;
use serde_json::{Value, json};
use varsig::{
    Varsig,
    codec::Codec,
    encoding::{DecodingError, Encoding},
    signature::{
        ecdsa::{Es256, Es256k},
        eddsa::Ed25519,
    },
    verify::{VerificationError, Verify},
};

#[expect(dead_code, reason = "it gives no links")]
#[path = "../../shared/protocol.rs"]
mod protocol;

use protocol::{Answer, bytes_in, bytes_out, serve, valid};

const OPERATIONS: [&str; 4] = [
    "varsig.header.decode",
    "varsig.header.round-trip",
    "varsig.payload.message",
    "varsig.payload.verify",
];

type Header<V> = Varsig<V, Encoding, Ipld>;

/// A header is read as one of an algorithm that the caller names, so each of them is tried.
enum Known {
    Ed25519(Header<Ed25519>),
    Es256(Header<Es256>),
    Es256k(Header<Es256k>),
}

fn read<V: Verify>(header: &[u8]) -> Result<Header<V>, String> {
    let item = serde_ipld_dagcbor::to_vec(serde_bytes::Bytes::new(header)).expect("bytes encode");
    serde_ipld_dagcbor::from_slice(&item).map_err(|error: DecodeError<_>| format!("{error:?}"))
}

fn write<V: Verify>(header: &Header<V>) -> Vec<u8> {
    let item = serde_ipld_dagcbor::to_vec(header).expect("a header encodes");
    let bytes: serde_bytes::ByteBuf = serde_ipld_dagcbor::from_slice(&item).expect("as bytes");
    bytes.into_vec()
}

/// The headers that the text gives to the three algorithms, up to the encoding.
const ALGORITHMS: [&[u8]; 3] = [
    &[0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13],
    &[0x34, 0x01, 0xec, 0x01, 0x80, 0x24, 0x12],
    &[0x34, 0x01, 0xec, 0x01, 0xe7, 0x01, 0x12],
];

/// Whether a header is of what it says that it has; of others it is not expected to know.
fn is_of_what_it_has(header: &[u8]) -> bool {
    let encoding = ALGORITHMS.iter().find_map(|start| header.strip_prefix(*start));
    matches!(encoding, Some([0x71] | [0xa9, 0x02]))
}

/// What it says of a header that it does not read, which is a text.
fn refusal(header: &[u8], message: String) -> Answer {
    let says = |text: &str| message.contains(text);
    if says("expected varsig tag") {
        Answer::Error("HeaderNotVarsig", message)
    } else if says("expected varsig version") {
        Answer::Error("HeaderUnsupportedVersion", message)
    } else if says("leb128") && says("Overflow") {
        Answer::Error("HeaderVarintTooLong", message)
    } else if says("leb128") {
        Answer::Error("HeaderUnexpectedEnd", message)
    } else if says("unable to create") && is_of_what_it_has(header) {
        Answer::Error("UnsupportedAlgorithm", message)
    } else if says("unable to create") {
        Answer::Unsupported(message)
    } else {
        Answer::Error("Unnamed", message)
    }
}

fn known(header: &[u8]) -> Result<Known, Answer> {
    let ed25519 = match read(header) {
        Ok(read) => return Ok(Known::Ed25519(read)),
        Err(message) => message,
    };
    let es256 = match read(header) {
        Ok(read) => return Ok(Known::Es256(read)),
        Err(message) => message,
    };
    let es256k = match read(header) {
        Ok(read) => return Ok(Known::Es256k(read)),
        Err(message) => message,
    };
    // The one whose algorithm it was says something else than that it is not.
    let messages = [es256, es256k];
    let other = messages.into_iter().find(|message| !message.contains("unable to create verifier"));
    Err(refusal(header, other.unwrap_or(ed25519)))
}

fn describe<V: Verify>(header: &Header<V>, mut algorithm: Value) -> Answer {
    let verifier = header.verifier_cfg();
    let hexadecimal = |number: &u64| format!("{number:#x}");
    let mut segments = vec![hexadecimal(&verifier.prefix())];
    segments.extend(verifier.config_tags().iter().map(hexadecimal));
    algorithm["segments"] = json!(segments);
    let name = match header.codec() {
        Encoding::DagCbor => "DAG-CBOR",
        Encoding::DagJson => "DAG-JSON",
    };
    let code = <Encoding as Codec<Ipld>>::multicodec_code(header.codec());
    let encoding = json!({"name": name, "segments": [hexadecimal(&code)]});
    Answer::Value(json!({"algorithm": algorithm, "encoding": encoding}))
}

fn ecdsa(curve: &str) -> Value {
    json!({"name": "ECDSA", "curve": curve, "hash": "SHA2-256"})
}

fn payload_refusal(error: DecodingError) -> Answer {
    let message = format!("{error:?}");
    let name = match &error {
        DecodingError::CborError(DecodeError::Eof) => "CborUnexpectedEnd",
        DecodingError::CborError(DecodeError::TrailingData) => "CborTrailingBytes",
        DecodingError::CborError(DecodeError::IndefiniteSize) => "CborIndefiniteLength",
        DecodingError::JsonError(_) if message.contains("uplicate") => "JsonDuplicateKey",
        _ => "Unnamed",
    };
    Answer::Error(name, message)
}

fn decode(encoding: &Encoding, payload: &[u8]) -> Result<Ipld, Answer> {
    let mut reader = payload;
    encoding.decode_payload(&mut reader).map_err(payload_refusal)
}

fn message<V: Verify>(header: &Header<V>, payload: &[u8]) -> Answer {
    let value = match decode(header.codec(), payload) {
        Ok(value) => value,
        Err(refusal) => return refusal,
    };
    let mut message = Vec::new();
    match header.codec().encode_payload(&value, &mut message) {
        Ok(()) => Answer::Value(bytes_out(&message)),
        Err(error) => Answer::Error("Unnamed", error.to_string()),
    }
}

/// Keys and signatures are those of the crates that it verifies by, and read by them.
fn verify<V: Verify>(
    header: &Header<V>,
    key: Option<V::Verifier>,
    signature: &[u8],
    payload: &[u8],
) -> Answer {
    let Some(key) = key else {
        return Answer::Error("Unnamed", "no such key".into());
    };
    let value = match decode(header.codec(), payload) {
        Ok(value) => value,
        Err(refusal) => return refusal,
    };
    let Ok(signature) = V::Signature::try_from(signature) else {
        return Answer::Error("InvalidSignature", "no such signature".into());
    };
    match header.try_verify(&key, &value, &signature) {
        Ok(()) => valid(),
        Err(VerificationError::VerificationError(error)) => {
            Answer::Error("InvalidSignature", error.to_string())
        }
        Err(VerificationError::EncodingError(error)) => Answer::Error("Unnamed", error.to_string()),
    }
}

fn verify_known(header: &Known, input: &Value) -> Answer {
    let key = bytes_in(input, "public-key").unwrap_or_default();
    let point = key.get(2..).unwrap_or_default();
    let signature = bytes_in(input, "signature").unwrap_or_default();
    let payload = bytes_in(input, "payload").unwrap_or_default();
    match header {
        Known::Ed25519(header) => {
            let key = <[u8; 32]>::try_from(point).ok();
            let key = key.and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(&key).ok());
            verify(header, key, &signature, &payload)
        }
        Known::Es256(header) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok();
            verify(header, key, &signature, &payload)
        }
        Known::Es256k(header) => {
            let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok();
            verify(header, key, &signature, &payload)
        }
    }
}

fn operate(operation: &str, input: &Value) -> Answer {
    let field = if operation.starts_with("varsig.header") { "bytes" } else { "header" };
    let header = bytes_in(input, field).unwrap_or_default();
    let header = match known(&header) {
        Ok(header) => header,
        Err(refusal) => return refusal,
    };
    match (operation, &header) {
        ("varsig.header.decode", Known::Ed25519(it)) => describe(it, json!({"name": "Ed25519"})),
        ("varsig.header.decode", Known::Es256(it)) => describe(it, ecdsa("P-256")),
        ("varsig.header.decode", Known::Es256k(it)) => describe(it, ecdsa("secp256k1")),
        ("varsig.header.round-trip", Known::Ed25519(it)) => Answer::Value(bytes_out(&write(it))),
        ("varsig.header.round-trip", Known::Es256(it)) => Answer::Value(bytes_out(&write(it))),
        ("varsig.header.round-trip", Known::Es256k(it)) => Answer::Value(bytes_out(&write(it))),
        ("varsig.payload.verify", header) => verify_known(header, input),
        (_, header) => {
            let payload = bytes_in(input, "payload").unwrap_or_default();
            match header {
                Known::Ed25519(it) => message(it, &payload),
                Known::Es256(it) => message(it, &payload),
                Known::Es256k(it) => message(it, &payload),
            }
        }
    }
}

fn main() {
    let describe = json!({
        "name": "varsig of rs-ucan",
        "version": "0.1.0",
        "places": false,
        "notes": "It has Ed25519, ES256 and ES256K over values in DAG-CBOR and DAG-JSON.",
    });
    serve(describe, &OPERATIONS, operate);
}
