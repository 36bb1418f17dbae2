//! RSASSA-PKCS1-v1_5 verification.

use crate::{
    algorithm::{HashFunction, SignatureAlgorithm},
    public_key::{ParsedKey, PublicKey},
    verify::{InvalidSignature, Verifier},
};

/// Verifies RSASSA-PKCS1-v1_5 signatures of one hash, for every key length.
#[derive(Debug)]
pub struct RsaVerifier(HashFunction);

impl RsaVerifier {
    /// With SHA2-256.
    pub const RS256: Self = Self(HashFunction::Sha2_256);
    /// With SHA2-512.
    pub const RS512: Self = Self(HashFunction::Sha2_512);
}

impl Verifier for RsaVerifier {
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool {
        matches!(algorithm, SignatureAlgorithm::Rsa { hash, .. } if hash == self.0)
    }

    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let (SignatureAlgorithm::Rsa { hash, key_length }, ParsedKey::Rsa(key)) =
            (algorithm, public_key.parsed())
        else {
            return Err(InvalidSignature);
        };
        // The header states the length of the key: a wrong statement is signed
        // over like a right one, so nobody else would notice.
        if hash != self.0
            || key_length != key.modulus_length()
            || u32::try_from(signature.len()) != Ok(key_length)
        {
            return Err(InvalidSignature);
        }
        let key = key.native(hash).ok_or(InvalidSignature)?;
        key.verify_sig(message, signature).map_err(|_| InvalidSignature)
    }
}
