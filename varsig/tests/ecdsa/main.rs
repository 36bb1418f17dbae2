//! ECDSA on the four curves: the signatures of the texts, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use proptest::prelude::*;
use varsig::{
    Curve, HashFunction, InvalidSignature, KeyType, P256Signer, P384Signer, P521Signer, PublicKey,
    Secp256k1Signer, SecretKeyError, SignatureAlgorithm, Signer, VerificationError, Verifier,
    VerifierSet, provider::rust_crypto::EcdsaVerifier, s_twins,
};

mod keys;
mod vectors;

use vectors::Vector;

/// The orders of the curves: FIPS 186-4, D.1.2, and SEC 2, section 2.4.1.
const ORDERS: [(KeyType, &str); 4] = [
    (KeyType::P256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    (
        KeyType::P384,
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a\
         ecec196accc52973",
    ),
    (
        KeyType::P521,
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f\
         966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
    (KeyType::Secp256k1, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
];

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).unwrap().try_into().unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn order(key_type: KeyType) -> Vec<u8> {
    hex(ORDERS.iter().find(|(found, _)| *found == key_type).unwrap().1)
}

fn signer(key_type: KeyType, scalar: &[u8]) -> Result<Box<dyn Signer>, SecretKeyError> {
    Ok(match key_type {
        KeyType::P256 => Box::new(P256Signer::from_scalar(scalar)?),
        KeyType::P384 => Box::new(P384Signer::from_scalar(scalar)?),
        KeyType::P521 => Box::new(P521Signer::from_scalar(scalar)?),
        KeyType::Secp256k1 => Box::new(Secp256k1Signer::from_scalar(scalar)?),
        other => panic!("{other} is no curve of ECDSA"),
    })
}

/// A signer, a message and its signature.
type Example = (Box<dyn Signer>, &'static [u8], Vec<u8>);

/// All signers, with one vector each: the signature is that of the vector.
fn examples() -> Vec<Example> {
    [
        (KeyType::P256, &vectors::P256[0]),
        (KeyType::P384, &vectors::P384[0]),
        (KeyType::P521, &vectors::P521[0]),
        (KeyType::Secp256k1, &vectors::SECP256K1[0]),
    ]
    .map(|(key_type, vector)| {
        let signer = signer(key_type, &hex(vector.key)).unwrap();
        (signer, vector.message.as_bytes(), [hex(vector.r), hex(vector.low)].concat())
    })
    .into()
}

fn verify(signer: &dyn Signer, message: &[u8], signature: &[u8]) -> Result<(), VerificationError> {
    let key = signer.public_key();
    VerifierSet::everything().verify(signer.algorithm(), &key, message, signature)
}

const REFUSED: Result<(), VerificationError> = Err(VerificationError::InvalidSignature);

#[test]
fn signs_as_the_texts_do_with_the_low_s_and_accepts_the_high_s() {
    let all: [(KeyType, SignatureAlgorithm, &[Vector]); 4] = [
        (KeyType::P256, SignatureAlgorithm::ES256, &vectors::P256),
        (KeyType::P384, SignatureAlgorithm::ES384, &vectors::P384),
        (KeyType::P521, SignatureAlgorithm::ES512, &vectors::P521),
        (KeyType::Secp256k1, SignatureAlgorithm::ES256K, &vectors::SECP256K1),
    ];
    for (key_type, algorithm, vectors) in all {
        for vector in vectors {
            let message = vector.message.as_bytes();
            let signer = signer(key_type, &hex(vector.key)).unwrap();
            let public_key = PublicKey::new(key_type, &hex(vector.public_key)).unwrap();
            assert_eq!(signer.public_key(), public_key);
            assert_eq!(signer.algorithm(), algorithm);
            let [low, high] = [vector.low, vector.high].map(|s| [hex(vector.r), hex(s)].concat());
            assert_eq!(signer.try_sign(message).unwrap(), low, "{key_type}, {}", vector.message);
            assert_eq!(verify(&*signer, message, &low), Ok(()));
            assert_eq!(verify(&*signer, message, &high), Ok(()));
        }
    }
}

/// A transaction that ethers-rs and k256 carry as a test, key and signature with it.
#[test]
fn signs_keccak_256_as_the_libraries_of_ethereum_do() {
    let key = hex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");
    let signer = Secp256k1Signer::from_scalar(&key).unwrap().keccak();
    let message =
        hex("e9808504e3b29200831e848094f0109fc8df283027b6285cc889f5aa624eac1f55843b9aca0080018080");
    let signature = hex("c9cf86333bcb065d140032ecaab5d9281bde80f21b9687b3e94161de42d51895\
                         727a108a0b8d101465414033c3f705a9c7b826e596766046ee1183dbc8aeaa68");
    assert_eq!(signer.algorithm(), SignatureAlgorithm::ES256K_KECCAK);
    assert_eq!(signer.try_sign(&message).unwrap(), signature);
    assert_eq!(verify(&signer, &message, &signature), Ok(()));
}

#[test]
fn refuses_every_flipped_bit() {
    for (signer, message, signature) in examples() {
        for bit in 0..signature.len() * 8 {
            let mut flipped = signature.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&*signer, message, &flipped), REFUSED, "{}", signer.algorithm());
        }
    }
}

#[test]
fn refuses_another_message_and_another_key() {
    for (signer, message, signature) in examples() {
        for other in [&b""[..], b"Sample", &[message, b"\0"].concat()] {
            assert_eq!(verify(&*signer, other, &signature), REFUSED);
        }
        let mut scalar = vec![0; signature.len() / 2];
        *scalar.last_mut().unwrap() = 3;
        let other = self::signer(signer.public_key().key_type(), &scalar).unwrap();
        assert_eq!(verify(&*other, message, &signature), REFUSED);
    }
}

/// The integer of DER, without its needless zeros.
fn der_integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = &number[zeros..];
    let sign = if digits[0] >= 0x80 { &[0][..] } else { &[] };
    let length = u8::try_from(sign.len() + digits.len()).unwrap();
    [&[0x02, length], sign, digits].concat()
}

