//! Statements obey the laws of logic.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::policy::{
    Budget, Policy, PolicyFailure, Selector, Statement, all, and, any, not, or,
};

use crate::generators::{statement, value};

fn holds(statement: &Statement, args: &Ipld) -> bool {
    let policy = Policy::new(vec![statement.clone()]).expect("within the bounds");
    match policy.judge(args, &mut Budget::default()) {
        Ok(()) => true,
        Err(PolicyFailure::Unsatisfied { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn not_inverts(statement in statement(), args in value()) {
        prop_assert_ne!(holds(&not(statement.clone()), &args), holds(&statement, &args));
    }

    #[test]
    fn and_is_what_the_policy_itself_is(
        statements in proptest::collection::vec(statement(), 0..4), args in value(),
    ) {
        let each = statements.iter().all(|statement| holds(statement, &args));
        prop_assert_eq!(holds(&and(statements.clone()), &args), each);
        let policy = Policy::new(statements).unwrap();
        prop_assert_eq!(policy.judge(&args, &mut Budget::default()).is_ok(), each);
    }

    #[test]
    fn or_is_the_dual_of_and_unless_empty(
        statements in proptest::collection::vec(statement(), 1..4), args in value(),
    ) {
        let negated: Vec<_> = statements.iter().cloned().map(not).collect();
        prop_assert_eq!(holds(&or(statements), &args), holds(&not(and(negated)), &args));
    }

    #[test]
    fn all_and_any_are_connectives_over_the_elements(
        inner in statement(), items in proptest::collection::vec(value(), 0..4),
    ) {
        let dot = || Selector::parse(".").unwrap();
        let list = Ipld::List(items.clone());
        let every = items.iter().all(|item| holds(&inner, item));
        let some = items.is_empty() || items.iter().any(|item| holds(&inner, item));
        prop_assert_eq!(holds(&all(dot(), inner.clone()), &list), every);
        prop_assert_eq!(holds(&any(dot(), inner.clone()), &list), some);
        let map: BTreeMap<_, _> =
            items.into_iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect();
        prop_assert_eq!(holds(&all(dot(), inner), &Ipld::Map(map)), every);
    }

    #[test]
    fn the_budget_decides_only_whether_there_is_an_answer(
        statement in statement(), args in value(), steps in 0_u64..64,
    ) {
        let policy = Policy::new(vec![statement]).unwrap();
        let answer = policy.judge(&args, &mut Budget::default());
        match policy.judge(&args, &mut Budget::new(steps)) {
            Err(PolicyFailure::BudgetExceeded { limit, .. }) => prop_assert_eq!(limit, steps),
            bounded => prop_assert_eq!(bounded, answer),
        }
    }
}
