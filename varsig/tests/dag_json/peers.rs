//! `serde_ipld_dagjson`: where it agrees, and each place where it does not.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use varsig::{
    dag_cbor::Limits,
    dag_json::{DagJsonErrorKind as Kind, decode, encode},
};

use crate::{
    properties::exact,
    values::writable,
    verdicts::{CID_V1, link, map, refused, text},
};

fn theirs(value: &Ipld) -> String {
    String::from_utf8(serde_ipld_dagjson::to_vec(value).unwrap()).unwrap()
}

fn ours(value: &Ipld) -> String {
    String::from_utf8(encode(value).unwrap()).unwrap()
}

fn read_by_them(text: &str) -> Option<Ipld> {
    serde_ipld_dagjson::from_slice(text.as_bytes()).ok()
}

/// The float of a number of at most 53 bits.
fn from_u64(number: u64) -> f64 {
    number.to_string().parse().unwrap()
}

/// The value with null for every part of it of which `holds` does not.
fn only(value: Ipld, holds: fn(&Ipld) -> bool) -> Ipld {
    match value {
        value if !holds(&value) => Ipld::Null,
        Ipld::List(items) => Ipld::List(items.into_iter().map(|item| only(item, holds)).collect()),
        Ipld::Map(map) => {
            Ipld::Map(map.into_iter().map(|(key, value)| (key, only(value, holds))).collect())
        }
        scalar => scalar,
    }
}

