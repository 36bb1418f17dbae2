//! Ed25519: valid and mutated signatures, and numbers that are out of range.

use proptest::prelude::*;
use varsig::{
    Curve, Group, HashFunction, KeyType, PublicKey, PublicKeyError, SignatureAlgorithm,
    Signer as _, Verifier as _,
    provider::{
        aws_lc::{self, Ed25519Signer},
        rust_crypto,
    },
};

use crate::{
    agreement::{Mutation, holds},
    hex,
};

const MESSAGE: &[u8] = b"a message";

fn holds_ed25519(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    holds(SignatureAlgorithm::Ed25519, key, message, signature)
}

fn signed() -> (PublicKey, Vec<u8>) {
    let signer = Ed25519Signer::from_seed(&[9; 32]);
    (signer.public_key(), signer.try_sign(MESSAGE).unwrap())
}

/// L, the order of the base point, little endian (RFC 8032, section 5.1).
fn order() -> Vec<u8> {
    hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
}

#[test]
fn a_valid_signature_holds_and_only_under_its_key_and_message() {
    let (key, signature) = signed();
    assert!(holds_ed25519(&key, MESSAGE, &signature));
    assert!(!holds_ed25519(&key, b"another message", &signature));
    assert!(!holds_ed25519(&key, b"", &signature));
    let another = Ed25519Signer::from_seed(&[10; 32]).public_key();
    assert!(!holds_ed25519(&another, MESSAGE, &signature));
}

#[test]
fn every_flipped_bit_is_refused() {
    let (key, signature) = signed();
    for bit in 0..512 {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!holds_ed25519(&key, MESSAGE, &flipped), "bit {bit}");
    }
}

#[test]
fn every_other_length_is_refused() {
    let (key, signature) = signed();
    for length in 0..64 {
        assert!(!holds_ed25519(&key, MESSAGE, &signature[..length]), "{length}");
    }
    for more in [1, 2, 32, 64] {
        let longer = [&signature[..], &vec![0; more]].concat();
        assert!(!holds_ed25519(&key, MESSAGE, &longer), "{more} more");
    }
}

#[test]
fn every_multiple_of_the_order_on_top_of_s_is_refused() {
    let (key, mut signature) = signed();
    for multiple in 1..=15 {
        let mut carry = 0;
        for (digit, add) in signature[32..].iter_mut().zip(order()) {
            let sum = u16::from(*digit) + u16::from(add) + carry;
            *digit = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        assert_eq!(carry, 0, "S + {multiple} L fits in 32 bytes");
        assert!(!holds_ed25519(&key, MESSAGE, &signature), "S + {multiple} L");
    }
}

#[test]
fn s_of_zero_of_the_order_and_around_it_is_refused() {
    let (key, signature) = signed();
    let mut below = order();
    below[0] -= 1;
    let mut above = order();
    above[0] += 1;
    for s in [vec![0; 32], below, order(), above, vec![0xff; 32]] {
        let altered = [&signature[..32], &s].concat();
        assert!(!holds_ed25519(&key, MESSAGE, &altered), "{s:02x?}");
    }
}

#[test]
fn another_algorithm_or_key_type_is_refused() {
    let (key, signature) = signed();
    let generator = hex("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    let p256 = PublicKey::new(KeyType::P256, &generator).unwrap();
    assert!(!holds_ed25519(&p256, MESSAGE, &signature));
    for algorithm in [
        SignatureAlgorithm::Ed448,
        SignatureAlgorithm::ES256,
        SignatureAlgorithm::Ecdsa { curve: Curve::P256, hash: HashFunction::Sha2_512 },
        SignatureAlgorithm::rs256(256),
        SignatureAlgorithm::Bls { key_group: Group::G1, hash: HashFunction::Sha2_256 },
    ] {
        let native = aws_lc::Ed25519Verifier.verify(algorithm, &key, MESSAGE, &signature);
        let portable = rust_crypto::Ed25519Verifier.verify(algorithm, &key, MESSAGE, &signature);
        assert!(native.is_err() && portable.is_err(), "{algorithm}");
    }
}

#[test]
fn keys_off_the_curve_and_in_a_second_spelling_are_refused_when_parsed() {
    // y = 2 is on no point of the curve; y = p + 3 is a second spelling of y = 3.
    let mut two = vec![0; 32];
    two[0] = 2;
    let mut p_and_3 = vec![0xff; 32];
    p_and_3[0] = 0xf0;
    p_and_3[31] = 0x7f;
    for bytes in [two, p_and_3] {
        let refused = PublicKey::new(KeyType::Ed25519, &bytes);
        assert_eq!(refused, Err(PublicKeyError::NotAPoint));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn both_agree_on_mutated_signatures(
        mutations in prop::collection::vec(Mutation::any(), 1..4),
    ) {
        let (key, signature) = signed();
        let mut mutated = signature.clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut mutated));
        prop_assert_eq!(holds_ed25519(&key, MESSAGE, &mutated), mutated == signature);
    }

    #[test]
    fn both_agree_on_any_key_that_parses(
        bytes: [u8; 32],
        message in prop::collection::vec(any::<u8>(), 0..40),
        signature in prop::collection::vec(any::<u8>(), 64),
    ) {
        if let Ok(key) = PublicKey::new(KeyType::Ed25519, &bytes) {
            prop_assert!(!holds_ed25519(&key, &message, &signature));
        }
    }
}
