//! What can be wrong with a public key.

use crate::key_type::KeyType;

/// Why bytes are no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// The key has the wrong number of bytes for its type.
    #[error("the key has {found} bytes, not {expected}")]
    Length {
        /// How many bytes keys of this type have.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// The bytes are not the canonical form of a point on the curve.
    #[error("the bytes are no canonical point of the curve")]
    NotAPoint,
    /// The key type is known, and this build does not verify it.
    #[error("{key_type} keys are not supported by this build{}", hint(*key_type))]
    NotInThisBuild {
        /// The type of the key.
        key_type: KeyType,
    },
    /// The bytes are no RSAPublicKey in DER, or not in its only spelling.
    #[error("the bytes are no RSA public key in DER")]
    NotRsa,
    /// The multicodec prefix is cut short or not in its shortest form.
    #[error("the multicodec prefix is broken")]
    Prefix,
    /// The public exponent of an RSA key is even, too small or too large.
    #[error("the RSA exponent is not an odd number from 3 to 2^32 - 1")]
    RsaExponent,
    /// The modulus of an RSA key is too short to be safe, or longer than any in use.
    #[error("the RSA modulus has {bits} bits; from 2048 to 8192 are accepted")]
    RsaSize {
        /// Length of the modulus in bits.
        bits: usize,
    },
    /// The point has small order: anybody could sign for it (ruling T9).
    #[error("the key has small order and would accept forged signatures")]
    SmallOrder,
    /// The code in front of the key is that of no key type known here.
    #[error("key type {code:#x} is not known")]
    UnknownKeyType {
        /// The multicodec code found.
        code: u64,
    },
}

/// What would make a key of this type work.
const fn hint(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Rsa => "; build varsig with its feature `rsa`",
        KeyType::Bls12381G1 | KeyType::Bls12381G2 => "; build varsig with its feature `bls`",
        _ => "",
    }
}
