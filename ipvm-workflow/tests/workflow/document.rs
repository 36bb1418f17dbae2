//! What is no document.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{
    Branches, CATCH_LABEL, ConfigPlace, Document, DocumentError, MAX_TASKS, Parent, failure_slot,
};
use ucan_core::{FieldError, FieldRule};
use ucan_invocation::{Arguments, Branch, Promise};
use ucan_pipeline::Cycle;

use crate::parties::{command, draft, handler, link, step, three};

/// A document with one task of Bob's own.
pub(crate) fn document() -> Arguments {
    let [_, bob, _] = three();
    draft([("a", step(&bob, ipld!({})))]).seal().expect("a workflow").to_args()
}

/// That document with a field put in, or taken out for `None`.
pub(crate) fn with(name: &str, value: Option<Ipld>) -> Arguments {
    let mut document = document();
    match value {
        Some(value) => document.insert(name.into(), value),
        None => document.remove(name),
    };
    document
}

/// That document with a field put into the task.
pub(crate) fn with_task_field(name: &str, value: Ipld) -> Arguments {
    let mut document = document();
    if let Some(Ipld::Map(tasks)) = document.get_mut("tasks")
        && let Some(Ipld::Map(task)) = tasks.get_mut("a")
    {
        task.insert(name.into(), value);
    }
    document
}

/// That document with a handler, of which a field was changed.
fn with_handler_field(name: &str, value: Ipld) -> Arguments {
    let [_, bob, _] = three();
    let Ipld::Map(mut task) = handler(&bob) else { panic!("a map") };
    task.insert(name.into(), value);
    with("catch", Some(Ipld::Map(task)))
}

pub(crate) fn refused(document: Arguments) -> DocumentError {
    Document::read(&document).expect_err("it breaks a rule")
}

fn field(name: &str, rule: FieldRule) -> FieldError {
    FieldError::new(name, rule)
}

const fn kind(expected: &'static str, found: &'static str) -> FieldRule {
    FieldRule::Kind { expected, found }
}

#[test]
fn another_version_is_refused_whatever_else_is_in_it() {
    for version in ["0.1.0", "0.2.1", "0.2", ""] {
        assert_eq!(
            refused(with("v", Some(ipld!(version)))),
            DocumentError::Version { found: version.into() }
        );
    }
    assert_eq!(
        refused(with("v", Some(ipld!(2)))),
        DocumentError::Field(field("v", kind("string", "integer")))
    );
    let mut other = with("v", Some(ipld!("9.9.9")));
    other.insert("tasks".into(), Ipld::Null);
    assert_eq!(refused(other), DocumentError::Version { found: "9.9.9".into() });
}

#[test]
fn missing_malformed_and_unknown_fields_are_refused() {
    for (name, value, rule) in [
        ("v", None, FieldRule::Missing),
        ("tasks", None, FieldRule::Missing),
        ("tasks", Some(ipld!([])), kind("map", "list")),
        ("meta", Some(ipld!(null)), kind("map", "null")),
        ("task", Some(ipld!({})), FieldRule::Unknown),
        ("catch", Some(ipld!([])), kind("map", "list")),
        ("catch", Some(Ipld::Link(link("a module"))), kind("map", "link")),
    ] {
        assert_eq!(refused(with(name, value)), DocumentError::Field(field(name, rule)));
    }
}

#[test]
fn fields_of_tasks_are_refused_with_the_label() {
    for (name, value, rule) in [
        ("catch", ipld!("a"), FieldRule::Unknown),
        ("args", ipld!([]), kind("map", "list")),
        ("nonce", ipld!(""), kind("bytes", "string")),
        ("meta", ipld!(null), kind("map", "null")),
    ] {
        let error = field(name, rule);
        assert_eq!(
            refused(with_task_field(name, value)),
            DocumentError::Task { task: "a".into(), error }
        );
    }
}

#[test]
fn there_is_something_to_do_and_not_too_much() {
    assert_eq!(refused(with("tasks", Some(ipld!({})))), DocumentError::NoTasks);
    let many = |count: usize| {
        let tasks = (0..count).map(|number| (format!("{number}"), Ipld::Null)).collect();
        refused(with("tasks", Some(Ipld::Map(tasks))))
    };
    assert_eq!(MAX_TASKS, 100_000);
    assert_eq!(many(100_001), DocumentError::TooManyTasks { limit: 100_000 });
    // As many as that are looked at.
    let error = field("0", kind("map", "null"));
    assert_eq!(many(100_000), DocumentError::Task { task: "0".into(), error });
}

#[test]
fn the_label_of_the_handlers_report_is_reserved() {
    let [_, bob, _] = three();
    let reserved = draft([("ipvm/catch", step(&bob, ipld!({})))]).seal().unwrap_err();
    let label = DocumentError::ReservedLabel { label: CATCH_LABEL };
    assert_eq!(reserved, ipvm_workflow::SealError::Document(label));
}

#[test]
fn labels_have_an_end() {
    let labelled = |label: &str| {
        let [_, bob, _] = three();
        draft([(label, step(&bob, ipld!({})))]).seal().map(|_| ())
    };
    assert_eq!(labelled(&"x".repeat(256)), Ok(()));
    let error = DocumentError::LabelTooLong { start: "x".repeat(32), limit: 256 };
    assert_eq!(labelled(&"x".repeat(257)), Err(ipvm_workflow::SealError::Document(error)));
}

