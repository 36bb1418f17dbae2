//! RSASSA-PKCS1-v1_5 signing.

use alloc::{vec, vec::Vec};
use core::fmt;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair},
};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::der;
use crate::{
    algorithm::{HashFunction, SignatureAlgorithm},
    key_type::KeyType,
    multicodec,
    public_key::{ParsedKey, PublicKey, PublicKeyError, RsaKey},
    sign::{SecretKeyError, Signer, SigningError, secret_key},
    varint,
};

/// An RSA key in memory, for SHA2-256 unless told otherwise.
///
/// The key is wiped when this is dropped. Signing is deterministic; the key is blinded with randomness of AWS-LC, which
/// does not show in the signature.
#[derive(Clone)]
pub struct RsaSigner {
    pair: RsaKeyPair,
    /// The key as it was read, for keeping.
    pkcs1: Zeroizing<Vec<u8>>,
    public_key: PublicKey,
    hash: RsaHash,
    modulus_length: u32,
}

/// The two hashes that RSA is used with here.
#[derive(Clone, Copy)]
enum RsaHash {
    Sha2_256,
    Sha2_512,
}

impl RsaSigner {
    /// Reads an unencrypted PKCS #8 PrivateKeyInfo in DER (RFC 5208).
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::NotRsa`] if the bytes are no such thing, hold the key
    /// of another algorithm, or numbers that do not fit together;
    /// [`SecretKeyError::RsaSize`] for a modulus that is too short or too long.
    pub fn from_pkcs8_der(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        Self::from_pkcs1_der(der::private_key_of_pkcs8(bytes).ok_or(SecretKeyError::NotRsa)?)
    }

    /// Reads a PKCS #1 RSAPrivateKey of two primes in DER (RFC 8017, appendix A.1.2).
    ///
    /// # Errors
    ///
    /// Those of [`RsaSigner::from_pkcs8_der`].
    pub fn from_pkcs1_der(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        let (modulus, _) = der::public_part_of_private_key(bytes).ok_or(SecretKeyError::NotRsa)?;
        RsaKey::check_size(modulus).map_err(|bits| SecretKeyError::RsaSize { bits })?;
        let pair = RsaKeyPair::from_der(bytes).map_err(|_| SecretKeyError::NotRsa)?;
        let public_key = PublicKey::new(KeyType::Rsa, pair.public_key().as_ref()).map_err(
            |error| match error {
                PublicKeyError::RsaSize { bits } => SecretKeyError::RsaSize { bits },
                _ => SecretKeyError::NotRsa,
            },
        )?;
        let ParsedKey::Rsa(key) = public_key.parsed() else { return Err(SecretKeyError::NotRsa) };
        let modulus_length = key.modulus_length();
        let pkcs1 = Zeroizing::new(bytes.to_vec());
        Ok(Self { pair, pkcs1, public_key, hash: RsaHash::Sha2_256, modulus_length })
    }

    /// Reads a PKCS #1 RSAPrivateKey in DER behind the `rsa-priv` multicodec prefix.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::Prefix`], [`SecretKeyError::UnsupportedKeyType`], and
    /// those of [`RsaSigner::from_pkcs1_der`].
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        Self::from_pkcs1_der(secret_key(multicodec::RSA_PRIV, bytes)?)
    }

    /// The key in PKCS #1 DER behind its multicodec prefix, for keeping. Whoever
    /// reads these bytes can sign: they are wiped when dropped, and belong in a
    /// place that only their owner can read.
    #[must_use]
    pub fn dangerous_to_multicodec(&self) -> Zeroizing<Vec<u8>> {
        // The capacity is never exceeded: a move would leave a copy behind.
        let mut out = Zeroizing::new(Vec::with_capacity(self.pkcs1.len() + 2));
        varint::encode(multicodec::RSA_PRIV, &mut out);
        out.extend_from_slice(&self.pkcs1);
        out
    }

    /// The same key, signing with SHA2-256.
    #[must_use]
    pub fn with_sha2_256(mut self) -> Self {
        self.hash = RsaHash::Sha2_256;
        self
    }

    /// The same key, signing with SHA2-512.
    #[must_use]
    pub fn with_sha2_512(mut self) -> Self {
        self.hash = RsaHash::Sha2_512;
        self
    }
}

impl Signer for RsaSigner {
    fn algorithm(&self) -> SignatureAlgorithm {
        let hash = match self.hash {
            RsaHash::Sha2_256 => HashFunction::Sha2_256,
            RsaHash::Sha2_512 => HashFunction::Sha2_512,
        };
        SignatureAlgorithm::Rsa { hash, key_length: self.modulus_length }
    }

    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let encoding: &'static dyn RsaEncoding = match self.hash {
            RsaHash::Sha2_256 => &RSA_PKCS1_SHA256,
            RsaHash::Sha2_512 => &RSA_PKCS1_SHA512,
        };
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SigningError::Unavailable)?;
        Ok(signature)
    }
}

impl fmt::Debug for RsaSigner {
    /// The public key, and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RsaSigner").field(&self.public_key).finish()
    }
}

