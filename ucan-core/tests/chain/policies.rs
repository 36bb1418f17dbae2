//! The policies along a chain (ruling P5), and why they refuse.

use ipld_core::ipld;
use ucan_core::{
    ChainError, MAX_EXPLAINED_HOPS, Policy, ProofError, ProofRule, TokenCid,
    policy::{Budget, PolicyFailure},
};

use crate::parties::{Case, Party, claim, five, party};

fn policy(text: &str) -> Policy {
    text.parse().expect(text)
}

/// A chain over Alice with a hop for each policy.
fn chain(policies: &[&str]) -> Case {
    let parties: Vec<Party> = (0..).take(policies.len() + 1).map(party).collect();
    let case = claim(&parties[policies.len()], &parties[0]);
    policies.iter().zip(parties.windows(2)).fold(case, |case, (text, pair)| {
        let hop = pair[0].delegates(&pair[1], Some(&parties[0]), "/crud");
        case.with(pair[0].signs(hop.with_policy(policy(text))))
    })
}

#[test]
fn every_hop_has_one_to_be_judged_and_an_own_subject_has_none() {
    let texts = [r#"[["<",".size",9]]"#, "[]", r#"[["==",".to","bob"]]"#];
    let case = chain(&texts);
    let chain = case.proves();
    assert_eq!(chain.policies().len(), 3);
    for ((index, hop), text) in chain.policies().enumerate().zip(texts) {
        assert_eq!((hop.index, *hop.cid), (index, case.named[index]));
        assert_eq!(hop.policy, &policy(text));
    }
    let [alice, ..] = five();
    assert_eq!(claim(&alice, &alice).proves().policies().len(), 0);
}

#[test]
fn the_first_refusal_counts_and_all_are_explained() {
    let case = chain(&[
        r#"[["<",".size",9]]"#,
        r#"[["==",".size",7],["<",".size",5]]"#,
        r#"[["==",".to","bob"]]"#,
    ]);
    let chain = case.proves();
    let args = ipld!({ "size": 7, "to": "carol" });
    let rule = ProofRule::Policy(PolicyFailure::Unsatisfied { statement: vec![1].into() });
    let refused = chain.judge(&args, &mut Budget::default());
    let Err(ChainError::Proof(ProofError { index: 1, cid, rule: found, .. })) = &refused else {
        panic!("{refused:?}")
    };
    assert_eq!((cid, found), (&case.named[1], &rule));

    let mut budget = Budget::default();
    let explanation = chain.explain(&args, &mut budget);
    assert_eq!(explanation.verdict(), refused);
    let refusals = explanation.refusals();
    let places: Vec<_> = refusals.iter().map(|hop| (hop.index, *hop.cid)).collect();
    assert_eq!(places, [(1, case.named[1]), (2, case.named[2])]);
    assert_eq!(refusals[0].explanation.statements().len(), 2);
    assert_eq!(
        explanation.to_string(),
        format!(
            "proof 1 ({}): the arguments do not satisfy the policy statement at [1]\n\
             \x20 [0] holds: `.size` is 7, which equals 7\n\
             \x20 [1] fails: `.size` is 7, which is not less than 5\n\
             proof 2 ({}): the arguments do not satisfy the policy statement at [0]\n\
             \x20 [0] fails: `.to` is \"carol\", which does not equal \"bob\"",
            TokenCid(&case.named[1]),
            TokenCid(&case.named[2]),
        )
    );
}

#[test]
fn nothing_is_explained_where_all_hold() {
    let chain = chain(&["[]", r#"[["<",".size",9]]"#]).proves();
    let args = ipld!({ "size": 7 });
    let mut budget = Budget::default();
    let explanation = chain.explain(&args, &mut budget);
    assert_eq!(explanation.verdict(), Ok(()));
    assert!(explanation.refusals().is_empty());
    assert_eq!(explanation.to_string(), "the arguments satisfy the policies of all 2 proofs");
    let mut judged = Budget::default();
    assert_eq!(chain.judge(&args, &mut judged), Ok(()));
    assert_eq!(judged, budget);
}

#[test]
fn so_many_refusals_are_kept_and_the_rest_is_counted() {
    let mut policies = vec![r#"[["==",".","x"]]"#; MAX_EXPLAINED_HOPS + 3];
    policies.insert(MAX_EXPLAINED_HOPS + 1, "[]");
    let chain = chain(&policies).proves();
    let args = ipld!({});
    let mut budget = Budget::default();
    let explanation = chain.explain(&args, &mut budget);
    assert_eq!(explanation.refusals().len(), MAX_EXPLAINED_HOPS);
    assert_eq!(explanation.omitted(), 3);
    assert!(explanation.to_string().ends_with("\nand 3 more proofs whose policies do not hold"));
}

#[test]
fn a_budget_is_for_all_of_them() {
    let chain = chain(&[r#"[["==",".size",7]]"#; 3]).proves();
    let args = ipld!({ "size": 7 });
    let mut whole = Budget::default();
    assert_eq!(chain.judge(&args, &mut whole), Ok(()));
    let spent = Budget::DEFAULT_STEPS - whole.remaining();
    for steps in 0..=spent {
        let judged = chain.judge(&args, &mut Budget::new(steps));
        assert_eq!(judged.is_ok(), steps == spent, "{steps} of {spent}");
        assert_eq!(chain.explain(&args, &mut Budget::new(steps)).verdict(), judged);
    }
}