#[test]
fn refuses_every_other_length_and_der() {
    for (signer, message, signature) in examples() {
        let width = signature.len() / 2;
        for length in [0, 1, width, 2 * width - 1] {
            assert_eq!(verify(&*signer, message, &signature[..length]), REFUSED);
        }
        for longer in [
            [&signature[..], &[0]].concat(),
            [&signature[..], &[27]].concat(),
            [&[0], &signature[..]].concat(),
            [&signature[..], &signature].concat(),
            vec![0; 1 << 16],
        ] {
            assert_eq!(verify(&*signer, message, &longer), REFUSED);
        }
        let (r, s) = signature.split_at(width);
        let body = [der_integer(r), der_integer(s)].concat();
        let length = u8::try_from(body.len()).unwrap();
        let head = if length < 0x80 { vec![0x30, length] } else { vec![0x30, 0x81, length] };
        assert_eq!(verify(&*signer, message, &[head, body].concat()), REFUSED);
    }
}

#[test]
fn refuses_r_and_s_out_of_range() {
    for (signer, message, signature) in examples() {
        let (r, s) = signature.split_at(signature.len() / 2);
        let order = order(signer.public_key().key_type());
        let mut beyond = order.clone();
        *beyond.last_mut().unwrap() += 1;
        let zero = vec![0; r.len()];
        let most = vec![0xff; r.len()];
        for bad in [&zero, &order, &beyond, &most] {
            for pair in [[bad, s], [r, bad], [bad, bad]] {
                assert_eq!(verify(&*signer, message, &pair.concat()), REFUSED);
            }
        }
    }
}

/// Adding the order to a small number gives it a second spelling modulo the order.
#[test]
fn refuses_a_number_that_is_in_range_only_modulo_the_order() {
    // r and s of 521 bits leave room for it in 66 bytes; s is from RFC 6979, A.2.7.
    let vector = &vectors::P521[0];
    let signer = signer(KeyType::P521, &hex(vector.key)).unwrap();
    let mut carry = 0;
    let mut sum = hex(vector.low);
    for (digit, order) in sum.iter_mut().zip(order(KeyType::P521)).rev() {
        let digits = u16::from(*digit) + u16::from(order) + carry;
        *digit = digits.to_le_bytes()[0];
        carry = digits >> 8;
    }
    assert_eq!(carry, 0);
    let signature = [hex(vector.r), sum].concat();
    assert_eq!(verify(&*signer, vector.message.as_bytes(), &signature), REFUSED);
}

