//! Drafts that cannot be sealed.

use super::{
    seal::{seal, seal_for_nobody},
    stage::{call, document, draft, empty, link, one, slot, step, wasm, with},
};
use crate::{case, case::CaseBuilder, list, map, people::BOB, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [labels(), nonces(), others(), told()].concat()
}

fn edit(value: impl Into<Value>) -> Value {
    step("/wasm/run", wasm("edit", list![value.into()]))
}

fn awaits(label: &str) -> Value {
    edit(one("await/ok", label))
}

fn labels() -> Vec<CaseBuilder> {
    let why = "What waits for what never comes waits for ever.";
    let bad = |slug: &str, tasks: Vec<(&str, Value)>, error: &'static str, title: &str| {
        seal(slug, draft(tasks)).ruling("O44").title(title).why(why).expect_error(error)
    };
    vec![
        bad(
            "unknown-label",
            vec![("crop", edit(1)), ("blur", awaits("crob"))],
            "LabelUnknown",
            "A label that no task has is refused.",
        )
        .rules(["seal.labels"]),
        bad(
            "label-of-the-handler",
            vec![("blur", awaits("catch"))],
            "LabelUnknown",
            "The handler is no task, and is not awaited.",
        )
        .rules(["seal.labels"]),
        bad(
            "ring-of-one",
            vec![("a", awaits("a"))],
            "WorkflowCycle",
            "A task does not await itself.",
        )
        .rules(["seal.rings"]),
        bad(
            "ring-of-three",
            vec![("a", awaits("b")), ("b", awaits("c")), ("c", awaits("a")), ("d", awaits("a"))],
            "WorkflowCycle",
            "Tasks do not wait for each other.",
        )
        .rules(["seal.rings"]),
        bad(
            "whole-arguments",
            vec![("a", edit(1)), ("b", step("/text/reverse", one("await/ok", "a")))],
            "PromiseOfAllArguments",
            "The arguments as a whole are no label either.",
        )
        .ruling("O12")
        .rules(["promise.whole"]),
    ]
}

fn nonces() -> Vec<CaseBuilder> {
    let bad = |slug: &str, nonces: Option<Value>, error: &'static str, title: &str| {
        let create = |text: &str| step("/crud/create", one("text", text));
        let case = seal(slug, draft(vec![("a", create("x")), ("b", create("y"))]))
            .ruling("O46")
            .input("classes", one("/crud/create", "mutation"))
            .title(title)
            .why("What was to be done twice would be one task, and be done once.")
            .expect_error(error)
            .rules(["seal.nonces"]);
        match nonces {
            None => case,
            Some(nonces) => case.input("nonces", nonces),
        }
    };
    vec![
        bad("no-nonces", None, "NonceMissing", "A mutation needs a nonce, from somewhere."),
        bad(
            "empty-nonce",
            Some(list![Value::Bytes(Vec::new()), *b"another"]),
            "NonceEmpty",
            "A nonce that is drawn is not empty.",
        ),
        bad(
            "repeated-nonce",
            Some(list![b"the same", b"the same"]),
            "NonceRepeated",
            "A nonce is not drawn twice.",
        ),
    ]
}

fn others() -> Vec<CaseBuilder> {
    let why = "Nothing is to be sealed that nobody could open.";
    let one_task = || draft(vec![("a", edit(1))]);
    let bad = |slug: &str, draft: Value, error: &'static str, title: &str| {
        seal(slug, draft).ruling("O44").title(title).why(why).expect_error(error)
    };
    let catch = |params: Value| with(one_task(), "catch", step("/wasm/run", wasm("catch", params)));
    vec![
        seal_for_nobody("no-issuer", one_task())
            .ruling("O44")
            .title("A task without a subject needs an issuer.")
            .why("Nobody knows on whose behalf it would be done.")
            .expect_error("NoIssuer")
            .rules(["seal.subject"]),
        seal_for_nobody("no-issuer-of-the-handler", {
            with(document(&[("a", &call("edit", list![1]))]), "catch", link("a module"))
        })
        .ruling("O45")
        .title("The short form of a handler needs an issuer.")
        .why("Nobody knows on whose behalf it would be called.")
        .expect_error("NoIssuer")
        .rules(["seal.subject"]),
        bad("no-tasks", draft(vec![]), "WorkflowNoTasks", "A draft without tasks is not sealed."),
        bad(
            "reserved-label",
            draft(vec![("ipvm/catch", edit(1))]),
            "WorkflowReservedLabel",
            "A draft may not use the reserved label.",
        ),
        bad(
            "config",
            with(one_task(), "defaults", map! { "gass" => 1 }),
            "ConfigUnknown",
            "The configuration of a draft is judged when it is sealed.",
        ),
        bad(
            "catch-awaits-a-label",
            catch(list![one("await/ok", "a")]),
            "HandlerAwaits",
            "A handler awaits no label.",
        )
        .rules(["catch.predefined"]),
        bad(
            "catch-two-slots",
            catch(list![slot(), slot()]),
            "FailureSlot",
            "The failure has one place in a draft, or none.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-command",
            with(one_task(), "catch", step("/msg/send", empty())),
            "HandlerCommand",
            "A draft's handler computes.",
        )
        .rules(["catch.command"]),
        bad(
            "version",
            with(one_task(), "v", "0.1.0"),
            "WorkflowVersion",
            "An older draft is converted first.",
        ),
        bad(
            "field",
            with(one_task(), "tsaks", empty()),
            "FieldUnknown",
            "A draft has no unknown fields.",
        ),
        bad(
            "field-of-a-task",
            draft(vec![("a", with(edit(1), "retries", 3))]),
            "FieldUnknown",
            "A task of a draft has no unknown fields.",
        ),
        bad(
            "parent",
            with(one_task(), "parent", link("a workflow")),
            "WorkflowParent",
            "The parent of a draft has a label.",
        ),
    ]
}

/// What people are told.
fn told() -> Vec<CaseBuilder> {
    let why = "Nobody finds a mistyped label among a hundred tasks.";
    let tell = |slug: &str, tasks: Vec<(&str, Value)>, told: Value, title: &str| {
        case(slug)
            .operation("workflow.seal.fault")
            .input("draft", draft(tasks))
            .input("issuer", BOB.did())
            .ruling("O44")
            .title(title)
            .why(why)
            .expect_value(told)
    };
    let label = |task: &str, place: Value, label: &str, suggestion: Value| {
        map! { "task" => task, "place" => place, "label" => label, "suggestion" => suggestion }
    };
    let deep = edit(map! { "images" => list![1, one("await/*", "rotat")] });
    vec![
        tell(
            "told-label",
            vec![("crop", edit(1)), ("blur", awaits("crob"))],
            label("blur", list!["params", 0, "await/ok"], "crob", "crop".into()),
            "An unknown label is told with the task, the place, and the label that was meant.",
        ),
        tell(
            "told-deep-label",
            vec![("rotate", edit(1)), ("sharpen", deep)],
            label("sharpen", list!["params", 0, "images", 1, "await/*"], "rotat", "rotate".into()),
            "The place of a label is told at any depth.",
        ),
        tell(
            "told-without-suggestion",
            vec![("crop", edit(1)), ("blur", awaits("sharpen"))],
            label("blur", list!["params", 0, "await/ok"], "sharpen", Value::Null),
            "Where no label was meant none is suggested.",
        ),
        tell(
            "told-ring",
            vec![("z", awaits("c")), ("c", awaits("a")), ("a", awaits("b")), ("b", awaits("c"))],
            one("ring", list!["a", "b", "c"]),
            "A ring is told in order, from its least label on, each awaiting the next.",
        ),
    ]
}
