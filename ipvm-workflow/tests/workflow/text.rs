//! Drafts and documents as DAG-JSON.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::wasm_run;
use ipvm_workflow::{
    Document, Draft, DraftError, DraftPlace, HandlerDraft, Parent, SealError, Sealer, TaskDraft,
    awaits, awaits_either, awaits_error,
};
use ucan_core::{CommandError, FieldError, FieldRule, Nonce};
use ucan_pipeline::{Place, Segment};
use varsig::dag_json;

use crate::{
    document::{document, with_task_field},
    parties::{command, draft, link, step, three},
};

/// The draft in which every field stands.
fn full() -> Draft {
    let [alice, ..] = three();
    let task = TaskDraft::new(alice.did, command("/image/edit"), [("x".into(), ipld!(1))].into());
    let all = task
        .with_nonce(Nonce::new([1, 2]))
        .with_proofs(vec![link("a proof")])
        .with_config(ipld!({ "gas": 2 }));
    let few = TaskDraft::of_issuer(
        wasm_run(),
        [("in".into(), ipld!([awaits("all"), awaits_error("all"), awaits_either("all")]))].into(),
    );
    Draft::new()
        .with_meta([("tags".into(), ipld!(["x"]))].into())
        .with_parent(Parent { workflow: link("a workflow"), label: "up".into() })
        .with_config(ipld!({ "time": [1, "minutes"] }))
        .with_defaults(ipld!({ "secret": null }))
        .with_catch(link("a module"))
        .with_task("all", all)
        .with_task("few", few)
}

fn text(link_of: &str) -> String {
    link(link_of).to_string()
}

#[test]
fn a_draft_is_read_as_people_write_it() {
    let [alice, ..] = three();
    let written = format!(
        r#"{{
          "v": "0.2.0",
          "meta": {{"tags": ["x"]}},
          "parent": [{{"/": "{}"}}, "up"],
          "config": {{"time": [1, "minutes"]}},
          "defaults": {{"secret": null}},
          "catch": {{"/": "{}"}},
          "tasks": {{
            "few": {{
              "cmd": "/wasm/run",
              "args": {{"in": [{{"await/ok": "all"}}, {{"await/error": "all"}}, {{"await/*": "all"}}]}}
            }},
            "all": {{
              "sub": "{}",
              "cmd": "/image/edit",
              "args": {{"x": 1}},
              "nonce": {{"/": {{"bytes": "AQI"}}}},
              "prf": [{{"/": "{}"}}],
              "meta": {{"ipvm/config": {{"gas": 2}}}}
            }}
          }}
        }}"#,
        text("a workflow"),
        text("a module"),
        alice.did.as_str(),
        text("a proof"),
    );
    assert_eq!(Draft::from_dag_json(written.as_bytes()).unwrap(), full());
}

#[test]
fn a_draft_is_written_as_it_is_read() {
    let written = full().to_dag_json().unwrap();
    dag_json::check(written.as_bytes(), &Default::default()).unwrap();
    assert_eq!(Draft::from_dag_json(written.as_bytes()).unwrap(), full());
    assert_eq!(Draft::read(full().to_ipld()).unwrap(), full());
    // What is left open is left out.
    let small = Draft::new().with_task("a", TaskDraft::of_issuer(command("/x"), [].into()));
    assert_eq!(
        small.to_dag_json().unwrap(),
        r#"{"tasks":{"a":{"args":{},"cmd":"/x"}},"v":"0.2.0"}"#
    );
}

#[test]
fn a_whole_handler_is_read_and_written() {
    let written = br#"{"v": "0.2.0", "tasks": {}, "catch": {"cmd": "/wasm/run", "args": {}}}"#;
    let draft = Draft::from_dag_json(written).unwrap();
    let task = TaskDraft::of_issuer(wasm_run(), [].into());
    assert_eq!(draft.handler(), Some(&HandlerDraft::from(task)));
    let again = draft.to_dag_json().unwrap();
    assert_eq!(Draft::from_dag_json(again.as_bytes()).unwrap(), draft);
    let none = br#"{"v": "0.2.0", "tasks": {}, "catch": null, "parent": null}"#;
    assert_eq!(Draft::from_dag_json(none).unwrap(), Draft::new());
}

#[test]
fn text_that_is_no_dag_json_is_refused_with_line_and_column() {
    let error = Draft::from_dag_json(b"{\n  \"v\": \"0.2.0\",\n  \"v\": 1\n}").unwrap_err();
    let DraftError::Json { line, column, error } = error else { panic!("{error}") };
    assert_eq!((line, column), (3, 3));
    assert_eq!(error.kind, dag_json::DagJsonErrorKind::DuplicateKey);
    for text in ["", "{\"v\":", "\u{feff}{}", "[", "nul"] {
        let error = Draft::from_dag_json(text.as_bytes()).unwrap_err();
        assert!(matches!(error, DraftError::Json { line: 1, .. }), "{text}: {error}");
    }
    let deep = "[".repeat(100_000);
    assert!(matches!(Draft::from_dag_json(deep.as_bytes()), Err(DraftError::Json { .. })));
}

