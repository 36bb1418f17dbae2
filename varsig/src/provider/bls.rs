//! BLS signatures on BLS12-381, by `blst`: one signer, one message.
//!
//! The basic scheme of draft-irtf-cfrg-bls-signature, without aggregation.

mod signer;
mod verifier;

pub use signer::BlsSigner;
pub use verifier::BlsVerifier;

/// The ciphersuite for keys on G1 (draft, section 4.2.1).
const KEY_ON_G1: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";
/// The ciphersuite for keys on G2. The suites are named after the group of the signature.
const KEY_ON_G2: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
