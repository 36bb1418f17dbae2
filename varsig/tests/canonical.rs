//! Strict DAG-CBOR: every rule of ruling T3 with the offset it is reported at.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use varsig::dag_cbor::{DagCborErrorKind as Kind, Limits, check, decode, encode};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[track_caller]
fn refused(text: &str, offset: usize, kind: Kind) {
    let error = check(&hex(text), &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.kind), (offset, kind), "{text}");
}

#[test]
fn accepts_what_is_canonical() {
    for text in [
        "00",
        "17",
        "1818",
        "18ff",
        "190100",
        "1a00010000",
        "1b0000000100000000",
        "1bffffffffffffffff",
        "20",
        "3bffffffffffffffff",
        "40",
        "4401020304",
        "60",
        "6161",
        "80",
        "83010203",
        "a0",
        "a2616101616202",
        "a2616201626161f6",
        "f4",
        "f5",
        "f6",
        "fb3ff8000000000000",
        // A CIDv1 (raw, sha2-256) and a CIDv0.
        "d82a5825000155122000000000000000000000000000000000000000000000000000000000000000\
         00",
        "d82a582300122000000000000000000000000000000000000000000000000000000000000000\
         00",
    ] {
        let text: String = text.split_whitespace().collect();
        assert_eq!(check(&hex(&text), &Limits::default()), Ok(()), "{text}");
        let value = decode(&hex(&text), &Limits::default()).unwrap();
        assert_eq!(encode(&value).unwrap(), hex(&text), "{text}");
    }
}

#[test]
fn refuses_numbers_that_are_not_shortest() {
    for text in [
        "1817",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "3817",
        "5800",
        "7800",
        "9800",
        "b800",
    ] {
        refused(text, 0, Kind::NotShortest);
    }
    refused("82 01 1800", 2, Kind::NotShortest);
    refused("d9002a 4100", 0, Kind::NotShortest);
}

#[test]
fn refuses_maps_out_of_order_and_with_double_keys() {
    refused("a2 616201 616102", 4, Kind::UnsortedKeys);
    refused("a2 62616101 616202", 5, Kind::UnsortedKeys);
    refused("a2 616101 616102", 4, Kind::DuplicateKey);
    refused("a1 01 02", 1, Kind::NonStringKey);
    refused("a1 4161 02", 1, Kind::NonStringKey);
}

#[test]
fn refuses_floats_without_one_form() {
    refused("f93c00", 0, Kind::NarrowFloat);
    refused("fa3f800000", 0, Kind::NarrowFloat);
    refused("fb7ff8000000000000", 0, Kind::NonFiniteFloat);
    refused("fb7ff0000000000000", 0, Kind::NonFiniteFloat);
    refused("fb8000000000000000", 0, Kind::NegativeZero);
}

#[test]
fn refuses_indefinite_lengths_everywhere() {
    for text in ["9fff", "bfff", "5fff", "7fff", "ff"] {
        refused(text, 0, Kind::IndefiniteLength);
    }
    // One of the two holes of the decoder underneath.
    refused("d82a 5f 4100 ff", 2, Kind::IndefiniteLength);
}

#[test]
fn refuses_tags_and_simple_values_outside_of_the_data_model() {
    refused("c0 6161", 0, Kind::UnsupportedTag { tag: 0 });
    refused("d82b 4100", 0, Kind::UnsupportedTag { tag: 43 });
    refused("f7", 0, Kind::UnsupportedSimple);
    refused("f0", 0, Kind::UnsupportedSimple);
    refused("f820", 0, Kind::UnsupportedSimple);
    refused("1c", 0, Kind::UnsupportedSimple);
}

