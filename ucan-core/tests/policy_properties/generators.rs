//! Any values, selectors and statements, small and of few letters, so that selectors often
//! select something and comparisons often hold.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::policy::{
    Policy, Selector, Statement, all, and, any, at_least, at_most, equal, greater, less, like, not,
    not_equal, or,
};

pub(crate) fn value() -> impl Strategy<Value = Ipld> {
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

pub(crate) fn selector() -> impl Strategy<Value = Selector> {
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

pub(crate) fn statement() -> impl Strategy<Value = Statement> {
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

pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    proptest::collection::vec(statement(), 0..4)
        .prop_map(|statements| Policy::new(statements).expect("within the bounds"))
}
