//! Headers, payloads and signatures together.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use proptest::prelude::*;
use varsig::{
    Ed25519Signer, Header, InnerEncoding, P256Signer, P384Signer, PayloadEncoding, PayloadError,
    PayloadSigningError, PayloadVerificationError, PublicKey, Secp256k1Signer, SignatureAlgorithm,
    Signer, SigningError, VerificationError, VerifierSet,
    dag_cbor::{self, Limits},
    dag_json, verifiers,
};

/// `{"a": 1}` and the same with the number in two bytes.
const CANONICAL: [u8; 4] = [0xa1, 0x61, 0x61, 0x01];
const TOO_LONG: [u8; 5] = [0xa1, 0x61, 0x61, 0x18, 0x01];

const INVALID: Result<(), PayloadVerificationError> =
    Err(PayloadVerificationError::Signature(VerificationError::InvalidSignature));

fn p256() -> P256Signer {
    P256Signer::from_scalar(&[3; 32]).unwrap()
}

fn wallet() -> Secp256k1Signer {
    Secp256k1Signer::from_scalar(&[3; 32]).unwrap().keccak()
}

fn eip191(inner: InnerEncoding) -> Header {
    Header::new(SignatureAlgorithm::ES256K_KECCAK, PayloadEncoding::Eip191(inner))
}

fn signers() -> Vec<Box<dyn Signer>> {
    vec![
        Box::new(Ed25519Signer::from_seed(&[3; 32])),
        Box::new(p256()),
        Box::new(P384Signer::from_scalar(&[3; 48]).unwrap()),
        Box::new(Secp256k1Signer::from_scalar(&[3; 32]).unwrap()),
        Box::new(wallet()),
    ]
}

fn verify(
    header: &Header,
    key: &PublicKey,
    payload: &[u8],
    signature: &[u8],
) -> Result<(), PayloadVerificationError> {
    header.verify(&VerifierSet::everything(), key, payload, signature)
}

#[test]
fn a_signed_payload_verifies_under_its_own_header_only() {
    let encodings = [
        PayloadEncoding::ByteIdentical,
        PayloadEncoding::DagCbor,
        PayloadEncoding::Eip191(InnerEncoding::DagCbor),
        PayloadEncoding::Eip191(InnerEncoding::ByteIdentical),
    ];
    for signer in signers() {
        for encoding in encodings {
            let header = Header::new(signer.algorithm(), encoding);
            let key = signer.public_key();
            let signature = header.sign(&*signer, &CANONICAL).unwrap();
            assert_eq!(verify(&header, &key, &CANONICAL, &signature), Ok(()));
            let set = VerifierSet::everything();
            assert_eq!(header.verify_canonical(&set, &key, &CANONICAL, &signature), Ok(()));
            for other in encodings {
                let header = Header::new(signer.algorithm(), other);
                let wallets = |encoding| matches!(encoding, PayloadEncoding::Eip191(_));
                let expected = if wallets(encoding) == wallets(other) { Ok(()) } else { INVALID };
                assert_eq!(verify(&header, &key, &CANONICAL, &signature), expected);
            }
        }
    }
}

#[test]
fn refuses_a_payload_in_another_form_before_it_looks_at_the_signature() {
    let signer = p256();
    let key = signer.public_key();
    let form = dag_cbor::check(&TOO_LONG, &Limits::default()).unwrap_err();
    let expected = PayloadError::DagCbor(form);
    for (encoding, form) in [
        (PayloadEncoding::DagCbor, PayloadEncoding::ByteIdentical),
        (
            PayloadEncoding::Eip191(InnerEncoding::DagCbor),
            PayloadEncoding::Eip191(InnerEncoding::ByteIdentical),
        ),
    ] {
        let header = Header::new(SignatureAlgorithm::ES256, encoding);
        // A signature that would hold: the same bytes are signed where the form is free.
        let free = Header::new(SignatureAlgorithm::ES256, form);
        let signature = free.sign(&signer, &TOO_LONG).unwrap();
        assert_eq!(verify(&free, &key, &TOO_LONG, &signature), Ok(()));
        for signature in [&signature[..], &[0; 64], &[]] {
            assert_eq!(
                verify(&header, &key, &TOO_LONG, signature),
                Err(PayloadVerificationError::Payload(expected.clone()))
            );
        }
        assert_eq!(
            header.sign(&signer, &TOO_LONG),
            Err(PayloadSigningError::Payload(expected.clone()))
        );
        // Who has checked the form before is taken at their word.
        let set = VerifierSet::everything();
        assert_eq!(header.verify_canonical(&set, &key, &TOO_LONG, &signature), Ok(()));
    }
}

