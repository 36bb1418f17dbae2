//! Each rule of a path, kept and broken.

use cid::Cid;
use ucan_core::{
    DecodeError, Delegation, DidKeyResolver, PathWitness, ProofRule, Proofs, Verified, VerifyError,
    WitnessError,
};
use varsig::{Block, VerifierSet};

use super::{
    judge,
    parties::{NOW, Party, at, five, impossible},
    path, three_hops,
};

#[track_caller]
fn refused_at(hops: &[Verified<Delegation>], revoker: &Party, index: usize, rule: ProofRule) {
    at_fault(judge(hops, revoker), index, hops[index].cid(), rule);
}

#[track_caller]
fn at_fault(shown: Result<PathWitness, WitnessError>, index: usize, cid: &Cid, rule: ProofRule) {
    match shown.expect_err("a path that breaks a rule") {
        WitnessError::Proof(error) => {
            assert_eq!((error.index, &error.cid, error.rule), (index, cid, rule));
        }
        other => panic!("{other:?} instead of {rule:?}"),
    }
}

#[test]
fn whoever_issued_one_of_the_delegations_is_found_at_the_first_of_theirs() {
    let (parties, hops) = three_hops();
    for (place, party) in parties.iter().take(3).enumerate() {
        let witness = judge(&hops, party).unwrap();
        assert_eq!(witness.place(), place);
        assert_eq!(witness.revoker(), &party.did);
        assert_eq!(witness.subject(), &parties[0].did);
        assert_eq!(witness.revoked().cid(), hops[2].cid());
        let path = witness.path().iter().map(|hop| hop.cid());
        assert!(path.eq(hops.iter().map(|hop| hop.cid())));
        assert_eq!(witness.expiration(), None);
    }
    let [alice, bob, ..] = &parties;
    let there_and_back = [
        alice.hop(bob, Some(alice), "/crud"),
        bob.hop(alice, Some(alice), "/crud"),
        alice.hop(bob, Some(alice), "/crud"),
    ];
    assert_eq!(judge(&there_and_back, alice).unwrap().place(), 0);
    assert_eq!(judge(&there_and_back, bob).unwrap().place(), 1);
}

#[test]
fn the_audience_of_the_last_and_strangers_are_not_on_the_path() {
    let (parties, hops) = three_hops();
    for party in &parties[3..] {
        assert_eq!(
            judge(&hops, party).map(|_| ()),
            Err(WitnessError::RevokerNotOnPath { revoker: party.did.clone() })
        );
    }
}

#[test]
fn an_empty_path_shows_nothing() {
    let (parties, hops) = three_hops();
    let (_, proofs) = path(&hops);
    let shown = PathWitness::verify(&[], hops[2].cid(), &parties[0].did, &proofs);
    assert_eq!(shown.map(|_| ()), Err(WitnessError::Empty));
}

#[test]
fn a_path_has_64_delegations_at_most() {
    let [alice, bob, ..] = five();
    let there = alice.hop(&bob, Some(&alice), "/crud");
    let back = bob.hop(&alice, Some(&alice), "/crud");
    let (_, proofs) = path(&[there.clone(), back.clone()]);
    let mut named = [*there.cid(), *back.cid()].repeat(32);
    let shown = PathWitness::verify(&named, back.cid(), &bob.did, &proofs).unwrap();
    assert_eq!(shown.place(), 1);
    named.push(*there.cid());
    let shown = PathWitness::verify(&named, there.cid(), &bob.did, &proofs);
    assert_eq!(shown.map(|_| ()), Err(WitnessError::TooManyProofs { limit: 64 }));
    // Before anything is looked up.
    let shown = PathWitness::verify(&named, there.cid(), &bob.did, &Proofs::new());
    assert_eq!(shown.map(|_| ()), Err(WitnessError::TooManyProofs { limit: 64 }));
}

#[test]
fn the_first_delegation_that_is_not_at_hand_is_named() {
    let ([alice, ..], hops) = three_hops();
    let (named, _) = path(&hops);
    for missing in 0..3 {
        let at_hand = hops.iter().enumerate().filter(|(index, _)| *index != missing);
        let (_, proofs) = path(&at_hand.map(|(_, hop)| hop.clone()).collect::<Vec<_>>());
        let shown = PathWitness::verify(&named, hops[2].cid(), &alice.did, &proofs);
        assert_eq!(
            shown.map(|_| ()),
            Err(WitnessError::UnavailableProof { index: missing, cid: named[missing] })
        );
    }
}

#[test]
fn a_forged_delegation_and_what_is_none_are_refused_at_their_place() {
    let [alice, bob, carol, ..] = five();
    let root = alice.hop(&bob, Some(&alice), "/crud");
    let forged = bob.forged(bob.delegates(&carol, Some(&alice), "/crud"));
    let (_, mut proofs) = path(std::slice::from_ref(&root));
    proofs.add(&forged, &DidKeyResolver, &VerifierSet::default());
    let named = [*root.cid(), *forged.cid()];
    let rule = ProofRule::Signature(VerifyError::InvalidSignature);
    let shown = PathWitness::verify(&named, &named[1], &alice.did, &proofs);
    at_fault(shown, 1, &named[1], rule);
    let number = Block::encode(&ipld_core::ipld::Ipld::Integer(1)).unwrap();
    proofs.add(&number, &DidKeyResolver, &VerifierSet::default());
    let named = [*number.cid(), *root.cid()];
    let rule = ProofRule::NotADelegation(DecodeError::NotAPair);
    let shown = PathWitness::verify(&named, root.cid(), &alice.did, &proofs);
    at_fault(shown, 0, &named[0], rule);
}

