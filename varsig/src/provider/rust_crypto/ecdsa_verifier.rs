//! ECDSA by `p256`, `p384`, `p521` and `k256`.

use ecdsa::{
    EcdsaCurve, Signature, VerifyingKey, elliptic_curve::CurveArithmetic,
    signature::hazmat::PrehashVerifier,
};
use sha2::{Digest, Sha256, Sha384, Sha512};
use sha3::Keccak256;

use crate::{
    algorithm::SignatureAlgorithm,
    public_key::{ParsedKey, PublicKey},
    verify::{InvalidSignature, Verifier},
};

/// Verifies ECDSA signatures of one curve and hash.
///
/// Both s and n − s are accepted, as browsers produce either (ruling T10).
#[derive(Clone, Copy, Debug)]
pub struct EcdsaVerifier(SignatureAlgorithm);

impl EcdsaVerifier {
    /// P-256 with SHA2-256.
    pub const ES256: Self = Self(SignatureAlgorithm::ES256);
    /// P-384 with SHA2-384.
    pub const ES384: Self = Self(SignatureAlgorithm::ES384);
    /// P-521 with SHA2-512.
    pub const ES512: Self = Self(SignatureAlgorithm::ES512);
    /// secp256k1 with SHA2-256.
    pub const ES256K: Self = Self(SignatureAlgorithm::ES256K);
    /// secp256k1 with Keccak-256.
    pub const ES256K_KECCAK: Self = Self(SignatureAlgorithm::ES256K_KECCAK);
}

/// Checks a signature over a hash.
///
/// The fixed-width reader checks the length and that r and s are from 1 to n − 1.
fn check<C>(key: &VerifyingKey<C>, hash: &[u8], signature: &[u8]) -> Result<(), InvalidSignature>
where
    C: EcdsaCurve + CurveArithmetic,
{
    let mut signature = Signature::<C>::from_slice(signature).map_err(|_| InvalidSignature)?;
    // Where the library refuses the high s it is made low: the twins are one signature.
    if C::NORMALIZE_S {
        signature = signature.normalize_s();
    }
    key.verify_prehash(hash, &signature).map_err(|_| InvalidSignature)
}

impl Verifier for EcdsaVerifier {
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool {
        algorithm == self.0
    }

    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        if algorithm != self.0 {
            return Err(InvalidSignature);
        }
        match (algorithm, public_key.parsed()) {
            (SignatureAlgorithm::ES256, ParsedKey::P256(key)) => {
                check(key, &Sha256::digest(message), signature)
            }
            (SignatureAlgorithm::ES384, ParsedKey::P384(key)) => {
                check(key, &Sha384::digest(message), signature)
            }
            (SignatureAlgorithm::ES512, ParsedKey::P521(key)) => {
                check(key, &Sha512::digest(message), signature)
            }
            (SignatureAlgorithm::ES256K, ParsedKey::Secp256k1(key)) => {
                check(key, &Sha256::digest(message), signature)
            }
            (SignatureAlgorithm::ES256K_KECCAK, ParsedKey::Secp256k1(key)) => {
                check(key, &Keccak256::digest(message), signature)
            }
            _ => Err(InvalidSignature),
        }
    }
}
