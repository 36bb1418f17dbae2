//! All spellings of a signature (ruling T10).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use varsig::{
    Curve, Ed25519Signer, HashFunction, Header, InnerEncoding, P256Signer, P384Signer, P521Signer,
    PayloadEncoding, Secp256k1Signer, SignatureAlgorithm, Signer, VerifierSet,
    equivalent_signatures, s_twins,
};

/// A canonical DAG-CBOR payload: a byte string of `length` bytes.
fn payload(length: u8) -> Vec<u8> {
    [vec![0x58, 24 + length % 100], vec![length; usize::from(24 + length % 100)]].concat()
}

/// Signers and headers of every kind of signature that this provider makes.
fn cases(key: &[u8; 30]) -> Vec<(Box<dyn Signer>, PayloadEncoding)> {
    let scalar = |width: usize| {
        let mut scalar = vec![0; width];
        scalar[width - 30..].copy_from_slice(key);
        scalar[1] = 1;
        scalar
    };
    let secp256k1 = Secp256k1Signer::from_scalar(&scalar(32)).unwrap();
    let wallet = PayloadEncoding::Eip191(InnerEncoding::DagCbor);
    vec![
        (Box::new(Ed25519Signer::from_seed(&[key[0]; 32])), PayloadEncoding::DagCbor),
        (Box::new(Ed25519Signer::from_seed(&[key[0]; 32])), wallet),
        (Box::new(P256Signer::from_scalar(&scalar(32)).unwrap()), PayloadEncoding::DagCbor),
        (Box::new(P256Signer::from_scalar(&scalar(32)).unwrap()), wallet),
        (Box::new(P384Signer::from_scalar(&scalar(48)).unwrap()), PayloadEncoding::DagCbor),
        (Box::new(P521Signer::from_scalar(&scalar(66)).unwrap()), PayloadEncoding::DagCbor),
        (Box::new(secp256k1.clone()), PayloadEncoding::DagCbor),
        (Box::new(secp256k1.clone()), wallet),
        (Box::new(secp256k1.clone().keccak()), PayloadEncoding::DagCbor),
        (Box::new(secp256k1.keccak()), wallet),
    ]
}

struct Case {
    signer: Box<dyn Signer>,
    header: Header,
    payload: Vec<u8>,
}

impl Case {
    fn new((signer, encoding): (Box<dyn Signer>, PayloadEncoding), payload: Vec<u8>) -> Self {
        let header = Header::new(signer.algorithm(), encoding);
        Self { signer, header, payload }
    }

    fn accepts(&self, signature: &[u8]) -> bool {
        let key = self.signer.public_key();
        self.header.verify(&VerifierSet::everything(), &key, &self.payload, signature).is_ok()
    }

    fn signature(&self) -> Vec<u8> {
        self.header.sign(&*self.signer, &self.payload).unwrap()
    }

    /// Every accepted spelling there is, found by trying: either twin, alone or with
    /// any byte behind it.
    fn accepted(&self) -> BTreeSet<Vec<u8>> {
        let signature = self.signature();
        let twins = s_twins(self.header.algorithm(), &signature)
            .map_or_else(|| vec![signature.clone()], Vec::from);
        twins
            .iter()
            .flat_map(|twin| {
                let longer = (0..=u8::MAX).map(|byte| [&twin[..], &[byte]].concat());
                longer.chain([twin.clone()])
            })
            .filter(|spelling| self.accepts(spelling))
            .collect()
    }
}

