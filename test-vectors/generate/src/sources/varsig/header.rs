//! Varsig headers.

mod combinations;
mod known;
mod refused;
mod unknown;

use crate::{Topic, Value, case::CaseBuilder, list, map, sources::VARSIG};

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "header",
        "Varsig v1 headers: the algorithms and payload encodings of the text, what is unknown \
         and kept, and what is refused.",
        VARSIG,
        [known::cases(), unknown::cases(), refused::cases()].into_iter().flatten().collect(),
    )
}

pub(super) fn combinations() -> Topic {
    Topic::new(
        "varsig",
        "header-combinations",
        "Every algorithm of the Varsig text with every payload encoding of it.",
        VARSIG,
        combinations::cases(),
    )
}

const DECODE: &str = "varsig.header.decode";
const ROUND_TRIP: &str = "varsig.header.round-trip";

/// The value of a header.
fn header(algorithm: Value, encoding: Value) -> Value {
    map! { "algorithm" => algorithm, "encoding" => encoding }
}

/// An algorithm without parameters.
fn named(name: &str, segments: Value) -> Value {
    map! { "name" => name, "segments" => segments }
}

fn ecdsa(curve: &str, hash: &str, segments: Value) -> Value {
    map! { "name" => "ECDSA", "curve" => curve, "hash" => hash, "segments" => segments }
}

fn rsa(hash: &str, key_length: u32, segments: Value) -> Value {
    map! {
        "name" => "RSASSA-PKCS1-v1_5",
        "hash" => hash,
        "key-length" => key_length,
        "segments" => segments,
    }
}

fn bls(key_group: &str, segments: Value) -> Value {
    map! {
        "name" => "BLS12-381",
        "key-group" => key_group,
        "hash" => "SHA2-256",
        "segments" => segments,
    }
}

fn ed25519() -> Value {
    named("Ed25519", list!["0xed", "0xed", "0x13"])
}

fn dag_cbor() -> Value {
    named("DAG-CBOR", list!["0x71"])
}

fn unknown(segments: Value) -> Value {
    named("unknown", segments)
}

/// EIP-191 over another encoding, whose segments are the last of `segments`.
fn eip_191(inner: Value, segments: Value) -> Value {
    map! { "name" => "EIP-191", "inner" => inner, "segments" => segments }
}

fn decode(slug: &str) -> CaseBuilder {
    crate::case(slug).operation(DECODE)
}

fn round_trip(slug: &str) -> CaseBuilder {
    crate::case(slug).operation(ROUND_TRIP)
}
