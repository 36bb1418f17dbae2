//! Keys that are named and not yet proven to be keys.

#[cfg(feature = "aws-lc")]
use super::{ParsedKey, elliptic};
use super::{PublicKey, PublicKeyError};
use crate::key_type::KeyType;
#[cfg(feature = "aws-lc")]
use crate::provider::small_order::has_small_order;

/// A key in due form of which it may not be known yet whether it is a point of its
/// curve.
///
/// To decode an Ed25519 key costs about a tenth of a verification, and AWS-LC does it
/// again when it verifies. With a candidate it is done once:
/// [`Header::verify_canonical_by`](crate::Header::verify_canonical_by) gives the
/// [`PublicKey`] if the signature holds, which shows that it is one, and
/// [`CandidateKey::check`] decides where no signature does. Both say of a key what
/// [`PublicKey::new`] says.
///
/// For key types other than Ed25519, and without the feature `aws-lc`, everything is
/// checked at once and nothing is left for later.
#[derive(Clone, Debug)]
pub struct CandidateKey {
    /// With a point that is still to be decoded, if it is not `proven`.
    key: PublicKey,
    proven: bool,
}

impl CandidateKey {
    /// A key of the given type from its bytes, as they stand behind the multicodec
    /// prefix.
    ///
    /// # Errors
    ///
    /// Those of [`PublicKey::new`], but for [`PublicKeyError::NotAPoint`] of an Ed25519
    /// key in due form that is not on the curve: that may come later.
    pub fn new(key_type: KeyType, bytes: &[u8]) -> Result<Self, PublicKeyError> {
        #[cfg(feature = "aws-lc")]
        if key_type == KeyType::Ed25519 {
            let bytes = elliptic::ed25519_form(bytes)?;
            if has_small_order(&bytes) {
                return Err(PublicKeyError::SmallOrder);
            }
            let pending = ParsedKey::Ed25519(elliptic::Ed25519Point::pending());
            let key = PublicKey::from_parsed(key_type, bytes.to_vec(), pending);
            return Ok(Self { key, proven: false });
        }
        PublicKey::new(key_type, bytes).map(Self::from)
    }

    /// Reads a key behind its multicodec prefix, as a `did:key` carries it.
    ///
    /// # Errors
    ///
    /// Those of [`PublicKey::from_multicodec`], with the exception of
    /// [`CandidateKey::new`].
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let (key_type, bytes) = KeyType::split_multicodec(bytes)?;
        Self::new(key_type, bytes)
    }

    /// The type of the key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.key.key_type()
    }

    /// The key, once it is known to be one.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::NotAPoint`] if it is not on its curve.
    pub fn check(&self) -> Result<PublicKey, PublicKeyError> {
        if self.proven {
            return Ok(self.key.clone());
        }
        PublicKey::new(self.key.key_type(), self.key.as_bytes())
    }

    /// The key, to be handed to a verifier that refuses everything by a key that is
    /// none.
    pub(crate) const fn unproven(&self) -> &PublicKey {
        &self.key
    }
}

impl From<PublicKey> for CandidateKey {
    fn from(key: PublicKey) -> Self {
        Self { key, proven: true }
    }
}
