//! What the exception handler gets, and what it answers.

use super::{
    WORKFLOW,
    stage::{empty, link, one, with, without},
};
use crate::{Topic, case, case::CaseBuilder, dag_cbor, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "catch",
        "The exception handler: the failure that it gets, the answer that it gives, and the \
         outcome that comes of both.",
        WORKFLOW,
        [failures(), failures_read(), answers(), outcomes()].concat(),
    )
}

const UNNAMED: (&str, &str) = ("Error", "the error has no name and message of its own");

/// The failure of the task `crop` with this error.
fn failure(error: &Value, (name, message): (&str, &str)) -> Value {
    map! {
        "label" => "crop",
        "task" => link("crop"),
        "name" => name,
        "message" => message,
        "value" => dag_cbor::encode(error),
    }
}

fn trap() -> Value {
    map! { "name" => "Trap", "message" => "out of fuel", "fuel" => 7 }
}

fn failures() -> Vec<CaseBuilder> {
    let good = |slug: &str, error: Value, words: (&str, &str), title: &str| {
        case(slug)
            .section("Exception Handler")
            .ruling("O45")
            .operation("workflow.failure.write")
            .input("label", "crop")
            .input("task", link("crop"))
            .input("error", error.clone())
            .title(title)
            .why("A handler that gets other words gives another answer.")
            .expect_value(failure(&error, words))
    };
    vec![
        good(
            "named",
            trap(),
            ("Trap", "out of fuel"),
            "Name and message of an error that has both are its own.",
        ),
        good("text", "out of fuel".into(), UNNAMED, "An error that is a text has no name."),
        good("null", Value::Null, UNNAMED, "An error may be nothing at all."),
        good("only-a-name", one("name", "Trap"), UNNAMED, "A name without a message is none."),
        good(
            "message-of-another-kind",
            map! { "name" => "Trap", "message" => 7 },
            UNNAMED,
            "A message that is no text is none, and the name with it.",
        ),
        good("list", list!["Trap", "out of fuel"], UNNAMED, "A list has no name."),
        good(
            "empty-words",
            map! { "name" => "", "message" => "" },
            ("", ""),
            "Empty words are words.",
        ),
    ]
}

fn failures_read() -> Vec<CaseBuilder> {
    let read = |slug: &str, value: Value, title: &str| {
        case(slug)
            .ruling("O45")
            .operation("workflow.failure.read")
            .input("failure", value)
            .title(title)
            .why("A handler could be told another error than the receipt has.")
            .rules(["catch.failure"])
    };
    let right = || failure(&trap(), ("Trap", "out of fuel"));
    vec![
        read("read", right(), "The failure of a task is read.")
            .expect_value(map! { "label" => "crop", "task" => link("crop"), "error" => trap() }),
        read("without-a-label", without(right(), "label"), "A failure has a label.")
            .expect_error("FieldMissing"),
        read("with-more", with(right(), "gas", 1), "A failure has no other fields.")
            .expect_error("FieldUnknown"),
        read("value-as-data", with(right(), "value", trap()), "The error of a failure is bytes.")
            .expect_error("FieldKind"),
        read(
            "value-that-is-none",
            with(right(), "value", b"\xf6\xf6"),
            "The error of a failure is one item of DAG-CBOR.",
        )
        .expect_error_at("CborTrailingBytes", 1),
        read("other-name", with(right(), "name", "Other"), "The name is that of the error.")
            .expect_error("FailureWords"),
        read(
            "words-of-what-has-none",
            failure(&"text".into(), ("Trap", "out of fuel")),
            "An error without words is not given any.",
        )
        .expect_error("FailureWords"),
    ]
}

