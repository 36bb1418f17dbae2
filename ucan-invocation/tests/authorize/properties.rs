//! Any arguments, any promises in them, any results in their place.

use cid::Cid;
use ipld_core::ipld::Ipld;
use proptest::{prelude::*, sample::Index};
use ucan_invocation::{AuthorizeError, Promise};
use varsig::Block;

use crate::parties::{authorize, own};

fn leaf() -> impl Strategy<Value = Ipld> {
    prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
        "[a-z]{0,3}".prop_map(Ipld::String),
        Just(Ipld::Bytes(vec![1])),
    ]
}

fn nested(leaf: impl Strategy<Value = Ipld> + 'static) -> impl Strategy<Value = Ipld> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Ipld::List),
            proptest::collection::btree_map("[a-z]", inner, 0..3).prop_map(Ipld::Map),
        ]
    })
}

/// Arguments with a promise in the place of each of the marks.
fn arguments() -> impl Strategy<Value = Ipld> {
    let mark = Just(Ipld::Float(0.5));
    let leaf = prop_oneof![4 => leaf(), 1 => mark];
    proptest::collection::btree_map("[a-z]", nested(leaf), 1..4).prop_map(Ipld::Map)
}

/// Puts `value` in the place of each mark.
fn fill(args: &Ipld, value: &Ipld) -> Ipld {
    match args {
        Ipld::Float(_) => value.clone(),
        Ipld::List(items) => Ipld::List(items.iter().map(|item| fill(item, value)).collect()),
        Ipld::Map(map) => {
            Ipld::Map(map.iter().map(|(key, item)| (key.clone(), fill(item, value))).collect())
        }
        other => other.clone(),
    }
}

fn promise() -> Ipld {
    let task: Cid = *Block::raw(*b"another task").cid();
    Promise::ok(task).to_ipld()
}

/// Puts a link, which is found nowhere else, in the place of the leaf `at`.
fn exchange(value: &mut Ipld, at: &mut usize) {
    match value {
        Ipld::List(items) => items.iter_mut().for_each(|item| exchange(item, at)),
        Ipld::Map(map) => map.values_mut().for_each(|item| exchange(item, at)),
        leaf => {
            if *at == 0 {
                *leaf = Ipld::Link(*Block::raw(*b"found nowhere else").cid());
            }
            *at = at.wrapping_sub(1);
        }
    }
}

fn leaves(value: &Ipld) -> usize {
    match value {
        Ipld::List(items) => items.iter().map(leaves).sum(),
        Ipld::Map(map) => map.values().map(leaves).sum(),
        _ => 1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn results_in_the_place_of_promises_are_a_resolution(
        args in arguments(), result in nested(leaf()),
    ) {
        let proven = own(fill(&args, &promise()));
        let resolved = fill(&args, &result);
        let authorized = authorize(&proven, resolved.clone()).unwrap();
        prop_assert_eq!(&Ipld::Map(authorized.resolved().args().clone()), &resolved);
        prop_assert_eq!(authorized.task().id(), proven.task().id());
    }

    #[test]
    fn anything_else_in_the_place_of_a_signed_leaf_is_not(args in arguments(), at: Index) {
        // Without promises, every leaf is signed.
        let signed = fill(&args, &Ipld::Null);
        prop_assume!(leaves(&signed) > 0);
        let proven = own(signed.clone());
        let mut other = signed;
        let mut at = at.index(leaves(&other));
        exchange(&mut other, &mut at);
        let refused = authorize(&proven, other).unwrap_err();
        prop_assert!(matches!(refused, AuthorizeError::NotAResolution { .. }), "{:?}", refused);
    }
}
