//! Values of the data model.

use ipld_core::{
    cid::{Cid, multihash::Multihash},
    ipld::Ipld,
};
use proptest::{collection, prelude::*};

/// A type without fields, into which a map of any keys is read.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct NoFields {}

fn any_link() -> impl Strategy<Value = Cid> {
    prop_oneof![
        any::<[u8; 32]>()
            .prop_map(|digest| { Cid::new_v0(Multihash::wrap(0x12, &digest).unwrap()).unwrap() }),
        (0_u64..1 << 63, 0_u64..1 << 63, collection::vec(any::<u8>(), 0..=64)).prop_map(
            |(codec, hash, digest)| Cid::new_v1(codec, Multihash::wrap(hash, &digest).unwrap())
        ),
        any::<[u8; 32]>()
            .prop_map(|digest| { Cid::new_v1(0x71, Multihash::wrap(0x12, &digest).unwrap()) }),
    ]
}

fn any_integer() -> impl Strategy<Value = i128> {
    // As many short ones as long ones, of both signs, to −2^64.
    (any::<u64>(), 0_u32..64, any::<bool>()).prop_map(|(number, shift, negative)| {
        let number = i128::from(number >> shift);
        if negative { -1 - number } else { number }
    })
}

/// Keys that meet: of few letters, of any, and longer than an error keeps.
fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![6 => "[ab]{0,3}", 3 => ".{0,6}", 1 => "[a-c]{63,70}"]
}

pub(crate) fn any_value() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any_integer().prop_map(Ipld::Integer),
        any::<f64>()
            .prop_filter("floats of the data model", |float| float.is_finite())
            .prop_map(Ipld::Float),
        prop_oneof![".{0,12}", "[a-z]{20,40}"].prop_map(Ipld::String),
        collection::vec(any::<u8>(), 0..40).prop_map(Ipld::Bytes),
        any_link().prop_map(Ipld::Link),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Ipld::List),
            collection::btree_map(any_key(), inner, 0..5).prop_map(Ipld::Map),
        ]
    })
}
