//! The portable libraries by themselves.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use varsig::SignatureAlgorithm;

pub(crate) const NAME: &str = "RustCrypto";

pub(crate) fn ed25519_signer(seed: &[u8; 32]) -> impl Fn(&[u8]) -> Signature {
    let key = SigningKey::from_bytes(seed);
    move |message| key.sign(message)
}

pub(crate) type Verify = Box<dyn Fn(&[u8], &[u8]) -> bool>;

macro_rules! curve {
    ($curve:ident, $key:expr) => {{
        use $curve::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};

        let key = VerifyingKey::from_sec1_bytes($key).expect("the key of a signer");
        Box::new(move |message, signature| {
            Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok())
        })
    }};
}

/// Verifies under a key that is parsed here, once.
pub(crate) fn verifier(algorithm: SignatureAlgorithm, key: &[u8]) -> Verify {
    match algorithm {
        SignatureAlgorithm::Ed25519 => {
            let key = key.try_into().expect("the key of a signer");
            let key = VerifyingKey::from_bytes(key).expect("the key of a signer");
            Box::new(move |message, signature| {
                Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            })
        }
        SignatureAlgorithm::ES256 => curve!(p256, key),
        SignatureAlgorithm::ES384 => curve!(p384, key),
        SignatureAlgorithm::ES512 => curve!(p521, key),
        SignatureAlgorithm::ES256K => curve!(k256, key),
        _ => panic!("{algorithm} is not measured"),
    }
}
