//! Making signatures.

use alloc::vec::Vec;

use crate::{algorithm::SignatureAlgorithm, public_key::PublicKey};

/// Something that holds a key and signs with it.
///
/// Object safe, so that a hardware token or a remote signer can stand in for a
/// key in memory.
pub trait Signer: Send + Sync {
    /// The algorithm of the signatures.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// The key with which others verify.
    fn public_key(&self) -> PublicKey;

    /// Signs `message` as it is; the algorithm does its own hashing.
    ///
    /// # Errors
    ///
    /// [`SigningError::Unavailable`] when the key cannot be used now.
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError>;
}

/// Why a signer did not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError {
    /// The key is held elsewhere and did not answer.
    #[error("the signing key is not available")]
    Unavailable,
}
