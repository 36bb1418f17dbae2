//! Ed25519 by `ed25519-dalek`.

use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{
    algorithm::SignatureAlgorithm,
    key_type::KeyType,
    multicodec,
    provider::{ed25519_batch, small_order::has_small_order},
    public_key::{ParsedKey, PublicKey},
    sign::{SecretKeyError, Signer, SigningError, secret_key},
    varint,
    verify::{InvalidSignature, Signed, Verifier},
};

/// An Ed25519 key in memory. The key is wiped when this is dropped.
#[derive(Clone)]
pub struct Ed25519Signer {
    key: SigningKey,
    /// Derived once, when the key is read.
    public_key: PublicKey,
}

impl Ed25519Signer {
    /// The key of a 32-byte seed, which the caller draws from a good source.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let point = key.verifying_key();
        let public_key = PublicKey::from_parsed(
            KeyType::Ed25519,
            point.as_bytes().to_vec(),
            ParsedKey::Ed25519(point.into()),
        );
        Self { key, public_key }
    }

    /// Reads a seed behind the `ed25519-priv` multicodec prefix.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::Prefix`], [`SecretKeyError::UnsupportedKeyType`] or
    /// [`SecretKeyError::Length`] for anything else.
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        let seed = secret_key(multicodec::ED25519_PRIV, bytes)?;
        let found = seed.len();
        let seed = seed.try_into().map_err(|_| SecretKeyError::Length { expected: 32, found })?;
        Ok(Self::from_seed(seed))
    }

    /// The seed behind its multicodec prefix, for keeping. Whoever reads these
    /// bytes can sign: they are wiped when dropped, and belong in a place that
    /// only their owner can read.
    #[must_use]
    pub fn dangerous_to_multicodec(&self) -> Zeroizing<Vec<u8>> {
        // The capacity is never exceeded: a move would leave a copy behind.
        let mut out = Zeroizing::new(Vec::with_capacity(34));
        varint::encode(multicodec::ED25519_PRIV, &mut out);
        out.extend_from_slice(self.key.as_bytes());
        out
    }
}

impl Signer for Ed25519Signer {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ed25519
    }

    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let signature = self.key.try_sign(message).map_err(|_| SigningError::Unavailable)?;
        Ok(signature.to_bytes().to_vec())
    }
}

impl fmt::Debug for Ed25519Signer {
    /// The public key, and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ed25519Signer").field(&self.public_key).finish()
    }
}

/// By the field `key`; the other is public.
impl ZeroizeOnDrop for Ed25519Signer {}

const _: () = {
    const fn wipes_itself<T: ZeroizeOnDrop>() {}
    wipes_itself::<SigningKey>();
};

/// Strict Ed25519 verification (ruling T9).
///
/// The library checks that S is below the group order, and that R is, byte for byte, the
/// canonical form of \[S\]B − \[k\]A, without a cofactor. That neither R nor A has small order
/// is checked here and when the key was parsed. The verdict is that of the library's own
/// strict verification, which decodes R for it and takes a sixth longer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519Verifier;

impl Verifier for Ed25519Verifier {
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool {
        algorithm == SignatureAlgorithm::Ed25519
    }

    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let (SignatureAlgorithm::Ed25519, ParsedKey::Ed25519(key)) =
            (algorithm, public_key.parsed())
        else {
            return Err(InvalidSignature);
        };
        let signature = Signature::from_slice(signature).map_err(|_| InvalidSignature)?;
        if has_small_order(signature.r_bytes()) {
            return Err(InvalidSignature);
        }
        let key = key.decoded(public_key.as_bytes()).ok_or(InvalidSignature)?;
        ed25519_dalek::Verifier::verify(&key, message, &signature).map_err(|_| InvalidSignature)
    }

    fn verify_all(
        &self,
        algorithm: SignatureAlgorithm,
        signed: &[Signed<'_>],
    ) -> Vec<Result<(), InvalidSignature>> {
        ed25519_batch::verify_all(self, algorithm, signed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// RFC 8032, section 7.1, test 2.
    const SEED: [u8; 32] = [
        0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e,
        0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8,
        0xa6, 0xfb,
    ];
    const SIGNATURE: [u8; 64] = [
        0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25,
        0x40, 0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb,
        0x69, 0xda, 0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0,
        0xf1, 0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16,
        0x12, 0xbb, 0x0c, 0x00,
    ];

    fn verify(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        Ed25519Verifier.verify(SignatureAlgorithm::Ed25519, key, message, signature)
    }

    #[test]
    fn signs_and_verifies_the_vector_of_the_rfc() {
        let signer = Ed25519Signer::from_seed(&SEED);
        assert_eq!(signer.try_sign(&[0x72]).unwrap(), SIGNATURE);
        assert_eq!(verify(&signer.public_key(), &[0x72], &SIGNATURE), Ok(()));
    }

    #[test]
    fn refuses_every_flipped_bit_and_every_other_length() {
        let key = Ed25519Signer::from_seed(&SEED).public_key();
        for bit in 0..512 {
            let mut signature = SIGNATURE;
            signature[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&key, &[0x72], &signature), Err(InvalidSignature));
        }
        for length in [0, 3, 63] {
            let short = &SIGNATURE[..length];
            assert_eq!(verify(&key, &[0x72], short), Err(InvalidSignature));
        }
    }

    #[test]
    fn does_not_print_the_key() {
        let signer = Ed25519Signer::from_seed(&SEED);
        let text = format!("{signer:?}");
        assert!(!text.contains("4ccd089b"), "{text}");
        assert!(text.starts_with("Ed25519Signer(PublicKey(Ed25519, 3d4017c3"), "{text}");
    }

    #[test]
    fn a_kept_key_reads_back_and_other_bytes_do_not() {
        let signer = Ed25519Signer::from_seed(&SEED);
        let kept = signer.dangerous_to_multicodec();
        let read = Ed25519Signer::from_multicodec(&kept).unwrap();
        assert_eq!(read.public_key(), signer.public_key());
        for (bytes, expected) in [
            (&kept[..33], SecretKeyError::Length { expected: 32, found: 31 }),
            (&[&kept[..], &[0]].concat(), SecretKeyError::Length { expected: 32, found: 33 }),
            (&[0x86, 0x26, 1], SecretKeyError::UnsupportedKeyType { code: 0x1306 }),
            (&[0xed, 0x01], SecretKeyError::Prefix),
            (&[0x80], SecretKeyError::Prefix),
            (&[], SecretKeyError::Prefix),
        ] {
            assert_eq!(Ed25519Signer::from_multicodec(bytes).err(), Some(expected));
        }
    }
}
