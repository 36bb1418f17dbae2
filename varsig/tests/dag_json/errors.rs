//! Where a fault is said to be.
use varsig::{PathSegment::Index, dag_json::decode};

use crate::verdicts::{key, limits, path};

#[test]
fn an_error_names_the_path_to_its_value() {
    let at = |text: &str| decode(text.as_bytes(), &limits()).unwrap_err().path().clone();
    assert_eq!(at("01"), path([]));
    assert_eq!(at("[1,[2,01]]"), path([Index(1), Index(1)]));
    assert_eq!(at(r#"{"a":{"b\n":[null,1e999]}}"#), path([key("a"), key("b\n"), Index(1)]));
    assert_eq!(at(r#"{"a":{"/":"foo"}}"#), path([key("a")]));
    assert_eq!(at(r#"{"a":[{"/":"foo","b":1}]}"#), path([key("a"), Index(0)]));
    assert_eq!(at(r#"[[],"#), path([Index(1)]));
}

#[test]
fn an_error_about_a_key_or_a_bracket_names_the_path_to_its_container() {
    let at = |text: &str| decode(text.as_bytes(), &limits()).unwrap_err().path().clone();
    assert_eq!(at(r#"{"a":{"b":1,"b":2}}"#), path([key("a")]));
    assert_eq!(at(r#"{"a":{"b":1,"\x":2}}"#), path([key("a")]));
    assert_eq!(at(r#"{"a":[1 2]}"#), path([key("a")]));
    assert_eq!(at(r#"{"a":{"b" 2}}"#), path([key("a")]));
    assert_eq!(at("[1"), path([]));
    assert_eq!(at("[[]]]"), path([]));
}

#[test]
fn an_error_reads_as_a_sentence() {
    let error = decode(br#"{"a/b":[0,{"c~\u0007":+1}]}"#, &limits()).unwrap_err();
    assert_eq!(
        error.to_string(),
        r"DAG-JSON, byte 22 at /a~1b/1/c~0\u{7}: a value is required here, not '+'"
    );
    let error = decode(b"\xff", &limits()).unwrap_err();
    assert_eq!(error.to_string(), "DAG-JSON, byte 0: a value is required here, not 0xff");
}
