//! The order in which errors are reported (ruling P12): each case breaks two rules,
//! and the one that comes first is reported.

use ucan_core::{ChainError, ProofRule, VerifyError};

use crate::parties::{NOW, at, claim, expired, five, impossible, too_early};

#[test]
fn the_time_of_the_claim_comes_before_its_proofs() {
    let [alice, bob, ..] = five();
    let expired = ChainError::Expired { expiration: at(NOW - 1), now: at(NOW) };
    claim(&bob, &alice).valid(None, Some(NOW - 1)).refused(expired.clone());
    claim(&bob, &alice)
        .valid(None, Some(NOW - 1))
        .without(&alice.hop(&bob, Some(&alice), "/crud"))
        .refused(expired);
}

#[test]
fn the_number_of_proofs_comes_before_the_time_of_the_claim() {
    let [alice, bob, ..] = five();
    let hop = alice.hop(&bob, Some(&alice), "/crud");
    let case = claim(&bob, &alice).valid(None, Some(NOW - 1));
    let case = (0..65).fold(case, |case, _| case.without(&hop));
    case.refused(ChainError::TooManyProofs { limit: 64 });
}

#[test]
fn the_presence_of_every_proof_comes_before_the_rules_of_any() {
    let [alice, bob, carol, ..] = five();
    let late = alice.delegates(&bob, Some(&alice), "/crud").with_expiration(at(NOW - 1));
    let absent = bob.hop(&carol, Some(&alice), "/crud");
    claim(&carol, &alice)
        .with(alice.signs(late))
        .without(&absent)
        .refused(ChainError::UnavailableProof { index: 1, cid: *absent.cid() });
}

#[test]
fn everything_about_the_root_comes_before_anything_about_the_next() {
    let [alice, bob, carol, ..] = five();
    claim(&carol, &alice)
        .with(alice.hop(&bob, Some(&alice), "/msg"))
        .with_block(&bob.forged(bob.delegates(&carol, Some(&alice), "/crud")))
        .refused_at(0, impossible("/msg", "/crud/read"));
}

#[test]
fn within_a_proof_the_signature_comes_before_its_time() {
    let [alice, bob, ..] = five();
    let late = alice.delegates(&bob, Some(&alice), "/crud").with_expiration(at(NOW - 1));
    claim(&bob, &alice)
        .with_block(&alice.forged(late))
        .refused_at(0, ProofRule::Signature(VerifyError::InvalidSignature));
}

#[test]
fn then_its_time_before_a_powerline_as_root() {
    let [alice, bob, ..] = five();
    let late = alice.delegates(&bob, None, "/crud").with_expiration(at(NOW - 1));
    claim(&bob, &alice).with(alice.signs(late)).refused_at(0, expired(NOW - 1));
    let early = alice.delegates(&bob, None, "/crud").with_not_before(at(NOW + 1));
    claim(&bob, &alice).with(alice.signs(early)).refused_at(0, too_early(NOW + 1));
}

#[test]
fn then_a_powerline_as_root_before_its_issuer() {
    let [alice, bob, _, _, mallory] = five();
    claim(&bob, &alice)
        .with(mallory.hop(&bob, None, "/crud"))
        .refused_at(0, ProofRule::PowerlineRoot);
}

#[test]
fn then_its_subject_before_its_issuer() {
    let [alice, bob, _, _, mallory] = five();
    claim(&bob, &alice).with(mallory.hop(&bob, Some(&mallory), "/crud")).refused_at(
        0,
        ProofRule::InvalidSubject { expected: alice.did.clone(), found: mallory.did.clone() },
    );
}

#[test]
fn then_its_issuer_before_its_command() {
    let [alice, bob, _, _, mallory] = five();
    claim(&bob, &alice).with(mallory.hop(&bob, Some(&alice), "/msg")).refused_at(
        0,
        ProofRule::InvalidAudience { expected: alice.did.clone(), found: mallory.did.clone() },
    );
}

#[test]
fn the_commands_come_before_the_final_audience() {
    let [alice, bob, carol, ..] = five();
    claim(&carol, &alice)
        .with(alice.hop(&bob, Some(&alice), "/msg"))
        .refused_at(0, impossible("/msg", "/crud/read"));
}
