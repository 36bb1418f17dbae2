//! Values, words, and what may stand between them.

use ipld_core::ipld::Ipld;
use varsig::dag_json::{DagJsonErrorKind as Kind, Expected, check, decode};

use crate::verdicts::{
    CID_V0, CID_V1, canonical, limits, link, list, map, not_canonical, refused,
    refused_only_by_check, text, unexpected,
};

#[test]
fn every_kind_of_value_has_its_text() {
    canonical("null", Ipld::Null);
    canonical("true", Ipld::Bool(true));
    canonical("false", Ipld::Bool(false));
    canonical("-256", Ipld::Integer(-256));
    canonical("-0.5", Ipld::Float(-0.5));
    canonical(r#""Čaues ßvěte!""#, text("Čaues ßvěte!"));
    canonical(r#"{"/":{"bytes":"oQ"}}"#, Ipld::Bytes(vec![0xa1]));
    canonical(r#"{"/":{"bytes":""}}"#, Ipld::Bytes(vec![]));
    canonical(r#"[2,[],{}]"#, list([Ipld::Integer(2), list([]), map([])]));
    canonical(r#"{"":null,"a":[true]}"#, map([("", Ipld::Null), ("a", list([Ipld::Bool(true)]))]));
    canonical(&format!(r#"{{"/":"{CID_V1}"}}"#), link(CID_V1));
    canonical(&format!(r#"{{"/":"{CID_V0}"}}"#), link(CID_V0));
}

#[test]
fn whitespace_is_read_but_is_not_canonical() {
    let value = map([("a", list([Ipld::Integer(1), Ipld::Integer(2)])), ("b", map([]))]);
    let written = " \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n";
    not_canonical(written, value, 0, Kind::Whitespace);
    for (text, offset) in [
        ("[ ]", 1),
        ("[ 1]", 1),
        ("[1 ]", 2),
        ("[1, 2]", 3),
        ("{ }", 1),
        ("{ \"a\":1}", 1),
        ("{\"a\" :1}", 4),
        ("{\"a\": 1}", 5),
        ("{\"a\":1 }", 6),
        ("{\"a\":1,\n\"b\":2}", 7),
        ("1\n", 1),
        ("{ \"/\":{\"bytes\":\"\"}}", 1),
        ("{\"/\":{\"bytes\":\"\" }}", 16),
        ("{\"/\":{\"bytes\":\"\"} }", 17),
    ] {
        refused_only_by_check(text, offset, Kind::Whitespace);
    }
}

#[test]
fn what_is_cut_short_is_said_to_end() {
    let whole = format!(
        r#"{{"a":[1,-2.5e-7,"\u001f\n",true],"b":{{"/":{{"bytes":"oQ"}}}},"c":{{"/":"{CID_V1}"}}}}"#
    );
    assert_eq!(check(whole.as_bytes(), &limits()), Ok(()));
    for length in 0..whole.len() {
        let error = check(&whole.as_bytes()[..length], &limits()).unwrap_err();
        assert_eq!((error.offset, error.kind), (length, Kind::UnexpectedEnd));
        let error = decode(&whole.as_bytes()[..length], &limits()).unwrap_err();
        assert_eq!((error.offset, error.kind), (length, Kind::UnexpectedEnd));
    }
}

#[test]
fn nothing_may_follow_the_value() {
    refused("{}{}", 2, Kind::TrailingBytes);
    refused("1,", 1, Kind::TrailingBytes);
    refused("nullx", 4, Kind::TrailingBytes);
    refused("\"\"\0", 2, Kind::TrailingBytes);
    refused("-1-", 2, Kind::TrailingBytes);
}

#[test]
fn a_byte_order_mark_is_refused() {
    refused("\u{feff}1", 0, Kind::ByteOrderMark);
    refused("[\u{feff}1]", 1, unexpected(Expected::Value, 0xef));
}

#[test]
fn commas_stand_between_entries_only() {
    refused("[1,]", 3, unexpected(Expected::Value, b']'));
    refused("[,1]", 1, unexpected(Expected::Value, b','));
    refused("[1,,1]", 3, unexpected(Expected::Value, b','));
    refused(r#"{"a":1,}"#, 7, unexpected(Expected::Key, b'}'));
    refused("{,}", 1, unexpected(Expected::Key, b','));
    refused("[1[]]", 2, unexpected(Expected::CommaOrBracket, b'['));
    refused("[1}", 2, unexpected(Expected::CommaOrBracket, b'}'));
    refused(r#"{"a":1]"#, 6, unexpected(Expected::CommaOrBrace, b']'));
    refused(r#"{"a":1"b":2}"#, 6, unexpected(Expected::CommaOrBrace, b'"'));
    refused("]", 0, unexpected(Expected::Value, b']'));
}

#[test]
fn comments_are_refused() {
    refused("/**/1", 0, unexpected(Expected::Value, b'/'));
    refused("[1//\n]", 2, unexpected(Expected::CommaOrBracket, b'/'));
    refused("#\n1", 0, unexpected(Expected::Value, b'#'));
}

#[test]
fn only_the_whitespace_of_json_is_whitespace() {
    refused("\u{b}1", 0, unexpected(Expected::Value, 0x0b));
    refused("\u{a0}1", 0, unexpected(Expected::Value, 0xc2));
    refused("\x001", 0, unexpected(Expected::Value, 0));
}

#[test]
fn only_three_words_are_known() {
    refused("nul1", 0, Kind::InvalidLiteral);
    refused("[tRue]", 1, Kind::InvalidLiteral);
    refused("falsy", 0, Kind::InvalidLiteral);
    refused("True", 0, unexpected(Expected::Value, b'T'));
    refused("undefined", 0, unexpected(Expected::Value, b'u'));
    refused("NaN", 0, unexpected(Expected::Value, b'N'));
    refused("nan", 0, Kind::InvalidLiteral);
    refused("Infinity", 0, unexpected(Expected::Value, b'I'));
    refused("-Infinity", 0, Kind::InvalidNumber);
}