/// By the field `pkcs1`, and by AWS-LC, which wipes whatever it frees.
impl ZeroizeOnDrop for RsaSigner {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use std::sync::LazyLock;

    use aws_lc_rs::{encoding::AsDer as _, rsa::KeySize};

    use crate::{provider::rsa::RsaVerifier, verify::Verifier as _};

    /// PKCS #8 of a key that is another one in each run: nothing here depends on which.
    static PKCS8: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        pair.as_der().unwrap().as_ref().to_vec()
    });

    fn pkcs1() -> &'static [u8] {
        der::private_key_of_pkcs8(&PKCS8).unwrap()
    }

    #[test]
    fn signs_with_sha2_256_unless_told_otherwise() {
        let signer = RsaSigner::from_pkcs8_der(&PKCS8).unwrap();
        assert_eq!(signer.algorithm(), SignatureAlgorithm::rs256(256));
        let wide = signer.clone().with_sha2_512();
        assert_eq!(wide.algorithm(), SignatureAlgorithm::rs512(256));
        assert_eq!(wide.clone().with_sha2_256().algorithm(), signer.algorithm());
        for (signer, verifier, other) in [
            (signer, RsaVerifier::RS256, RsaVerifier::RS512),
            (wide, RsaVerifier::RS512, RsaVerifier::RS256),
        ] {
            let (algorithm, key) = (signer.algorithm(), signer.public_key());
            let signature = signer.try_sign(b"hello").unwrap();
            assert_eq!(signature, signer.try_sign(b"hello").unwrap());
            assert_eq!(verifier.verify(algorithm, &key, b"hello", &signature), Ok(()));
            assert!(verifier.verify(algorithm, &key, b"hullo", &signature).is_err());
            assert!(other.verify(algorithm, &key, b"hello", &signature).is_err());
        }
    }

    #[test]
    fn all_three_forms_are_one_key() {
        let signer = RsaSigner::from_pkcs8_der(&PKCS8).unwrap();
        let kept = signer.dangerous_to_multicodec();
        // 0x1305 as a varint.
        assert_eq!(kept[..2], [0x85, 0x26]);
        assert_eq!(kept[2..], *pkcs1());
        let expected = signer.public_key();
        assert_eq!(RsaSigner::from_pkcs1_der(pkcs1()).unwrap().public_key(), expected);
        assert_eq!(RsaSigner::from_multicodec(&kept).unwrap().public_key(), expected);
    }

    #[test]
    fn refuses_other_forms_truncations_and_trailing_bytes() {
        let refused = |bytes: &[u8]| {
            assert_eq!(RsaSigner::from_pkcs1_der(bytes).unwrap_err(), SecretKeyError::NotRsa);
            assert_eq!(RsaSigner::from_pkcs8_der(bytes).unwrap_err(), SecretKeyError::NotRsa);
        };
        let from_pkcs1 = RsaSigner::from_pkcs1_der(&PKCS8).unwrap_err();
        assert_eq!(from_pkcs1, SecretKeyError::NotRsa);
        let from_pkcs8 = RsaSigner::from_pkcs8_der(pkcs1()).unwrap_err();
        assert_eq!(from_pkcs8, SecretKeyError::NotRsa);
        for whole in [pkcs1(), &PKCS8] {
            refused(&[whole, &[0]].concat());
            for length in (0..whole.len()).step_by(7) {
                refused(&whole[..length]);
            }
        }
    }

    #[test]
    fn refuses_a_key_whose_numbers_do_not_fit_together() {
        let mut bytes = pkcs1().to_vec();
        // The lowest byte of the last number, q⁻¹ mod p.
        *bytes.last_mut().unwrap() ^= 0x02;
        assert_eq!(RsaSigner::from_pkcs1_der(&bytes).unwrap_err(), SecretKeyError::NotRsa);
    }

    #[test]
    fn refuses_a_modulus_of_another_size_and_says_which() {
        // Version 0, a modulus of 1024 bits, and nothing else.
        let mut bytes = [&[0x30, 0x81, 0x8a, 2, 1, 0, 2, 0x81, 0x81, 0][..], &[0xff; 128]].concat();
        bytes.extend([2, 1, 3]);
        bytes[2] = u8::try_from(bytes.len() - 3).unwrap();
        let refused = RsaSigner::from_pkcs1_der(&bytes).unwrap_err();
        assert_eq!(refused, SecretKeyError::RsaSize { bits: 1024 });
    }

    #[test]
    fn refuses_other_prefixes() {
        let refused = RsaSigner::from_multicodec(&[0x80, 0x26, 0x30]).unwrap_err();
        assert_eq!(refused, SecretKeyError::UnsupportedKeyType { code: 0x1300 });
        assert_eq!(RsaSigner::from_multicodec(&[0x85]).unwrap_err(), SecretKeyError::Prefix);
    }

    #[test]
    fn does_not_print_the_key() {
        let signer = RsaSigner::from_pkcs8_der(&PKCS8).unwrap();
        let text = format!("{signer:?}");
        assert_eq!(text, format!("RsaSigner({:?})", signer.public_key()));
    }
}
