//! Checking signatures.

use alloc::vec::Vec;
use core::fmt;

use crate::{algorithm::SignatureAlgorithm, public_key::PublicKey, verifiers};

/// A signature that does not hold. It says no more, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid signature")]
pub struct InvalidSignature;

/// A signature among many, for [`Verifier::verify_all`].
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The key that is said to have made it.
    pub public_key: &'a PublicKey,
    /// What it is said to be over, as it was signed.
    pub message: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
}

/// Verifies the signatures of one algorithm, or of one for each key length.
pub trait Verifier: fmt::Debug + Send + Sync {
    /// Whether this verifies signatures of `algorithm`.
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool;

    /// Checks `signature` over `message`.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] for an algorithm that this does not verify, the key
    /// of another algorithm, a wrong length, or a signature that does not hold.
    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature>;

    /// Checks many signatures of one algorithm: what [`Verifier::verify`] says of each, in
    /// their order, whatever the others are.
    ///
    /// The default verifies one after the other. Those of [`verifiers::ED25519`] take a fraction
    /// of the time together, from some hundreds on.
    fn verify_all(
        &self,
        algorithm: SignatureAlgorithm,
        signed: &[Signed<'_>],
    ) -> Vec<Result<(), InvalidSignature>> {
        let verify =
            |it: &Signed<'_>| self.verify(algorithm, it.public_key, it.message, it.signature);
        signed.iter().map(verify).collect()
    }

    /// Whether [`Verifier::verify`] refuses every signature by an Ed25519 key that is no
    /// point of the curve.
    ///
    /// Such a verifier may be handed a [`CandidateKey`](crate::CandidateKey) that nobody
    /// has decoded before. The default, which is always safe, is that it may not.
    fn decodes_the_key(&self) -> bool {
        false
    }
}

/// The algorithms that a validator allows.
///
/// The default is the three that UCAN Core requires: Ed25519, ECDSA on P-256
/// with SHA2-256, and ECDSA on secp256k1 with SHA2-256. Others are added by
/// name, from [`verifiers`].
#[derive(Clone)]
pub struct VerifierSet<'a>(Vec<&'a dyn Verifier>);

impl<'a> VerifierSet<'a> {
    /// Exactly these verifiers; of two for one algorithm the first counts.
    #[must_use]
    pub fn new(verifiers: impl IntoIterator<Item = &'a dyn Verifier>) -> Self {
        Self(verifiers.into_iter().collect())
    }

    /// Every algorithm that this build verifies.
    #[must_use]
    pub fn everything() -> Self {
        Self::new(verifiers::all().iter().copied())
    }

    /// This set and one algorithm more.
    #[must_use]
    pub fn with(mut self, verifier: &'a dyn Verifier) -> Self {
        self.0.push(verifier);
        self
    }

    /// Whether signatures of `algorithm` are allowed.
    #[must_use]
    pub fn allows(&self, algorithm: SignatureAlgorithm) -> bool {
        self.0.iter().any(|verifier| verifier.verifies(algorithm))
    }

    /// Checks `signature`, made with `algorithm`, over `message` as it is.
    ///
    /// The algorithm is the one that the header names, or that the caller knows
    /// otherwise; it must be one of the key's. [`Header::verify`](crate::Header::verify)
    /// also takes care of the payload encoding.
    ///
    /// # Errors
    ///
    /// [`VerificationError::NotAllowed`] if the set leaves the algorithm out,
    /// [`VerificationError::Unsupported`] if this build does not know it, and
    /// [`VerificationError::InvalidSignature`] if the signature does not hold.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationError> {
        Ok(self.require(algorithm)?.verify(algorithm, public_key, message, signature)?)
    }

    /// The verifier for `algorithm`, or why there is none.
    pub(crate) fn require(
        &self,
        algorithm: SignatureAlgorithm,
    ) -> Result<&'a dyn Verifier, VerificationError> {
        match self.0.iter().find(|verifier| verifier.verifies(algorithm)) {
            Some(verifier) => Ok(*verifier),
            None if verifiers::all().iter().any(|verifier| verifier.verifies(algorithm)) => {
                Err(VerificationError::NotAllowed { algorithm })
            }
            None => Err(VerificationError::Unsupported { algorithm }),
        }
    }
}

impl Default for VerifierSet<'_> {
    fn default() -> Self {
        Self::new([verifiers::ED25519, verifiers::ES256, verifiers::ES256K])
    }
}

impl fmt::Debug for VerifierSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// Why a signature is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {
    /// The signature does not hold, whatever the reason.
    #[error("invalid signature")]
    InvalidSignature,
    /// This build could verify the algorithm, and the set does not allow it.
    #[error("{algorithm} is not among the algorithms allowed here; who wants it adds its verifier")]
    NotAllowed {
        /// The algorithm that was named.
        algorithm: SignatureAlgorithm,
    },
    /// This build does not verify the algorithm.
    #[error("{algorithm} is not supported by this build{}", hint(*algorithm))]
    Unsupported {
        /// The algorithm that was named.
        algorithm: SignatureAlgorithm,
    },
}

impl From<InvalidSignature> for VerificationError {
    fn from(_: InvalidSignature) -> Self {
        Self::InvalidSignature
    }
}

/// What would make the algorithm work.
const fn hint(algorithm: SignatureAlgorithm) -> &'static str {
    match algorithm {
        #[cfg(not(feature = "rsa"))]
        SignatureAlgorithm::Rsa { .. } => "; build varsig with its feature `rsa`",
        #[cfg(not(feature = "bls"))]
        SignatureAlgorithm::Bls { .. } => "; build varsig with its feature `bls`",
        _ => "",
    }
}
