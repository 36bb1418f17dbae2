//! The portable provider: pure Rust, without the standard library, on every target.

mod ecdsa_signer;
mod ecdsa_verifier;
mod ed25519;

pub use ecdsa_signer::{P256Signer, P384Signer, P521Signer, Secp256k1Signer};
pub use ecdsa_verifier::EcdsaVerifier;
pub use ed25519::{Ed25519Signer, Ed25519Verifier};
