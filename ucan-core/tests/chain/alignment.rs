//! Who hands what to whom (rulings P1 to P4, P7 and P8).

use ucan_core::{ChainError, Command, DecodeError, ProofRule};
use varsig::Block;

use crate::parties::{Case, Party, command, five, impossible, party};

#[test]
fn a_chain_leads_from_the_subject_to_the_issuer() {
    let [alice, bob, carol, dan, _] = five();
    let case = Case::new(&dan, &alice, "/crud/read")
        .with(alice.hop(&bob, Some(&alice), "/"))
        .with(bob.hop(&carol, Some(&alice), "/crud"))
        .with(carol.hop(&dan, Some(&alice), "/crud/read"));
    let chain = case.proves();
    assert_eq!(chain.command(), &command("/crud/read"));
    assert_eq!(chain.proofs().copied().collect::<Vec<_>>(), case.named);
}

#[test]
fn one_s_own_subject_needs_no_proof_and_anybody_else_s_does() {
    let [alice, bob, ..] = five();
    let chain = Case::new(&alice, &alice, "/crud/read").proves();
    assert_eq!(chain.command(), &Command::top());
    assert_eq!(chain.proofs().count(), 0);
    Case::new(&bob, &alice, "/crud/read").refused(ChainError::NoProofs);
}

#[test]
fn proofs_for_one_s_own_subject_are_judged_all_the_same() {
    let [alice, bob, ..] = five();
    let out = alice.hop(&bob, Some(&alice), "/crud");
    Case::new(&alice, &alice, "/crud/read").with(out.clone()).refused(ChainError::FinalAudience {
        delegated_to: bob.did.clone(),
        issuer: alice.did.clone(),
    });
    Case::new(&alice, &alice, "/crud/read")
        .with(out)
        .with(bob.hop(&alice, Some(&alice), "/crud"))
        .proves();
}

#[test]
fn the_root_comes_first() {
    let [alice, bob, carol, ..] = five();
    Case::new(&carol, &alice, "/crud")
        .with(bob.hop(&carol, Some(&alice), "/crud"))
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .refused_at(
            0,
            ProofRule::InvalidAudience { expected: alice.did.clone(), found: bob.did.clone() },
        );
}

#[test]
fn the_root_is_issued_by_the_subject() {
    let [alice, bob, _, _, mallory] = five();
    Case::new(&bob, &alice, "/crud").with(mallory.hop(&bob, Some(&alice), "/crud")).refused_at(
        0,
        ProofRule::InvalidAudience { expected: alice.did.clone(), found: mallory.did.clone() },
    );
}

