//! Self-describing signatures and the canonical bytes that they are made over.
//!
//! Implements [Varsig v1.0.0] (`ChainAgnostic/varsig` at `e48117f`) for the
//! algorithm that the UCAN stack prefers, Ed25519 over DAG-CBOR, together with
//! the two things a signature stands on: a strict DAG-CBOR reader that accepts
//! one encoding per value, and content-addressed blocks that are hashed once
//! and never re-encoded.
//!
//! ```
//! use varsig::{Ed25519Signer, Header, Signer, VerifierSet};
//!
//! let signer = Ed25519Signer::from_seed(&[7; 32]);
//! let signature = signer.try_sign(b"hello")?;
//! let header = Header::dag_cbor(signer.algorithm());
//! assert_eq!(header.encode(), [0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71]);
//!
//! VerifierSet::default().verify(&signer.public_key(), b"hello", &signature)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | nothing visible; lets dependencies use the standard library |
//!
//! # What it does not do
//!
//! It knows nothing of UCAN, opens no files and draws no randomness: key seeds
//! are arguments. Algorithms other than Ed25519 and payload encodings other
//! than DAG-CBOR are refused by name, never guessed.
//!
//! [Varsig v1.0.0]: https://github.com/ChainAgnostic/varsig/tree/e48117fc4d9501d5fd3bc49d443cd8af8cc87fac

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod algorithm;
mod block;
pub mod dag_cbor;
mod encoding;
mod header;
pub mod multicodec;
mod provider;
mod public_key;
mod sign;
mod varint;
mod verify;

pub use algorithm::SignatureAlgorithm;
pub use block::{Block, BlockError, RAW, SUPPORTED_HASH};
pub use encoding::PayloadEncoding;
pub use header::{Header, HeaderError, HeaderErrorKind};
pub use provider::{Ed25519Signer, Ed25519Verifier};
pub use public_key::{PublicKey, PublicKeyError};
pub use sign::{Signer, SigningError};
pub use verify::{InvalidSignature, Verifier, VerifierSet};
