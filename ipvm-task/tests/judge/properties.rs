//! What holds of every case.

use std::{collections::BTreeSet, sync::LazyLock};

use ipvm_task::{Acceptance, EffectClass, OutcomeId, Verdict, Verification};
use proptest::prelude::*;
use ucan_invocation::Receipt;

use crate::parties::{NOW, cites, consensus, did, faults, judge_as, optimistic, saying, says};

/// Five executors, each with what it may say: three values, one of them again later, one
/// taken from another, and two faults.
static SAYINGS: LazyLock<Vec<Receipt>> = LazyLock::new(|| {
    let source = says(1, 0);
    let of = |seed: u8| {
        let mut later = saying(seed, 0);
        later.issued_at = NOW + 1;
        let (limit, trap) = (faults(seed, "LimitReached", "fuel"), faults(seed, "Trap", "…"));
        let taken = cites(seed, 0, &source);
        let values = [says(seed, 0), says(seed, 1), says(seed, 2), later.sign()];
        values.into_iter().chain([taken, limit, trap])
    };
    (1..=5).flat_map(of).collect()
});

fn sayings() -> impl Strategy<Value = Vec<Receipt>> {
    proptest::collection::vec(proptest::sample::select(SAYINGS.as_slice()), 0..8)
}

fn strategies() -> impl Strategy<Value = Verification> {
    proptest::sample::select(vec![
        Verification::Attestation,
        Verification::Oracle(did(1)),
        Verification::Replay,
        optimistic(1, 5),
        optimistic(2, 5),
        optimistic(3, 1),
        consensus(&[1], 1),
        consensus(&[1, 2, 3], 2),
        consensus(&[1, 2, 3, 4], 3),
        consensus(&[1, 2, 3, 4, 5], 5),
    ])
}

fn classes() -> impl Strategy<Value = EffectClass> {
    proptest::sample::select(EffectClass::ALL.to_vec())
}

fn trusted() -> impl Strategy<Value = Vec<u8>> {
    proptest::sample::subsequence(vec![1, 2, 3, 4, 5], 0..=5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn what_was_accepted_is_never_pending_again(
        (class, strategy, trusted) in (classes(), strategies(), trusted()),
        (shown, more) in (sayings(), sayings()),
    ) {
        let before = judge_as(class, &strategy, &trusted, &shown).verdict;
        let all: Vec<Receipt> = shown.into_iter().chain(more).collect();
        let after = judge_as(class, &strategy, &trusted, &all).verdict;
        if before.accepted().is_some() {
            prop_assert!(!matches!(after, Verdict::Pending { .. }), "{} then {}", before, after);
        }
        // Whether receipts can settle it does not depend on the receipts.
        let refused = |verdict: &Verdict| matches!(verdict, Verdict::Refused { .. });
        prop_assert_eq!(refused(&before), refused(&after));
    }

    #[test]
    fn more_receipts_that_agree_leave_it_accepted(
        (strategy, trusted, shown) in (strategies(), trusted(), sayings()),
        (class, from) in (classes(), 1_u8..=5),
    ) {
        prop_assume!(class != EffectClass::Mutation);
        let before = judge_as(class, &strategy, &trusted, &shown).verdict;
        if let Some(Acceptance { outcome, .. }) = before.accepted() {
            let same = |it: &&Receipt| {
                OutcomeId::of(it) == Ok(*outcome) && *it.executor() == did(from)
            };
            let of_others = |it: &Receipt| {
                *it.executor() == did(from)
                    && !it.meta().fault
                    && OutcomeId::of(it) != Ok(*outcome)
            };
            prop_assume!(!shown.iter().any(of_others));
            let mut all = shown;
            all.extend(SAYINGS.iter().filter(same).cloned());
            let after = judge_as(class, &strategy, &trusted, &all).verdict;
            let after = after.accepted().map(|acceptance| acceptance.outcome);
            prop_assert_eq!(after, Some(*outcome));
        }
    }

    #[test]
    fn neither_order_nor_repetition_matters(
        (class, strategy, trusted) in (classes(), strategies(), trusted()),
        (shown, again) in sayings().prop_flat_map(|shown| {
            let doubled: Vec<Receipt> = shown.iter().chain(&shown).cloned().collect();
            (Just(shown), Just(doubled).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(
            judge_as(class, &strategy, &trusted, &shown),
            judge_as(class, &strategy, &trusted, &again)
        );
    }

    #[test]
    fn an_acceptance_is_carried_by_whom_the_strategy_names(
        (class, strategy, trusted) in (classes(), strategies(), trusted()),
        shown in sayings(),
    ) {
        let judgement = judge_as(class, &strategy, &trusted, &shown);
        let Some(Acceptance { outcome, carried_by, dissent }) = judgement.verdict.accepted() else {
            return Ok(());
        };
        let executors: BTreeSet<_> = carried_by.iter().map(|it| it.executor.clone()).collect();
        prop_assert_eq!(executors.len(), carried_by.len());
        prop_assert!(carried_by.iter().all(|it| it.outcome == *outcome));
        prop_assert!(dissent.iter().all(|it| !executors.contains(&it.executor)));
        for statement in carried_by.iter().chain(dissent) {
            prop_assert!(shown.iter().any(|it| *it.cid() == statement.receipt));
        }
        let trusted: BTreeSet<_> = trusted.iter().map(|seed| did(*seed)).collect();
        match &strategy {
            Verification::Attestation => prop_assert!(executors.is_subset(&trusted)),
            Verification::Oracle(oracle) => prop_assert!(executors.iter().eq([oracle])),
            Verification::Optimistic(it) => prop_assert!(
                executors.contains(it.referee())
                    || executors.is_subset(&trusted)
                        && u64::try_from(executors.len()).unwrap() >= it.confirmations()
            ),
            Verification::Consensus(it) => {
                prop_assert!(executors.iter().all(|agent| it.agents().contains(agent)));
                prop_assert!(u64::try_from(executors.len()).unwrap() >= it.threshold());
            }
            _ => {
                prop_assert!(executors.len() >= 2);
                prop_assert!(!executors.is_disjoint(&trusted));
            }
        }
    }
}
