//! Keys: their order, and that they stand once.

use ipld_core::ipld::Ipld;
use varsig::dag_json::{DagJsonErrorKind as Kind, Expected, check, decode};

use crate::verdicts::{
    canonical, limits, map, not_canonical, refused, refused_only_by_check, unexpected,
};

#[test]
fn keys_are_sorted_by_their_bytes_not_by_length_nor_by_utf_16() {
    canonical(
        r#"{"":0,"aaaaaa":1,"b":2,"é":3,"￿":4,"𐀀":5}"#,
        map([
            ("b", Ipld::Integer(2)),
            ("aaaaaa", Ipld::Integer(1)),
            ("", Ipld::Integer(0)),
            ("\u{10000}", Ipld::Integer(5)),
            ("\u{ffff}", Ipld::Integer(4)),
            ("é", Ipld::Integer(3)),
        ]),
    );
}

#[test]
fn keys_are_sorted_by_what_they_say_not_by_their_escapes() {
    // 0x0a is below 0x21, but a backslash (0x5c) is above it.
    canonical(r#"{"\n":0,"!":1}"#, map([("\n", Ipld::Integer(0)), ("!", Ipld::Integer(1))]));
    refused_only_by_check(r#"{"!":1,"\n":0}"#, 7, Kind::UnsortedKeys);
}

#[test]
fn keys_in_any_order_are_read_but_are_not_canonical() {
    let value = map([("a", Ipld::Null), ("b", Ipld::Null), ("aa", Ipld::Null)]);
    not_canonical(r#"{"a":null,"b":null,"aa":null}"#, value, 19, Kind::UnsortedKeys);
}

#[test]
fn keys_are_strings_with_a_colon_behind() {
    refused("{1:2}", 1, unexpected(Expected::Key, b'1'));
    refused("{a:2}", 1, unexpected(Expected::Key, b'a'));
    refused("{'a':2}", 1, unexpected(Expected::Key, b'\''));
    refused(r#"{"a",2}"#, 4, unexpected(Expected::Colon, b','));
    refused(r#"{"a"}"#, 4, unexpected(Expected::Colon, b'}'));
    refused(r#"{"a":}"#, 5, unexpected(Expected::Value, b'}'));
    refused(r#"{"a"::1}"#, 5, unexpected(Expected::Value, b':'));
}

#[test]
fn keys_stand_once() {
    refused(r#"{"a":1,"a":2}"#, 7, Kind::DuplicateKey);
    refused(r#"{"":1,"":1}"#, 6, Kind::DuplicateKey);
}

#[test]
fn keys_stand_once_however_they_are_escaped() {
    for text in [r#"{"a":1,"\u0061":2}"#, r#"{"\u0061":1,"a":2}"#, r#"{"\/a":1,"/a":2}"#] {
        let error = decode(text.as_bytes(), &limits()).unwrap_err();
        assert_eq!(error.kind, Kind::DuplicateKey);
        assert_eq!(error.offset, text.find(',').unwrap() + 1);
    }
    let error = check(br#"{"a":1,"\u0061":2}"#, &limits()).unwrap_err();
    assert_eq!((error.offset, error.kind), (8, Kind::NonCanonicalEscape));
}

#[test]
fn keys_stand_once_however_far_apart() {
    let error = decode(br#"{"foo":1,"bar":{"foo":3},"foo":2}"#, &limits()).unwrap_err();
    assert_eq!((error.offset, error.kind), (25, Kind::DuplicateKey));
}
