//! The native provider: AWS-LC, in C and assembly. Needs a C compiler and nothing else.
//!
//! It is faster than the portable provider and has the same verdict on every
//! input. Where AWS-LC alone would be laxer, the difference is made up here: it
//! accepts an Ed25519 signature whose R has small order, which ruling T9
//! forbids. ECDSA signatures are made by the portable provider under every
//! feature, because AWS-LC draws the nonce and RFC 6979 derives it.
//!
//! Many Ed25519 signatures are verified together by the portable provider under every feature,
//! with the same verdict again: AWS-LC takes one at a time.

mod ecdsa_verifier;
mod ed25519;
mod ed25519_signer;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_FIXED,
    ECDSA_P521_SHA512_FIXED, ED25519, ParsedPublicKey, VerificationAlgorithm,
};

pub use ecdsa_verifier::EcdsaVerifier;
pub use ed25519::Ed25519Verifier;
pub use ed25519_signer::Ed25519Signer;

use crate::key_type::KeyType;

/// The key as AWS-LC wants it.
///
/// A parsed key of AWS-LC is bound to the hash of the message too. For each of
/// these types there is one hash that it verifies; RSA has two, and
/// `public_key/rsa.rs` keeps both. `None` for other types, and if AWS-LC is out
/// of memory.
pub(crate) fn parse(key_type: KeyType, bytes: &[u8]) -> Option<ParsedPublicKey> {
    let algorithm: &'static dyn VerificationAlgorithm = match key_type {
        KeyType::Ed25519 => &ED25519,
        KeyType::P256 => &ECDSA_P256_SHA256_FIXED,
        KeyType::P384 => &ECDSA_P384_SHA384_FIXED,
        KeyType::P521 => &ECDSA_P521_SHA512_FIXED,
        KeyType::Secp256k1 => &ECDSA_P256K1_SHA256_FIXED,
        KeyType::Ed448 | KeyType::Rsa | KeyType::Bls12381G1 | KeyType::Bls12381G2 => return None,
    };
    ParsedPublicKey::new(algorithm, bytes).ok()
}
