//! What the loader refuses, each with the file, the case and the rule.

use std::{fs, path::Path};

use ipvm_vectors_loader::{Corpus, Expected, Kind, LoadErrorKind, Value};
use tempfile::TempDir;

const ERRORS: &str =
    r#"{"format": "1.0", "errors": [{"name": "Bad", "meaning": "It is bad.", "basis": "X"}]}"#;
const OPERATIONS: &str = r#"{"format": "1.0", "operations": [
    {"name": "read", "summary": "Reads.", "gives": "value", "result": "A value.", "inputs": [
        {"name": "bytes", "kind": "bytes", "optional": false, "meaning": "The bytes."},
        {"name": "how", "kind": "text", "optional": true, "meaning": "How."}
    ]},
    {"name": "address", "summary": "Addresses.", "gives": "cid", "result": "A CID.", "inputs": []}
]}"#;
const RULES: &str =
    r#"{"format": "1.0", "rules": [{"id": "r", "statement": "A rule.", "basis": "X"}]}"#;
const CASE: &str = r#"{
    "id": "one/two/three",
    "spec": {"text": "X", "ruling": "T8"},
    "title": "A title.",
    "why": "A reason.",
    "operation": "read",
    "input": {"bytes": {"/": {"bytes": "AQI"}}},
    "expected": {"error": "Bad", "offset": 1},
    "provenance": {"kind": "stated", "source": "X"},
    "tags": ["rule:r"]
}"#;

fn file(cases: &str) -> String {
    format!(
        r#"{{"format": "1.0", "layer": "one", "topic": "two", "description": "D.",
            "spec": {{"name": "X", "version": "1"}}, "blocks": [], "cases": [{cases}]}}"#
    )
}

/// A folder of vectors with this one file.
fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        fs::write(folder.path().join(path), text).expect("a temporary folder")
    };
    write("errors.json", ERRORS);
    write("operations.json", OPERATIONS);
    write("rules.json", RULES);
    fs::create_dir(folder.path().join("one")).expect("a temporary folder");
    write("one/two.json", text);
    folder
}

/// The one error of the folder with this file, which must be found in it.
fn refused(text: &str) -> (Option<String>, LoadErrorKind) {
    let folder = folder(text);
    let mut errors = Corpus::check_all(folder.path()).expect_err("a refusal");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let error = errors.remove(0);
    assert!(error.file.ends_with(Path::new("one").join("two.json")), "{error}");
    (error.case, error.kind)
}

/// The error of the one case with a piece of its text replaced.
fn refused_case(piece: &str, by: &str) -> LoadErrorKind {
    assert!(CASE.contains(piece), "{piece}");
    refused(&file(&CASE.replace(piece, by))).1
}

#[test]
fn reads_a_case() {
    let folder = folder(&file(CASE));
    let corpus = Corpus::read(folder.path()).unwrap();
    let case = corpus.cases().next().unwrap();
    assert_eq!((case.layer(), case.slug()), ("one", "three"));
    assert_eq!(case.bytes("bytes"), Ok(&[1, 2][..]));
    assert_eq!(case.expected, Expected::Error { name: "Bad".into(), offset: Some(1), index: None });
    assert!(case.has_tag("rule:r") && !case.has_input("how"));
    assert_eq!(case.text("bytes").unwrap_err().expected, Kind::Text);
    assert_eq!(corpus.layer("other").count(), 0);
}

#[test]
fn refuses_another_version_of_the_format() {
    let (case, kind) = refused(&file(CASE).replace("1.0", "1.1"));
    assert_eq!(case, None);
    assert_eq!(kind, LoadErrorKind::Version { found: "1.1".into() });
}

