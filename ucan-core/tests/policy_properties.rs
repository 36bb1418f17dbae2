//! Laws of policies, for any policy and any arguments.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::policy::{
    Budget, Policy, PolicyFailure, ResolveError, Selector, Statement, all, and, any, at_least,
    at_most, equal, greater, less, like, not, not_equal, or,
};

fn value() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        Just(Ipld::Null),
        proptest::bool::ANY.prop_map(Ipld::Bool),
        (-3_i128..4).prop_map(Ipld::Integer),
        (-6_i32..7).prop_map(|half| Ipld::Float(if half == 0 {
            0.0
        } else {
            f64::from(half) / 2.0
        })),
        "[ab*]{0,3}".prop_map(Ipld::String),
        proptest::collection::vec(proptest::num::u8::ANY, 0..3).prop_map(Ipld::Bytes),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Ipld::List),
            proptest::collection::btree_map("[abc]", inner, 0..4).prop_map(Ipld::Map),
        ]
    })
}

fn selector() -> impl Strategy<Value = Selector> {
    let segment = prop_oneof![
        3 => "\\.[abc]",
        1 => r#"\.?\["([abc.]|\\n|\\u0061)"\]"#,
        1 => "\\.?\\[(0|1|-1)\\]",
        1 => "\\.?\\[(0|1|-1):(1|-1)?\\]",
        1 => "\\.?\\[\\]",
    ];
    proptest::collection::vec((segment, "\\?{0,2}"), 0..4).prop_map(|segments| {
        let mut text: String =
            segments.iter().flat_map(|(segment, optional)| [segment.as_str(), optional]).collect();
        if !text.starts_with('.') {
            text.insert(0, '.');
        }
        Selector::parse(&text).expect(&text)
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    let leaf = prop_oneof![
        (selector(), value()).prop_map(|(selector, value)| equal(selector, value)),
        (selector(), value()).prop_map(|(selector, value)| not_equal(selector, value)),
        (selector(), -3_i64..4).prop_map(|(selector, bound)| less(selector, bound)),
        (selector(), -3_i64..4).prop_map(|(selector, bound)| at_most(selector, bound)),
        (selector(), 0.5_f64..4.0).prop_map(|(selector, bound)| greater(selector, bound)),
        (selector(), -3_i64..4).prop_map(|(selector, bound)| at_least(selector, bound)),
        (selector(), "[ab*\\\\]{0,4}").prop_map(|(selector, pattern)| like(selector, pattern)),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(and),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(or),
            inner.clone().prop_map(not),
            (selector(), inner.clone()).prop_map(|(selector, inner)| all(selector, inner)),
            (selector(), inner).prop_map(|(selector, inner)| any(selector, inner)),
        ]
    })
}

