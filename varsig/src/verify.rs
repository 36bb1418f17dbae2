//! Checking signatures.

use alloc::vec::Vec;
use core::fmt;

use crate::{algorithm::SignatureAlgorithm, provider::Ed25519Verifier, public_key::PublicKey};

/// A signature that does not hold. It says no more, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid signature")]
pub struct InvalidSignature;

/// Verifies the signatures of one algorithm.
pub trait Verifier: Send + Sync {
    /// The algorithm that this verifies.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Checks `signature` over `message`.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] for a wrong length, another algorithm's key, or a
    /// signature that does not hold.
    fn verify(
        &self,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature>;
}

static ED25519: Ed25519Verifier = Ed25519Verifier;

/// The algorithms that a validator allows.
///
/// The default is every algorithm of this build.
#[derive(Clone)]
pub struct VerifierSet<'a>(Vec<&'a dyn Verifier>);

impl<'a> VerifierSet<'a> {
    /// Exactly these verifiers; of two for one algorithm the first counts.
    #[must_use]
    pub fn new(verifiers: impl IntoIterator<Item = &'a dyn Verifier>) -> Self {
        Self(verifiers.into_iter().collect())
    }

    /// Checks `signature` with the verifier for the key's algorithm.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`], also when no verifier for the algorithm is allowed.
    pub fn verify(
        &self,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.0
            .iter()
            .find(|verifier| verifier.algorithm() == public_key.algorithm())
            .ok_or(InvalidSignature)?
            .verify(public_key, message, signature)
    }
}

impl Default for VerifierSet<'_> {
    fn default() -> Self {
        let ed25519: &dyn Verifier = &ED25519;
        Self::new([ed25519])
    }
}

impl fmt::Debug for VerifierSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|verifier| verifier.algorithm())).finish()
    }
}
