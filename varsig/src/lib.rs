//! Self-describing signatures and the canonical bytes that they are made over.
//!
//! Implements [Varsig v1.0.0] (`ChainAgnostic/varsig` at `e48117f`): a header
//! that says which algorithm signed over which encoding, signing and verifying
//! under it, and the two things a signature stands on: strict codecs that accept
//! one encoding per value, and content-addressed blocks that are hashed once and
//! never re-encoded.
//!
//! ```
//! use varsig::{Ed25519Signer, Header, Signer, VerifierSet};
//!
//! let signer = Ed25519Signer::from_seed(&[7; 32]); // draw yours at random
//! let header = Header::dag_cbor(signer.algorithm());
//! let payload = b"\xa1\x65hello\x65world"; // {"hello": "world"} in DAG-CBOR
//! let signature = header.sign(&signer, payload)?;
//!
//! let received = Header::decode(&header.encode())?;
//! received.verify(&VerifierSet::default(), &signer.public_key(), payload, &signature)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Algorithms
//!
//! | Algorithm | Verifier | Signer | Feature | Portable provider | With `aws-lc` |
//! |---|---|---|---|---|---|
//! | Ed25519 | [`ED25519`]¹ | [`Ed25519Signer`] | | `ed25519-dalek` | AWS-LC |
//! | ECDSA P-256, SHA2-256 | [`ES256`]¹ | [`P256Signer`] | | `p256` | AWS-LC; signing `p256` |
//! | ECDSA P-384, SHA2-384 | [`ES384`] | [`P384Signer`] | | `p384` | AWS-LC; signing `p384` |
//! | ECDSA P-521, SHA2-512 | [`ES512`] | [`P521Signer`] | | `p521` | AWS-LC; signing `p521` |
//! | ECDSA secp256k1, SHA2-256 | [`ES256K`]¹ | [`Secp256k1Signer`] | | `k256` | `k256`, which is the faster here |
//! | ECDSA secp256k1, Keccak-256 | [`ES256K_KECCAK`] | [`Secp256k1Signer::keccak`] | | `k256` | `k256` |
//! | RSASSA-PKCS1-v1_5, SHA2-256, SHA2-512 | `RS256`, `RS512` | `RsaSigner` | `rsa` | none | AWS-LC |
//! | BLS12-381, key on G1 or G2 | `BLS_G1`, `BLS_G2` | `BlsSigner` | `bls` | `blst` | `blst` |
//! | Ed448; other curves and hashes | none | none | | read and written, never trusted | the same |
//!
//! ¹ In the default [`VerifierSet`]; the others are added by name:
//! `VerifierSet::default().with(varsig::verifiers::ES384)`.
//!
//! Payload encodings: byte-identical, DAG-CBOR, DAG-JSON, and EIP-191 "personal
//! sign" over any of the three. Ed448 waits for a library with a stable release.
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | nothing visible; lets dependencies use the standard library |
//! | `aws-lc` | | the fast native provider, with the same verdict on every input; needs a C compiler |
//! | `rsa` | | RSA, by way of `aws-lc`: the portable library has an open timing leak |
//! | `bls` | | BLS12-381; needs a C compiler |
//!
//! Without `std` the crate builds for bare targets with `alloc`.
//!
//! # Speed
//!
//! The portable provider verifies Ed25519 with AVX2 where the processor has it. It also has code
//! for AVX-512 IFMA, which takes 0.6 of that time, for builds that ask for it; the processor is
//! asked when it runs, and one without it gets the other code. To have it, write into the
//! `.cargo/config.toml` of what you build:
//!
//! ```toml
//! [target.'cfg(all(target_arch = "x86_64", target_pointer_width = "64"))']
//! rustflags = ["--cfg", "curve25519_dalek_backend=\"avx512\""]
//! ```
//!
//! Some hundreds of Ed25519 signatures, of which a key has made eight or more, take less together
//! by [`Verifier::verify_all`]: 1,000 of them 0.37 of the time with AVX2 and half of it with AVX-512,
//! 4,000 of them 0.28 and 0.44.
//!
//! # What it does not do
//!
//! It knows nothing of UCAN, opens no files and draws no randomness: secret keys
//! are arguments, ECDSA signs deterministically (RFC 6979). Many signatures together
//! ([`VerifierSet::verify_all_canonical`]) never count for anything else than each alone, which
//! the usual batch of Ed25519 does not keep to. What a header
//! names and this build does not know is kept as it came, and refused by name.
//!
//! [Varsig v1.0.0]: https://github.com/ChainAgnostic/varsig/tree/e48117fc4d9501d5fd3bc49d443cd8af8cc87fac
//! [`ED25519`]: verifiers::ED25519
//! [`ES256`]: verifiers::ES256
//! [`ES384`]: verifiers::ES384
//! [`ES512`]: verifiers::ES512
//! [`ES256K`]: verifiers::ES256K
//! [`ES256K_KECCAK`]: verifiers::ES256K_KECCAK

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod algorithm;
mod block;
pub mod car;
mod cid_layout;
pub mod dag_cbor;
pub mod dag_json;
mod eip191;
mod encoding;
mod header;
mod key_type;
mod malleability;
pub mod multicodec;
mod path;
mod payload;
pub mod provider;
mod public_key;
mod segments;
mod sign;
mod signer_from_multicodec;
pub mod varint;
pub mod verifiers;
mod verify;

pub use algorithm::{Curve, Group, HashFunction, SignatureAlgorithm};
pub use block::{Block, BlockError, RAW, SUPPORTED_HASH};
pub use encoding::{InnerEncoding, PayloadEncoding};
pub use header::{Header, HeaderError, HeaderErrorKind};
pub use key_type::KeyType;
pub use malleability::{equivalent_signatures, s_twins};
pub use path::{Path, PathSegment};
pub use payload::{PayloadError, PayloadSigningError, PayloadVerificationError, SignedPayload};
#[cfg(feature = "aws-lc")]
pub use provider::aws_lc::Ed25519Signer;
#[cfg(feature = "bls")]
pub use provider::bls::BlsSigner;
#[cfg(feature = "rsa")]
pub use provider::rsa::RsaSigner;
#[cfg(not(feature = "aws-lc"))]
pub use provider::rust_crypto::Ed25519Signer;
pub use provider::rust_crypto::{P256Signer, P384Signer, P521Signer, Secp256k1Signer};
pub use public_key::{CandidateKey, PublicKey, PublicKeyError};
pub use segments::Segments;
pub use sign::{SecretKeyError, Signer, SigningError};
pub use signer_from_multicodec::signer_from_multicodec;
pub use verify::{InvalidSignature, Signed, VerificationError, Verifier, VerifierSet};
