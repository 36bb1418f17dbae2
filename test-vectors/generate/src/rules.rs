//! The rules that the cases must show, each kept at least once and broken at least once.

mod container;
mod invocation;
mod ipld_wit;
mod ipvm_content;
mod ipvm_execution;
mod ipvm_housekeeping;
mod ipvm_registry;
mod ipvm_task;
mod ipvm_wasi;
mod ipvm_workflow;
mod pipeline;
mod policy;
mod revocation;
mod text;
mod token;
mod v0_2;

use crate::{map, value::Value};

/// A rule of a text.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The id; a case that shows the rule has the tag `rule:` and this.
    pub id: &'static str,
    /// The rule in a sentence of ours.
    pub statement: &'static str,
    /// Where it is from.
    pub basis: &'static str,
}

const fn rule(id: &'static str, statement: &'static str, basis: &'static str) -> Rule {
    Rule { id, statement, basis }
}

/// Every rule, in the order of the layers.
pub const ALL: &[&[Rule]] = &[
    VARSIG,
    text::ALL,
    policy::ALL,
    container::ALL,
    token::ALL,
    invocation::ALL,
    v0_2::ALL,
    revocation::ALL,
    pipeline::ALL,
    ipld_wit::ALL,
    ipvm_content::ALL,
    ipvm_housekeeping::ALL,
    ipvm_task::ALL,
    ipvm_wasi::ALL,
    ipvm_execution::ALL,
    ipvm_workflow::ALL,
    ipvm_registry::ALL,
];

