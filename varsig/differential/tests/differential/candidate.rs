//! Keys that are decoded by whoever verifies with them.

use proptest::prelude::*;
use varsig::{
    CandidateKey, Ed25519Signer, Header, InvalidSignature, KeyType, PayloadEncoding,
    PayloadVerificationError, PublicKey, PublicKeyError, SignatureAlgorithm, Signer,
    VerificationError, Verifier, VerifierSet, provider::rust_crypto,
};

const MESSAGE: &[u8] = b"\x65hello";
const HEADER: Header = Header::new(SignatureAlgorithm::Ed25519, PayloadEncoding::DagCbor);

/// What is known in the end.
fn judged(bytes: &[u8]) -> Result<PublicKey, PublicKeyError> {
    CandidateKey::new(KeyType::Ed25519, bytes).and_then(|candidate| candidate.check())
}

/// y = 2 is on no point of the curve.
fn off_the_curve() -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    bytes
}

fn by(
    verifiers: &VerifierSet<'_>,
    key: &[u8],
    signature: &[u8],
) -> Result<PublicKey, PayloadVerificationError> {
    let candidate = CandidateKey::new(KeyType::Ed25519, key).unwrap();
    HEADER.verify_canonical_by(verifiers, &candidate, MESSAGE, signature)
}

const REFUSED: PayloadVerificationError =
    PayloadVerificationError::Signature(VerificationError::InvalidSignature);

#[test]
fn a_candidate_of_any_edge_is_judged_as_a_key_is() {
    let mut edges = Vec::new();
    for low in 0..=0xff_u8 {
        for between in [0x00, 0xff] {
            for high in [0x00, 0x7f, 0x80, 0xff] {
                let mut bytes = [between; 32];
                bytes[0] = low;
                bytes[31] = high;
                edges.push(bytes.to_vec());
            }
        }
    }
    // The two of order 8, RFC 8032's curve; and wrong lengths.
    for digits in [
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ] {
        let point = crate::hex(digits);
        let mut negative = point.clone();
        negative[31] |= 0x80;
        edges.extend([point[..31].to_vec(), [&point[..], &[0]].concat(), point, negative]);
    }
    let mut verdicts = [0; 4];
    for bytes in edges {
        let verdict = PublicKey::new(KeyType::Ed25519, &bytes);
        verdicts[match verdict {
            Ok(_) => 0,
            Err(PublicKeyError::NotAPoint) => 1,
            Err(PublicKeyError::SmallOrder) => 2,
            Err(_) => 3,
        }] += 1;
        assert_eq!(judged(&bytes), verdict, "{bytes:x?}");
    }
    assert!(verdicts.iter().all(|count| *count > 0), "{verdicts:?}");
}

#[test]
fn a_signature_makes_a_key_of_a_candidate() {
    let signer = Ed25519Signer::from_seed(&[1; 32]);
    let signature = signer.try_sign(MESSAGE).unwrap();
    let key = signer.public_key();
    let proven = by(&VerifierSet::default(), key.as_bytes(), &signature).unwrap();
    assert_eq!(proven, key);
    // Also for the provider that has not decoded it.
    let dalek: &dyn Verifier = &rust_crypto::Ed25519Verifier;
    let portable = VerifierSet::new([dalek]);
    assert_eq!(HEADER.verify(&portable, &proven, MESSAGE, &signature), Ok(()));
    assert_eq!(by(&portable, key.as_bytes(), &signature), Ok(key));
}

#[test]
fn no_signature_makes_a_key_of_what_is_not_on_the_curve() {
    let point = off_the_curve();
    assert_eq!(judged(&point), Err(PublicKeyError::NotAPoint));
    let identity: [u8; 32] = {
        let mut bytes = [0; 32];
        bytes[0] = 1;
        bytes
    };
    let honest = Ed25519Signer::from_seed(&[1; 32]).try_sign(MESSAGE).unwrap();
    for signature in [
        [[0_u8; 32], [0; 32]].concat(),
        [identity, [0; 32]].concat(),
        [point, [0; 32]].concat(),
        [point, identity].concat(),
        honest,
        vec![],
    ] {
        for verifiers in [VerifierSet::default(), VerifierSet::everything()] {
            assert_eq!(by(&verifiers, &point, &signature), Err(REFUSED));
        }
    }
}

#[test]
fn a_verifier_that_says_nothing_of_keys_is_not_handed_candidates() {
    /// Believes everything.
    #[derive(Debug)]
    struct Credulous;

    impl Verifier for Credulous {
        fn verifies(&self, _: SignatureAlgorithm) -> bool {
            true
        }

        fn verify(
            &self,
            _: SignatureAlgorithm,
            _: &PublicKey,
            _: &[u8],
            _: &[u8],
        ) -> Result<(), InvalidSignature> {
            Ok(())
        }
    }

    let credulous: &dyn Verifier = &Credulous;
    let verifiers = VerifierSet::new([credulous]);
    assert_eq!(by(&verifiers, &off_the_curve(), &[0; 64]), Err(REFUSED));
    let key = Ed25519Signer::from_seed(&[1; 32]).public_key();
    assert_eq!(by(&verifiers, key.as_bytes(), &[0; 64]), Ok(key));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_candidate_is_judged_as_a_key_is(bytes in any::<[u8; 32]>()) {
        prop_assert_eq!(judged(&bytes), PublicKey::new(KeyType::Ed25519, &bytes));
    }

    #[test]
    fn who_is_not_on_the_curve_signs_nothing(
        bytes in any::<[u8; 32]>(),
        signature in any::<[u8; 32]>(),
    ) {
        if let Ok(candidate) = CandidateKey::new(KeyType::Ed25519, &bytes) {
            let mut signature = [signature, signature].concat();
            signature[63] &= 0x0f;
            let verifiers = VerifierSet::default();
            let verdict = HEADER.verify_canonical_by(&verifiers, &candidate, MESSAGE, &signature);
            prop_assert_eq!(verdict, Err(REFUSED));
        }
    }
}