fn holds(statement: &Statement, args: &Ipld) -> bool {
    let policy = Policy::new(vec![statement.clone()]).expect("within the bounds");
    match policy.judge(args, &mut Budget::default()) {
        Ok(()) => true,
        Err(PolicyFailure::Unsatisfied { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

/// Selects the plain way, with copies and without a budget.
fn reference(value: &Ipld, segments: &[(Step, bool)]) -> Option<Ipld> {
    let Some(((step, optional), rest)) = segments.split_first() else {
        return Some(value.clone());
    };
    let part = match (step, value) {
        (Step::Key(key), Ipld::Map(map)) => Some(map.get(key).cloned().unwrap_or(Ipld::Null)),
        (Step::Index(index), Ipld::List(items)) => {
            from_end(*index, items.len()).and_then(|index| items.get(index)).cloned()
        }
        (Step::Index(index), Ipld::Bytes(bytes)) => from_end(*index, bytes.len())
            .and_then(|index| bytes.get(index))
            .map(|byte| Ipld::Integer((*byte).into())),
        (Step::Slice(start, end), Ipld::List(items)) => {
            let kept = kept(*start, *end, items.len());
            Some(Ipld::List(kept.map(|index| items[index].clone()).collect()))
        }
        (Step::Slice(start, end), Ipld::Bytes(bytes)) => {
            let kept = kept(*start, *end, bytes.len());
            Some(Ipld::Bytes(kept.map(|index| bytes[index]).collect()))
        }
        (Step::Each, Ipld::List(_) | Ipld::Map(_)) => {
            let children: Vec<&Ipld> = match value {
                Ipld::List(items) => items.iter().collect(),
                Ipld::Map(map) => map.values().collect(),
                _ => unreachable!("matched above"),
            };
            let mut found = Vec::new();
            for child in children {
                match (reference(child, rest)?, rest.first()) {
                    (Ipld::List(inner), Some((Step::Each, _))) => found.extend(inner),
                    (part, _) => found.push(part),
                }
            }
            return Some(Ipld::List(found));
        }
        _ => None,
    };
    match part {
        Some(part) => reference(&part, rest),
        None if *optional => reference(&Ipld::Null, rest),
        None => None,
    }
}

fn from_end(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).expect("short");
    usize::try_from(if index < 0 { index + length } else { index }).ok()
}

/// The indices that a slice keeps, each asked whether it lies between the bounds.
fn kept(start: i64, end: Option<i64>, length: usize) -> impl Iterator<Item = usize> {
    let total = i64::try_from(length).expect("short");
    let place = move |bound: i64| if bound < 0 { bound + total } else { bound };
    (0..length).filter(move |index| {
        let index = i64::try_from(*index).expect("short");
        index >= place(start) && end.is_none_or(|end| index < place(end))
    })
}

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(i64),
    Slice(i64, Option<i64>),
    Each,
}

fn steps() -> impl Strategy<Value = Vec<(Step, bool)>> {
    let step = prop_oneof![
        "[abc]".prop_map(Step::Key),
        (-2_i64..3).prop_map(Step::Index),
        (-3_i64..4, proptest::option::of(-3_i64..4))
            .prop_map(|(start, end)| Step::Slice(start, end)),
        Just(Step::Each),
    ];
    proptest::collection::vec((step, proptest::bool::ANY), 0..5)
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
    fn policies_survive_being_written_and_read(
        statements in proptest::collection::vec(statement(), 0..4),
    ) {
        let policy = Policy::new(statements).unwrap();
        let ipld = policy.to_ipld();
        let read = Policy::parse(&ipld).unwrap();
        prop_assert_eq!(&read, &policy);
        prop_assert_eq!(read.to_ipld(), ipld);
    }

    #[test]
    fn selectors_print_byte_for_byte(selector in selector()) {
        let printed = selector.to_string();
        prop_assert_eq!(Selector::parse(&printed), Ok(selector));
    }

    #[test]
    fn any_text_is_a_selector_that_prints_as_given_or_an_error(
        text in r#"\.?[.a\[\]"0-9:?\\é-]{0,12}"#,
    ) {
        if let Ok(selector) = Selector::parse(&text) {
            prop_assert_eq!(selector.as_str(), &text);
            prop_assert!(text.starts_with('.'));
        }
    }

    #[test]
    fn any_value_is_a_policy_that_is_written_as_read_or_an_error(ipld in value()) {
        if let Ok(policy) = Policy::parse(&ipld) {
            prop_assert_eq!(policy.to_ipld(), ipld);
        }
    }

    #[test]
    fn selectors_select_what_a_copying_reference_does(steps in steps(), args in value()) {
        let mut text = String::new();
        for (step, optional) in &steps {
            match step {
                Step::Key(key) => text.push_str(&format!(".{key}")),
                Step::Index(index) => text.push_str(&format!(".[{index}]")),
                Step::Slice(start, end) => {
                    let end = end.map(|end| end.to_string()).unwrap_or_default();
                    text.push_str(&format!(".[{start}:{end}]"));
                }
                Step::Each => text.push_str(".[]"),
            }
            if *optional {
                text.push('?');
            }
        }
        if text.is_empty() {
            text.push('.');
        }
        let selector = Selector::parse(&text).unwrap();
        let selected = match selector.resolve(&args, &mut Budget::default()) {
            Ok(selected) => Some(selected.to_ipld()),
            Err(ResolveError::Unresolvable { .. }) => None,
            Err(other) => panic!("{other}"),
        };
        prop_assert_eq!(selected, reference(&args, &steps));
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
