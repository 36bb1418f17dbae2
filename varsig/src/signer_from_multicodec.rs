//! A signer for whatever type of key there is.

use alloc::boxed::Box;

#[cfg(feature = "bls")]
use crate::BlsSigner;
#[cfg(feature = "rsa")]
use crate::RsaSigner;
use crate::{
    Ed25519Signer, P256Signer, P384Signer, P521Signer, Secp256k1Signer, multicodec as code,
    sign::{SecretKeyError, Signer, secret_key_of_any_type},
};

/// The signer of a secret key behind its multicodec prefix, in the form that the
/// `dangerous_to_multicodec` of the signers writes.
///
/// A secp256k1 key signs SHA2-256, the hash that UCAN names; for Keccak-256 see
/// [`Secp256k1Signer::keccak`].
///
/// # Errors
///
/// [`SecretKeyError::Prefix`] for bytes that do not begin as secret keys do,
/// [`SecretKeyError::UnsupportedKeyType`] for a type that this build does not sign
/// with (`rsa-priv` without the feature `rsa`, the `bls12_381` types without the
/// feature `bls`), and those of the signer's own `from_multicodec`.
pub fn signer_from_multicodec(bytes: &[u8]) -> Result<Box<dyn Signer>, SecretKeyError> {
    let (code, _) = secret_key_of_any_type(bytes)?;
    Ok(match code {
        code::ED25519_PRIV => Box::new(Ed25519Signer::from_multicodec(bytes)?),
        code::P256_PRIV => Box::new(P256Signer::from_multicodec(bytes)?),
        code::P384_PRIV => Box::new(P384Signer::from_multicodec(bytes)?),
        code::P521_PRIV => Box::new(P521Signer::from_multicodec(bytes)?),
        code::SECP256K1_PRIV => Box::new(Secp256k1Signer::from_multicodec(bytes)?),
        #[cfg(feature = "rsa")]
        code::RSA_PRIV => Box::new(RsaSigner::from_multicodec(bytes)?),
        #[cfg(feature = "bls")]
        code::BLS12_381_G1_PRIV | code::BLS12_381_G2_PRIV => {
            Box::new(BlsSigner::from_multicodec(bytes)?)
        }
        code => return Err(SecretKeyError::UnsupportedKeyType { code }),
    })
}
