//! What wallets sign (EIP-191, version `0x45`), and the byte that they append.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use k256::{
    AffinePoint,
    ecdsa::{RecoveryId, Signature, VerifyingKey},
    elliptic_curve::sec1::ToSec1Point,
};
use proptest::prelude::*;
use sha2::Digest;
use varsig::{
    Ed25519Signer, Header, InnerEncoding, KeyType, P256Signer, PayloadEncoding,
    PayloadVerificationError, PublicKey, Secp256k1Signer, SignatureAlgorithm, Signer,
    VerificationError, VerifierSet, s_twins,
};

/// `{"a": 1}`
const PAYLOAD: [u8; 4] = [0xa1, 0x61, 0x61, 0x01];

const INVALID: Result<(), PayloadVerificationError> =
    Err(PayloadVerificationError::Signature(VerificationError::InvalidSignature));

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).unwrap().try_into().unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn p256() -> P256Signer {
    P256Signer::from_scalar(&[3; 32]).unwrap()
}

fn wallet() -> Secp256k1Signer {
    Secp256k1Signer::from_scalar(&[3; 32]).unwrap().keccak()
}

fn eip191(inner: InnerEncoding) -> Header {
    Header::new(SignatureAlgorithm::ES256K_KECCAK, PayloadEncoding::Eip191(inner))
}

fn verify(
    header: &Header,
    key: &PublicKey,
    payload: &[u8],
    signature: &[u8],
) -> Result<(), PayloadVerificationError> {
    header.verify(&VerifierSet::everything(), key, payload, signature)
}

/// Key, message and the answer of `personal_sign`, as published: the documentation of
/// web3.js (`eth.accounts.sign`) and of eth-account (`sign_message`), and the tests of
/// ethers.
const WALLETS: [(&str, &str, &str); 3] = [
    (
        "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
        "Some data",
        "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd\
         6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c",
    ),
    (
        "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b364",
        "I\u{2665}SF",
        "e6ca9bba58c88611fad66a6ce8f996908195593807c4b38bd528d2cff09d4eb3\
         3e5bfbbf4d3e39b1a2fd816a7680c19ebebaf3a141b239934ad43cb33fcec8ce1c",
    ),
    (
        "0123456789012345678901234567890123456789012345678901234567890123",
        "hello world",
        "ddd0a7290af9526056b4e35a077b9a11b513aa0028ec6c9880948544508f3c63\
         265e99e47ad31bb2cab9646c504576b3abc6939a1710afc08cbf3034d73214b81c",
    ),
];

#[test]
fn signs_and_verifies_what_wallets_sign() {
    let header = eip191(InnerEncoding::ByteIdentical);
    for (key, message, signature) in WALLETS {
        let signer = Secp256k1Signer::from_scalar(&hex(key)).unwrap();
        let signature = hex(signature);
        // Whichever hash the signer uses otherwise.
        assert_eq!(signer.sign_personal(message.as_bytes()).unwrap(), signature, "{message}");
        let signer = signer.keccak();
        assert_eq!(signer.sign_personal(message.as_bytes()).unwrap(), signature, "{message}");
        let bare = header.sign(&signer, message.as_bytes()).unwrap();
        assert_eq!(bare, signature[..64]);
        for spelling in [&signature, &bare] {
            let key = signer.public_key();
            assert_eq!(verify(&header, &key, message.as_bytes(), spelling), Ok(()));
        }
    }
}

#[test]
fn only_the_right_recovery_byte_is_accepted_for_either_twin() {
    let header = eip191(InnerEncoding::ByteIdentical);
    for (key, message, signature) in WALLETS {
        let key = Secp256k1Signer::from_scalar(&hex(key)).unwrap().public_key();
        let signature = hex(signature);
        let (last, scalars) = signature.split_last().unwrap();
        let twins = s_twins(SignatureAlgorithm::ES256K_KECCAK, scalars).unwrap();
        // The wallets made the low s; the point of the other one lies opposite.
        for (twin, right) in twins.iter().zip([*last, 55 - *last]) {
            for byte in 0..=u8::MAX {
                let spelling = [&twin[..], &[byte]].concat();
                let expected = if byte == right { Ok(()) } else { INVALID };
                let verdict = verify(&header, &key, message.as_bytes(), &spelling);
                assert_eq!(verdict, expected, "{message}, {byte}");
            }
        }
    }
}

