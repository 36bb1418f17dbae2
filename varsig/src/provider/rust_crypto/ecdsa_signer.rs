//! ECDSA signatures by `p256`, `p384`, `p521` and `k256`.

use alloc::vec::Vec;
use core::fmt;

use ecdsa::signature::hazmat::PrehashSigner;
use sha2::{Digest, Sha256, Sha384, Sha512};
use sha3::Keccak256;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{
    algorithm::SignatureAlgorithm,
    eip191,
    key_type::KeyType,
    multicodec,
    public_key::{ParsedKey, PublicKey},
    sign::{SecretKeyError, Signer, SigningError, secret_key},
    varint,
};

/// A key of one curve: how it is read, kept, shown and wiped.
macro_rules! key {
    (
        $(#[$attribute:meta])*
        $name:ident, $curve:ident, $key_type:ident, $width:literal, $code:ident, $prefix:literal
        $(, $field:ident: $type:ty = $initial:expr)?
    ) => {
        $(#[$attribute])*
        #[derive(Clone)]
        pub struct $name {
            key: $curve::ecdsa::SigningKey,
            /// Derived once, when the key is read.
            public_key: PublicKey,
            $($field: $type,)?
        }

        impl $name {
            #[doc = concat!("The key of a scalar of ", $width, " bytes, big endian, which the")]
            /// caller draws from a good source.
            ///
            /// # Errors
            ///
            /// [`SecretKeyError::Length`] for another number of bytes,
            /// [`SecretKeyError::OutOfRange`] for zero and for numbers that are not
            /// below the order of the curve.
            pub fn from_scalar(scalar: &[u8]) -> Result<Self, SecretKeyError> {
                // The library would fill a shorter number up with zeros.
                if scalar.len() != $width {
                    return Err(SecretKeyError::Length { expected: $width, found: scalar.len() });
                }
                let key = $curve::ecdsa::SigningKey::from_slice(scalar)
                    .map_err(|_| SecretKeyError::OutOfRange)?;
                let point = *key.verifying_key();
                let public_key = PublicKey::from_parsed(
                    KeyType::$key_type,
                    point.to_sec1_point(true).as_bytes().to_vec(),
                    ParsedKey::$key_type(point),
                );
                Ok(Self { key, public_key $(, $field: $initial)? })
            }

            #[doc = concat!("Reads a scalar behind the `", $prefix, "` multicodec prefix.")]
            ///
            /// # Errors
            ///
            /// [`SecretKeyError::Prefix`] or [`SecretKeyError::UnsupportedKeyType`] for
            /// another prefix, else as [`Self::from_scalar`].
            pub fn from_multicodec(bytes: &[u8]) -> Result<Self, SecretKeyError> {
                Self::from_scalar(secret_key(multicodec::$code, bytes)?)
            }

            /// The scalar behind its multicodec prefix, for keeping. Whoever reads
            /// these bytes can sign: they are wiped when dropped, and belong in a
            /// place that only their owner can read.
            #[must_use]
            pub fn dangerous_to_multicodec(&self) -> Zeroizing<Vec<u8>> {
                // The capacity is never exceeded: a move would leave a copy behind.
                let mut out = Zeroizing::new(Vec::with_capacity($width + 2));
                varint::encode(multicodec::$code, &mut out);
                out.extend_from_slice(Zeroizing::new(self.key.to_bytes()).as_slice());
                out
            }
        }

        impl fmt::Debug for $name {
            /// The public key, and nothing else.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.public_key).finish()
            }
        }

        /// By the field `key`; the others are public.
        impl ZeroizeOnDrop for $name {}

        const _: () = {
            const fn wipes_itself<T: ZeroizeOnDrop>() {}
            wipes_itself::<$curve::ecdsa::SigningKey>();
        };
    };
}

/// A curve of NIST, which has one hash of its own size.
macro_rules! signer {
    ($name:ident, $curve:ident, $algorithm:ident, $hash:ty) => {
        impl Signer for $name {
            fn algorithm(&self) -> SignatureAlgorithm {
                SignatureAlgorithm::$algorithm
            }

            fn public_key(&self) -> PublicKey {
                self.public_key.clone()
            }

            fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
                let hash = <$hash>::digest(message);
                let signature = sign::<_, $curve::ecdsa::Signature>(&self.key, &hash)?;
                // The libraries do not choose between the twins for these curves.
                Ok(signature.normalize_s().to_bytes().to_vec())
            }
        }
    };
}