#[test]
fn fields_are_refused_with_whose_they_are() {
    let kind = |expected, found| FieldRule::Kind { expected, found };
    let task = |label: &str| DraftPlace::Task(label.into());
    for (text, at, field, rule) in [
        ("[]", DraftPlace::Workflow, "workflow", kind("map", "list")),
        ("{}", DraftPlace::Workflow, "v", FieldRule::Missing),
        (r#"{"v":"0.2.0"}"#, DraftPlace::Workflow, "tasks", FieldRule::Missing),
        (r#"{"v":"0.2.0","tasks":[]}"#, DraftPlace::Workflow, "tasks", kind("map", "list")),
        (
            r#"{"v":"0.2.0","tasks":{},"global":{}}"#,
            DraftPlace::Workflow,
            "global",
            FieldRule::Unknown,
        ),
        (
            r#"{"v":"0.2.0","tasks":{},"meta":null}"#,
            DraftPlace::Workflow,
            "meta",
            kind("map", "null"),
        ),
        (r#"{"v":"0.2.0","tasks":{"a":1}}"#, task("a"), "a", kind("map", "integer")),
        (r#"{"v":"0.2.0","tasks":{"a":{"args":{}}}}"#, task("a"), "cmd", FieldRule::Missing),
        (r#"{"v":"0.2.0","tasks":{"a":{"cmd":"/x"}}}"#, task("a"), "args", FieldRule::Missing),
        (
            r#"{"v":"0.2.0","tasks":{"a":{"cmd":"x","args":{}}}}"#,
            task("a"),
            "cmd",
            FieldRule::Command(CommandError::NoLeadingSlash),
        ),
        (
            r#"{"v":"0.2.0","tasks":{"a":{"cmd":"/x","args":{},"nonce":""}}}"#,
            task("a"),
            "nonce",
            kind("bytes", "string"),
        ),
        (
            r#"{"v":"0.2.0","tasks":{"a":{"cmd":"/x","args":{},"with":"x"}}}"#,
            task("a"),
            "with",
            FieldRule::Unknown,
        ),
        (
            r#"{"v":"0.2.0","tasks":{},"catch":"x"}"#,
            DraftPlace::Handler,
            "catch",
            kind("map", "string"),
        ),
    ] {
        let error = FieldError::new(field, rule);
        let found = Draft::from_dag_json(text.as_bytes()).unwrap_err();
        assert_eq!(found, DraftError::Field { at, error }, "{text}");
    }
}

#[test]
fn another_version_and_a_malformed_parent_are_refused() {
    let read = |text: &str| Draft::from_dag_json(text.as_bytes()).unwrap_err();
    assert_eq!(read(r#"{"v":"0.1.0"}"#), DraftError::Version { found: "0.1.0".into() });
    for parent in [r#""x""#, "[]", r#"["a","b"]"#, "1"] {
        let text = format!(r#"{{"v":"0.2.0","tasks":{{}},"parent":{parent}}}"#);
        assert_eq!(read(&text), DraftError::Parent, "{parent}");
    }
}

#[test]
fn a_label_that_is_mistyped_is_named_with_its_place() {
    let text = br#"{"v": "0.2.0", "tasks": {
      "crop": {"cmd": "/wasm/run", "args": {}},
      "blur": {"cmd": "/wasm/run", "args": {"params": [{"await/ok": "crob"}]}}
    }}"#;
    let error = Draft::from_dag_json(text).unwrap().seal().unwrap_err();
    assert_eq!(
        error,
        SealError::UnknownLabel {
            task: "blur".into(),
            place: Place::new(vec![
                Segment::Key("params".into()),
                Segment::Index(0),
                Segment::Key("await/ok".into()),
            ]),
            label: "crob".into(),
            suggestion: Some("crop".into()),
        }
    );
    assert_eq!(
        error.to_string(),
        "task `blur`, `.params[0][\"await/ok\"]`: `crob` is the label of no task; \
         did you mean `crop`?"
    );
}

#[test]
fn a_document_is_written_with_links_and_read_again() {
    let [_, bob, _] = three();
    let sealed = Sealer::new().with_issuer(bob.did.clone()).seal(full()).unwrap();
    let text = sealed.to_dag_json().unwrap();
    let Ipld::Map(args) = dag_json::decode_canonical(text.as_bytes(), &Default::default()).unwrap()
    else {
        panic!("a map")
    };
    assert_eq!(args, sealed.to_args());
    assert_eq!(&Document::read(&args).unwrap(), sealed.document());
    // Without `"secret": null`, which says nothing.
    let document = sealed.document();
    let text = document.to_dag_json().unwrap();
    assert!(!text.contains("defaults"));
    let Ipld::Map(args) = dag_json::decode_canonical(text.as_bytes(), &Default::default()).unwrap()
    else {
        panic!("a map")
    };
    assert_eq!(&Document::read(&args).unwrap(), document);
}

#[test]
fn a_document_is_a_draft_whose_promises_have_links() {
    let [_, bob, _] = three();
    let sealed = Sealer::new().with_issuer(bob.did.clone()).seal(full()).unwrap();
    let draft = Draft::of_document(sealed.document()).unwrap();
    assert_eq!(draft.seal().unwrap().document(), sealed.document());
}

#[test]
fn data_that_would_be_a_label_is_not_drafted_again() {
    let document =
        Document::read(&with_task_field("args", ipld!({ "in": [awaits("a")] }))).unwrap();
    let place = Place::new(vec![Segment::Key("in".into()), Segment::Index(0)]);
    assert_eq!(
        Draft::of_document(&document).unwrap_err(),
        DraftError::LooksLikeLabel { at: DraftPlace::Task("a".into()), place }
    );
    Draft::of_document(&Document::read(&self::document()).unwrap()).unwrap();
}

#[test]
fn data_without_a_text_is_refused_and_not_written_as_something_else() {
    let [_, bob, _] = three();
    let reserved = ipld!({ "x": { "/": "no link" } });
    let draft = draft([("a", step(&bob, reserved))]);
    assert!(draft.to_dag_json().is_err());
    assert!(draft.seal().unwrap().to_dag_json().is_err());
}
