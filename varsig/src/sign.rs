//! Making signatures.

use alloc::vec::Vec;
use core::ops::Range;

use crate::{algorithm::SignatureAlgorithm, multicodec, public_key::PublicKey, varint};

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

/// Where the secret keys stand in the multicodec table, known here or not.
const SECRET_KEYS: Range<u64> = multicodec::ED25519_PRIV..multicodec::ED25519_PRIV + 0x100;

/// The key behind the multicodec prefix `code`.
pub(crate) fn secret_key(code: u64, bytes: &[u8]) -> Result<&[u8], SecretKeyError> {
    match secret_key_of_any_type(bytes)? {
        (found, key) if found == code => Ok(key),
        (found, _) => Err(SecretKeyError::UnsupportedKeyType { code: found }),
    }
}

/// The code in front of a secret key, and the key.
pub(crate) fn secret_key_of_any_type(bytes: &[u8]) -> Result<(u64, &[u8]), SecretKeyError> {
    let (code, length) = varint::decode(bytes).map_err(|_| SecretKeyError::Prefix)?;
    // Any other number may be the beginning of a key that stands here without its
    // prefix, which no error may show.
    if !SECRET_KEYS.contains(&code) {
        return Err(SecretKeyError::Prefix);
    }
    Ok((code, bytes.get(length..).unwrap_or_default()))
}

/// Why bytes are no secret key. It never says what the bytes were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretKeyError {
    /// The key has the wrong number of bytes for its type.
    #[error("the secret key has {found} bytes, not {expected}")]
    Length {
        /// How many bytes keys of this type have.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// The bytes are no RSA private key in DER, or its numbers do not fit together.
    #[error("the bytes are no RSA private key in DER")]
    NotRsa,
    /// The number is zero or not below the order of the curve.
    #[error("the secret key is not in the range of its curve")]
    OutOfRange,
    /// The multicodec prefix is cut short, not in its shortest form, or not one of
    /// the secret keys. The code is not shown: without a prefix it would be a part
    /// of the key.
    #[error("the bytes do not begin with the multicodec prefix of a secret key")]
    Prefix,
    /// The modulus of an RSA key is too short to be safe, or longer than any in use.
    #[error("the RSA modulus has {bits} bits; from 2048 to 8192 are accepted")]
    RsaSize {
        /// Length of the modulus in bits.
        bits: usize,
    },
    /// The code in front of the key is not that of the key type asked for, or
    /// not one that this build signs with.
    #[error("secret key type {code:#x} is not supported here")]
    UnsupportedKeyType {
        /// The multicodec code found.
        code: u64,
    },
}
