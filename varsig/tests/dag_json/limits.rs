//! Limits, and who tries them.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use varsig::{
    PathSegment::Index,
    dag_json::{DagJsonErrorKind as Kind, EncodeErrorKind, check, decode, encode},
};

use crate::verdicts::{CID_V1, limits, not_canonical, path, refused};

#[test]
fn nesting_is_bounded_and_links_and_bytes_do_not_count() {
    let nested = |depth: usize, inner: &str| "[".repeat(depth) + inner + &"]".repeat(depth);
    for inner in ["", "1", r#"{"/":{"bytes":"oQ"}}"#, &format!(r#"{{"/":"{CID_V1}"}}"#)] {
        let text = nested(64, inner);
        assert_eq!(check(text.as_bytes(), &limits()), Ok(()));
        let value = decode(text.as_bytes(), &limits()).unwrap();
        assert_eq!(encode(&value).unwrap(), text.as_bytes());
    }
    refused(nested(65, ""), 64, Kind::TooDeep { limit: 64 });
    refused(nested(64, "{}"), 64, Kind::TooDeep { limit: 64 });
    refused(nested(64, r#"{"/":{"bytes":1}}"#), 64, Kind::TooDeep { limit: 64 });

    let deep = (0..65).fold(Ipld::Null, |inner, _| Ipld::List(vec![inner]));
    let error = encode(&deep).unwrap_err();
    assert_eq!(error.kind, EncodeErrorKind::TooDeep { limit: 64 });
    assert_eq!(error.path().segments().len(), 64);
}

#[test]
fn a_million_brackets_are_refused_at_the_limit() {
    refused("[".repeat(1_000_000), 64, Kind::TooDeep { limit: 64 });
    refused(r#"{"a":"#.repeat(1_000_000), 320, Kind::TooDeep { limit: 64 });
    refused(r#"{"/":"#.repeat(1_000_000), 320, Kind::TooDeep { limit: 64 });
}

#[test]
fn no_limits_allow_more_than_the_greatest_depth() {
    let limits = limits().with_depth(usize::MAX);
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(check(nested(120).as_bytes(), &limits), Ok(()));
    let error = decode(nested(1_000_000).as_bytes(), &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (120, Kind::TooDeep { limit: 120 }));
}

#[test]
fn size_is_bounded_before_anything_is_read() {
    let limits = limits().with_bytes(4);
    assert_eq!(check(b"1234", &limits), Ok(()));
    let error = check(b"\xff\xff\xff\xff\xff", &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (0, Kind::TooLarge { limit: 4 }));
}

#[test]
fn items_and_keys_are_bounded_and_links_and_bytes_are_one() {
    let limits = limits().with_items(3);
    let kind = Kind::TooManyItems { limit: 3 };
    assert_eq!(check(br#"[{"/":{"bytes":""}},{}]"#, &limits), Ok(()));
    assert_eq!(check(br#"{"a":1}"#, &limits), Ok(()));
    let error = decode(b"[1,2,3]", &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (5, kind));
    assert_eq!(error.path(), &path([Index(2)]));
    let error = decode(br#"{"a":1,"b":2}"#, &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (7, kind));
    assert_eq!(error.path(), &path([]));
}

#[test]
fn a_megabyte_of_digits_is_one_token() {
    let digits = "1".repeat(1 << 20);
    refused(&digits, 0, Kind::IntegerOutOfRange);
    refused(format!("-{digits}"), 0, Kind::IntegerOutOfRange);
    refused(format!("{digits}.0"), 0, Kind::FloatOutOfRange);
    refused(format!("1e{digits}"), 0, Kind::FloatOutOfRange);
    refused("0".repeat(1 << 20), 0, Kind::LeadingZero);
    not_canonical(
        &format!("0.{digits}"),
        Ipld::Float(0.111_111_111_111_111_1),
        0,
        Kind::NonCanonicalFloat,
    );
    not_canonical(&format!("1e-{digits}"), Ipld::Float(0.0), 0, Kind::NonCanonicalFloat);
    let tiny = format!("0.{}1", "0".repeat(1 << 20));
    not_canonical(&tiny, Ipld::Float(0.0), 0, Kind::NonCanonicalFloat);
}

#[test]
fn a_megabyte_of_cid_is_one_token() {
    for prefix in ["b", "z", "Qm", "k"] {
        let cid = format!("{prefix}{}", "a".repeat(1 << 20));
        refused(format!(r#"{{"/":"{cid}"}}"#), 5, Kind::InvalidCid);
    }
}

#[test]
fn a_hundred_thousand_keys_in_reverse_are_read() {
    let entries: Vec<String> =
        (0..100_000).rev().map(|key| format!(r#""{key:06}":{key}"#)).collect();
    let text = format!("{{{}}}", entries.join(","));
    let Ok(Ipld::Map(map)) = decode(text.as_bytes(), &limits()) else {
        panic!("a map was written");
    };
    let expected: BTreeMap<String, Ipld> =
        (0..100_000).map(|key| (format!("{key:06}"), Ipld::Integer(key))).collect();
    assert_eq!(map, expected);
}
