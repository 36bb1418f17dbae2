//! The strategies, one after the other.

use ipvm_task::{
    DisputeReason, EffectClass, Missing, ProofSystem, RefusalReason, Verdict, Verification,
    VerificationKind,
};

use crate::parties::{NOW, cids, consensus, did, judge, judge_as, optimistic, saying, says, sides};

#[track_caller]
fn disputed(verdict: &Verdict) -> (DisputeReason, usize) {
    let Verdict::Disputed { why, evidence } = verdict else { panic!("{verdict}") };
    (*why, evidence.len())
}

fn pending(missing: Missing) -> Verdict {
    Verdict::Pending { missing }
}

#[test]
fn attestation_takes_the_word_of_one_that_is_trusted() {
    let strategy = Verification::Attestation;
    let (a, b) = (says(1, 42), says(2, 42));
    assert_eq!(judge(&strategy, &[1], &[]), pending(Missing::Attestation));
    assert_eq!(judge(&strategy, &[1], std::slice::from_ref(&b)), pending(Missing::Attestation));
    let verdict = judge(&strategy, &[1], &[a.clone(), b.clone()]);
    assert_eq!(sides(&verdict), (cids(&[&a]), vec![]));
    assert_eq!(sides(&judge(&strategy, &[1, 2], &[a.clone(), b.clone()])).0, cids(&[&a, &b]));
    let lie = says(2, 13);
    let verdict = judge(&strategy, &[1, 2], &[a.clone(), lie]);
    assert_eq!(disputed(&verdict), (DisputeReason::Disagreement, 2));
    let verdict = judge(&strategy, &[1], &[a, says(1, 13)]);
    assert_eq!(disputed(&verdict), (DisputeReason::Equivocation, 2));
}

#[test]
fn of_a_query_the_latest_answer_counts() {
    let early = says(1, 1);
    let mut late = saying(1, 2);
    late.issued_at = NOW + 5;
    let late = late.sign();
    let strategy = Verification::Attestation;
    let judged = judge_as(EffectClass::Query, &strategy, &[1, 2], &[late.clone(), early]);
    assert_eq!(sides(&judged.verdict), (cids(&[&late]), vec![]));
    let oracle = Verification::Oracle(did(1));
    let judged = judge_as(EffectClass::Query, &oracle, &[], &[says(1, 1), late.clone()]);
    assert_eq!(sides(&judged.verdict).0, cids(&[&late]));
    // Held against others, an agent that says two things has no word.
    let agents = consensus(&[1, 2, 3], 2);
    let judged = judge_as(EffectClass::Query, &agents, &[], &[says(1, 1), late, says(2, 1)]);
    assert_eq!(disputed(&judged.verdict), (DisputeReason::Equivocation, 3));
}

#[test]
fn two_who_attest_to_one_mutation_are_a_dispute_even_if_they_agree() {
    let strategy = Verification::Attestation;
    let once = judge_as(EffectClass::Mutation, &strategy, &[1, 2], &[says(1, 42)]);
    assert!(once.verdict.accepted().is_some());
    let twice = judge_as(EffectClass::Mutation, &strategy, &[1, 2], &[says(1, 42), says(2, 42)]);
    assert_eq!(disputed(&twice.verdict), (DisputeReason::RanTwice, 2));
}

#[test]
fn an_oracle_needs_nobody_s_trust_and_no_other_word_counts() {
    let strategy = Verification::Oracle(did(3));
    let missing = Missing::Oracle { oracle: did(3) };
    assert_eq!(judge(&strategy, &[1], &[says(1, 42)]), pending(missing));
    let oracle = says(3, 13);
    let verdict = judge(&strategy, &[1], &[says(1, 42), oracle.clone()]);
    assert_eq!(sides(&verdict), (cids(&[&oracle]), vec![]));
    let verdict = judge(&strategy, &[], &[oracle, says(3, 42)]);
    assert_eq!(disputed(&verdict), (DisputeReason::Equivocation, 2));
}

#[test]
fn optimism_waits_for_confirmations_and_a_contradiction_for_the_referee() {
    let strategy = optimistic(2, 9);
    let confirmations = |agree| pending(Missing::Confirmations { agree, needed: 2 });
    let trusted = [1, 2, 3];
    assert_eq!(judge(&strategy, &trusted, &[]), confirmations(0));
    assert_eq!(judge(&strategy, &trusted, &[says(1, 42)]), confirmations(1));
    // A stranger confirms nothing, and contradicts nothing.
    assert_eq!(judge(&strategy, &trusted, &[says(1, 42), says(4, 42)]), confirmations(1));
    assert_eq!(judge(&strategy, &trusted, &[says(1, 42), says(4, 13)]), confirmations(1));
    let (a, b, lie) = (says(1, 42), says(2, 42), says(3, 13));
    let verdict = judge(&strategy, &trusted, &[a.clone(), b.clone()]);
    assert_eq!(sides(&verdict), (cids(&[&a, &b]), vec![]));
    let all = [a.clone(), b.clone(), lie.clone()];
    assert_eq!(disputed(&judge(&strategy, &trusted, &all)), (DisputeReason::Disagreement, 3));

    let referee = says(9, 42);
    let settled = [a.clone(), b.clone(), lie.clone(), referee.clone()];
    let verdict = judge(&strategy, &trusted, &settled);
    assert_eq!(sides(&verdict), (cids(&[&a, &b, &referee]), cids(&[&lie])));
    // Its word decides, also against the most.
    let referee = says(9, 13);
    let verdict = judge(&strategy, &trusted, &[a, b, lie.clone(), referee.clone()]);
    assert_eq!(sides(&verdict).0, cids(&[&lie, &referee]));
    let verdict = judge(&strategy, &trusted, &[referee, says(9, 42)]);
    assert_eq!(disputed(&verdict), (DisputeReason::Equivocation, 2));
}

