//! The exception handler of a document.

use super::{
    document::{plain, read, said},
    stage::{Task, call, document, link, one, slot, task, wasm, with},
};
use crate::{case::CaseBuilder, list, map, value::Value};

fn only() -> Task {
    task("/text/reverse", map! { "text" => "abc" })
}

fn of(handler: impl Into<Value>) -> Value {
    with(document(&[("only", &only())]), "catch", handler.into())
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let why = "Nobody would be asked when a task fails, or with other inputs than were signed.";
    let good = |slug: &str, handler: Task, title: &str| {
        read(slug, of(handler.embedded()))
            .section("Exception Handler")
            .ruling("O45")
            .title(title)
            .why(why)
            .expect_value(said(&["only"]).task("only", plain(&only())).handler(&handler).value())
    };
    let bad = |slug: &str, handler: Value, error: &'static str, title: &str| {
        read(slug, of(handler))
            .section("Exception Handler")
            .ruling("O45")
            .title(title)
            .why(why)
            .expect_error(error)
    };
    let with_params = |params: Value| call("catch", params).embedded();
    vec![
        good(
            "catch",
            call("catch", list![slot()]),
            "A handler is a call with a place for the failure.",
        )
        .rules(["catch.command", "catch.slot", "catch.predefined"]),
        good(
            "catch-predefined",
            call("mend", list![7, map! { "deep" => list![slot()] }, "x"]),
            "A handler has predefined inputs, and the failure anywhere among them.",
        ),
        read("catch-null", of(Value::Null))
            .section("Exception Handler")
            .title("A handler that is null is none.")
            .why("Who refuses a document that is right cannot take part.")
            .expect_value(said(&["only"]).task("only", plain(&only())).value()),
        bad(
            "catch-link",
            link("a module"),
            "FieldKind",
            "The short form of a handler is for drafts; a document has the whole task.",
        )
        .rules(["catch.command"]),
        bad(
            "catch-other-command",
            task("/msg/send", wasm("catch", list![slot()])).embedded(),
            "HandlerCommand",
            "A handler computes, and does nothing in the world.",
        )
        .rules(["catch.command"]),
        bad(
            "catch-longer-command",
            task("/wasm/run/now", wasm("catch", list![slot()])).embedded(),
            "HandlerCommand",
            "The command of a handler is exactly the one of calls.",
        )
        .rules(["catch.command"]),
        bad(
            "catch-awaits",
            with_params(list![slot(), only().ok()]),
            "HandlerAwaits",
            "A handler awaits no task of the document.",
        )
        .rules(["catch.predefined"]),
        bad(
            "catch-awaits-outside",
            with_params(list![slot(), list![one("await/*", link("elsewhere"))]]),
            "HandlerAwaits",
            "A handler awaits no task elsewhere either.",
        )
        .rules(["catch.predefined"]),
        bad(
            "catch-no-slot",
            with_params(list![]),
            "FailureSlot",
            "A handler without a place for the failure would not know of what it is asked.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-two-slots",
            with_params(list![slot(), map! { "again" => slot() }]),
            "FailureSlot",
            "The failure has one place.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-slot-with-value",
            with_params(list![one("ipvm/failure", 1)]),
            "FailureSlot",
            "A map with another value is no place for the failure.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-slot-beside",
            with_params(list![map! { "ipvm/failure" => Value::Null, "x" => 1 }]),
            "FailureSlot",
            "A map with another key beside is no place for the failure.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-slot-elsewhere",
            task("/wasm/run", map! { "mod" => slot(), "fun" => "catch", "params" => list![] })
                .embedded(),
            "FailureSlot",
            "The place for the failure is among the parameters.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-slot-also-elsewhere",
            task(
                "/wasm/run",
                map! { "mod" => slot(), "fun" => "catch", "params" => list![slot()] },
            )
            .embedded(),
            "FailureSlot",
            "The place for the failure stands nowhere beside the parameters.",
        )
        .rules(["catch.slot"]),
        bad(
            "catch-config",
            call("catch", list![slot()]).config(map! { "gass" => 1 }).embedded(),
            "ConfigUnknown",
            "The configuration of a handler is judged with the document.",
        )
        .rules(["workflow.config"]),
    ]
}
