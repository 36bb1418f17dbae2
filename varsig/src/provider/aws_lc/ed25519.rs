//! Ed25519 verification by AWS-LC, made strict.

use std::vec::Vec;

use crate::{
    algorithm::SignatureAlgorithm,
    key_type::KeyType,
    provider::{ed25519_batch, small_order::has_small_order},
    public_key::PublicKey,
    verify::{InvalidSignature, Signed, Verifier},
};

/// Strict Ed25519 verification (ruling T9).
///
/// AWS-LC checks that S is below the group order, and that R is, byte for byte,
/// the canonical form of \[S\]B − \[k\]A, without a cofactor. What strict
/// verification asks beyond that is that neither R nor A has small order: A was
/// checked when the key was parsed, R is checked here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519Verifier;

impl Verifier for Ed25519Verifier {
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool {
        algorithm == SignatureAlgorithm::Ed25519
    }

    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        if algorithm != SignatureAlgorithm::Ed25519 || public_key.key_type() != KeyType::Ed25519 {
            return Err(InvalidSignature);
        }
        let (point, _) = signature.split_first_chunk().ok_or(InvalidSignature)?;
        if has_small_order(point) {
            return Err(InvalidSignature);
        }
        let key = public_key.native().ok_or(InvalidSignature)?;
        key.verify_sig(message, signature).map_err(|_| InvalidSignature)
    }

    /// By the portable provider, where it pays: AWS-LC has nothing for many.
    fn verify_all(
        &self,
        algorithm: SignatureAlgorithm,
        signed: &[Signed<'_>],
    ) -> Vec<Result<(), InvalidSignature>> {
        ed25519_batch::verify_all(self, algorithm, signed)
    }

    /// AWS-LC decodes A before anything else and gives up if it is no point.
    fn decodes_the_key(&self) -> bool {
        true
    }
}
