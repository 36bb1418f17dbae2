//! The reserved maps, by the examples of the spec and beyond.

use ipld_core::ipld::Ipld;
use varsig::{
    PathSegment::Index,
    dag_json::{DagJsonErrorKind as Kind, EncodeErrorKind, decode, decode_canonical, encode},
};

use crate::verdicts::{
    CID_V1, canonical, key, limits, link, list, map, not_canonical, path, refused,
    refused_only_by_check, text,
};

/// The examples of the spec, "Parse rejection modes in the reserved namespace".
#[test]
fn what_the_spec_calls_invalid_is_refused() {
    refused(r#"{"/":"foo","bar":"baz"}"#, 0, Kind::ReservedMap);
    refused(r#"{"/":{"bytes":"foo","bar":"baz"}}"#.replace("bar", "car"), 0, Kind::ReservedMap);
    refused(r#"{"/":{"bytes":"foo"},"bar":"baz"}"#, 0, Kind::ReservedMap);
    refused(r#"{"/":"foo"}"#, 5, Kind::InvalidCid);
    refused(r#"{"/":{"bytes":"f"}}"#, 14, Kind::InvalidBase64);
}

/// The examples of the spec, the same place, where they are in canonical order.
#[test]
fn what_the_spec_calls_valid_is_accepted() {
    let yes = || Ipld::Bool(true);
    canonical(r#"{"/":true,"bar":"baz"}"#, map([("/", yes()), ("bar", text("baz"))]));
    canonical(
        r#"{"/":{"abar":"baz","bytes":"foo"}}"#,
        map([("/", map([("abar", text("baz")), ("bytes", text("foo"))]))]),
    );
    canonical(
        r#"{"/":{"bytes":true},"bar":"baz"}"#,
        map([("/", map([("bytes", yes())])), ("bar", text("baz"))]),
    );
    canonical(r#"{"!bar":"baz","/":"foo"}"#, map([("!bar", text("baz")), ("/", text("foo"))]));
    canonical(
        r#"{"!bar":"baz","/":{"bytes":"foo"}}"#,
        map([("!bar", text("baz")), ("/", map([("bytes", text("foo"))]))]),
    );
}

/// The spec has `{"0bar":"baz","/":"foo"}` as valid, although `0` sorts behind `/`:
/// sorted, as the same spec demands, it is the form that it forbids.
#[test]
fn what_is_reserved_once_it_is_sorted_is_reserved() {
    for text in [r#"{"0bar":"baz","/":"foo"}"#, r#"{"0bar":"baz","/":{"bytes":"foo"}}"#] {
        let error = decode(text.as_bytes(), &limits()).unwrap_err();
        assert_eq!((error.offset, error.kind), (0, Kind::ReservedMap));
    }
    let error = decode(br#"{"/":{"x":1,"bytes":"foo"}}"#, &limits()).unwrap_err();
    assert_eq!((error.offset, error.kind), (0, Kind::ReservedMap));
}

#[test]
fn what_is_not_reserved_once_it_is_sorted_is_a_map() {
    let value = map([("!", Ipld::Null), ("/", text("foo"))]);
    not_canonical(r#"{"/":"foo","!":null}"#, value, 11, Kind::UnsortedKeys);
    let value = map([("/", map([("a", Ipld::Null), ("bytes", text("foo"))]))]);
    not_canonical(r#"{"/":{"bytes":"foo","a":null}}"#, value, 20, Kind::UnsortedKeys);
}

/// The values that `@ipld/dag-json` tests as allowed inside of `/`.
#[test]
fn a_slash_may_hold_anything_else() {
    for value in [
        Ipld::Bool(true),
        Ipld::Null,
        Ipld::Integer(1),
        Ipld::Float(1.1),
        map([("blip", text("bop"))]),
        map([]),
        list([text("foo")]),
        Ipld::Bytes(b"asdf".to_vec()),
        link(CID_V1),
        map([("/", Ipld::Null)]),
    ] {
        for value in [
            map([("/", value.clone())]),
            map([("/", map([("bytes", value.clone())]))]),
            map([("/", value.clone()), ("x", text("y"))]),
            map([("/", map([("bytes", value), ("x", text("y"))])), ("x", text("y"))]),
        ] {
            let written = encode(&value).unwrap();
            assert_eq!(decode_canonical(&written, &limits()), Ok(value));
        }
    }
}

#[test]
fn a_reserved_key_is_known_behind_its_escapes() {
    let bytes = Ipld::Bytes(vec![0xfb, 0xff]);
    for written in [
        r#"{"\/":{"bytes":"+/8"}}"#,
        r#"{"\u002f":{"bytes":"+/8"}}"#,
        r#"{"\u002F":{"byt\u0065s":"+/8"}}"#,
        r#"{"/":{"\u0062ytes":"+\/8"}}"#,
        "{ \"/\" : { \"bytes\" : \"\\u002b/8\" } }",
    ] {
        assert_eq!(decode(written.as_bytes(), &limits()), Ok(bytes.clone()));
    }
    refused_only_by_check(r#"{"\/":{"bytes":"+/8"}}"#, 2, Kind::NonCanonicalEscape);
    refused_only_by_check(r#"{"/":{"bytes":"+\/8"}}"#, 16, Kind::NonCanonicalEscape);
    for written in [r#"{"\/":"foo","x":1}"#, r#"{"\u002f":{"\u0062ytes":"foo"},"x":1}"#] {
        let error = decode(written.as_bytes(), &limits()).unwrap_err();
        assert_eq!((error.offset, error.kind), (0, Kind::ReservedMap));
    }
    let escaped = CID_V1.replacen('a', "\\u0061", 1);
    assert_eq!(decode(format!(r#"{{"/":"{escaped}"}}"#).as_bytes(), &limits()), Ok(link(CID_V1)));
}

#[test]
fn a_reserved_map_is_not_written() {
    for value in [
        map([("/", text(CID_V1))]),
        map([("/", text("foo")), ("bar", Ipld::Null)]),
        map([("/", map([("bytes", text("AA"))]))]),
        map([("/", map([("bytes", text("AA")), ("car", Ipld::Null)]))]),
        map([("/", map([("bytes", text("AA"))])), ("bar", Ipld::Null)]),
    ] {
        let error = encode(&list([Ipld::Null, map([("a", value)])])).unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::ReservedMap);
        assert_eq!(error.path(), &path([Index(1), key("a")]));
        assert_eq!(
            error.to_string(),
            "no DAG-JSON at /1/a: a map is of the form that is kept for links and bytes"
        );
    }
}