/// Signs a hash; the nonce is that of RFC 6979 with the hash of the curve.
fn sign<K: PrehashSigner<S>, S>(key: &K, hash: &[u8]) -> Result<S, SigningError> {
    key.sign_prehash(hash).map_err(|_| SigningError::Unavailable)
}

key! {
    /// A P-256 key in memory, which signs SHA2-256.
    ///
    /// Signatures are r ‖ s of 64 bytes, deterministic (RFC 6979) and with the low s
    /// (ruling T10). The key is wiped when this is dropped.
    P256Signer, p256, P256, 32, P256_PRIV, "p256-priv"
}
signer!(P256Signer, p256, ES256, Sha256);

key! {
    /// A P-384 key in memory, which signs SHA2-384.
    ///
    /// Signatures are r ‖ s of 96 bytes, deterministic (RFC 6979) and with the low s
    /// (ruling T10). The key is wiped when this is dropped.
    P384Signer, p384, P384, 48, P384_PRIV, "p384-priv"
}
signer!(P384Signer, p384, ES384, Sha384);

key! {
    /// A P-521 key in memory, which signs SHA2-512.
    ///
    /// Signatures are r ‖ s of 132 bytes, deterministic (RFC 6979) and with the low s
    /// (ruling T10). The key is wiped when this is dropped.
    P521Signer, p521, P521, 66, P521_PRIV, "p521-priv"
}
signer!(P521Signer, p521, ES512, Sha512);

key! {
    /// A secp256k1 key in memory, which signs SHA2-256, or Keccak-256 after
    /// [`keccak`](Self::keccak).
    ///
    /// Signatures are r ‖ s of 64 bytes, deterministic (RFC 6979 with SHA2-256 for
    /// either hash, as wallets do) and with the low s (ruling T10). The key is wiped
    /// when this is dropped.
    Secp256k1Signer, k256, Secp256k1, 32, SECP256K1_PRIV, "secp256k1-priv",
    algorithm: SignatureAlgorithm = SignatureAlgorithm::ES256K
}

impl Secp256k1Signer {
    /// The same key, signing Keccak-256 as Ethereum does.
    #[must_use]
    pub fn keccak(mut self) -> Self {
        self.algorithm = SignatureAlgorithm::ES256K_KECCAK;
        self
    }

    /// Signs `payload` as the `personal_sign` of a wallet does (EIP-191, version
    /// `0x45`), with Keccak-256 whichever hash this signer uses otherwise: r ‖ s ‖ v,
    /// 65 bytes, where v is 27 or 28.
    ///
    /// [`Header::verify`](crate::Header::verify) accepts it under a header that names
    /// EIP-191 and [`SignatureAlgorithm::ES256K_KECCAK`]. The payload is taken as it
    /// is; whether it is canonical is checked there, and by
    /// [`Header::sign`](crate::Header::sign), which leaves v out.
    ///
    /// # Errors
    ///
    /// [`SigningError::Unavailable`] if the signature has no v of one byte that wallets
    /// read, which happens for about one message in 2¹²⁷.
    pub fn sign_personal(&self, payload: &[u8]) -> Result<Vec<u8>, SigningError> {
        let hash = Keccak256::digest(eip191::message(payload));
        // The low s, and the number of the point that goes with it.
        let (signature, id) = sign::<_, (k256::ecdsa::Signature, _)>(&self.key, &hash)?;
        let v = eip191::recovery_byte(id).ok_or(SigningError::Unavailable)?;
        let mut out = Vec::with_capacity(65);
        out.extend_from_slice(&signature.to_bytes());
        out.push(v);
        Ok(out)
    }
}

impl Signer for Secp256k1Signer {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let hash = if self.algorithm == SignatureAlgorithm::ES256K_KECCAK {
            Keccak256::digest(message)
        } else {
            Sha256::digest(message)
        };
        // The library makes the low s for this curve.
        let signature = sign::<_, k256::ecdsa::Signature>(&self.key, &hash)?;
        Ok(signature.to_bytes().to_vec())
    }
}
