//! Selectors against a plain implementation of them.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::policy::{Budget, ResolveError, Selector, SelectorBuilder};

use crate::generators::value;

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
    fn a_builder_makes_the_selector_that_its_steps_say(steps in steps(), args in value()) {
        let mut builder = Selector::builder();
        for (step, optional) in &steps {
            builder = match step.clone() {
                Step::Key(key) => builder.key(key),
                Step::Index(index) => builder.index(index),
                Step::Slice(start, Some(end)) => builder.slice(start, end),
                Step::Slice(start, None) => builder.slice_from(start),
                Step::Each => builder.each(),
            };
            if *optional {
                builder = builder.optional();
            }
        }
        let selector = builder.build().unwrap();
        let selected = selector.resolve(&args, &mut Budget::default()).ok();
        prop_assert_eq!(selected.map(|part| part.to_ipld()), reference(&args, &steps));
    }

    #[test]
    fn a_builder_makes_only_what_can_be_parsed(
        keys in proptest::collection::vec(any::<String>(), 0..6), index in any::<i64>(),
    ) {
        let keyed = |builder: SelectorBuilder| keys.iter().fold(builder, SelectorBuilder::key);
        let selector = keyed(Selector::builder()).build().unwrap();
        prop_assert_eq!(Selector::parse(selector.as_str()), Ok(selector.clone()));
        // And every key is what it was.
        let value = keys.iter().rev().fold(Ipld::Bool(true), |inner, key| {
            Ipld::Map([(key.clone(), inner)].into())
        });
        let selected = selector.resolve(&value, &mut Budget::default()).unwrap();
        prop_assert_eq!(selected.to_ipld(), Ipld::Bool(true));

        let with_index = keyed(Selector::builder().index(index)).build();
        prop_assert_eq!(with_index.is_ok(), index.unsigned_abs() < 1 << 53);
    }
}