#[test]
fn a_recovery_byte_is_refused_wherever_wallets_do_not_sign() {
    let signature = wallet().sign_personal(&PAYLOAD).unwrap();
    assert_eq!(
        verify(&eip191(InnerEncoding::DagCbor), &wallet().public_key(), &PAYLOAD, &signature),
        Ok(())
    );
    let signers: [Box<dyn Signer>; 4] = [
        Box::new(Ed25519Signer::from_seed(&[3; 32])),
        Box::new(p256()),
        Box::new(Secp256k1Signer::from_scalar(&[3; 32]).unwrap()),
        Box::new(wallet()),
    ];
    for signer in signers {
        for encoding in [
            PayloadEncoding::ByteIdentical,
            PayloadEncoding::DagCbor,
            PayloadEncoding::Eip191(InnerEncoding::DagCbor),
        ] {
            let header = Header::new(signer.algorithm(), encoding);
            if header == eip191(InnerEncoding::DagCbor) {
                continue;
            }
            let bare = header.sign(&*signer, &PAYLOAD).unwrap();
            for byte in [0, 1, 27, 28] {
                let longer = [&bare[..], &[byte]].concat();
                let key = signer.public_key();
                assert_eq!(verify(&header, &key, &PAYLOAD, &longer), INVALID);
                assert_eq!(verify(&header, &key, &PAYLOAD, &signature), INVALID);
            }
        }
    }
}

#[test]
fn other_lengths_and_keys_are_refused_under_eip_191() {
    let header = eip191(InnerEncoding::DagCbor);
    let signature = wallet().sign_personal(&PAYLOAD).unwrap();
    let key = wallet().public_key();
    for length in [0, 1, 63] {
        assert_eq!(verify(&header, &key, &PAYLOAD, &signature[..length]), INVALID);
    }
    let longer = [&signature[..], &signature[64..]].concat();
    assert_eq!(verify(&header, &key, &PAYLOAD, &longer), INVALID);
    let other = Secp256k1Signer::from_scalar(&[4; 32]).unwrap().public_key();
    let ed25519 = Ed25519Signer::from_seed(&[3; 32]).public_key();
    for key in [other, ed25519, p256().public_key()] {
        assert_eq!(verify(&header, &key, &PAYLOAD, &signature), INVALID);
    }
    for malformed in [[0; 65], [0xff; 65], [27; 65]] {
        assert_eq!(verify(&header, &key, &PAYLOAD, &malformed), INVALID);
    }
}

/// A point whose x is n + 2 gives r = 2. The signature holds for the key that belongs
/// to it, and no byte that wallets write says so: there it has no longer form.
#[test]
fn a_point_beyond_the_order_has_no_recovery_byte() {
    let message = [b"\x19Ethereum Signed Message:\n4", &PAYLOAD[..]].concat();
    let digest = sha3::Keccak256::digest(message);
    let mut scalars = [0; 64];
    scalars[31] = 2;
    scalars[63] = 5;
    let signature = Signature::from_slice(&scalars).unwrap();
    let id = RecoveryId::new(false, true);
    let key = VerifyingKey::recover_from_prehash(&digest, &signature, id).unwrap();
    let point: AffinePoint = *key.as_affine();
    let key = PublicKey::new(KeyType::Secp256k1, point.to_sec1_point(true).as_bytes()).unwrap();
    let header = eip191(InnerEncoding::DagCbor);
    for twin in s_twins(SignatureAlgorithm::ES256K_KECCAK, &scalars).unwrap() {
        assert_eq!(verify(&header, &key, &PAYLOAD, &twin), Ok(()));
        for byte in 0..=u8::MAX {
            let longer = [&twin[..], &[byte]].concat();
            assert_eq!(verify(&header, &key, &PAYLOAD, &longer), INVALID);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_a_wallet_signs_verifies_and_recovers(
        scalar in any::<[u8; 32]>(),
        payload in prop::collection::vec(any::<u8>(), 0..1200),
    ) {
        prop_assume!(scalar[0] != 0xff && scalar != [0; 32]);
        let signer = Secp256k1Signer::from_scalar(&scalar).unwrap();
        let signature = signer.sign_personal(&payload).unwrap();
        prop_assert_eq!(signature.len(), 65);
        prop_assert!(matches!(signature[64], 27 | 28));
        let twins = s_twins(SignatureAlgorithm::ES256K_KECCAK, &signature[..64]).unwrap();
        prop_assert_eq!(&twins[0], &signature[..64]);
        let header = eip191(InnerEncoding::ByteIdentical);
        prop_assert_eq!(verify(&header, &signer.public_key(), &payload, &signature), Ok(()));
    }
}