/// They have no integers beyond 64 bits, and know no map whose first key is `/`.
fn is_readable_by_them(value: &Ipld) -> bool {
    match value {
        Ipld::Integer(integer) => (i64::MIN.into()..=u64::MAX.into()).contains(integer),
        Ipld::Map(map) => map.first_key_value().is_none_or(|(key, _)| key != "/"),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn they_read_what_we_write(value in writable()) {
        let value = only(value, is_readable_by_them);
        let read = read_by_them(&ours(&value)).unwrap();
        prop_assert_eq!(exact(&read), exact(&value));
    }

    #[test]
    fn we_read_what_they_write(value in writable()) {
        let read = decode(theirs(&value).as_bytes(), &Limits::default()).unwrap();
        prop_assert_eq!(exact(&read), exact(&value));
    }

    #[test]
    fn we_write_byte_for_byte_the_same_but_for_floats(value in writable()) {
        let value = only(value, |value| !matches!(value, Ipld::Float(_)));
        prop_assert_eq!(ours(&value), theirs(&value));
    }

    /// Half way between two texts of 17 digits, where a choice is left.
    #[test]
    fn floats_half_way_between_two_texts_are_written_the_same(
        quarters in (1_u64 << 52)..(1 << 53), halvings in 2..12,
    ) {
        let float = (0..halvings).fold(from_u64(quarters | 1), |float, _| float / 2.0);
        prop_assert_eq!(ours(&Ipld::Float(float)), theirs(&Ipld::Float(float)));
    }

    /// Below and above they write an exponent, as below 1e-6 and from 1e21 up we do.
    #[test]
    fn floats_of_usual_size_are_written_the_same(float in prop_oneof![1e-5..1e16, -1e16..-1e-5]) {
        prop_assert_eq!(ours(&Ipld::Float(float)), theirs(&Ipld::Float(float)));
    }
}

#[test]
fn floats_of_unusual_size_are_written_with_another_exponent() {
    for (float, our, their) in [
        (1e-6, "0.000001", "1e-6"),
        (1e16, "10000000000000000.0", "1e+16"),
        (1e20, "100000000000000000000.0", "1e+20"),
        (1e21, "1e+21", "1e+21"),
        (1e-7, "1e-7", "1e-7"),
        (-0.0, "0.0", "-0.0"),
    ] {
        assert_eq!((&*ours(&Ipld::Float(float)), &*theirs(&Ipld::Float(float))), (our, their));
    }
}

#[test]
fn they_turn_large_integers_into_floats() {
    for (text, float) in [
        ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ("-9223372036854775809", -9_223_372_036_854_775_808.0),
    ] {
        assert_eq!(read_by_them(text), Some(Ipld::Float(float)));
    }
    refused("18446744073709551616", 0, Kind::IntegerOutOfRange);
    assert_eq!(
        decode(b"-9223372036854775809", &Limits::default()),
        Ok(Ipld::Integer(-9_223_372_036_854_775_809))
    );
    // They write what they cannot read.
    assert_eq!(theirs(&Ipld::Integer(i128::MAX)), i128::MAX.to_string());
}

#[test]
fn they_read_negative_zero() {
    for text in ["-0", "-0.0", "-1e-999"] {
        let Some(Ipld::Float(zero)) = read_by_them(text) else {
            panic!("a float was read");
        };
        assert_eq!(zero.to_bits(), (-0.0_f64).to_bits());
        refused(text, 0, Kind::NegativeZero);
    }
}

#[test]
fn they_read_a_link_in_any_base_behind_any_path_and_before_anything() {
    for (cid, kind) in [
        ("zb2rhmy65F3REf8SZp7De11gxtECBGgUKaLdiDj7MCGCHxbDW", Kind::NonCanonicalCid),
        (&format!("/ipfs/{CID_V1}"), Kind::InvalidCid),
        (&format!("{CID_V1}aaaaaaaa"), Kind::InvalidCid),
    ] {
        let text = format!(r#"{{"/":"{cid}"}}"#);
        assert_eq!(read_by_them(&text), Some(link(CID_V1)));
        refused(text, 5, kind);
    }
    // A code of 64 bits.
    let text = r#"{"/":"bah77777777777777aeaaa"}"#;
    assert_eq!(read_by_them(text), Some(link("bah77777777777777aeaaa")));
    refused(text, 5, Kind::InvalidCid);
}

#[test]
fn they_drop_what_stands_beside_bytes() {
    let text = r#"{"/":{"bytes":"AA","x":1}}"#;
    assert_eq!(read_by_them(text), Some(Ipld::Bytes(vec![0])));
    refused(text, 0, Kind::ReservedMap);
    // The same with a key that sorts before it is a map, by the spec.
    let text = r#"{"/":{"a":1,"bytes":"AA"}}"#;
    assert_eq!(read_by_them(text), Some(Ipld::Bytes(vec![0])));
    let value = map([("/", map([("a", Ipld::Integer(1)), ("bytes", self::text("AA"))]))]);
    assert_eq!(decode(text.as_bytes(), &Limits::default()), Ok(value));
}

#[test]
fn they_write_a_map_that_reads_as_a_link() {
    let value = map([("/", text(CID_V1))]);
    assert_eq!(read_by_them(&theirs(&value)), Some(link(CID_V1)));
    assert!(encode(&value).is_err());
}

#[test]
fn they_read_a_map_that_would_be_reserved_in_order() {
    let text = format!(r#"{{"x":1,"/":"{CID_V1}"}}"#);
    let value = read_by_them(&text).unwrap();
    assert_eq!(read_by_them(&theirs(&value)), None);
    let error = decode(text.as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(error.kind, Kind::ReservedMap);
}

#[test]
fn they_refuse_maps_that_the_spec_allows() {
    for text in
        [r#"{"/":true}"#, r#"{"/":{"bytes":true},"bar":"baz"}"#, r#"{"/":{"/":{"bytes":"AA"}}}"#]
    {
        assert_eq!(read_by_them(text), None);
        assert!(decode(text.as_bytes(), &Limits::default()).is_ok());
    }
}

#[test]
fn they_do_not_require_canonical_layout_as_our_lenient_reader() {
    let text = " {\"b\":1E0,\n\"\\u0061\":\"\\/\"}";
    assert_eq!(read_by_them(text), decode(text.as_bytes(), &Limits::default()).ok());
    assert!(read_by_them(text).is_some());
}
