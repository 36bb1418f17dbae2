//! Public keys, parsed once.

use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::VerifyingKey;

use crate::{algorithm::SignatureAlgorithm, multicodec, varint};

/// A public key that was checked when it was parsed.
///
/// Small-order and non-canonical Ed25519 keys are refused here (ruling T9), so
/// that no later step has to think of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(Inner);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Inner {
    Ed25519(VerifyingKey),
}

impl PublicKey {
    /// An Ed25519 key from its 32 bytes (RFC 8032, section 5.1.5).
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Length`] unless there are 32 bytes,
    /// [`PublicKeyError::NotAPoint`] if they are no canonical point,
    /// [`PublicKeyError::SmallOrder`] if the point would accept forged signatures.
    pub fn ed25519(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let array: [u8; 32] = bytes
            .try_into()
            .map_err(|_| PublicKeyError::Length { expected: 32, found: bytes.len() })?;
        let key = VerifyingKey::from_bytes(&array).map_err(|_| PublicKeyError::NotAPoint)?;
        // The point decoder accepts y ≥ p; one key must have one spelling.
        if key.to_edwards().compress().to_bytes() != array {
            return Err(PublicKeyError::NotAPoint);
        }
        if key.is_weak() {
            return Err(PublicKeyError::SmallOrder);
        }
        Ok(Self(Inner::Ed25519(key)))
    }

    /// Reads a key behind its multicodec prefix, as a `did:key` carries it.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Prefix`] for a broken prefix, [`PublicKeyError::UnsupportedKeyType`]
    /// for a key of another type, and those of [`PublicKey::ed25519`].
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let (code, length) = varint::decode(bytes).map_err(|_| PublicKeyError::Prefix)?;
        let key = bytes.get(length..).unwrap_or_default();
        match code {
            multicodec::ED25519_PUB => Self::ed25519(key),
            code => Err(PublicKeyError::UnsupportedKeyType { code }),
        }
    }

    /// The key behind its multicodec prefix.
    #[must_use]
    pub fn to_multicodec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(34);
        match &self.0 {
            Inner::Ed25519(key) => {
                varint::encode(multicodec::ED25519_PUB, &mut out);
                out.extend_from_slice(key.as_bytes());
            }
        }
        out
    }

    /// The algorithm whose signatures this key verifies.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        match self.0 {
            Inner::Ed25519(_) => SignatureAlgorithm::Ed25519,
        }
    }

    pub(crate) const fn as_ed25519(&self) -> &VerifyingKey {
        match &self.0 {
            Inner::Ed25519(key) => key,
        }
    }
}

impl From<VerifyingKey> for PublicKey {
    fn from(key: VerifyingKey) -> Self {
        Self(Inner::Ed25519(key))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, ", self.algorithm())?;
        for byte in self.as_ed25519().as_bytes() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

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
    /// The multicodec prefix is cut short or not in its shortest form.
    #[error("the multicodec prefix is broken")]
    Prefix,
    /// The point has small order: anybody could sign for it (ruling T9).
    #[error("the key has small order and would accept forged signatures")]
    SmallOrder,
    /// The key type is not one this build verifies.
    #[error("key type {code:#x} is not supported")]
    UnsupportedKeyType {
        /// The multicodec code found.
        code: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_the_identity_point_and_its_non_canonical_twin() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::ed25519(&identity), Err(PublicKeyError::SmallOrder));
        // y = p + 1 encodes the same point a second time.
        let mut twin = [0xff; 32];
        twin[0] = 0xee;
        twin[31] = 0x7f;
        assert_eq!(PublicKey::ed25519(&twin), Err(PublicKeyError::NotAPoint));
    }

    #[test]
    fn refuses_a_key_of_another_type_by_its_code() {
        assert_eq!(
            PublicKey::from_multicodec(&[0x80, 0x24, 0x02]),
            Err(PublicKeyError::UnsupportedKeyType { code: 0x1200 })
        );
        assert_eq!(
            PublicKey::from_multicodec(&[0xed, 0x01, 1, 2]),
            Err(PublicKeyError::Length { expected: 32, found: 2 })
        );
        assert_eq!(PublicKey::from_multicodec(&[]), Err(PublicKeyError::Prefix));
    }
}
