//! The algorithms themselves, from portable crates.

mod ed25519;

pub use ed25519::{Ed25519Signer, Ed25519Verifier};
