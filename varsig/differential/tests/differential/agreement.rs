//! Asking both providers, and insisting on one answer.

use ed25519_dalek::{Signature, VerifyingKey};
use proptest::prelude::*;
use varsig::{
    PublicKey, SignatureAlgorithm, Verifier,
    provider::{aws_lc, rust_crypto},
};

/// The portable provider, and AWS-LC.
pub(crate) fn providers(algorithm: SignatureAlgorithm) -> [&'static dyn Verifier; 2] {
    match algorithm {
        SignatureAlgorithm::Ed25519 => [&rust_crypto::Ed25519Verifier, &aws_lc::Ed25519Verifier],
        SignatureAlgorithm::ES256 => {
            [&rust_crypto::EcdsaVerifier::ES256, &aws_lc::EcdsaVerifier::ES256]
        }
        SignatureAlgorithm::ES384 => {
            [&rust_crypto::EcdsaVerifier::ES384, &aws_lc::EcdsaVerifier::ES384]
        }
        SignatureAlgorithm::ES512 => {
            [&rust_crypto::EcdsaVerifier::ES512, &aws_lc::EcdsaVerifier::ES512]
        }
        SignatureAlgorithm::ES256K => {
            [&rust_crypto::EcdsaVerifier::ES256K, &aws_lc::EcdsaVerifier::ES256K]
        }
        other => panic!("{other} has one provider"),
    }
}

/// Whether the signature holds, in the view of both providers.
///
/// # Panics
///
/// If they differ.
pub(crate) fn holds(
    algorithm: SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let [portable, native] = providers(algorithm)
        .map(|verifier| verifier.verify(algorithm, key, message, signature).is_ok());
    assert_eq!(
        portable, native,
        "the portable provider says {portable}, AWS-LC says {native}: \
         {algorithm}, {key:?}, message {message:02x?}, signature {signature:02x?}"
    );
    if algorithm == SignatureAlgorithm::Ed25519 {
        assert_eq!(
            portable,
            holds_strictly(key, message, signature),
            "strict verification says otherwise: {key:?}, message {message:02x?}, \
             signature {signature:02x?}"
        );
    }
    portable
}

/// What the strict verification of `ed25519-dalek` says, which decodes R and sees its order.
fn holds_strictly(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let key = key.as_bytes().try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
    let signature = Signature::from_slice(signature).ok();
    key.zip(signature).is_some_and(|(key, it)| key.verify_strict(message, &it).is_ok())
}

/// Something that happens to a signature on its way.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Flip(prop::sample::Index, u8),
    Set(prop::sample::Index, u8),
    Add(prop::sample::Index),
    Truncate(prop::sample::Index),
    Extend(Vec<u8>),
    Remove(prop::sample::Index),
    SwapHalves,
    Fill(prop::sample::Index, prop::sample::Index, u8),
}

impl Mutation {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let index = any::<prop::sample::Index>;
        let extreme = || prop_oneof![Just(0x00), Just(0xff), any::<u8>()];
        prop_oneof![
            (index(), 0_u8..8).prop_map(|(at, bit)| Self::Flip(at, bit)),
            (index(), extreme()).prop_map(|(at, byte)| Self::Set(at, byte)),
            index().prop_map(Self::Add),
            index().prop_map(Self::Truncate),
            prop::collection::vec(extreme(), 1..80).prop_map(Self::Extend),
            index().prop_map(Self::Remove),
            Just(Self::SwapHalves),
            (index(), index(), extreme()).prop_map(|(from, to, byte)| Self::Fill(from, to, byte)),
        ]
    }

    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Self::Set(at, byte) => bytes[at.index(length)] = *byte,
            Self::Add(at) => {
                let byte = &mut bytes[at.index(length)];
                *byte = byte.wrapping_add(1);
            }
            Self::Truncate(at) => bytes.truncate(at.index(length)),
            Self::Extend(more) => bytes.extend_from_slice(more),
            Self::Remove(at) => {
                bytes.remove(at.index(length));
            }
            Self::SwapHalves => bytes.rotate_left(length / 2),
            Self::Fill(from, to, byte) => {
                let (from, to) = (from.index(length), to.index(length));
                bytes[from.min(to)..=from.max(to)].fill(*byte);
            }
        }
    }
}