/// Varsig, blocks and codecs.
const VARSIG: &[Rule] = &[
    rule("varsig.prefix", "A header starts with the segment 0x34.", "Varsig, Prefix"),
    rule("varsig.version", "The second segment is the version, 1.", "Varsig, Version"),
    rule(
        "varsig.segment-count",
        "The first segment of a part says how many segments the part has, and all of them are \
         there.",
        "Varsig, Format",
    ),
    rule("varsig.varint", "Every segment is a varint in its shortest form.", "ruling T8"),
    rule("varsig.trailing-bytes", "Nothing follows the last segment.", "ruling T8"),
    rule(
        "varsig.unknown",
        "What is unknown is kept as it came and never trusted.",
        "Varsig, Format",
    ),
    rule(
        "varsig.rsa-order",
        "The segments of RSA are the hash and then the length of the modulus in bytes.",
        "ruling T7",
    ),
    rule(
        "varsig.eip-191-inner",
        "EIP-191 is followed by the encoding of what stands inside the message.",
        "Varsig, Payload Encoding",
    ),
    rule("key.ed25519", "An Ed25519 key is canonical and not of small order.", "ruling T9"),
    rule("key.p-256", "A P-256 key is a compressed point.", "ruling T14"),
    rule("key.p-384", "A P-384 key is a compressed point.", "ruling T14"),
    rule("key.p-521", "A P-521 key is a compressed point.", "ruling T14"),
    rule("key.secp256k1", "A secp256k1 key is a compressed point.", "ruling T14"),
    rule("key.rsa", "An RSA key is an RSAPublicKey in DER of a sane size.", "RFC 8017, A.1.1"),
    rule("key.bls-g1", "A BLS key on G1 is a compressed point of the group.", "ruling T14"),
    rule("key.bls-g2", "A BLS key on G2 is a compressed point of the group.", "ruling T14"),
    rule(
        "key.prefix",
        "The prefix of a key is a known code as a varint in its shortest form.",
        "ruling T14",
    ),
    rule("signature.ed25519", "Ed25519 is verified strictly.", "ruling T9"),
    rule(
        "signature.es256",
        "ECDSA on P-256 with SHA2-256 is r and s, each of 32 bytes.",
        "Varsig, common headers, ES256",
    ),
    rule(
        "signature.es384",
        "ECDSA on P-384 with SHA2-384 is r and s, each of 48 bytes.",
        "Varsig, common headers, ECDSA",
    ),
    rule(
        "signature.es512",
        "ECDSA on P-521 with SHA2-512 is r and s, each of 66 bytes.",
        "Varsig, common headers, ES512",
    ),
    rule(
        "signature.es256k",
        "ECDSA on secp256k1 with SHA2-256 is r and s, each of 32 bytes.",
        "Varsig, common headers, ES256K",
    ),
    rule(
        "signature.es256k-keccak",
        "ECDSA on secp256k1 with Keccak-256 is r and s, each of 32 bytes.",
        "Varsig, Format",
    ),
    rule(
        "signature.rs256",
        "RSASSA-PKCS1-v1_5 with SHA2-256 is as long as the modulus, which the header gives.",
        "Varsig, common headers, RS256",
    ),
    rule(
        "signature.rs512",
        "RSASSA-PKCS1-v1_5 with SHA2-512 is as long as the modulus, which the header gives.",
        "Varsig, common headers, RS512",
    ),
    rule(
        "signature.bls-g1",
        "BLS with the key on G1 has its signature on G2.",
        "Varsig, Signature Algorithm",
    ),
    rule(
        "signature.bls-g2",
        "BLS with the key on G2 has its signature on G1.",
        "Varsig, Signature Algorithm",
    ),
    rule(
        "signature.key-type",
        "The key is of the type that the algorithm of the header names.",
        "ruling T2",
    ),
    rule(
        "signature.allowed",
        "An algorithm that is not allowed is refused by name.",
        "UCAN Core, the required algorithms",
    ),
    rule(
        "payload.canonical",
        "A payload that is not in its canonical form is refused before its signature counts.",
        "Varsig, Safety",
    ),
    rule(
        "payload.eip-191",
        "Under EIP-191 the wallet's message is signed: prefix, length, payload.",
        "EIP-191, version 0x45",
    ),
    rule(
        "payload.recovery-byte",
        "A recovery byte, where carried, is the right one.",
        "ruling T10",
    ),
    rule("block.content", "A block's bytes hash to its CID.", "CID v1"),
    rule("block.hash", "A block's CID uses sha2-256.", "UCAN Core, CIDs"),
    rule("cbor.shortest", "Integers, lengths and tags are in their shortest form.", "ruling T3"),
    rule("cbor.definite", "Lengths are definite.", "ruling T3"),
    rule("cbor.key-order", "Map keys are sorted, shorter first, then bytewise.", "ruling T3"),
    rule("cbor.key-unique", "Map keys are unique.", "ruling T3"),
    rule("cbor.key-string", "Map keys are strings.", "ruling T3"),
    rule("cbor.float-width", "Floats are written in 64 bits.", "ruling T3"),
    rule("cbor.float-finite", "Floats are finite, and zero is not negative.", "ruling T3"),
    rule("cbor.tag", "Only tag 42 is used.", "ruling T3"),
    rule("cbor.cid", "Tag 42 holds a zero byte and a CID that fills its bytes.", "ruling T3"),
    rule("cbor.simple", "Simple values are false, true and null.", "ruling T3"),
    rule("cbor.utf-8", "Strings are UTF-8.", "ruling T3"),
    rule("cbor.complete", "There is exactly one value, whole, and nothing behind it.", "ruling T3"),
    rule("cbor.depth", "Nesting is bounded.", "ruling T3"),
    rule("json.whitespace", "There is no white space between tokens.", "DAG-JSON, Strictness"),
    rule("json.key-order", "Map keys are sorted.", "DAG-JSON, Strictness"),
    rule("json.key-unique", "Map keys are unique.", "DAG-JSON, Strictness"),
    rule(
        "json.number",
        "A number has one form, and an integer never turns into a float.",
        "DAG-JSON, Numbers",
    ),
    rule("json.string", "A string has one form.", "DAG-JSON, Strictness"),
    rule(
        "json.reserved",
        "A map with the key \"/\" is a link, bytes, or refused.",
        "DAG-JSON, reserved namespace",
    ),
    rule("json.link", "A link is a CID in its canonical text.", "DAG-JSON, Links"),
    rule("json.bytes", "Bytes are in base64 without padding.", "DAG-JSON, Bytes"),
    rule(
        "json.complete",
        "There is exactly one value, whole, and nothing behind it.",
        "DAG-JSON, Strictness",
    ),
    rule("json.depth", "Nesting is bounded.", "ruling T3"),
];

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().flatten().find(|rule| rule.id == id)
}

/// The table as a file.
pub(crate) fn table() -> Value {
    let rules = ALL
        .iter()
        .copied()
        .flatten()
        .map(|rule| {
            map! { "id" => rule.id, "statement" => rule.statement, "basis" => rule.basis }
        })
        .collect::<Vec<_>>();
    map! { "format" => "1.0", "rules" => rules }
}
