//! The published JSON Schema says of every file what the loader says.

mod evaluate;

use std::{
    fs,
    path::{Path, PathBuf},
};

use evaluate::evaluate;
use ipvm_vectors_loader::Corpus;
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

fn schema() -> Value {
    read(&root().join("schema/case-file.schema.json"))
}

#[test]
fn every_file_is_valid() {
    let (schema, corpus) = (schema(), Corpus::read(root()).unwrap());
    assert!(!corpus.files.is_empty());
    for file in &corpus.files {
        let found = evaluate(&schema, &read(&file.path));
        assert_eq!(found, Ok(()), "{}", file.path.display());
    }
}

/// A file that is valid, to be broken in one place.
fn valid() -> Value {
    json!({
        "format": "1.0",
        "layer": "varsig",
        "topic": "header",
        "description": "Headers.",
        "spec": {"name": "Varsig", "version": "1.0.0"},
        "blocks": [],
        "cases": [{
            "id": "varsig/header/a-1",
            "spec": {"text": "Varsig", "section": "Format"},
            "title": "A title.",
            "why": "A reason.",
            "operation": "varsig.header.decode",
            "input": {"bytes": {"/": {"bytes": "NAE"}}},
            "expected": {"error": "HeaderUnexpectedEnd", "offset": 2},
            "provenance": {"kind": "stated", "source": "the text"},
            "tags": ["rule:varsig.prefix", "bound"]
        }]
    })
}

#[test]
fn accepts_the_file_that_the_next_test_breaks() {
    assert_eq!(evaluate(&schema(), &valid()), Ok(()));
}

#[test]
fn refuses_what_breaks_the_format() {
    let schema = schema();
    let breaks: [(&str, Value); 19] = [
        ("/format", json!("1.1")),
        ("/layer", json!("Varsig")),
        ("/description", json!("")),
        ("/spec/commit", json!("e48117f")),
        ("/spec/more", json!(1)),
        ("/more", json!(1)),
        ("/cases", json!([])),
        ("/cases/0/more", json!(1)),
        ("/cases/0/id", json!("varsig/header/a--1")),
        ("/cases/0/spec", json!({"text": "Varsig"})),
        ("/cases/0/title", json!("no full stop")),
        ("/cases/0/input/bytes", json!({"/": {"bytes": "NAE="}})),
        ("/cases/0/input/bytes", json!({"/": 1})),
        ("/cases/0/input/bytes", json!(1.5)),
        ("/cases/0/input/bytes", json!(9_007_199_254_740_992_u64)),
        ("/cases/0/expected", json!({"error": "A1", "value": 1})),
        ("/cases/0/expected", json!({"value": 1, "offset": 1})),
        ("/cases/0/provenance/kind", json!("guessed")),
        ("/cases/0/tags", json!(["bound", "bound"])),
    ];
    for (place, value) in breaks {
        let mut file = valid();
        let (parent, field) = place.rsplit_once('/').unwrap();
        let parent = file.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(field.to_owned(), value.clone());
        assert!(evaluate(&schema, &file).is_err(), "{place} = {value}");
    }
    for field in valid().as_object().unwrap().keys() {
        let mut file = valid();
        file.as_object_mut().unwrap().remove(field);
        assert!(evaluate(&schema, &file).is_err(), "without {field}");
    }
}