#[test]
fn the_configuration_of_a_handler_is_read() {
    let meta = ipld!({ "ipvm/config": { "gas": "much" } });
    match refused(with_handler_field("meta", meta)) {
        DocumentError::Config { place, .. } => assert_eq!(place, ConfigPlace::Handler),
        other => panic!("{other}"),
    }
}

#[test]
fn a_parent_is_a_link_and_a_label_or_nothing() {
    let parent = Parent { workflow: link("a workflow"), label: "crop".into() };
    let read = |value: Ipld| Document::read(&with("parent", Some(value)));
    assert_eq!(read(ipld!([link("a workflow"), "crop"])).unwrap().parent(), Some(&parent));
    assert_eq!(read(parent.to_ipld()).unwrap().parent(), Some(&parent));
    assert_eq!(read(Ipld::Null).unwrap().parent(), None);
    for wrong in [
        Ipld::Link(link("a workflow")),
        ipld!([link("a workflow")]),
        ipld!([link("a workflow"), "crop", "blur"]),
        ipld!([link("a workflow"), 1]),
        ipld!(["crop", link("a workflow")]),
        ipld!({ "workflow": link("a workflow"), "label": "crop" }),
        ipld!([]),
    ] {
        assert_eq!(
            refused(with("parent", Some(wrong.clone()))),
            DocumentError::Parent,
            "{wrong:?}"
        );
    }
}

#[test]
fn a_handler_is_a_call_of_a_pure_function() {
    let [_, bob, _] = three();
    let read = Document::read(&with("catch", Some(handler(&bob)))).unwrap();
    assert_eq!(read.handler().unwrap().to_ipld(), handler(&bob));
    assert_eq!(Document::read(&with("catch", Some(Ipld::Null))).unwrap().handler(), None);
    for text in ["/wasm", "/wasm/run/now", "/msg/send"] {
        assert_eq!(
            refused(with_handler_field("cmd", ipld!(text))),
            DocumentError::HandlerCommand { found: command(text) }
        );
    }
    assert_eq!(
        refused(with_handler_field("sub", ipld!(1))),
        DocumentError::Handler(field("sub", kind("DID", "integer")))
    );
    let error = refused(with_handler_field("sub", ipld!(1)));
    assert!(error.to_string().starts_with("`catch`: field `sub`: "), "{error}");
}

#[test]
fn a_handler_awaits_nothing() {
    for promise in
        [Promise::ok(link("a task")), Promise::error(link("a task")), Promise::any(link("a task"))]
    {
        let args = ipld!({
            "mod": link("a module"), "fun": "catch",
            "params": [{ "ipvm/failure": null }, [promise.to_ipld()]],
        });
        assert_eq!(refused(with_handler_field("args", args)), DocumentError::HandlerAwaits);
    }
}

#[test]
fn the_failure_has_one_place_among_the_parameters_of_a_handler() {
    let slot = || ipld!({ "ipvm/failure": null });
    let with_params = |params: Ipld| {
        let args = ipld!({ "mod": link("a module"), "fun": "catch", "params": params });
        with_handler_field("args", args)
    };
    for (params, found) in [
        (ipld!([]), 0),
        (ipld!([1, { "ipvm/failure": 1 }]), 0),
        (ipld!([{ "ipvm/failure": null, "x": 1 }]), 0),
        (ipld!([slot(), slot()]), 2),
        (ipld!([{ "a": [slot()], "b": slot() }, slot()]), 3),
    ] {
        let slot = failure_slot();
        assert_eq!(refused(with_params(params)), DocumentError::FailureSlot { slot, found });
    }
    for (elsewhere, found) in [
        (ipld!({ "mod": slot(), "fun": "catch" }), 0),
        // It would be filled there as well.
        (ipld!({ "mod": slot(), "fun": "catch", "params": [slot()] }), 2),
    ] {
        assert_eq!(
            refused(with_handler_field("args", elsewhere)),
            DocumentError::FailureSlot { slot: failure_slot(), found }
        );
    }
    Document::read(&with_params(ipld!([1, { "deep": [slot()] }]))).unwrap();
}

#[test]
fn a_step_says_which_branches_it_awaits() {
    let [_, bob, _] = three();
    let sealed = draft([
        ("a", step(&bob, ipld!({ "x": 1 }))),
        ("b", step(&bob, ipld!({ "x": 2 }))),
        (
            "c",
            step(
                &bob,
                ipld!({
                    "in": [{ "await/ok": "a" }, { "await/*": "a" }],
                    "error": { "await/error": "b" },
                    "outside": Promise::ok(link("a task elsewhere")).to_ipld(),
                }),
            ),
        ),
    ])
    .seal()
    .unwrap();
    let step = sealed.document().step("c").unwrap();
    let ok = Branches::NONE.with(Some(Branch::Ok)).with(None);
    let error = Branches::NONE.with(Some(Branch::Error));
    assert_eq!(step.awaits(), &[("a".into(), ok), ("b".into(), error)].into());
    assert_eq!(step.awaits_outside(), &[link("a task elsewhere")].into());
    assert_eq!(sealed.document().order(), ["a", "b", "c"]);
    assert_eq!(sealed.document().graph().edge_count(), 2);
}

#[test]
fn a_ring_has_no_links_and_so_only_drafts_have_rings() {
    // A link is over what it names, so that nobody can write a document with a ring; the
    // error is there for drafts, whose tasks have labels.
    let [_, bob, _] = three();
    let ring = draft([("a", step(&bob, ipld!({ "in": { "await/ok": "a" } })))]).seal();
    assert_eq!(ring.unwrap_err(), ipvm_workflow::SealError::Cycle(Cycle(vec!["a".into()])));
}
