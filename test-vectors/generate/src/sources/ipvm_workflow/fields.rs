//! The fields of a document and of the tasks in it.

use super::{
    document::{plain, read, said},
    stage::{Task, document, empty, link, one, task, with, without},
};
use crate::{case::CaseBuilder, list, map, people::BOB, value::Value};

fn only() -> Task {
    task("/text/reverse", map! { "text" => "abc" })
}

/// The document of that task alone.
fn plain_document() -> Value {
    document(&[("only", &only())])
}

/// That document, its task with this field.
fn with_task_field(name: &str, value: impl Into<Value>) -> Value {
    let task = with(only().embedded(), name, value);
    with(plain_document(), "tasks", one("only", task))
}

fn without_task_field(name: &str) -> Value {
    with(plain_document(), "tasks", one("only", without(only().embedded(), name)))
}

fn fine() -> super::document::Said {
    said(&["only"]).task("only", plain(&only()))
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [good(), versions(), whole(), parents(), of_tasks()].concat()
}

fn good() -> Vec<CaseBuilder> {
    let why = "Who refuses a document that is right cannot take part.";
    let parent = list![link("a workflow"), "crop"];
    vec![
        read("least", plain_document())
            .section("Envelope")
            .title("A version and one task are a document.")
            .why(why)
            .expect_value(fine().value())
            .rules([
                "workflow.version",
                "workflow.fields",
                "workflow.task-fields",
                "workflow.tasks",
            ]),
        read("meta", with(plain_document(), "meta", map! { "tags" => list!["a", "b"], "v" => 7 }))
            .section("Metadata")
            .title("Data for people changes nothing.")
            .why(why)
            .expect_value(fine().value()),
        read("parent", with(plain_document(), "parent", parent.clone()))
            .section("Parent")
            .title("A parent is a link to a workflow's task and the label of a task in it.")
            .why("Who asked for a workflow is found by it; nobody gains authority by it.")
            .expect_value(fine().parent(parent).value())
            .rules(["workflow.parent"]),
        read("parent-null", with(plain_document(), "parent", Value::Null))
            .section("Parent")
            .title("A parent that is null is none.")
            .why(why)
            .expect_value(fine().value()),
        read("proofs-and-meta-of-a-task", {
            let task = with(only().embedded(), "prf", list![link("a proof")]);
            let task = with(task, "meta", map! { "note" => "of no consequence" });
            with(plain_document(), "tasks", one("only", task))
        })
        .ruling("O1")
        .title("Proofs and data beside a task are no part of its ID.")
        .why("The same work would be another task with other proofs, and be done again.")
        .expect_value(fine().value()),
        read("any-label", {
            with(plain_document(), "tasks", entries_of(&["", "a/b", "ipvm/catch2", "ß"]))
        })
        .section("Tasks")
        .title("A label is any text but the reserved one.")
        .why(why)
        .expect_value(
            ["", "a/b", "ipvm/catch2", "ß"]
                .iter()
                .fold(said(&["", "a/b", "ipvm/catch2", "ß"]), |said, label| {
                    said.task(label, plain(&only()))
                })
                .value(),
        )
        .rules(["workflow.reserved-label"]),
        read(
            "label-of-256-bytes",
            with(plain_document(), "tasks", entries_of(&[&"é".repeat(128)])),
        )
        .ruling("O1")
        .title("A label has up to 256 bytes.")
        .why(why)
        .expect_value(said(&[&"é".repeat(128)]).task(&"é".repeat(128), plain(&only())).value())
        .rules(["workflow.label-length"]),
    ]
}

fn entries_of(labels: &[&str]) -> Value {
    super::stage::entries(labels.iter().map(|label| (*label, only().embedded())))
}

fn versions() -> Vec<CaseBuilder> {
    let bad = |slug: &str, version: Value, error: &'static str, title: &str| {
        read(slug, with(plain_document(), "v", version))
            .section("Version")
            .title(title)
            .why("A document of another version means something else.")
            .expect_error(error)
            .rules(["workflow.version"])
    };
    vec![
        bad(
            "version-0-1",
            "0.1.0".into(),
            "WorkflowVersion",
            "The version of the draft is another.",
        ),
        bad("version-next", "0.2.1".into(), "WorkflowVersion", "A later version is another."),
        bad("version-short", "0.2".into(), "WorkflowVersion", "A version is not cut short."),
        bad("version-number", 2.into(), "FieldKind", "A number is no version."),
        read("version-first", map! { "v" => "9.9.9", "tasks" => Value::Null, "new" => 1 })
            .section("Version")
            .title("The version is judged before anything else.")
            .why("What another version allows is not ours to refuse by another name.")
            .expect_error("WorkflowVersion")
            .rules(["workflow.version"]),
        read("version-missing", without(plain_document(), "v"))
            .section("Version")
            .title("A document says its version.")
            .why("Without it a document of the draft would be read as one of ours.")
            .expect_error("FieldMissing")
            .rules(["workflow.version"]),
    ]
}

