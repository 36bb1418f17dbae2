//! Public keys, parsed once.

#[cfg(feature = "bls")]
mod bls;
mod candidate;
mod elliptic;
mod error;
#[cfg(feature = "rsa")]
mod rsa;

use alloc::{sync::Arc, vec::Vec};
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

#[cfg(feature = "aws-lc")]
use std::sync::OnceLock;

#[cfg(feature = "aws-lc")]
use aws_lc_rs::signature::ParsedPublicKey;
pub use candidate::CandidateKey;
pub use error::PublicKeyError;

#[cfg(feature = "bls")]
pub(crate) use self::bls::BlsKey;
pub(crate) use self::elliptic::{Ed25519Point, is_below_the_prime};
#[cfg(feature = "rsa")]
pub(crate) use self::rsa::RsaKey;
#[cfg(feature = "bls")]
use crate::algorithm::Group;
#[cfg(feature = "aws-lc")]
use crate::provider::aws_lc;
use crate::{key_type::KeyType, varint};

/// A public key that was checked when it was parsed, so that no later step has
/// to think of it.
///
/// One key has one spelling here: small-order and non-canonical Ed25519 keys
/// (ruling T9), points off the curve or at infinity, uncompressed points
/// (ruling T14), and RSA keys in anything but DER are refused. Two keys are
/// equal when type and bytes are. Cloning is cheap.
#[derive(Clone)]
pub struct PublicKey(Arc<Inner>);

struct Inner {
    key_type: KeyType,
    /// The one spelling, as it stands behind the multicodec prefix.
    bytes: Vec<u8>,
    parsed: ParsedKey,
    /// The key as AWS-LC wants it, from the first verification on.
    #[cfg(feature = "aws-lc")]
    native: OnceLock<Option<ParsedPublicKey>>,
}

/// The key as the portable provider wants it.
pub(crate) enum ParsedKey {
    Ed25519(Ed25519Point),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Secp256k1(k256::ecdsa::VerifyingKey),
    #[cfg(feature = "rsa")]
    Rsa(RsaKey),
    #[cfg(feature = "bls")]
    Bls(BlsKey),
}

impl PublicKey {
    /// A key of the given type from its bytes, as they stand behind the
    /// multicodec prefix; see [`KeyType`] for the forms.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Length`] for a wrong number of bytes,
    /// [`PublicKeyError::NotAPoint`] if they are no canonical point of the curve,
    /// [`PublicKeyError::SmallOrder`] if the point would accept forged signatures,
    /// [`PublicKeyError::NotRsa`] if they are no RSA key in DER,
    /// [`PublicKeyError::RsaSize`] and [`PublicKeyError::RsaExponent`] for an RSA
    /// key that is too weak or too costly, and [`PublicKeyError::NotInThisBuild`]
    /// for a type that this build does not verify.
    pub fn new(key_type: KeyType, bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let parsed = match key_type {
            KeyType::Ed25519 => ParsedKey::Ed25519(elliptic::ed25519(bytes)?),
            KeyType::P256 => elliptic::p256(bytes)?,
            KeyType::P384 => elliptic::p384(bytes)?,
            KeyType::P521 => elliptic::p521(bytes)?,
            KeyType::Secp256k1 => elliptic::secp256k1(bytes)?,
            #[cfg(feature = "rsa")]
            KeyType::Rsa => ParsedKey::Rsa(RsaKey::parse(bytes)?),
            #[cfg(feature = "bls")]
            KeyType::Bls12381G1 => ParsedKey::Bls(BlsKey::parse(Group::G1, bytes)?),
            #[cfg(feature = "bls")]
            KeyType::Bls12381G2 => ParsedKey::Bls(BlsKey::parse(Group::G2, bytes)?),
            #[cfg(not(feature = "rsa"))]
            KeyType::Rsa => return Err(PublicKeyError::NotInThisBuild { key_type }),
            #[cfg(not(feature = "bls"))]
            KeyType::Bls12381G1 | KeyType::Bls12381G2 => {
                return Err(PublicKeyError::NotInThisBuild { key_type });
            }
            KeyType::Ed448 => return Err(PublicKeyError::NotInThisBuild { key_type }),
        };
        Ok(Self::from_parsed(key_type, bytes.to_vec(), parsed))
    }

    /// Only for bytes that are the canonical spelling of `parsed`.
    pub(crate) fn from_parsed(key_type: KeyType, bytes: Vec<u8>, parsed: ParsedKey) -> Self {
        Self(Arc::new(Inner {
            key_type,
            bytes,
            parsed,
            #[cfg(feature = "aws-lc")]
            native: OnceLock::new(),
        }))
    }

    /// Reads a key behind its multicodec prefix, as a `did:key` carries it.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Prefix`] for a broken prefix,
    /// [`PublicKeyError::UnknownKeyType`] for a code that is no key type known
    /// here, and those of [`PublicKey::new`].
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let (key_type, bytes) = KeyType::split_multicodec(bytes)?;
        Self::new(key_type, bytes)
    }

    /// The key behind its multicodec prefix.
    #[must_use]
    pub fn to_multicodec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.0.bytes.len() + 2);
        varint::encode(self.0.key_type.code(), &mut out);
        out.extend_from_slice(&self.0.bytes);
        out
    }

    /// The type of the key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.0.key_type
    }

    /// The bytes of the key without a prefix, in the form that [`KeyType`] names.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    pub(crate) fn parsed(&self) -> &ParsedKey {
        &self.0.parsed
    }

    /// The key for [`aws_lc`], which is parsed when it is first asked for.
    #[cfg(feature = "aws-lc")]
    pub(crate) fn native(&self) -> Option<&ParsedPublicKey> {
        let parse = || aws_lc::parse(self.0.key_type, &self.0.bytes);
        self.0.native.get_or_init(parse).as_ref()
    }
}

impl KeyType {
    /// The type that a multicodec prefix names, and the bytes behind it.
    fn split_multicodec(bytes: &[u8]) -> Result<(Self, &[u8]), PublicKeyError> {
        let (code, length) = varint::decode(bytes).map_err(|_| PublicKeyError::Prefix)?;
        let key_type = Self::from_code(code).ok_or(PublicKeyError::UnknownKeyType { code })?;
        Ok((key_type, bytes.get(length..).unwrap_or_default()))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for PublicKey {}

impl PartialOrd for PublicKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PublicKey {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.key_type, &self.0.bytes).cmp(&(other.0.key_type, &other.0.bytes))
    }
}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.key_type, &self.0.bytes).hash(state);
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, ", self.key_type())?;
        for byte in self.as_bytes() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_a_key_type_it_does_not_know_by_its_code() {
        assert_eq!(
            PublicKey::from_multicodec(&[0xec, 0x01, 0x02]),
            Err(PublicKeyError::UnknownKeyType { code: 0xec })
        );
        assert_eq!(PublicKey::from_multicodec(&[]), Err(PublicKeyError::Prefix));
        assert_eq!(PublicKey::from_multicodec(&[0xed, 0x81, 0x00]), Err(PublicKeyError::Prefix));
    }

    #[test]
    fn says_which_key_types_this_build_leaves_out() {
        let expected = PublicKeyError::NotInThisBuild { key_type: KeyType::Ed448 };
        assert_eq!(PublicKey::new(KeyType::Ed448, &[0; 57]), Err(expected));
        #[cfg(not(feature = "rsa"))]
        assert_eq!(
            PublicKey::from_multicodec(&[0x85, 0x24, 0x30]),
            Err(PublicKeyError::NotInThisBuild { key_type: KeyType::Rsa })
        );
    }
}
