//! When a chain is valid (rulings P5 and P6).

use ucan_core::{ChainError, Check, Delegation, Leeway, ProofRule, Validity};

use crate::parties::{NOW, at, claim, exactly, expired, five, too_early};

#[test]
fn both_ends_of_a_proof_s_validity_belong_to_it() {
    let [alice, bob, ..] = five();
    let with = |change: fn(Delegation) -> Delegation| {
        claim(&bob, &alice).with(alice.signs(change(alice.delegates(&bob, Some(&alice), "/crud"))))
    };
    with(|proof| proof.with_expiration(at(NOW))).proves();
    with(|proof| proof.with_expiration(at(NOW - 1))).refused_at(0, expired(NOW - 1));
    with(|proof| proof.with_not_before(at(NOW))).proves();
    with(|proof| proof.with_not_before(at(NOW + 1))).refused_at(0, too_early(NOW + 1));
}

#[test]
fn a_proof_in_the_middle_is_judged_by_the_clock_too() {
    let [alice, bob, carol, ..] = five();
    let late = bob.delegates(&carol, Some(&alice), "/crud").with_expiration(at(NOW - 1));
    claim(&carol, &alice)
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with(bob.signs(late))
        .refused_at(1, expired(NOW - 1));
}

#[test]
fn the_claim_has_a_validity_of_its_own() {
    let [alice, ..] = five();
    claim(&alice, &alice).valid(Some(NOW), Some(NOW)).proves();
    claim(&alice, &alice)
        .valid(None, Some(NOW - 1))
        .refused(ChainError::Expired { expiration: at(NOW - 1), now: at(NOW) });
    claim(&alice, &alice)
        .valid(Some(NOW + 1), None)
        .refused(ChainError::TooEarly { not_before: at(NOW + 1), now: at(NOW) });
}

#[test]
fn the_leeway_widens_both_ends_and_is_60_seconds_unless_given() {
    let [alice, bob, ..] = five();
    let proof = alice.delegates(&bob, Some(&alice), "/crud");
    let proof = alice.signs(proof.with_not_before(at(NOW)).with_expiration(at(NOW + 100)));
    let case = claim(&bob, &alice).valid(Some(NOW), Some(NOW + 100)).with(proof);
    let judged = |leeway: Option<u32>, now: i64| {
        let check = Check::at(at(now));
        let check = match leeway {
            Some(seconds) => check.with_leeway(Leeway::from_seconds(seconds)),
            None => check,
        };
        case.prove_by(&check).is_ok()
    };
    for (given, leeway) in [(None, 60), (Some(7), 7), (Some(0), 0)] {
        assert!(!judged(given, NOW - leeway - 1), "{leeway}");
        assert!(judged(given, NOW - leeway), "{leeway}");
        assert!(judged(given, NOW + 100 + leeway), "{leeway}");
        assert!(!judged(given, NOW + 100 + leeway + 1), "{leeway}");
    }
}

#[test]
fn times_at_the_end_of_the_range_are_compared_without_overflow() {
    let [alice, ..] = five();
    let last = (1 << 53) - 1;
    let leeway = Leeway::from_seconds(u32::MAX);
    let case = claim(&alice, &alice).valid(Some(-last), Some(last));
    for now in [-last, 0, last] {
        case.prove_by(&Check::at(at(now)).with_leeway(leeway)).unwrap();
    }
}

#[test]
fn the_chain_is_valid_while_every_part_of_it_is() {
    let [alice, bob, carol, ..] = five();
    let first = alice.delegates(&bob, Some(&alice), "/crud").with_not_before(at(NOW - 5));
    let second = bob.delegates(&carol, Some(&alice), "/crud").with_expiration(at(NOW + 5));
    let chain = claim(&carol, &alice)
        .valid(Some(NOW - 9), Some(NOW + 9))
        .with(alice.signs(first))
        .with(bob.signs(second))
        .proves();
    assert_eq!(chain.validity(), Validity::new(Some(at(NOW - 5)), Some(at(NOW + 5))));
}

#[test]
fn time_is_judged_again_after_it_has_passed() {
    let [alice, bob, ..] = five();
    let proof = alice.delegates(&bob, Some(&alice), "/crud").with_expiration(at(NOW + 10));
    let case = claim(&bob, &alice).valid(None, Some(NOW + 20)).with(alice.signs(proof));
    let chain = case.proves();
    assert_eq!(chain.recheck(&exactly(NOW + 10)), Ok(()));
    let ChainError::Proof(error) = chain.recheck(&exactly(NOW + 11)).unwrap_err() else {
        panic!("the proof, not the claim, has expired")
    };
    assert_eq!((error.index, error.cid), (0, case.named[0]));
    assert_eq!(error.rule, ProofRule::Expired { expiration: at(NOW + 10), now: at(NOW + 11) });
    assert_eq!(
        chain.recheck(&exactly(NOW + 21)),
        Err(ChainError::Expired { expiration: at(NOW + 20), now: at(NOW + 21) })
    );
}
