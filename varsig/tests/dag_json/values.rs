//! Random values, and random texts near DAG-JSON.

use cid::{Cid, multihash::Multihash};
use ipld_core::ipld::Ipld;
use proptest::{prelude::*, sample::Index};
use varsig::dag_json::encode;

/// Any value of finite floats and integers in range, reserved maps included.
pub(crate) fn value() -> impl Strategy<Value = Ipld> {
    scalar().prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 0..6).prop_map(Ipld::List),
            3 => prop::collection::btree_map(key(), inner.clone(), 0..6).prop_map(Ipld::Map),
            1 => inner.clone().prop_map(|inner| one("/", inner)),
            1 => inner.prop_map(|inner| one("/", one("bytes", inner))),
        ]
    })
}

/// Any value that has a text.
pub(crate) fn writable() -> impl Strategy<Value = Ipld> {
    value().prop_filter("reserved", |value| encode(value).is_ok())
}

/// The text of a value, with some bytes changed, put in, left out or doubled.
pub(crate) fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => prop::sample::select(&br#" "\/{}[]:,-+.0159eEnutrfb"#[..]),
        1 => any::<u8>(),
    ];
    let change = (any::<Index>(), 0..4_u8, byte);
    (writable(), prop::collection::vec(change, 1..4)).prop_map(|(value, changes)| {
        let mut text = encode(&value).unwrap();
        for (place, change, byte) in changes {
            let place = place.index(text.len() + 1);
            match (change, text.get_mut(place)) {
                (0, Some(old)) => *old = byte,
                (1, Some(_)) => drop(text.remove(place)),
                (2, Some(&mut old)) => text.insert(place, old),
                _ => text.insert(place, byte),
            }
        }
        text
    })
}

/// A text of tokens that have some likelihood to follow each other.
pub(crate) fn text_like_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(
            &[
                "null",
                "true",
                "0",
                "-1",
                "1.0",
                "1.5",
                "1e5",
                "1e+21",
                "-0",
                "01",
                "1e999",
                "\"\"",
                "\"a\"",
                "\"\\n\"",
                "\"\\/\"",
                "\"\\u0061\"",
                "\"\\ud800\"",
                "{}",
                "[]",
                "[1,]",
                "+1",
                "{\"/\":\"foo\"}",
                "{\"/\":{\"bytes\":\"AA\"}}",
                "{\"/\":{\"bytes\":\"AA==\"}}",
                "{\"/\":\"bafkqabiaaebagba\"}",
                "{\"\\u002f\":{\"bytes\":\"AA\"}}",
                "NaN",
            ][..]
        )
        .prop_map(String::from),
        any::<i128>().prop_map(|integer| integer.to_string()),
        any::<f64>().prop_map(|float| format!("{float:?}")),
        any::<f64>().prop_map(|float| format!("{float:e}")),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let key = prop::sample::select(
            &[
                "\"/\"",
                "\"bytes\"",
                "\"a\"",
                "\"!\"",
                "\"b\"",
                "\"\"",
                "\"\\/\"",
                "\"\\u0061\"",
                "\"0\"",
            ][..],
        );
        let space = prop::sample::select(&["", "", "", "", " ", "\n"][..]);
        let entry = (key, space.clone(), inner.clone())
            .prop_map(|(key, space, value)| format!("{key}{space}:{value}"));
        prop_oneof![
            (space.clone(), prop::collection::vec(inner, 0..4))
                .prop_map(|(space, items)| format!("[{space}{}]", items.join(","))),
            (space, prop::collection::vec(entry, 0..4))
                .prop_map(|(space, entries)| format!("{{{}{space}}}", entries.join(","))),
        ]
    })
}

fn scalar() -> impl Strategy<Value = Ipld> {
    prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        integer().prop_map(Ipld::Integer),
        float().prop_map(Ipld::Float),
        string().prop_map(Ipld::String),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Ipld::Bytes),
        cid().prop_map(Ipld::Link),
    ]
}

fn integer() -> impl Strategy<Value = i128> {
    const BOUND: i128 = 1 << 64;
    prop_oneof![
        -BOUND..BOUND,
        -300..300_i128,
        prop::sample::select(vec![-BOUND, BOUND - 1, 1 << 53, i64::MIN.into(), i64::MAX.into()]),
    ]
}

/// Finite, and without the negative zero that has no text of its own.
pub(crate) fn float() -> impl Strategy<Value = f64> {
    let usual = prop_oneof![Just(0.0), Just(1.0), Just(1e21), Just(1e-7), -1e6..1e6];
    let any_bits = any::<u64>().prop_map(f64::from_bits).prop_filter("not finite", |float| {
        float.is_finite() && !(*float == 0.0 && float.is_sign_negative())
    });
    prop_oneof![usual, any_bits]
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~\\x00-\\x1f]{0,12}", "[/\"\\\\\u{2028}😀é\u{ffff}]{0,4}"]
}

fn key() -> impl Strategy<Value = String> {
    let told = &["/", "bytes", "!", "a", "c", "", "0"][..];
    prop_oneof![prop::sample::select(told).prop_map(String::from), string()]
}

fn cid() -> impl Strategy<Value = Cid> {
    let digest = prop::collection::vec(any::<u8>(), 0..=64);
    let code = || prop_oneof![0..300_u64, any::<u64>().prop_map(|code| code >> 1)];
    prop_oneof![
        3 => (code(), code(), digest).prop_map(|(codec, hash, digest)| {
            Cid::new_v1(codec, Multihash::wrap(hash, &digest).unwrap())
        }),
        1 => any::<[u8; 32]>().prop_map(|digest| {
            Cid::new_v0(Multihash::wrap(0x12, &digest).unwrap()).unwrap()
        }),
    ]
}

fn one(key: &str, value: Ipld) -> Ipld {
    Ipld::Map([(key.into(), value)].into())
}