#[test]
fn a_consensus_is_a_majority_of_the_agents_and_names_who_lies() {
    let strategy = consensus(&[1, 2, 3], 2);
    let (a, b, lie) = (says(1, 42), says(2, 42), says(3, 13));
    let waiting = |agree, silent: &[u8]| {
        let silent = silent.iter().map(|seed| did(*seed)).collect();
        pending(Missing::Agents { agree, needed: 2, silent })
    };
    assert_eq!(judge(&strategy, &[], &[]), waiting(0, &[1, 2, 3]));
    assert_eq!(judge(&strategy, &[], std::slice::from_ref(&a)), waiting(1, &[2, 3]));
    assert_eq!(judge(&strategy, &[], &[a.clone(), lie.clone()]), waiting(1, &[2]));
    // The trust of others is no agent's word.
    assert_eq!(judge(&strategy, &[7], &[a.clone(), says(7, 42)]), waiting(1, &[2, 3]));
    let verdict = judge(&strategy, &[], &[lie.clone(), a.clone(), b.clone()]);
    assert_eq!(sides(&verdict), (cids(&[&a, &b]), cids(&[&lie])));

    let all = [a.clone(), says(2, 7), lie.clone()];
    assert_eq!(disputed(&judge(&strategy, &[], &all)), (DisputeReason::OutOfReach, 3));
    // One that says two things has said nothing, and is evidence.
    let twice = [a.clone(), says(1, 13), lie.clone()];
    assert_eq!(disputed(&judge(&strategy, &[], &twice)), (DisputeReason::Equivocation, 3));
    let other = says(3, 42);
    let verdict = judge(&strategy, &[], &[a.clone(), says(1, 13), b.clone(), other.clone()]);
    assert_eq!(sides(&verdict).0, cids(&[&b, &other]));
    assert_eq!(sides(&verdict).1, cids(&[&a, &says(1, 13)]));
}

#[test]
fn a_consensus_of_all_is_out_of_reach_with_the_first_that_disagrees() {
    let strategy = consensus(&[1, 2, 3], 3);
    let verdict = judge(&strategy, &[], &[says(1, 42), says(2, 13)]);
    assert_eq!(disputed(&verdict), (DisputeReason::OutOfReach, 2));
}

#[test]
fn a_replay_is_a_claim_and_one_that_is_trusted_who_comes_to_the_same() {
    let strategy = Verification::Replay;
    let (claim, rerun, lie) = (says(1, 42), says(9, 42), says(2, 13));
    assert_eq!(judge(&strategy, &[9], &[]), pending(Missing::Replay));
    assert_eq!(judge(&strategy, &[9], std::slice::from_ref(&claim)), pending(Missing::Replay));
    assert_eq!(judge(&strategy, &[9], std::slice::from_ref(&rerun)), pending(Missing::Claim));
    let verdict = judge(&strategy, &[9], &[claim.clone(), rerun.clone()]);
    assert_eq!(sides(&verdict), (cids(&[&claim, &rerun]), vec![]));
    let verdict = judge(&strategy, &[9], &[lie.clone(), rerun.clone()]);
    assert_eq!(disputed(&verdict), (DisputeReason::Disagreement, 2));
    let verdict = judge(&strategy, &[9], &[claim.clone(), lie.clone(), rerun.clone()]);
    assert_eq!(sides(&verdict), (cids(&[&claim, &rerun]), cids(&[&lie])));
    // Two strangers who agree prove nothing.
    let verdict = judge(&strategy, &[9], &[claim.clone(), says(3, 42)]);
    assert_eq!(verdict, pending(Missing::Replay));
    let verdict = judge(&strategy, &[8, 9], &[claim.clone(), rerun.clone(), says(8, 13)]);
    assert_eq!(disputed(&verdict), (DisputeReason::Disagreement, 3));
    let verdict = judge(&strategy, &[9], &[claim, rerun, says(9, 13)]);
    assert_eq!(disputed(&verdict), (DisputeReason::Equivocation, 3));
}

#[test]
fn what_no_receipt_can_settle_is_refused() {
    let proof = Verification::ZeroKnowledge(ProofSystem::Nova);
    let verdict = judge(&proof, &[1], &[says(1, 42)]);
    let why = RefusalReason::ProofSystem { system: ProofSystem::Nova };
    assert_eq!(verdict, Verdict::Refused { why });
    assert_eq!(
        verdict.to_string(),
        "refused: proofs in nova are not verified here; ask for another check"
    );

    let strategies = [
        Verification::Attestation,
        optimistic(1, 9),
        consensus(&[1], 1),
        Verification::Oracle(did(1)),
        Verification::Replay,
    ];
    let possible = |class| {
        let judged = strategies.each_ref().map(|strategy| {
            match judge_as(class, strategy, &[1], &[says(1, 42)]).verdict {
                Verdict::Refused { why } => {
                    assert_eq!(why, RefusalReason::Class { strategy: strategy.kind(), class });
                    None
                }
                _ => Some(strategy.kind()),
            }
        });
        judged.into_iter().flatten().collect::<Vec<_>>()
    };
    use VerificationKind::{Attestation, Consensus, Optimistic, Oracle, Replay};
    assert_eq!(possible(EffectClass::Pure), [Attestation, Optimistic, Consensus, Oracle, Replay]);
    assert_eq!(possible(EffectClass::Query), [Attestation, Consensus, Oracle]);
    assert_eq!(possible(EffectClass::Mutation), [Attestation, Oracle]);
}