fn answers() -> Vec<CaseBuilder> {
    let read = |slug: &str, output: Value, title: &str| {
        case(slug)
            .section("Exception Handler")
            .operation("workflow.answer.read")
            .input("output", output)
            .title(title)
            .why("A task would be mended that its handler did not mend.")
            .rules(["catch.answer"])
    };
    let said = |key: &str, value: Value| map! { "answer" => key, "value" => value };
    vec![
        read("answer-ok", one("ok", list![1]), "A value to end with.")
            .expect_value(said("ok", list![1])),
        read("answer-ok-null", one("ok", Value::Null), "Nothing is a value to end with.")
            .expect_value(said("ok", Value::Null)),
        read("answer-rewire", one("rewire", "mirror"), "A task to end as.")
            .expect_value(said("rewire", "mirror".into())),
        read("answer-msg", one("msg", "no luck"), "Another message.")
            .expect_value(said("msg", "no luck".into())),
        read("answer-text", "ok".into(), "An answer is a map.").expect_error("AnswerNotAMap"),
        read("answer-empty", empty(), "An answer has a key.").expect_error("AnswerKeys"),
        read("answer-two", map! { "ok" => 1, "msg" => "x" }, "An answer has one key.")
            .expect_error("AnswerKeys"),
        read("answer-other", one("retry", 1), "An answer is one of three.")
            .expect_error("AnswerUnknownKey"),
        read("answer-capital", one("Ok", 1), "The keys of answers are in lower case.")
            .expect_error("AnswerUnknownKey"),
        read("answer-rewire-link", one("rewire", link("mirror")), "A task is named by its label.")
            .expect_error("AnswerNotText"),
        read("answer-msg-number", one("msg", 7), "A message is a text.")
            .expect_error("AnswerNotText"),
    ]
}

fn outcomes() -> Vec<CaseBuilder> {
    let failed = || one("error", trap());
    let of = |slug: &str, effective: &str, task: Value, handler: Option<Value>, title: &str| {
        let case = case(slug)
            .section("Exception Handler")
            .ruling("O50")
            .operation("workflow.outcome")
            .input("effective", effective)
            .input("task", task)
            .title(title)
            .why("What awaits the task would get another value.")
            .rules(["catch.outcome"]);
        match handler {
            None => case,
            Some(handler) => case.input("handler", handler),
        }
    };
    let answered = |key: &str, value: Value| Some(one("ok", one(key, value)));
    vec![
        of("own-value", "own-ok", one("ok", 7), None, "What was not caught is as it was.")
            .expect_value(one("ok", 7)),
        of("own-error", "own-error", failed(), None, "An error that stays is as it was.")
            .expect_value(failed()),
        of(
            "mended-value",
            "mended",
            failed(),
            answered("ok", list![7]),
            "What is mended has the handler's value.",
        )
        .expect_value(one("ok", list![7])),
        of(
            "rethrown-error",
            "rethrown",
            failed(),
            answered("msg", "no luck".into()),
            "What is rethrown has the handler's message, and the first error as its cause.",
        )
        .expect_value(one(
            "error",
            map! { "name" => "Rethrown", "message" => "no luck", "cause" => trap() },
        )),
        of(
            "own-of-another-branch",
            "own-ok",
            failed(),
            None,
            "A receipt on the other branch is another.",
        )
        .expect_error("OutcomeBranch"),
        of(
            "mended-by-a-failure",
            "mended",
            failed(),
            Some(one("error", "x")),
            "A handler that failed mended nothing.",
        )
        .expect_error("OutcomeBranch"),
        of(
            "mended-by-another-answer",
            "mended",
            failed(),
            answered("msg", "x".into()),
            "Another message mends nothing.",
        )
        .expect_error("OutcomeAnswer"),
        of(
            "rethrown-by-another-answer",
            "rethrown",
            failed(),
            answered("ok", 7.into()),
            "A value is no other message.",
        )
        .expect_error("OutcomeAnswer"),
        of(
            "mended-by-no-answer",
            "mended",
            failed(),
            Some(one("ok", 7)),
            "An output that is no answer mends nothing.",
        )
        .expect_error("AnswerNotAMap"),
    ]
}