fn whole() -> Vec<CaseBuilder> {
    let bad = |slug: &str, args: Value, error: &'static str, title: &str| {
        read(slug, args)
            .section("Envelope")
            .title(title)
            .why("Two who read one document differently run different workflows.")
            .expect_error(error)
            .rules(["workflow.fields"])
    };
    vec![
        bad(
            "tasks-missing",
            without(plain_document(), "tasks"),
            "FieldMissing",
            "A document has tasks.",
        ),
        bad(
            "tasks-list",
            with(plain_document(), "tasks", list![only().embedded()]),
            "FieldKind",
            "Tasks have labels, and are no list.",
        ),
        bad(
            "field-unknown",
            with(plain_document(), "task", empty()),
            "FieldUnknown",
            "A field that is not known is refused.",
        ),
        bad(
            "field-of-the-draft",
            with(plain_document(), "global", empty()),
            "FieldUnknown",
            "The draft's second name of the workflow's configuration is not read.",
        ),
        bad(
            "meta-null",
            with(plain_document(), "meta", Value::Null),
            "FieldKind",
            "Data for people that is not there is left out.",
        ),
        read("no-tasks", with(plain_document(), "tasks", empty()))
            .section("Tasks")
            .title("A workflow has at least one task.")
            .why("It would end well without anything having been done.")
            .expect_error("WorkflowNoTasks")
            .rules(["workflow.tasks"]),
        read("reserved-label", with(plain_document(), "tasks", entries_of(&["a", "ipvm/catch"])))
            .section("Receipt Output")
            .title("No task has the label under which the receipt tells of the handler.")
            .why("The task's result and what is said of the handler would stand in one place.")
            .expect_error("WorkflowReservedLabel")
            .rules(["workflow.reserved-label"]),
        read(
            "label-of-258-bytes",
            with(plain_document(), "tasks", entries_of(&[&"é".repeat(129)])),
        )
        .ruling("O1")
        .title("A label has no more than 256 bytes, however few letters these are.")
        .why("Labels stand in messages and pictures, once for every task that awaits theirs.")
        .expect_error("LabelTooLong")
        .rules(["workflow.label-length"]),
    ]
}

fn parents() -> Vec<CaseBuilder> {
    let bad = |slug: &str, parent: Value, title: &str| {
        read(slug, with(plain_document(), "parent", parent))
            .section("Parent")
            .title(title)
            .why("A parent that is not understood leads nowhere.")
            .expect_error("WorkflowParent")
            .rules(["workflow.parent"])
    };
    vec![
        bad("parent-without-label", link("a workflow"), "A parent is no link alone."),
        bad("parent-one", list![link("a workflow")], "A parent has a label."),
        bad(
            "parent-turned-round",
            list!["crop", link("a workflow")],
            "The link of a parent comes first.",
        ),
        bad("parent-three", list![link("a workflow"), "crop", 1], "A parent has two parts."),
        bad(
            "parent-map",
            map! { "inv" => link("a workflow"), "task" => "crop" },
            "A parent is a list.",
        ),
    ]
}

fn of_tasks() -> Vec<CaseBuilder> {
    let bad = |slug: &str, args: Value, error: &'static str, title: &str| {
        read(slug, args)
            .ruling("O1")
            .title(title)
            .why("A task that is misread is another task, with another ID.")
            .expect_error(error)
            .rules(["workflow.task-fields"])
    };
    vec![
        bad(
            "task-no-map",
            with(plain_document(), "tasks", one("only", only().id())),
            "FieldKind",
            "A task stands in the document itself.",
        ),
        bad(
            "task-without-subject",
            without_task_field("sub"),
            "FieldMissing",
            "A task names its subject.",
        ),
        bad(
            "task-without-proofs",
            without_task_field("prf"),
            "FieldMissing",
            "A task says that it has no proofs.",
        ),
        bad(
            "task-without-nonce",
            without_task_field("nonce"),
            "FieldMissing",
            "A task has a nonce, if only an empty one.",
        ),
        bad("task-subject", with_task_field("sub", "bob"), "FieldDid", "A subject is a DID."),
        bad(
            "task-command",
            with_task_field("cmd", "text/reverse"),
            "FieldCommand",
            "A command begins with a slash.",
        ),
        bad("task-args", with_task_field("args", list![1]), "FieldKind", "Arguments are a map."),
        bad(
            "task-nonce",
            with_task_field("nonce", "text"),
            "FieldKind",
            "A nonce is bytes and no text.",
        ),
        bad(
            "task-proofs",
            with_task_field("prf", list!["a proof"]),
            "FieldKind",
            "Proofs are links.",
        ),
        bad(
            "task-issuer",
            with_task_field("iss", BOB.did()),
            "FieldUnknown",
            "A task has no issuer but that of the workflow.",
        ),
        bad(
            "task-meta-null",
            with_task_field("meta", Value::Null),
            "FieldKind",
            "Data beside a task that is not there is left out.",
        ),
    ]
}
