//! What is foreseen comes true, whatever takes the place of the open parts.

use ipld_core::{ipld, ipld::Ipld};
use proptest::prelude::*;
use ucan_core::policy::{Budget, Policy, Prospect};

use crate::generators::{policy, value};

/// A map, as promises are, so that a selector could lead into it.
fn marker() -> Ipld {
    ipld!({ "a": null })
}

/// The value with some of its parts open, as `choices` say, and as it is when `fill` takes
/// the place of these.
fn opened(value: &Ipld, choices: &mut impl Iterator<Item = u8>, fill: Option<&Ipld>) -> Ipld {
    match value {
        _ if choices.next().is_some_and(|choice| choice == 0) => {
            fill.cloned().unwrap_or_else(marker)
        }
        Ipld::List(items) => {
            Ipld::List(items.iter().map(|item| opened(item, choices, fill)).collect())
        }
        Ipld::Map(map) => Ipld::Map(
            map.iter().map(|(key, item)| (key.clone(), opened(item, choices, fill))).collect(),
        ),
        other => other.clone(),
    }
}

fn holds(policy: &Policy, index: usize, args: &Ipld) -> bool {
    let statement = policy.statements()[index].clone();
    let policy = Policy::new(vec![statement]).expect("within the bounds");
    policy.judge(args, &mut Budget::default()).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_foreseen_comes_true(
        policy in policy(), args in value(), fill in value(),
        choices in proptest::collection::vec(0_u8..4, 0..24),
    ) {
        prop_assume!(args != marker());
        let open = opened(&args, &mut choices.iter().copied(), None);
        let is_open = |value: &Ipld| *value == marker();
        let prospects = policy.foresee(&open, &is_open, &mut Budget::default());
        prop_assert_eq!(prospects.len(), policy.statements().len());
        let filled = opened(&args, &mut choices.iter().copied(), Some(&fill));
        for (index, prospect) in prospects.into_iter().enumerate() {
            for args in [&args, &filled] {
                match &prospect {
                    Prospect::Holds => prop_assert!(holds(&policy, index, args)),
                    Prospect::Fails => prop_assert!(!holds(&policy, index, args)),
                    Prospect::Depends { on } => {
                        prop_assert!(!on.is_empty());
                        prop_assert!(on.iter().all(|open| is_open(open)));
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }
    }

    #[test]
    fn where_nothing_is_open_everything_is_foreseen(policy in policy(), args in value()) {
        let prospects = policy.foresee(&args, &|_| false, &mut Budget::default());
        for (index, prospect) in prospects.into_iter().enumerate() {
            let expected =
                if holds(&policy, index, &args) { Prospect::Holds } else { Prospect::Fails };
            prop_assert_eq!(prospect, expected);
        }
    }
}
