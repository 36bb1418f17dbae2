//! Signatures over messages, and signing.

mod bls;
mod common;
mod ecdsa;
mod ed25519;
pub(super) mod keys;
mod rsa;
mod sign;

use crate::{Topic, case, case::CaseBuilder, sources::VARSIG};

/// What computed the curves' values.
pub(super) const NOBLE: &str =
    "@noble/curves 1.9.7 under Node 20, checked with Node's crypto (OpenSSL 3.0.19)";

/// Canonical DAG-CBOR of `{"count": 42, "hello": "world"}`, the example of the text's introduction.
pub(super) const MESSAGE: [u8; 21] =
    crate::hex!("a2 65 636f756e74 182a 65 68656c6c6f 65 776f726c64");

/// The same with the count 43.
const OTHER_MESSAGE: [u8; 21] = crate::hex!("a2 65 636f756e74 182b 65 68656c6c6f 65 776f726c64");

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "signature",
        "Signatures over a message as it is, for every algorithm: what holds, what does not, and \
         what signing gives where it draws no randomness. The keys are made from published text \
         and protect nothing.",
        VARSIG,
        [ed25519::cases(), ecdsa::cases(), rsa::cases(), bls::cases(), sign::cases()].concat(),
    )
}

fn verify(slug: impl Into<String>) -> CaseBuilder {
    case(slug).operation("varsig.signature.verify")
}

/// All bytes but the last.
pub(super) fn without_last(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() - 1]
}

/// The bytes with the lowest bit of one of them flipped.
fn flipped(bytes: &[u8], index: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[index] ^= 1;
    bytes
}
