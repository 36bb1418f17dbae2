//! `aws-lc-rs` by itself.

use std::io::{self, Write};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_FIXED,
        ECDSA_P521_SHA512_FIXED, ED25519, Ed25519KeyPair, ParsedPublicKey,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, Signature, VerificationAlgorithm,
    },
};
use ipvm_benches::Table;
use varsig::{RsaSigner, SignatureAlgorithm};

use super::{row, sign, verify};

pub(crate) const NAME: &str = "aws-lc-rs";

pub(crate) fn ed25519_signer(seed: &[u8; 32]) -> impl Fn(&[u8]) -> Signature {
    let key = Ed25519KeyPair::from_seed_unchecked(seed).expect("a seed");
    move |message| key.sign(message)
}

/// Verifies under a key that is parsed here, once.
pub(crate) fn verifier(
    algorithm: SignatureAlgorithm,
    key: &[u8],
) -> impl Fn(&[u8], &[u8]) -> bool + use<> {
    let algorithm: &'static dyn VerificationAlgorithm = match algorithm {
        SignatureAlgorithm::Ed25519 => &ED25519,
        SignatureAlgorithm::ES256 => &ECDSA_P256_SHA256_FIXED,
        SignatureAlgorithm::ES384 => &ECDSA_P384_SHA384_FIXED,
        SignatureAlgorithm::ES512 => &ECDSA_P521_SHA512_FIXED,
        SignatureAlgorithm::ES256K => &ECDSA_P256K1_SHA256_FIXED,
        SignatureAlgorithm::Rsa { .. } => &RSA_PKCS1_2048_8192_SHA256,
        _ => panic!("{algorithm} is not measured"),
    };
    let key = ParsedPublicKey::new(algorithm, key).expect("the key of a signer");
    move |message, signature| key.verify_sig(message, signature).is_ok()
}

pub(crate) fn rsa(table: &mut Table<impl Write>, message: &[u8]) -> io::Result<()> {
    let other = RsaKeyPair::generate(KeySize::Rsa2048).expect("randomness");
    let der: Pkcs8V1Der<'_> = other.as_der().expect("a key");
    let ours = RsaSigner::from_pkcs8_der(der.as_ref()).expect("a key");
    let measured = sign(&ours, message, || {
        let mut signature = vec![0; other.public_modulus_len()];
        other.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).is_ok()
    });
    row(table, "RSA 2048, SHA2-256 sign", measured)?;
    row(table, "RSA 2048, SHA2-256 verify", verify(&ours, message))
}
