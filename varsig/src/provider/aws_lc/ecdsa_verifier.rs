//! ECDSA by AWS-LC.

use crate::{
    algorithm::SignatureAlgorithm,
    public_key::PublicKey,
    verify::{InvalidSignature, Verifier},
};

/// Verifies ECDSA signatures of one curve and hash.
///
/// Both s and n − s are accepted, as browsers produce either (ruling T10).
#[derive(Debug)]
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
        if algorithm != self.0 || algorithm.key_type() != Some(public_key.key_type()) {
            return Err(InvalidSignature);
        }
        // The fixed-width reader of AWS-LC checks the length, the verification
        // that r and s are from 1 to n − 1.
        let key = public_key.native().ok_or(InvalidSignature)?;
        key.verify_sig(message, signature).map_err(|_| InvalidSignature)
    }
}
