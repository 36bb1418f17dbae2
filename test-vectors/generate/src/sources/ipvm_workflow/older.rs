//! Workflows in other forms: drafts as text, documents of 0.1, and lists of tasks.

use super::{
    WORKFLOW, lists,
    stage::{empty, entries, link, one, with, without},
};
use crate::{Topic, case, case::CaseBuilder, dag_json, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "forms",
        "Workflows in other forms: drafts in DAG-JSON, the document of version 0.1, and the list of \
         tasks of the field, converted.",
        WORKFLOW,
        [texts(), good(), bad(), lists::cases()].concat(),
    )
}

fn texts() -> Vec<CaseBuilder> {
    let read = |slug: &str, text: &str, title: &str| {
        case(slug)
            .ruling("O44")
            .operation("workflow.draft.read")
            .input("text", text)
            .title(title)
            .why("What people write is read in one way, or refused where it is wrong.")
    };
    let draft = map! { "v" => "0.2.0", "tasks" => one("a", map! { "cmd" => "/x", "args" => map! { "in" => one("await/ok", "b") } }) };
    let module = link("a module");
    let Value::Link(cid) = &module else { return Vec::new() };
    let with_catch = format!(r#"{{"catch": {{"/": "{cid}"}}, "v": "0.2.0", "tasks": {{}}}}"#);
    vec![
        read("text", &dag_json::encode(&draft), "A draft is read.")
            .expect_value(draft.clone())
            .rules(["forms.draft"]),
        read(
            "text-laid-out",
            "{ \"v\": \"0.2.0\",\n  \"tasks\": {\n    \"a\": {\"cmd\": \"/x\",\r\n\t\"args\": {\"in\": {\"await\\/ok\": \"b\"}}}}}\n",
            "A draft may be laid out as one likes.",
        )
        .expect_value(draft),
        read("text-with-a-module", &with_catch, "A handler may be a link alone.").expect_value(
            map! { "v" => "0.2.0", "tasks" => empty(), "catch" => module.clone() },
        ),
        read("text-cut-short", "{\"v\": \"0.2.0\"", "A text that is cut short is refused at its end.")
            .expect_error_at("JsonUnexpectedEnd", 13)
            .rules(["forms.draft"]),
        read("text-twice", "{\"v\": \"0.2.0\", \"v\": \"0.2.0\"}", "A field stands once.")
            .expect_error_at("JsonDuplicateKey", 15),
        read("text-of-another-version", "{\"v\": \"0.1.0\", \"tasks\": {}}", "A text of another version is refused by name.")
            .expect_error("WorkflowVersion")
            .rules(["forms.draft"]),
    ]
}

fn converted(slug: &str, document: Value) -> CaseBuilder {
    case(slug).ruling("O54").operation("workflow.v0-1.read").input("document", document)
}

/// The document of 0.1 of these tasks.
fn older(run: Value) -> Value {
    one("ipvm/workflow", map! { "v" => "0.1.0", "tasks" => tasks(run) })
}

fn tasks(run: Value) -> Value {
    map! { "v" => "0.1.0", "run" => run }
}

fn step(with: impl Into<Value>, ability: &str, inputs: Value) -> Value {
    map! { "with" => with.into(), "do" => ability, "inputs" => inputs }
}

fn notify() -> Value {
    step("mailto://alice@example.com", "msg/send", one("to", "bob@example.com"))
}

/// A document of one task, with this field in the workflow.
fn field(name: &str, value: impl Into<Value>) -> Value {
    let inner = map! { "v" => "0.1.0", "tasks" => tasks(one("a", notify())) };
    one("ipvm/workflow", with(inner, name, value))
}

/// What comes of such a document.
fn draft(tasks: Value) -> Value {
    map! { "v" => "0.2.0", "tasks" => tasks }
}

fn notified() -> Value {
    map! {
        "cmd" => "/msg/send",
        "args" => map! { "to" => "bob@example.com", "uri" => "mailto://alice@example.com" },
    }
}

fn resource(label: &str) -> Value {
    list!["resource", label]
}

fn came(draft: Value, losses: Value) -> Value {
    map! { "draft" => draft, "losses" => losses }
}

fn good() -> Vec<CaseBuilder> {
    let why = "A document that is converted otherwise asks for something else.";
    let good = |slug: &str, document: Value, draft: Value, losses: Value, title: &str| {
        converted(slug, document)
            .section("Envelope")
            .title(title)
            .why(why)
            .expect_value(came(draft, losses))
    };
    let a = || draft(one("a", notified()));
    let lost = || list![resource("a")];
    let promise = |label: &str| one("ucan/promise", list!["/", label]);
    let module = "ipfs://bafkreicgincymfzzumcqcrpmquyildzqppa3s2gv3scfy2csaqpgqpp7ke";
    let Value::Link(cid) = link("a module") else { return Vec::new() };
    vec![
        good(
            "older-promise",
            older(map! {
                "a" => notify(),
                "b" => step("did:web:carol.example", "crud/update", one("value", list![promise("a")])),
            }),
            draft(map! {
                "a" => notified(),
                "b" => map! {
                    "sub" => "did:web:carol.example",
                    "cmd" => "/crud/update",
                    "args" => one("value", list![one("await/ok", "a")]),
                },
            }),
            lost(),
            "A resource is the subject if it is a DID and else an argument; promises are labels.",
        )
        .rules(["older.promise", "older.version"]),
        good(
            "older-wasm",
            older(one("a", step(module, "wasm/run", map! { "func" => "f", "args" => list![1, promise("a")] }))),
            draft(one("a", map! {
                "cmd" => "/wasm/run",
                "args" => map! { "mod" => module, "fun" => "f", "params" => list![1, one("await/ok", "a")] },
            })),
            list![],
            "The resource of a call is its module.",
        ),
        good("older-global", field("global", one("gas", 7)), with(a(), "config", one("gas", 7)), lost(), "The workflow's own configuration has another name.")
            .rules(["older.names"]),
        good("older-defaults-misspelled", field("defauts", one("gas", 7)), with(a(), "defaults", one("gas", 7)), lost(), "The defaults are read as the schema spells them."),
        good("older-catch", field("catch", cid), with(a(), "catch", link("a module")), lost(), "The handler is a link, or the text of one.")
            .section("Exception Handler")
            .rules(["older.catch"]),
        good("older-parent", field("parent", list![link("a workflow"), "crop"]), with(a(), "parent", list![link("a workflow"), "crop"]), lost(), "A parent with a label stays."),
        good(
            "older-losses",
            with(
                one("ipvm/workflow", map! {
                    "v" => "0.1.0",
                    "parent" => link("a workflow"),
                    "tasks" => with(with(tasks(one("a", notify())), "nnc", "02468"), "prf", list![link("a proof")]),
                }),
                "sig",
                b"\x01",
            ),
            a(),
            list![list!["signature"], list!["parent"], list!["nonce"], list!["proofs"], resource("a")],
            "What has no place now is told.",
        ),
        good(
            "older-task-config",
            older(one("a", with(notify(), "meta", one("ipvm/config", map! {
                "timeout" => list![500, "milli", "seconds"],
                "verification" => "attestation",
            })))),
            draft(one("a", with(notified(), "meta", one("ipvm/config", map! {
                "time" => list![500, "milli", "seconds"],
                "check" => "attestation",
            })))),
            lost(),
            "The names that only the examples have are read.",
        )
        .section("Task Configuration"),
    ]
}

fn bad() -> Vec<CaseBuilder> {
    let bad = |slug: &str, document: Value, error: &'static str, title: &str| {
        converted(slug, document)
            .section("Envelope")
            .title(title)
            .why("What would be lost or mean something else is refused by name.")
            .expect_error(error)
    };
    let of = |task: Value| older(one("a", task));
    let input = |value: Value| of(step("did:web:a.example", "crud/update", one("value", value)));
    let promise = |parts: Value| input(one("ucan/promise", parts));
    vec![
        bad("older-version", field("v", "0.2.0"), "WorkflowVersion", "A document of another version is not converted.")
            .rules(["older.version"]),
        bad(
            "older-version-of-the-tasks",
            one("ipvm/workflow", map! { "v" => "0.1.0", "tasks" => with(tasks(empty()), "v", "0.2.0") }),
            "WorkflowVersion",
            "Tasks of another version are not converted.",
        )
        .rules(["older.version"]),
        bad("older-without-an-envelope", map! { "v" => "0.1.0", "tasks" => tasks(empty()) }, "FieldMissing", "A document of 0.1 has an envelope."),
        bad(
            "older-two-names",
            one("ipvm/workflow", map! {
                "v" => "0.1.0", "global" => empty(), "config" => empty(), "tasks" => tasks(empty()),
            }),
            "OlderTwoNames",
            "Two names of one field are not read at once.",
        )
        .rules(["older.names"]),
        bad("older-catch-text", field("catch", "a module"), "OlderCatch", "A handler that is no CID is refused.")
            .rules(["older.catch"]),
        bad("older-parent-text", field("parent", "crop"), "WorkflowParent", "A parent that is no link is refused."),
        bad("older-promise-elsewhere", promise(list![link("an invocation"), "a"]), "OlderPromiseElsewhere", "A promise of another invocation is refused.")
            .rules(["older.promise"]),
        bad("older-promise-form", promise("a".into()), "OlderPromise", "A promise that is no pair is refused.")
            .rules(["older.promise"]),
        bad("older-data", input(one("await/ok", "a")), "OlderData", "Data that would be a promise now is refused.")
            .rules(["older.promise"]),
        bad("older-size", field("defaults", one("disk", "200GB")), "MeasureKind", "A size that is a text is refused.")
            .ruling("O30"),
        bad("older-wildcard", of(step("did:web:a.example", "crud/*", empty())), "OlderTask", "An ability that stands for many is refused."),
        bad("older-no-uri", of(step("no URI", "crud/update", empty())), "OlderTask", "A resource that is no URI is refused."),
        bad("older-task-field", of(without(notify(), "with")), "FieldMissing", "A task has a resource."),
        bad("older-call-without-function", of(step("ipfs://bafkreicgincymfzzumcqcrpmquyildzqppa3s2gv3scfy2csaqpgqpp7ke", "wasm/run", one("args", list![]))), "OlderTask", "A call has a function."),
        bad("older-no-tasks-map", one("ipvm/workflow", map! { "v" => "0.1.0", "tasks" => with(tasks(empty()), "run", entries([("a", Value::Null)])) }), "FieldKind", "A task of 0.1 is a map."),
    ]
}
