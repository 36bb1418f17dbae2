//! BLS signing.

use alloc::vec::Vec;
use core::fmt;

use blst::{min_pk, min_sig};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{KEY_ON_G1, KEY_ON_G2};
use crate::{
    algorithm::{Group, SignatureAlgorithm},
    key_type::KeyType,
    multicodec,
    public_key::{BlsKey, ParsedKey, PublicKey},
    sign::{SecretKeyError, Signer, SigningError, secret_key_of_any_type},
    varint,
};

/// A BLS key in memory. The key is wiped when this is dropped.
///
/// The group is that of the public key: keys on G1 are short and their
/// signatures long, on G2 it is the other way round.
#[derive(Clone)]
pub struct BlsSigner {
    secret_key: Secret,
    public_key: PublicKey,
}

/// `blst` wipes both when they are dropped.
#[derive(Clone)]
enum Secret {
    G1(min_pk::SecretKey),
    G2(min_sig::SecretKey),
}

impl BlsSigner {
    /// The key of a secret number of 32 bytes, big endian.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::Length`] for another number of bytes, and
    /// [`SecretKeyError::OutOfRange`] if the number is zero or not below the order
    /// of the groups.
    pub fn from_scalar(group: Group, scalar: &[u8]) -> Result<Self, SecretKeyError> {
        if scalar.len() != 32 {
            return Err(SecretKeyError::Length { expected: 32, found: scalar.len() });
        }
        let (key_type, bytes, parsed, secret_key) = match group {
            Group::G1 => {
                let secret_key = min_pk::SecretKey::from_bytes(scalar)
                    .map_err(|_| SecretKeyError::OutOfRange)?;
                let key = secret_key.sk_to_pk();
                let bytes = key.compress().to_vec();
                (KeyType::Bls12381G1, bytes, BlsKey::G1(key), Secret::G1(secret_key))
            }
            Group::G2 => {
                let secret_key = min_sig::SecretKey::from_bytes(scalar)
                    .map_err(|_| SecretKeyError::OutOfRange)?;
                let key = secret_key.sk_to_pk();
                let bytes = key.compress().to_vec();
                (KeyType::Bls12381G2, bytes, BlsKey::G2(key), Secret::G2(secret_key))
            }
        };
        let public_key = PublicKey::from_parsed(key_type, bytes, ParsedKey::Bls(parsed));
        Ok(Self { secret_key, public_key })
    }

    /// Reads a secret number behind the multicodec prefix `bls12_381-g1-priv`
    /// or `bls12_381-g2-priv`, which says the group.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::Prefix`] or [`SecretKeyError::UnsupportedKeyType`] for
    /// another prefix, else as [`BlsSigner::from_scalar`].
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        match secret_key_of_any_type(bytes)? {
            (multicodec::BLS12_381_G1_PRIV, scalar) => Self::from_scalar(Group::G1, scalar),
            (multicodec::BLS12_381_G2_PRIV, scalar) => Self::from_scalar(Group::G2, scalar),
            (code, _) => Err(SecretKeyError::UnsupportedKeyType { code }),
        }
    }

    /// The secret number behind its multicodec prefix, for keeping. Whoever
    /// reads these bytes can sign: they are wiped when dropped, and belong in a
    /// place that only their owner can read.
    #[must_use]
    pub fn dangerous_to_multicodec(&self) -> Zeroizing<Vec<u8>> {
        let (code, scalar) = match &self.secret_key {
            Secret::G1(key) => (multicodec::BLS12_381_G1_PRIV, Zeroizing::new(key.to_bytes())),
            Secret::G2(key) => (multicodec::BLS12_381_G2_PRIV, Zeroizing::new(key.to_bytes())),
        };
        // The capacity is never exceeded: a move would leave a copy behind.
        let mut out = Zeroizing::new(Vec::with_capacity(34));
        varint::encode(code, &mut out);
        out.extend_from_slice(scalar.as_slice());
        out
    }
}