#[test]
fn refuses_links_that_are_not_exactly_one_cid() {
    let digest = "00".repeat(32);
    refused("d82a 6161", 2, Kind::InvalidCid);
    refused("d82a 40", 2, Kind::InvalidCid);
    refused("d82a 4100", 2, Kind::InvalidCid);
    refused(&format!("d82a 5825 01 01551220 {digest}"), 2, Kind::InvalidCid);
    // The other hole: bytes after the multihash.
    refused(&format!("d82a 5826 00 01551220 {digest} 00"), 2, Kind::CidTrailingBytes);
    refused(&format!("d82a 5824 00 1220 {digest} 00"), 2, Kind::CidTrailingBytes);
    refused(&format!("d82a 5825 00 02551220 {digest}"), 2, Kind::InvalidCid);
    refused(&format!("d82a 5826 00 0155920020 {digest}"), 2, Kind::InvalidCid);
}

#[test]
fn refuses_what_is_cut_short_or_goes_on() {
    refused("", 0, Kind::UnexpectedEnd);
    refused("82 01", 2, Kind::UnexpectedEnd);
    refused("0000", 1, Kind::TrailingBytes);
    refused("61ff", 0, Kind::InvalidUtf8);
    // A claim of 2^63 bytes or items is refused before anything is allocated.
    refused("5b8000000000000000", 0, Kind::UnexpectedEnd);
    refused("9b8000000000000000", 9, Kind::UnexpectedEnd);
}

#[test]
fn bounds_depth_items_and_size() {
    let deep: Vec<u8> = core::iter::repeat_n(0x81, 1_000_000).chain([0x01]).collect();
    let error = check(&deep, &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.kind), (64, Kind::TooDeep { limit: 64 }));

    let mut limits = Limits::default();
    limits.items = 3;
    let error = check(&hex("83010203"), &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (3, Kind::TooManyItems { limit: 3 }));

    let error = check(&hex("83010203"), &Limits::default().with_bytes(3)).unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge { limit: 3 });
}

#[test]
fn does_not_write_what_it_could_not_read() {
    let mut value = Ipld::Null;
    for _ in 0..100_000 {
        value = Ipld::List(vec![value]);
    }
    assert_eq!(encode(&value), Err(varsig::dag_cbor::EncodeError::TooDeep { limit: 64 }));
    // A deep value must not overflow the stack when it is dropped either.
    while let Ipld::List(mut items) = value {
        value = items.pop().unwrap();
    }
    assert_eq!(encode(&Ipld::Float(f64::NAN)), Err(varsig::dag_cbor::EncodeError::Unrepresentable));
}

fn values() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
        any::<u64>().prop_map(|number| Ipld::Integer(number.into())),
        (-1e300_f64..1e300).prop_map(Ipld::Float),
        ".{0,12}".prop_map(Ipld::String),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(Ipld::Bytes),
        any::<[u8; 8]>().prop_map(|bytes| Ipld::Link(*varsig::Block::raw(bytes).cid())),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Ipld::List),
            proptest::collection::btree_map(".{0,6}", inner, 0..5).prop_map(Ipld::Map),
        ]
    })
}

proptest! {
    #[test]
    fn values_round_trip_and_no_prefix_is_a_value(value in values()) {
        let bytes = encode(&value).unwrap();
        prop_assert_eq!(&decode(&bytes, &Limits::default()).unwrap(), &value);
        for length in 0..bytes.len() {
            prop_assert!(check(&bytes[..length], &Limits::default()).is_err());
        }
    }

    /// The check agrees with decoding, encoding again and comparing.
    #[test]
    fn a_changed_byte_is_refused_or_is_another_canonical_value(
        value in values(), index in any::<proptest::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = encode(&value).unwrap();
        let index = index.index(bytes.len());
        bytes[index] = byte;
        let canonical = serde_ipld_dagcbor::from_slice::<Ipld>(&bytes)
            .is_ok_and(|value| serde_ipld_dagcbor::to_vec(&value).is_ok_and(|again| again == bytes));
        prop_assert_eq!(check(&bytes, &Limits::default()).is_ok(), canonical);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        if check(&bytes, &Limits::default()).is_ok() {
            prop_assert!(decode(&bytes, &Limits::default()).is_ok());
        }
    }
}