#[test]
fn refuses_fields_that_the_format_does_not_have() {
    let unknown = |field: &str| LoadErrorKind::UnknownField { field: field.into() };
    for (piece, by) in [
        (r#""title":"#, r#""note": 1, "title":"#),
        (r#""ruling": "T8""#, r#""ruling": "T8", "note": 1"#),
        (r#""offset": 1"#, r#""offset": 1, "note": 1"#),
        (r#""kind": "stated""#, r#""kind": "stated", "note": 1"#),
    ] {
        assert_eq!(refused_case(piece, by), unknown("note"), "{by}");
    }
    let (_, kind) = refused(&file(CASE).replace(r#""blocks""#, r#""note": 1, "blocks""#));
    assert_eq!(kind, unknown("note"));
}

#[test]
fn refuses_a_file_in_another_place() {
    let (_, kind) = refused(&file(CASE).replace(r#""topic": "two""#, r#""topic": "three""#));
    let (expected, found) = ("two".into(), "three".into());
    assert_eq!(kind, LoadErrorKind::Misplaced { expected, found });
}

#[test]
fn refuses_an_id_twice_and_names_the_case() {
    let (case, kind) = refused(&file(&format!("{CASE}, {CASE}")));
    assert_eq!(case.as_deref(), Some("one/two/three"));
    assert_eq!(kind, LoadErrorKind::Duplicate { name: "one/two/three".into() });
}

#[test]
fn refuses_ids_that_are_not_of_the_topic_or_no_slugs() {
    for id in ["one/three/a", "one/two", "one/two/", "one/two/A", "one/two/a-", "one/two/a/b"] {
        let kind = refused_case("one/two/three", id);
        assert_eq!(kind, LoadErrorKind::Id { expected: "one/two".into() }, "{id}");
    }
}

#[test]
fn refuses_names_that_are_in_no_table() {
    let unknown = |table, name: &str| LoadErrorKind::Unknown { table, name: name.into() };
    assert_eq!(refused_case(r#""read""#, r#""write""#), unknown("operation", "write"));
    assert_eq!(refused_case(r#""Bad""#, r#""Worse""#), unknown("error", "Worse"));
    assert_eq!(refused_case("rule:r", "rule:s"), unknown("rule", "s"));
    assert_eq!(refused_case(r#""stated""#, r#""guessed""#), unknown("provenance", "guessed"));
}

#[test]
fn refuses_inputs_that_the_operation_does_not_have() {
    let input = r#"{"bytes": {"/": {"bytes": "AQI"}}}"#;
    assert_eq!(refused_case(input, "{}"), LoadErrorKind::MissingInput { name: "bytes".into() });
    assert_eq!(
        refused_case(input, r#"{"bytes": {"/": {"bytes": "AQI"}}, "more": 1}"#),
        LoadErrorKind::ExtraInput { name: "more".into() }
    );
    assert_eq!(
        refused_case(input, r#"{"bytes": "AQI"}"#),
        LoadErrorKind::Type { field: "bytes".into(), expected: Kind::Bytes }
    );
}

#[test]
fn refuses_more_or_less_than_one_expectation() {
    let expected = r#"{"error": "Bad", "offset": 1}"#;
    for by in ["{}", r#"{"error": "Bad", "value": 1}"#, r#"{"value": 1, "cid": {"/": "b"}}"#] {
        assert_eq!(refused_case(expected, by), LoadErrorKind::Expected, "{by}");
    }
    assert_eq!(refused_case(expected, r#"{"cid": {"/": "b"}}"#), LoadErrorKind::Gives);
    assert_eq!(
        refused_case(expected, r#"{"value": 1, "offset": 1}"#),
        LoadErrorKind::UnknownField { field: "offset".into() }
    );
    assert_eq!(
        refused_case(expected, r#"{"error": "Bad", "offset": -1}"#),
        LoadErrorKind::Type { field: "offset".into(), expected: Kind::Integer }
    );
    assert_eq!(
        refused_case(expected, r#"{"error": "Bad", "index": "1"}"#),
        LoadErrorKind::Type { field: "index".into(), expected: Kind::Integer }
    );
}

#[test]
fn reads_which_entry_is_at_fault() {
    let text = file(&CASE.replace(r#""offset": 1}"#, r#""index": 2}"#));
    let corpus = Corpus::read(folder(&text).path()).unwrap();
    assert_eq!(
        corpus.cases().next().unwrap().expected,
        Expected::Error { name: "Bad".into(), offset: None, index: Some(2) }
    );
}

#[test]
fn accepts_null_as_a_value() {
    let text = file(&CASE.replace(r#"{"error": "Bad", "offset": 1}"#, r#"{"value": null}"#));
    let corpus = Corpus::read(folder(&text).path()).unwrap();
    assert_eq!(corpus.cases().next().unwrap().expected, Expected::Value(Value::Null));
}

#[test]
fn refuses_a_case_that_cites_nothing() {
    assert_eq!(refused_case(r#", "ruling": "T8""#, ""), LoadErrorKind::NothingCited);
}

#[test]
fn refuses_a_key_twice_with_its_line() {
    let text = file(CASE).replace(r#""layer": "one""#, "\"layer\": \"one\",\n\"layer\": \"one\"");
    let (_, kind) = refused(&text);
    let LoadErrorKind::Json(error) = kind else { panic!("{kind:?}") };
    assert_eq!(error.line, 2);
    assert!(error.message.contains("\"layer\" stands twice"), "{error}");
}

#[test]
fn finds_the_errors_of_all_files_and_cases() {
    let bad = CASE.replace("read", "write");
    let folder = folder(&file(&format!("{bad}, {}", bad.replace("three", "four"))));
    fs::write(folder.path().join("one").join("zero.json"), "{").unwrap();
    assert_eq!(Corpus::check_all(folder.path()).unwrap_err().len(), 3);
}

#[test]
fn refuses_a_folder_without_tables() {
    let folder = tempfile::tempdir().unwrap();
    let error = Corpus::read(folder.path()).unwrap_err();
    assert_eq!(error.kind, LoadErrorKind::Io { kind: std::io::ErrorKind::NotFound });
}