#[test]
fn each_proof_is_issued_by_the_audience_of_the_one_before() {
    let [alice, bob, carol, _, mallory] = five();
    Case::new(&carol, &alice, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with(mallory.hop(&carol, Some(&alice), "/crud"))
        .refused_at(
            1,
            ProofRule::InvalidAudience { expected: bob.did.clone(), found: mallory.did.clone() },
        );
}

#[test]
fn the_last_proof_is_made_out_to_whoever_claims() {
    let [alice, bob, carol, _, mallory] = five();
    Case::new(&mallory, &alice, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with(bob.hop(&carol, Some(&alice), "/crud"))
        .refused(ChainError::FinalAudience {
            delegated_to: carol.did.clone(),
            issuer: mallory.did.clone(),
        });
}

#[test]
fn a_proof_that_is_named_must_be_at_hand() {
    let [alice, bob, carol, ..] = five();
    let first = alice.hop(&bob, Some(&alice), "/crud");
    let second = bob.hop(&carol, Some(&alice), "/crud");
    Case::new(&carol, &alice, "/crud")
        .with(first.clone())
        .without(&second)
        .refused(ChainError::UnavailableProof { index: 1, cid: *second.cid() });
    // It is not skipped either where the rest would do.
    Case::new(&bob, &alice, "/crud")
        .without(&second)
        .with(first)
        .refused(ChainError::UnavailableProof { index: 0, cid: *second.cid() });
}

#[test]
fn a_proof_at_hand_that_is_not_named_proves_nothing() {
    let [alice, bob, ..] = five();
    let mut case = Case::new(&bob, &alice, "/crud").with(alice.hop(&bob, Some(&alice), "/crud"));
    case.named.clear();
    case.refused(ChainError::NoProofs);
}

#[test]
fn a_block_that_is_no_delegation_is_named_at_its_place() {
    let [alice, bob, ..] = five();
    let block = Block::dag_cbor(*b"\x80").unwrap();
    Case::new(&bob, &alice, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with_block(&block)
        .refused_at(1, ProofRule::NotADelegation(DecodeError::NotAPair));
}

#[test]
fn every_proof_is_about_the_subject_of_the_claim() {
    let [alice, bob, carol, _, mallory] = five();
    let rule = |expected: &Party, found: &Party| ProofRule::InvalidSubject {
        expected: expected.did.clone(),
        found: found.did.clone(),
    };
    Case::new(&bob, &mallory, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .refused_at(0, rule(&mallory, &alice));
    Case::new(&carol, &alice, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with(bob.hop(&carol, Some(&bob), "/crud"))
        .refused_at(1, rule(&alice, &bob));
}

#[test]
fn a_powerline_takes_the_subject_before_it_also_when_several_stand_in_a_row() {
    let [alice, bob, carol, dan, mallory] = five();
    Case::new(&mallory, &alice, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with(bob.hop(&carol, None, "/crud"))
        .with(carol.hop(&dan, None, "/crud"))
        .with(dan.hop(&mallory, Some(&alice), "/crud"))
        .proves();
    Case::new(&dan, &alice, "/crud")
        .with(alice.hop(&bob, Some(&alice), "/crud"))
        .with(bob.hop(&carol, None, "/crud"))
        .with(carol.hop(&dan, Some(&bob), "/crud"))
        .refused_at(
            2,
            ProofRule::InvalidSubject { expected: alice.did.clone(), found: bob.did.clone() },
        );
}

#[test]
fn a_powerline_is_no_root_not_even_over_its_own_issuer() {
    let [alice, bob, carol, ..] = five();
    Case::new(&bob, &alice, "/crud")
        .with(alice.hop(&bob, None, "/crud"))
        .refused_at(0, ProofRule::PowerlineRoot);
    Case::new(&carol, &alice, "/crud")
        .with(bob.hop(&carol, None, "/crud"))
        .refused_at(0, ProofRule::PowerlineRoot);
    // What stands behind it does not make up for it.
    Case::new(&carol, &alice, "/crud")
        .with(alice.hop(&bob, None, "/crud"))
        .with(bob.hop(&carol, Some(&alice), "/crud"))
        .refused_at(0, ProofRule::PowerlineRoot);
}

#[test]
fn a_command_is_narrowed_by_whole_segments() {
    let [alice, bob, ..] = five();
    let root = alice.hop(&bob, Some(&alice), "/crypto");
    Case::new(&bob, &alice, "/crypto").with(root.clone()).proves();
    Case::new(&bob, &alice, "/crypto/sign").with(root.clone()).proves();
    Case::new(&bob, &alice, "/cryptocurrency")
        .with(root.clone())
        .refused_at(0, impossible("/crypto", "/cryptocurrency"));
    Case::new(&bob, &alice, "/").with(root).refused_at(0, impossible("/crypto", "/"));
}

#[test]
fn a_proof_with_a_subject_does_not_widen_the_command_even_if_the_claim_would_fit() {
    let [alice, bob, carol, ..] = five();
    for (wider, held) in [("/crud", "/crud/read"), ("/", "/crud/read"), ("/msg", "/crud/read")] {
        Case::new(&carol, &alice, "/crud/read")
            .with(alice.hop(&bob, Some(&alice), held))
            .with(bob.hop(&carol, Some(&alice), wider))
            .refused_at(1, impossible(held, wider));
    }
}

#[test]
fn a_powerline_may_name_a_wider_command_and_the_narrower_stays_in_force() {
    let [alice, bob, carol, dan, _] = five();
    let case = |wanted: &str| {
        Case::new(&carol, &alice, wanted)
            .with(alice.hop(&bob, Some(&alice), "/crud/read"))
            .with(bob.hop(&carol, None, "/"))
    };
    assert_eq!(case("/crud/read").proves().command(), &command("/crud/read"));
    case("/crud/write").refused_at(0, impossible("/crud/read", "/crud/write"));

    // Behind it, a proof with a subject is measured by what is in force, not by the
    // powerline's own words.
    let mut behind = case("/crud/read").with(carol.hop(&dan, Some(&alice), "/crud"));
    behind.issuer = dan.did.clone();
    behind.refused_at(2, impossible("/crud/read", "/crud"));
}

#[test]
fn a_powerline_narrows_and_one_for_another_command_hands_on_nothing() {
    let [alice, bob, carol, ..] = five();
    let case = |wanted: &str, line: &str| {
        Case::new(&carol, &alice, wanted)
            .with(alice.hop(&bob, Some(&alice), "/crud"))
            .with(bob.hop(&carol, None, line))
    };
    case("/crud/read", "/crud/read").proves();
    case("/crud/write", "/crud/read").refused_at(1, impossible("/crud/read", "/crud/write"));
    case("/crud/read", "/msg").refused_at(1, impossible("/crud", "/msg"));
}

#[test]
fn at_most_64_proofs_are_considered() {
    let chain_of = |hops: u8| {
        let alice = party(0);
        let mut case = Case::new(&party(hops), &alice, "/crud");
        for hop in 0..hops {
            case = case.with(party(hop).hop(&party(hop + 1), Some(&alice), "/crud"));
        }
        case
    };
    assert_eq!(chain_of(64).proves().proofs().count(), 64);
    chain_of(65).refused(ChainError::TooManyProofs { limit: 64 });
}