/// How many spellings are accepted, and how many are listed for one of 64 bytes.
fn counts(header: &Header) -> (usize, usize) {
    match (header.algorithm(), header.encoding()) {
        (SignatureAlgorithm::ES256K_KECCAK, PayloadEncoding::Eip191(_)) => (4, 6),
        (SignatureAlgorithm::Ecdsa { .. }, _) => (2, 2),
        _ => (1, 1),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn from_any_accepted_spelling_all_others_are_listed(
        key in any::<[u8; 30]>(),
        length in any::<u8>(),
    ) {
        for case in cases(&key) {
            let case = Case::new(case, payload(length));
            let accepted = case.accepted();
            let (expected, most) = counts(&case.header);
            prop_assert_eq!(accepted.len(), expected, "{:?}", case.header);
            for spelling in &accepted {
                let listed = equivalent_signatures(&case.header, spelling);
                prop_assert!(listed.is_sorted_by(|one, next| one < next));
                let set: BTreeSet<_> = listed.iter().cloned().collect();
                prop_assert!(set.contains(spelling));
                if spelling.len() == 65 {
                    prop_assert_eq!(&set, &accepted);
                } else {
                    prop_assert!(set.is_superset(&accepted));
                    prop_assert_eq!(set.len(), most);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_other_change_of_one_byte_is_accepted(
        key in any::<[u8; 30]>(),
        index in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        change in 1..=u8::MAX,
        recovery in any::<bool>(),
    ) {
        let mut cases = cases(&key);
        let case = cases.swap_remove(index.index(cases.len()));
        let case = Case::new(case, payload(3));
        let mut signature = case.signature();
        if recovery && counts(&case.header).0 == 4 {
            let accepted = equivalent_signatures(&case.header, &signature);
            signature = accepted.into_iter().find(|s| s.len() == 65 && case.accepts(s)).unwrap();
        }
        prop_assert!(case.accepts(&signature));
        let position = at.index(signature.len());
        signature[position] ^= change;
        prop_assert!(!case.accepts(&signature));
    }

    #[test]
    fn any_bytes_are_among_their_own_spellings(
        index in any::<prop::sample::Index>(),
        signature in prop::collection::vec(any::<u8>(), 0..140),
    ) {
        let mut cases = cases(&[9; 30]);
        let (signer, encoding) = cases.swap_remove(index.index(cases.len()));
        let header = Header::new(signer.algorithm(), encoding);
        let listed = equivalent_signatures(&header, &signature);
        prop_assert!(listed.contains(&signature));
        prop_assert!(listed.is_sorted_by(|one, next| one < next));
    }
}

#[test]
fn a_twin_of_a_twin_is_the_signature() {
    for case in cases(&[5; 30]) {
        let case = Case::new(case, payload(3));
        let signature = case.signature();
        let Some([low, high]) = s_twins(case.header.algorithm(), &signature) else {
            assert_eq!(case.header.algorithm(), SignatureAlgorithm::Ed25519);
            continue;
        };
        assert_eq!(low, signature);
        assert_ne!(low, high);
        let width = low.len() / 2;
        assert_eq!(low[..width], high[..width]);
        assert!(low < high);
        assert_eq!(s_twins(case.header.algorithm(), &high), Some([low, high]));
    }
}

/// n − 1 is the twin of 1, whatever the hash: the order is that of FIPS 186-4, D.1.2.3.
#[test]
fn the_high_twin_of_one_is_the_order_less_one() {
    let mut one = [0; 64];
    one[31] = 7;
    one[63] = 1;
    let high = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x50,
    ];
    let high = [&one[..32], &high].concat();
    for hash in [HashFunction::Sha2_256, HashFunction::Sha2_512] {
        let algorithm = SignatureAlgorithm::Ecdsa { curve: Curve::P256, hash };
        assert_eq!(s_twins(algorithm, &one), Some([one.to_vec(), high.clone()]));
    }
}

#[test]
fn malformed_signatures_and_other_algorithms_have_no_twin() {
    let signature = [1; 64];
    for algorithm in [
        SignatureAlgorithm::Ed25519,
        SignatureAlgorithm::Ed448,
        SignatureAlgorithm::rs256(256),
        SignatureAlgorithm::BLS_G1,
        // r and s of another width
        SignatureAlgorithm::ES384,
        SignatureAlgorithm::ES512,
    ] {
        assert_eq!(s_twins(algorithm, &signature), None);
        let header = Header::dag_cbor(algorithm);
        assert_eq!(equivalent_signatures(&header, &signature), [signature]);
    }
    let mut no_r = signature;
    no_r[..32].fill(0);
    let mut no_s = signature;
    no_s[32..].fill(0);
    let mut large_s = signature;
    large_s[32..].fill(0xff);
    for malformed in [&no_r[..], &no_s, &large_s, &signature[..63], &[1; 65], &[]] {
        for algorithm in [SignatureAlgorithm::ES256, SignatureAlgorithm::ES256K] {
            assert_eq!(s_twins(algorithm, malformed), None);
            let header = Header::dag_cbor(algorithm);
            assert_eq!(equivalent_signatures(&header, malformed), [malformed]);
        }
    }
}

#[test]
fn a_recovery_byte_is_one_only_under_eip_191_with_keccak() {
    let eip191 = PayloadEncoding::Eip191(InnerEncoding::DagCbor);
    let mut signature = [1; 65];
    signature[64] = 27;
    let header = Header::new(SignatureAlgorithm::ES256K_KECCAK, eip191);
    assert_eq!(equivalent_signatures(&header, &signature).len(), 4);
    for wrong in [0, 1, 26, 29, 37, 255] {
        signature[64] = wrong;
        assert_eq!(equivalent_signatures(&header, &signature), [signature]);
    }
    signature[64] = 27;
    for header in [
        Header::dag_cbor(SignatureAlgorithm::ES256K_KECCAK),
        Header::new(SignatureAlgorithm::ES256K, eip191),
        Header::new(SignatureAlgorithm::ES256, eip191),
    ] {
        assert_eq!(equivalent_signatures(&header, &signature), [signature]);
    }
}