#[test]
fn refuses_a_key_of_another_type() {
    let examples = examples();
    let ed25519 = varsig::Ed25519Signer::from_seed(&[7; 32]).public_key();
    for (signer, message, signature) in &examples {
        for key in examples.iter().map(|(other, ..)| other.public_key()).chain([ed25519.clone()]) {
            if key.key_type() != signer.public_key().key_type() {
                let set = VerifierSet::everything();
                assert_eq!(set.verify(signer.algorithm(), &key, message, signature), REFUSED);
            }
        }
    }
}

#[test]
fn a_signature_holds_for_one_hash_only() {
    let key = hex(vectors::SECP256K1[0].key);
    let sha2 = Secp256k1Signer::from_scalar(&key).unwrap();
    let keccak = sha2.clone().keccak();
    assert_eq!(sha2.public_key(), keccak.public_key());
    let signature = sha2.try_sign(b"message").unwrap();
    assert_eq!(verify(&keccak, b"message", &signature), REFUSED);
    let signature = keccak.try_sign(b"message").unwrap();
    assert_eq!(verify(&sha2, b"message", &signature), REFUSED);
}

#[test]
fn a_verifier_refuses_every_algorithm_but_its_own() {
    let all = [
        EcdsaVerifier::ES256,
        EcdsaVerifier::ES384,
        EcdsaVerifier::ES512,
        EcdsaVerifier::ES256K,
        EcdsaVerifier::ES256K_KECCAK,
    ];
    for (signer, message, signature) in examples() {
        let (algorithm, key) = (signer.algorithm(), signer.public_key());
        let held = all.iter().filter(|verifier| {
            let verdict = verifier.verify(algorithm, &key, message, &signature);
            assert_eq!(verdict.is_ok(), verifier.verifies(algorithm));
            assert!(verdict == Ok(()) || verdict == Err(InvalidSignature));
            verdict.is_ok()
        });
        assert_eq!(held.count(), 1);
    }
}

#[test]
fn a_curve_with_the_hash_of_another_is_not_supported() {
    for (curve, hash) in [
        (Curve::P256, HashFunction::Sha2_512),
        (Curve::P384, HashFunction::Sha2_256),
        (Curve::P521, HashFunction::Sha2_384),
        (Curve::Secp256k1, HashFunction::Sha2_512),
        (Curve::P256, HashFunction::Keccak256),
    ] {
        let algorithm = SignatureAlgorithm::Ecdsa { curve, hash };
        let (signer, message, signature) = examples().swap_remove(0);
        assert_eq!(
            VerifierSet::everything().verify(algorithm, &signer.public_key(), message, &signature),
            Err(VerificationError::Unsupported { algorithm })
        );
    }
}

fn curve() -> impl Strategy<Value = KeyType> {
    prop::sample::select(ORDERS.map(|(key_type, _)| key_type).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_signed_verifies_and_is_the_low_twin_of_a_deterministic_signature(
        key_type in curve(),
        seed in any::<[u8; 24]>(),
        message in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut scalar = vec![0; order(key_type).len()];
        let start = scalar.len() - seed.len();
        scalar[start..].copy_from_slice(&seed);
        scalar[1] = 1;
        let signer = signer(key_type, &scalar).unwrap();
        let signature = signer.try_sign(&message).unwrap();
        prop_assert_eq!(signature.len(), 2 * scalar.len());
        prop_assert_eq!(&signature, &signer.try_sign(&message).unwrap());
        prop_assert_eq!(verify(&*signer, &message, &signature), Ok(()));
        let [low, high] = s_twins(signer.algorithm(), &signature).unwrap();
        prop_assert_eq!(&low, &signature);
        prop_assert_eq!(verify(&*signer, &message, &high), Ok(()));
    }

    #[test]
    fn no_bytes_make_a_verifier_panic(
        key_type in curve(),
        signature in prop::collection::vec(any::<u8>(), 0..140),
    ) {
        let one = [vec![0; order(key_type).len() - 1], vec![1]].concat();
        let signer = signer(key_type, &one).unwrap();
        prop_assert_eq!(verify(&*signer, b"message", &signature), REFUSED);
    }
}
