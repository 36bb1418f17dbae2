//! What AWS-LC signs is, byte for byte, what the portable provider signs.

use proptest::prelude::*;
use varsig::{
    Signer as _,
    provider::{aws_lc, rust_crypto},
};

use crate::agreement::holds;

proptest! {
    #[test]
    fn both_providers_sign_the_same_bytes_with_the_same_key(
        seed: [u8; 32],
        message in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let portable = rust_crypto::Ed25519Signer::from_seed(&seed);
        let native = aws_lc::Ed25519Signer::from_seed(&seed);
        prop_assert_eq!(portable.public_key(), native.public_key());
        let signature = native.try_sign(&message).unwrap();
        prop_assert_eq!(&portable.try_sign(&message).unwrap(), &signature);
        prop_assert!(holds(native.algorithm(), &native.public_key(), &message, &signature));
    }

    #[test]
    fn each_provider_reads_what_the_other_keeps(seed: [u8; 32]) {
        let portable = rust_crypto::Ed25519Signer::from_seed(&seed);
        let native = aws_lc::Ed25519Signer::from_seed(&seed);
        let kept = portable.dangerous_to_multicodec();
        prop_assert_eq!(&kept, &native.dangerous_to_multicodec());
        let read = aws_lc::Ed25519Signer::from_multicodec(&kept).unwrap();
        prop_assert_eq!(read.public_key(), portable.public_key());
    }
}