#[test]
fn dag_json_is_signed_in_its_one_form() {
    let signer = p256();
    let key = signer.public_key();
    for encoding in [PayloadEncoding::DagJson, PayloadEncoding::Eip191(InnerEncoding::DagJson)] {
        let header = Header::new(SignatureAlgorithm::ES256, encoding);
        let signature = header.sign(&signer, br#"{"a":1}"#).unwrap();
        assert_eq!(verify(&header, &key, br#"{"a":1}"#, &signature), Ok(()));
        for other in [&br#"{"a": 1}"#[..], br#"{"a":1}"#.strip_suffix(b"}").unwrap(), &CANONICAL] {
            let form = dag_json::check(other, &Limits::default()).unwrap_err();
            let expected = PayloadError::DagJson(form);
            assert_eq!(
                verify(&header, &key, other, &signature),
                Err(PayloadVerificationError::Payload(expected.clone()))
            );
            assert_eq!(header.sign(&signer, other), Err(PayloadSigningError::Payload(expected)));
        }
    }
}

#[test]
fn an_unknown_algorithm_is_unsupported_whatever_follows_it() {
    for bytes in [
        // ECDSA on a curve that the text does not name, over DAG-CBOR
        &[0x34, 0x01, 0xec, 0x01, 0x77, 0x12, 0x71][..],
        // an algorithm of another family: what follows it is unknown as well
        &[0x34, 0x01, 0x55, 0x12, 0x71],
    ] {
        let header = Header::decode(bytes).unwrap();
        let algorithm = header.algorithm();
        assert!(matches!(algorithm, SignatureAlgorithm::Unknown(_)));
        for payload in [&CANONICAL[..], &TOO_LONG] {
            assert_eq!(
                verify(&header, &p256().public_key(), payload, &[1; 64]),
                Err(PayloadVerificationError::Signature(VerificationError::Unsupported {
                    algorithm
                }))
            );
        }
        assert_eq!(header.sign(&p256(), &CANONICAL), Err(PayloadSigningError::AlgorithmMismatch));
    }
}

#[test]
fn an_unknown_encoding_is_unsupported() {
    for bytes in [
        &[0x34, 0x01, 0xec, 0x01, 0x80, 0x24, 0x12, 0x55][..],
        // EIP-191 inside of EIP-191
        &[0x34, 0x01, 0xec, 0x01, 0x80, 0x24, 0x12, 0x91, 0xc3, 0x03, 0x91, 0xc3, 0x03, 0x71],
    ] {
        let header = Header::decode(bytes).unwrap();
        assert_eq!(header.algorithm(), SignatureAlgorithm::ES256);
        let expected = PayloadError::Unsupported { encoding: header.encoding() };
        let key = p256().public_key();
        let set = VerifierSet::everything();
        assert_eq!(
            verify(&header, &key, &CANONICAL, &[1; 64]),
            Err(PayloadVerificationError::Payload(expected.clone()))
        );
        assert_eq!(
            header.verify_canonical(&set, &key, &CANONICAL, &[1; 64]),
            Err(PayloadVerificationError::Payload(expected.clone()))
        );
        assert_eq!(header.encoding().message(&CANONICAL), Err(expected.clone()));
        assert_eq!(header.sign(&p256(), &CANONICAL), Err(PayloadSigningError::Payload(expected)));
    }
}

#[test]
fn an_algorithm_that_the_set_leaves_out_is_not_allowed_whatever_the_signature() {
    for (algorithm, encoding) in [
        (SignatureAlgorithm::ES384, PayloadEncoding::DagCbor),
        (SignatureAlgorithm::ES512, PayloadEncoding::DagCbor),
        (SignatureAlgorithm::ES256K_KECCAK, PayloadEncoding::DagCbor),
        (SignatureAlgorithm::ES256K_KECCAK, PayloadEncoding::Eip191(InnerEncoding::DagCbor)),
    ] {
        let header = Header::new(algorithm, encoding);
        for length in [0, 64, 65, 96, 132] {
            for key in [p256().public_key(), wallet().public_key()] {
                let set = VerifierSet::default();
                assert_eq!(
                    header.verify(&set, &key, &CANONICAL, &vec![1; length]),
                    Err(PayloadVerificationError::Signature(VerificationError::NotAllowed {
                        algorithm
                    }))
                );
            }
        }
    }
}

#[test]
fn a_set_can_allow_more() {
    let signer = wallet();
    let header = eip191(InnerEncoding::DagCbor);
    let signature = signer.sign_personal(&CANONICAL).unwrap();
    let set = VerifierSet::default().with(verifiers::ES256K_KECCAK);
    assert_eq!(header.verify(&set, &signer.public_key(), &CANONICAL, &signature), Ok(()));
}

#[test]
fn a_key_of_another_type_than_the_header_names_is_refused() {
    let signers = signers();
    for signer in &signers {
        let header = Header::dag_cbor(signer.algorithm());
        let signature = header.sign(&**signer, &CANONICAL).unwrap();
        for other in &signers {
            let same = other.public_key().key_type() == signer.public_key().key_type();
            let expected = if same { Ok(()) } else { INVALID };
            assert_eq!(verify(&header, &other.public_key(), &CANONICAL, &signature), expected);
        }
    }
}

#[test]
fn a_header_signs_only_with_its_own_algorithm() {
    for signer in signers() {
        for other in signers() {
            let header = Header::dag_cbor(other.algorithm());
            let signed = header.sign(&*signer, &CANONICAL);
            if signer.algorithm() == other.algorithm() {
                assert!(signed.is_ok());
            } else {
                assert_eq!(signed, Err(PayloadSigningError::AlgorithmMismatch));
            }
        }
    }
}

#[test]
fn a_secp256k1_signature_does_not_hold_for_the_other_hash() {
    let sha2 = Secp256k1Signer::from_scalar(&[3; 32]).unwrap();
    let header = Header::dag_cbor(SignatureAlgorithm::ES256K);
    let signature = header.sign(&sha2, &CANONICAL).unwrap();
    let keccak = Header::dag_cbor(SignatureAlgorithm::ES256K_KECCAK);
    assert_eq!(verify(&keccak, &sha2.public_key(), &CANONICAL, &signature), INVALID);
}

struct Remote(PublicKey);

impl Signer for Remote {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ES256
    }

    fn public_key(&self) -> PublicKey {
        self.0.clone()
    }

    fn try_sign(&self, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Err(SigningError::Unavailable)
    }
}

#[test]
fn a_signer_that_does_not_answer_is_named() {
    let header = Header::dag_cbor(SignatureAlgorithm::ES256);
    assert_eq!(
        header.sign(&Remote(p256().public_key()), &CANONICAL),
        Err(PayloadSigningError::Signing(SigningError::Unavailable))
    );
}

/// One value for every reason, and no part of key, payload or signature in it.
#[test]
fn a_refusal_says_nothing_but_that() {
    let signer = wallet();
    let good = signer.sign_personal(&CANONICAL).unwrap();
    let mut wrong = good.clone();
    wrong[64] ^= 0xff;
    let header = eip191(InnerEncoding::DagCbor);
    for (key, signature) in [
        (signer.public_key(), &wrong[..]),
        (signer.public_key(), &[1; 64]),
        (signer.public_key(), &[]),
        (p256().public_key(), &good),
    ] {
        let refusal = verify(&header, &key, &CANONICAL, signature).unwrap_err();
        assert_eq!(refusal.to_string(), "invalid signature");
        assert_eq!(format!("{refusal:?}"), "Signature(InvalidSignature)");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_header_key_and_signature_make_it_panic(
        header in prop::collection::vec(any::<u8>(), 0..12),
        payload in prop::collection::vec(any::<u8>(), 0..40),
        signature in prop::collection::vec(any::<u8>(), 0..140),
    ) {
        let bytes = [&[0x34, 0x01], &header[..]].concat();
        if let Ok(header) = Header::decode(&bytes) {
            for signer in signers() {
                prop_assert!(verify(&header, &signer.public_key(), &payload, &signature).is_err());
            }
        }
    }
}