impl Signer for BlsSigner {
    fn algorithm(&self) -> SignatureAlgorithm {
        match self.secret_key {
            Secret::G1(_) => SignatureAlgorithm::BLS_G1,
            Secret::G2(_) => SignatureAlgorithm::BLS_G2,
        }
    }

    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        Ok(match &self.secret_key {
            Secret::G1(key) => key.sign(message, KEY_ON_G1, &[]).compress().to_vec(),
            Secret::G2(key) => key.sign(message, KEY_ON_G2, &[]).compress().to_vec(),
        })
    }
}

impl fmt::Debug for BlsSigner {
    /// The public key, and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlsSigner").field(&self.public_key).finish()
    }
}

/// By the field `secret_key`; the other is public.
impl ZeroizeOnDrop for BlsSigner {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    use crate::{provider::bls::BlsVerifier, verify::Verifier as _};

    #[test]
    fn signs_and_verifies_on_both_groups() {
        for (group, verifier, key_length, signature_length) in
            [(Group::G1, BlsVerifier::BLS_G1, 48, 96), (Group::G2, BlsVerifier::BLS_G2, 96, 48)]
        {
            let signer = BlsSigner::from_scalar(group, &[7; 32]).unwrap();
            let (algorithm, key) = (signer.algorithm(), signer.public_key());
            let signature = signer.try_sign(b"hello").unwrap();
            assert_eq!((key.as_bytes().len(), signature.len()), (key_length, signature_length));
            assert_eq!(PublicKey::new(key.key_type(), key.as_bytes()), Ok(key.clone()));
            assert_eq!(verifier.verify(algorithm, &key, b"hello", &signature), Ok(()));
            assert!(verifier.verify(algorithm, &key, b"hullo", &signature).is_err());
        }
    }

    #[test]
    fn refuses_another_length() {
        for found in [0, 31, 33] {
            let refused = BlsSigner::from_scalar(Group::G1, &alloc::vec![1; found]).unwrap_err();
            assert_eq!(refused, SecretKeyError::Length { expected: 32, found });
        }
    }

    #[test]
    fn refuses_zero_and_the_order_of_the_groups() {
        // r, draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.
        let mut order = [
            0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1,
            0xd8, 0x05, 0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff,
            0x00, 0x00, 0x00, 0x01,
        ];
        for group in [Group::G1, Group::G2] {
            for scalar in [[0; 32], order, [0xff; 32]] {
                let refused = BlsSigner::from_scalar(group, &scalar).unwrap_err();
                assert_eq!(refused, SecretKeyError::OutOfRange);
            }
        }
        order[31] = 0;
        assert!(BlsSigner::from_scalar(Group::G1, &order).is_ok());
    }

    #[test]
    fn a_kept_key_reads_back_and_other_bytes_do_not() {
        for group in [Group::G1, Group::G2] {
            let signer = BlsSigner::from_scalar(group, &[7; 32]).unwrap();
            let kept = signer.dangerous_to_multicodec();
            let read = BlsSigner::from_multicodec(&kept).unwrap();
            assert_eq!(read.public_key(), signer.public_key());
            assert_eq!(
                BlsSigner::from_multicodec(&kept[..33]).unwrap_err(),
                SecretKeyError::Length { expected: 32, found: 31 }
            );
        }
        assert_eq!(
            BlsSigner::from_multicodec(&[0x80, 0x26]).unwrap_err(),
            SecretKeyError::UnsupportedKeyType { code: 0x1300 }
        );
        assert_eq!(BlsSigner::from_multicodec(&[]).unwrap_err(), SecretKeyError::Prefix);
    }

    #[test]
    fn does_not_print_the_key() {
        let signer = BlsSigner::from_scalar(Group::G1, &[7; 32]).unwrap();
        let text = format!("{signer:?}");
        assert!(text.starts_with("BlsSigner(PublicKey(BLS12-381 G1, "), "{text}");
        assert!(!text.contains("07070707"), "{text}");
    }
}