#[test]
fn the_root_is_issued_by_its_subject_and_is_no_powerline() {
    let [alice, bob, carol, ..] = five();
    refused_at(
        &[bob.hop(&carol, Some(&alice), "/crud")],
        &bob,
        0,
        ProofRule::InvalidAudience { expected: alice.did.clone(), found: bob.did.clone() },
    );
    refused_at(&[alice.hop(&bob, None, "/crud")], &alice, 0, ProofRule::PowerlineRoot);
}

#[test]
fn each_issuer_is_the_audience_before() {
    let [alice, bob, carol, dan, _] = five();
    refused_at(
        &[alice.hop(&bob, Some(&alice), "/crud"), carol.hop(&dan, Some(&alice), "/crud")],
        &carol,
        1,
        ProofRule::InvalidAudience { expected: bob.did.clone(), found: carol.did.clone() },
    );
}

#[test]
fn all_have_the_subject_of_the_root_or_none() {
    let [alice, bob, carol, dan, _] = five();
    refused_at(
        &[alice.hop(&bob, Some(&alice), "/crud"), bob.hop(&carol, Some(&bob), "/crud")],
        &bob,
        1,
        ProofRule::InvalidSubject { expected: alice.did.clone(), found: bob.did.clone() },
    );
    let powerlines = [
        alice.hop(&bob, Some(&alice), "/crud"),
        bob.hop(&carol, None, "/"),
        carol.hop(&dan, None, "/crud/read"),
    ];
    assert_eq!(judge(&powerlines, &carol).unwrap().place(), 2);
    assert_eq!(judge(&powerlines, &carol).unwrap().subject(), &alice.did);
}

#[test]
fn commands_narrow_as_in_a_chain() {
    let [alice, bob, carol, ..] = five();
    refused_at(
        &[alice.hop(&bob, Some(&alice), "/crud/read"), bob.hop(&carol, Some(&alice), "/crud")],
        &alice,
        1,
        impossible("/crud/read", "/crud"),
    );
    // The command that no powerline widens stays in force.
    refused_at(
        &[
            alice.hop(&bob, Some(&alice), "/crud/read"),
            bob.hop(&carol, None, "/"),
            carol.hop(&bob, Some(&alice), "/crud"),
        ],
        &alice,
        2,
        impossible("/crud/read", "/crud"),
    );
}

#[test]
fn time_plays_no_part() {
    let [alice, bob, carol, ..] = five();
    let old = alice.delegates(&bob, Some(&alice), "/crud").with_expiration(at(NOW - 1_000_000));
    let new = bob.delegates(&carol, Some(&alice), "/crud").with_not_before(at(NOW + 1_000_000));
    let last = new.clone().with_expiration(at(NOW + 2_000_000));
    let witness = judge(&[alice.signs(old.clone()), bob.signs(last)], &alice).unwrap();
    assert_eq!(witness.expiration(), Some(at(NOW + 2_000_000)));
    // The end of the path is that of its last, not the earliest.
    assert_eq!(judge(&[alice.signs(old), bob.signs(new)], &alice).unwrap().expiration(), None);
}

#[test]
fn the_last_is_the_one_to_be_revoked() {
    let ([alice, ..], hops) = three_hops();
    let (named, proofs) = path(&hops);
    for other in [hops[0].cid(), hops[1].cid(), Block::raw(*b"another").cid()] {
        assert_eq!(
            PathWitness::verify(&named, other, &alice.did, &proofs).map(|_| ()),
            Err(WitnessError::NotTheRevoked { index: 2, cid: named[2], revoked: *other })
        );
    }
}

#[test]
fn the_rules_are_reported_in_their_order() {
    let ([alice, .., mallory], hops) = three_hops();
    let (named, proofs) = path(&hops);
    let none = Cid::default();
    // Neither the token nor the revoker: the token comes first.
    let shown = PathWitness::verify(&named, &none, &mallory.did, &proofs);
    assert!(matches!(shown, Err(WitnessError::NotTheRevoked { index: 2, .. })), "{shown:?}");
    // A missing one comes before one that does not fit, which comes before the token.
    let turned = [named[1], named[0]];
    let shown = PathWitness::verify(&turned, &none, &alice.did, &proofs);
    assert!(matches!(&shown, Err(WitnessError::Proof(error)) if error.index == 0), "{shown:?}");
    let shown = PathWitness::verify(&[named[1], none], &none, &alice.did, &proofs);
    assert_eq!(shown.map(|_| ()), Err(WitnessError::UnavailableProof { index: 1, cid: none }));
}
