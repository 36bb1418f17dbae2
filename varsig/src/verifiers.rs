//! The verifiers of this build, by the name of their algorithm.
//!
//! They come from the `aws-lc` provider where that feature is on and from the
//! portable one otherwise; the verdict is the same for every input.

#[cfg(feature = "aws-lc")]
use crate::provider::aws_lc as preferred;
#[cfg(feature = "bls")]
use crate::provider::bls;
#[cfg(feature = "rsa")]
use crate::provider::rsa;
#[cfg(not(feature = "aws-lc"))]
use crate::provider::rust_crypto as preferred;
use crate::{provider::rust_crypto, verify::Verifier};

/// Ed25519, strictly (ruling T9).
pub const ED25519: &dyn Verifier = &preferred::Ed25519Verifier;
/// ECDSA on P-256 with SHA2-256.
pub const ES256: &dyn Verifier = &preferred::EcdsaVerifier::ES256;
/// ECDSA on P-384 with SHA2-384.
pub const ES384: &dyn Verifier = &preferred::EcdsaVerifier::ES384;
/// ECDSA on P-521 with SHA2-512.
pub const ES512: &dyn Verifier = &preferred::EcdsaVerifier::ES512;
/// ECDSA on secp256k1 with SHA2-256, always by the portable provider, which is
/// the faster of the two on this curve.
pub const ES256K: &dyn Verifier = &rust_crypto::EcdsaVerifier::ES256K;
/// ECDSA on secp256k1 with Keccak-256, always by the portable provider.
pub const ES256K_KECCAK: &dyn Verifier = &rust_crypto::EcdsaVerifier::ES256K_KECCAK;
/// RSASSA-PKCS1-v1_5 with SHA2-256.
#[cfg(feature = "rsa")]
pub const RS256: &dyn Verifier = &rsa::RsaVerifier::RS256;
/// RSASSA-PKCS1-v1_5 with SHA2-512.
#[cfg(feature = "rsa")]
pub const RS512: &dyn Verifier = &rsa::RsaVerifier::RS512;
/// BLS with the public key on G1.
#[cfg(feature = "bls")]
pub const BLS_G1: &dyn Verifier = &bls::BlsVerifier::BLS_G1;
/// BLS with the public key on G2.
#[cfg(feature = "bls")]
pub const BLS_G2: &dyn Verifier = &bls::BlsVerifier::BLS_G2;

/// All of the above.
#[must_use]
pub const fn all() -> &'static [&'static dyn Verifier] {
    &[
        ED25519,
        ES256,
        ES384,
        ES512,
        ES256K,
        ES256K_KECCAK,
        #[cfg(feature = "rsa")]
        RS256,
        #[cfg(feature = "rsa")]
        RS512,
        #[cfg(feature = "bls")]
        BLS_G1,
        #[cfg(feature = "bls")]
        BLS_G2,
    ]
}
