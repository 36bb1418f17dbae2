//! BLS verification.

use blst::{BLST_ERROR, min_pk, min_sig};

use super::{KEY_ON_G1, KEY_ON_G2};
use crate::{
    algorithm::SignatureAlgorithm,
    public_key::{BlsKey, ParsedKey, PublicKey},
    verify::{InvalidSignature, Verifier},
};

/// Verifies BLS signatures for keys on one of the two groups.
#[derive(Debug)]
pub struct BlsVerifier(SignatureAlgorithm);

impl BlsVerifier {
    /// The key on G1 (48 bytes), the signature on G2 (96 bytes).
    pub const BLS_G1: Self = Self(SignatureAlgorithm::BLS_G1);
    /// The key on G2 (96 bytes), the signature on G1 (48 bytes).
    pub const BLS_G2: Self = Self(SignatureAlgorithm::BLS_G2);
}

/// CoreVerify of the draft, section 2.7. The key was validated when it was
/// parsed. A signature is a compressed point of the subgroup, and not infinity,
/// which only a key of zero could have made.
macro_rules! check {
    ($variant:ident, $suite:expr, $key:expr, $message:expr, $signature:expr) => {{
        // Not `sig_validate`, which also reads the uncompressed form.
        let signature =
            $variant::Signature::uncompress($signature).map_err(|_| InvalidSignature)?;
        signature.validate(true).map_err(|_| InvalidSignature)?;
        match signature.verify(false, $message, $suite, &[], $key, false) {
            BLST_ERROR::BLST_SUCCESS => Ok(()),
            _ => Err(InvalidSignature),
        }
    }};
}

impl Verifier for BlsVerifier {
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
            (SignatureAlgorithm::BLS_G1, ParsedKey::Bls(BlsKey::G1(key))) => {
                check!(min_pk, KEY_ON_G1, key, message, signature)
            }
            (SignatureAlgorithm::BLS_G2, ParsedKey::Bls(BlsKey::G2(key))) => {
                check!(min_sig, KEY_ON_G2, key, message, signature)
            }
            _ => Err(InvalidSignature),
        }
    }
}
