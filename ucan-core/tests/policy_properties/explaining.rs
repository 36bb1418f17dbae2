//! Explanations say what judging says.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::policy::{Budget, Explained, Outcome, Policy, PolicyFailure, Selection, Statement};

use crate::generators::{policy, value};

/// Whether what is said about a statement follows from what is said about those inside.
fn coherent(explained: &Explained<'_>) -> bool {
    let outcomes = || explained.children().iter().map(Explained::outcome);
    let whole = explained.omitted() == 0;
    let decided = match (explained.statement(), explained.outcome()) {
        (_, Outcome::BudgetExceeded) => false,
        (Statement::And(_), Outcome::Holds) => outcomes().all(|held| held == Outcome::Holds),
        (Statement::And(_), _) => outcomes().any(|held| held == Outcome::Fails),
        (Statement::Or(all), Outcome::Holds) => {
            all.is_empty() || outcomes().next_back() == Some(Outcome::Holds)
        }
        (Statement::Or(all), _) => {
            explained.children().len() == all.len() && outcomes().all(|held| held == Outcome::Fails)
        }
        (Statement::Not(_), outcome) => {
            outcomes().next() != Some(outcome) && explained.children().len() == 1
        }
        (Statement::All { .. } | Statement::Any { .. }, outcome) => match explained.selection() {
            Selection::Nothing { .. } => outcome == Outcome::Fails,
            Selection::Value(part) => {
                let length = match part.to_ipld() {
                    Ipld::List(items) => items.len(),
                    Ipld::Map(map) => map.len(),
                    _ => 0,
                };
                length == explained.children().len() + explained.skipped()
                    && (explained.skipped() == 0 || outcomes().next_back() == Some(outcome))
            }
            _ => false,
        },
        (_, outcome) => match explained.selection() {
            Selection::Nothing { .. } => outcome == Outcome::Fails,
            Selection::Value(_) => true,
            _ => false,
        },
    };
    whole && decided && explained.children().iter().all(coherent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_verdict_is_that_of_judging(policy in policy(), args in value()) {
        let judged = policy.judge(&args, &mut Budget::default());
        let explanation = policy.explain(&args, &mut Budget::default());
        prop_assert_eq!(explanation.verdict().map_err(Clone::clone), judged);
        prop_assert_eq!(explanation.statements().len(), policy.statements().len());
        for (index, explained) in explanation.statements().iter().enumerate() {
            prop_assert_eq!(explained.at().indices(), [index]);
            prop_assert_eq!(explained.statement(), &policy.statements()[index]);
            prop_assert!(coherent(explained), "{}", explained);
            let alone = Policy::new(vec![explained.statement().clone()]).unwrap();
            let holds = alone.judge(&args, &mut Budget::default()).is_ok();
            prop_assert_eq!(explained.outcome() == Outcome::Holds, holds);
        }
    }

    #[test]
    fn the_verdict_is_that_of_judging_with_any_budget(
        policy in policy(), args in value(), steps in 0_u64..64,
    ) {
        let mut judging = Budget::new(steps);
        let mut explaining = Budget::new(steps);
        let judged = policy.judge(&args, &mut judging);
        let explanation = policy.explain(&args, &mut explaining);
        prop_assert_eq!(explanation.verdict().map_err(Clone::clone), judged.clone());
        prop_assert!(explaining.remaining() <= judging.remaining());
        if judged.is_ok() {
            prop_assert_eq!(explaining.remaining(), judging.remaining());
        }
        let exceeded = explanation
            .statements()
            .iter()
            .any(|explained| explained.outcome() == Outcome::BudgetExceeded);
        if let Err(PolicyFailure::BudgetExceeded { .. }) = judged {
            prop_assert!(exceeded);
        }
        let seen = explanation.statements().len() + explanation.skipped();
        prop_assert_eq!(seen, policy.statements().len());
        prop_assert!(explanation.skipped() == 0 || exceeded);
    }

    #[test]
    fn every_explanation_has_a_text_and_a_report(policy in policy(), args in value()) {
        let explanation = policy.explain(&args, &mut Budget::default());
        let text = explanation.to_string();
        prop_assert!(text.lines().count() > policy.statements().len());
        let report = explanation.to_ipld();
        prop_assert!(varsig::dag_json::encode(&report).is_ok());
        prop_assert!(report.get("statements").unwrap().is_some());
    }
}
