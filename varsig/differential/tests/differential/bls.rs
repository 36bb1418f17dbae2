//! BLS has one provider: it is compared with beacons that drand published, whose
//! signatures another implementation made.

use blst::{BLST_ERROR, min_pk, min_sig};
use sha2::{Digest as _, Sha256};
use varsig::{
    BlsSigner, Group, KeyType, PublicKey, PublicKeyError, SignatureAlgorithm, Signer as _,
    Verifier as _, provider::bls::BlsVerifier,
};

use crate::hex;

fn holds(algorithm: SignatureAlgorithm, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let verifier = match algorithm {
        SignatureAlgorithm::BLS_G1 => BlsVerifier::BLS_G1,
        _ => BlsVerifier::BLS_G2,
    };
    verifier.verify(algorithm, key, message, signature).is_ok()
}

struct Beacon {
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// The chain "default" of drand, round 72785: scheme pedersen-bls-chained, which
/// signs SHA-256 of the previous signature and the round.
fn key_on_g1() -> Beacon {
    let previous = hex(concat!(
        "a609e19a03c2fcc559e8dae14900aaefe517cb55c840f6e69bc8e4f66c8d18e8",
        "a609685d9917efbfb0c37f058c2de88f13d297c7e19e0ab24813079efe57a182",
        "554ff054c7638153f9b26a60e7111f71a0ff63d9571704905d3ca6df0b031747",
    ));
    let key = hex(concat!(
        "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a5699",
        "37c529eeda66c7293784a9402801af31",
    ));
    let signature = hex(concat!(
        "82f5d3d2de4db19d40a6980e8aa37842a0e55d1df06bd68bddc8d60002e8e959",
        "eb9cfa368b3c1b77d18f02a54fe047b80f0989315f83b12a74fd8679c4f12aae",
        "86eaf6ab5690b34f1fddd50ee3cc6f6cdf59e95526d5a5d82aaa84fa6f181e42",
    ));
    Beacon {
        algorithm: SignatureAlgorithm::BLS_G1,
        key: PublicKey::new(KeyType::Bls12381G1, &key).unwrap(),
        message: Sha256::new()
            .chain_update(previous)
            .chain_update(72_785_u64.to_be_bytes())
            .finalize()
            .to_vec(),
        signature,
    }
}

/// The chain "quicknet" of drand, round 1000: scheme bls-unchained-g1-rfc9380,
/// which signs SHA-256 of the round.
fn key_on_g2() -> Beacon {
    let key = hex(concat!(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c",
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb",
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    ));
    let signature = hex(concat!(
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125",
        "e342b73a8dd2bacbe47e4b6b63ed5e39",
    ));
    Beacon {
        algorithm: SignatureAlgorithm::BLS_G2,
        key: PublicKey::new(KeyType::Bls12381G2, &key).unwrap(),
        message: Sha256::digest(1000_u64.to_be_bytes()).to_vec(),
        signature,
    }
}

fn beacons() -> [Beacon; 2] {
    [key_on_g1(), key_on_g2()]
}

impl Beacon {
    fn holds(&self, signature: &[u8]) -> bool {
        holds(self.algorithm, &self.key, &self.message, signature)
    }
}

#[test]
fn published_beacons_hold_and_only_for_their_message() {
    for beacon in beacons() {
        assert!(beacon.holds(&beacon.signature), "{}", beacon.algorithm);
        let other = Sha256::digest(b"another message");
        assert!(!holds(beacon.algorithm, &beacon.key, &other, &beacon.signature));
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    for beacon in beacons() {
        for bit in 0..beacon.signature.len() * 8 {
            let mut flipped = beacon.signature.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!beacon.holds(&flipped), "{}, bit {bit}", beacon.algorithm);
        }
    }
}

#[test]
fn every_other_length_is_refused_the_uncompressed_form_among_them() {
    for beacon in beacons() {
        let length = beacon.signature.len();
        for shorter in 0..length {
            assert!(!beacon.holds(&beacon.signature[..shorter]));
        }
        assert!(!beacon.holds(&[&beacon.signature[..], &[0]].concat()));
    }
    let (g1, g2) = (key_on_g1(), key_on_g2());
    let uncompressed = min_pk::Signature::from_bytes(&g1.signature).unwrap().serialize();
    assert!(!g1.holds(&uncompressed));
    let uncompressed = min_sig::Signature::from_bytes(&g2.signature).unwrap().serialize();
    assert!(!g2.holds(&uncompressed));
}

/// The flags of ZCash's format: compressed, infinity, the larger y.
#[test]
fn other_flag_bits_are_refused() {
    for beacon in beacons() {
        let good = beacon.signature[0] & 0xe0;
        for flags in (0..=0xe0_u8).step_by(0x20).filter(|flags| *flags != good) {
            let mut altered = beacon.signature.clone();
            altered[0] = (altered[0] & 0x1f) | flags;
            assert!(!beacon.holds(&altered), "{} {flags:x}", beacon.algorithm);
            let mut key = beacon.key.as_bytes().to_vec();
            // The larger y is a good key too, of somebody else.
            if flags != 0x80 && flags != 0xa0 {
                key[0] = (key[0] & 0x1f) | flags;
                let refused = PublicKey::new(beacon.key.key_type(), &key);
                assert_eq!(refused, Err(PublicKeyError::NotAPoint), "{flags:x}");
            }
        }
    }
}

#[test]
fn infinity_is_refused_as_key_and_as_signature() {
    for (beacon, length) in [(key_on_g1(), 48), (key_on_g2(), 96)] {
        let mut key = vec![0; length];
        key[0] = 0xc0;
        let refused = PublicKey::new(beacon.key.key_type(), &key);
        assert_eq!(refused, Err(PublicKeyError::SmallOrder));
        // With a bit too many it is no infinity but nothing at all.
        key[length - 1] = 1;
        let refused = PublicKey::new(beacon.key.key_type(), &key);
        assert_eq!(refused, Err(PublicKeyError::NotAPoint));
        let mut signature = vec![0; beacon.signature.len()];
        signature[0] = 0xc0;
        assert!(!beacon.holds(&signature));
    }
}

/// A coordinate with the prime added: the same number a second time.
fn plus_prime(coordinate: &[u8]) -> Vec<u8> {
    // p, draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.
    let prime = hex(concat!(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624",
        "1eabfffeb153ffffb9feffffffffaaab",
    ));
    let mut carry = 0;
    let mut digits: Vec<u8> = std::iter::zip(coordinate, prime)
        .rev()
        .map(|(left, right)| {
            let sum = u16::from(*left) + u16::from(right) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        })
        .collect();
    digits.reverse();
    digits
}

/// The second spelling of a point on G1, if x + p does not run into the flags.
fn second_spelling(point: &[u8]) -> Option<Vec<u8>> {
    let mut coordinate = point.to_vec();
    coordinate[0] &= 0x1f;
    let mut sum = plus_prime(&coordinate);
    (sum[0] <= 0x1f).then(|| {
        sum[0] |= point[0] & 0xe0;
        sum
    })
}

#[test]
fn a_second_spelling_of_a_key_is_refused() {
    let mut compared = 0;
    for scalar in 1..40 {
        let signer = BlsSigner::from_scalar(Group::G1, &[scalar; 32]).unwrap();
        if let Some(spelling) = second_spelling(signer.public_key().as_bytes()) {
            let refused = PublicKey::new(KeyType::Bls12381G1, &spelling);
            assert_eq!(refused, Err(PublicKeyError::NotAPoint));
            compared += 1;
        }
        // The second coordinate of a point on G2 carries no flags: it always fits.
        let signer = BlsSigner::from_scalar(Group::G2, &[scalar; 32]).unwrap();
        let key = signer.public_key();
        let (first, second) = key.as_bytes().split_at(48);
        let refused = PublicKey::new(KeyType::Bls12381G2, &[first, &plus_prime(second)].concat());
        assert_eq!(refused, Err(PublicKeyError::NotAPoint));
    }
    assert!(compared > 3, "{compared}");
}

#[test]
fn a_second_spelling_of_a_signature_is_refused() {
    let mut compared = 0;
    let signer = BlsSigner::from_scalar(Group::G2, &[1; 32]).unwrap();
    for message in 0..40 {
        let signature = signer.try_sign(&[message]).unwrap();
        if let Some(spelling) = second_spelling(&signature) {
            let (algorithm, key) = (signer.algorithm(), signer.public_key());
            assert!(holds(algorithm, &key, &[message], &signature));
            assert!(!holds(algorithm, &key, &[message], &spelling));
            compared += 1;
        }
    }
    assert!(compared > 3, "{compared}");
    let beacon = key_on_g1();
    let (first, second) = beacon.signature.split_at(48);
    assert!(!beacon.holds(&[first, &plus_prime(second)].concat()));
}

#[test]
fn keys_of_another_length_are_refused() {
    for (key_type, expected) in [(KeyType::Bls12381G1, 48), (KeyType::Bls12381G2, 96)] {
        for found in [0, 1, expected - 1, expected + 1, 2 * expected] {
            let refused = PublicKey::new(key_type, &vec![0; found]);
            assert_eq!(refused, Err(PublicKeyError::Length { expected, found }));
        }
    }
}

/// The forms of points with a small x, most of which are on no curve and none in a group.
fn small_points(length: usize) -> impl Iterator<Item = Vec<u8>> {
    (0..30).map(move |x| {
        let mut bytes = vec![0; length];
        bytes[0] = 0x80;
        bytes[length - 1] = x;
        bytes
    })
}

#[test]
fn keys_outside_the_subgroup_are_refused() {
    let mut on_the_curve = [0, 0];
    for bytes in small_points(48) {
        on_the_curve[0] += usize::from(min_pk::PublicKey::uncompress(&bytes).is_ok());
        let refused = PublicKey::new(KeyType::Bls12381G1, &bytes);
        assert_eq!(refused, Err(PublicKeyError::NotAPoint));
    }
    for bytes in small_points(96) {
        on_the_curve[1] += usize::from(min_sig::PublicKey::uncompress(&bytes).is_ok());
        let refused = PublicKey::new(KeyType::Bls12381G2, &bytes);
        assert_eq!(refused, Err(PublicKeyError::NotAPoint));
    }
    assert!(on_the_curve.iter().all(|count| *count > 5), "{on_the_curve:?}");
}

/// r, the order of the groups, draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.
const ORDER: &str = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";

/// A point on the curve of G1 whose order has nothing in common with r.
fn invisible_point() -> min_sig::AggregateSignature {
    let outside = small_points(48)
        .find_map(|bytes| min_sig::Signature::uncompress(&bytes).ok())
        .map(|point| min_sig::AggregateSignature::from_signature(&point))
        .unwrap();
    // [r]P, by doubling and adding from the highest bit, which is the second.
    let bits = hex(ORDER).into_iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let mut multiple = outside;
    for bit in bits.skip(2) {
        multiple.add_aggregate(&multiple.clone());
        if bit == 1 {
            multiple.add_aggregate(&outside);
        }
    }
    multiple
}

/// The pairing does not see such a point in a signature on G1: without the check
/// of the group every signature would have twins, made without the key.
#[test]
fn a_signature_with_a_point_outside_the_subgroup_is_refused_although_the_pairing_would_accept_it() {
    let beacon = key_on_g2();
    let mut sum = invisible_point();
    let signature = min_sig::Signature::uncompress(&beacon.signature).unwrap();
    sum.add_signature(&signature, false).unwrap();
    let altered = sum.to_signature();
    assert_ne!(altered, signature);
    let key = min_sig::PublicKey::from_bytes(beacon.key.as_bytes()).unwrap();
    let suite = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
    let unchecked = altered.verify(false, &beacon.message, suite, &[], &key, false);
    assert_eq!(unchecked, BLST_ERROR::BLST_SUCCESS);
    assert!(!beacon.holds(&altered.compress()));
}

#[test]
fn the_key_or_the_algorithm_of_the_other_group_is_refused() {
    let (g1, g2) = (key_on_g1(), key_on_g2());
    for signature in [&g1.signature, &g2.signature] {
        assert!(!holds(g1.algorithm, &g2.key, &g2.message, signature));
        assert!(!holds(g2.algorithm, &g1.key, &g1.message, signature));
    }
    for (beacon, verifier) in [(g1, BlsVerifier::BLS_G2), (g2, BlsVerifier::BLS_G1)] {
        let Beacon { algorithm, key, message, signature } = beacon;
        assert!(verifier.verify(algorithm, &key, &message, &signature).is_err());
    }
}

/// There is one signature for a key and a message, so one that holds is the one
/// that every other implementation makes.
#[test]
fn what_is_signed_holds() {
    for group in [Group::G1, Group::G2] {
        let signer = BlsSigner::from_scalar(group, &[0x21; 32]).unwrap();
        for message in [&b""[..], b"a message", &[0; 500]] {
            let signature = signer.try_sign(message).unwrap();
            assert!(holds(signer.algorithm(), &signer.public_key(), message, &signature));
        }
    }
}
