//! The outcome of a workflow, read.

use super::{
    WORKFLOW, receipt,
    stage::{empty, entries, link, one, with, without},
    walk::{handler_receipt, mended, none, own, receipt as receipt_of, rethrown},
};
use crate::{Topic, case, case::CaseBuilder, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "results",
        "The receipt of a workflow: what became of each task, with links and words and without \
         values. What does not fit together is refused.",
        WORKFLOW,
        [receipt::cases(), good(), malformed(), unfit()].concat(),
    )
}

fn read(slug: &str, outcome: Value) -> CaseBuilder {
    case(slug)
        .section("Receipt Output")
        .ruling("O52")
        .operation("workflow.results.read")
        .input("outcome", outcome)
}

fn well(label: &str) -> Value {
    one("ok", receipt_of(label))
}

fn badly(label: &str) -> Value {
    one("error", receipt_of(label))
}

fn error(name: &str, results: Value) -> Value {
    one("error", map! { "name" => name, "message" => "any", "results" => results })
}

fn failed(results: Value) -> Value {
    error("WorkflowFailed", results)
}

fn ran(label: &str, key: &str, value: impl Into<Value>) -> Value {
    with(one("ran", handler_receipt(label)), key, value)
}

fn said(conclusion: &str, tasks: Vec<(&str, Value)>) -> Value {
    map! { "conclusion" => conclusion, "ends" => entries(tasks) }
}

fn good() -> Vec<CaseBuilder> {
    let why = "Who cannot read a receipt cannot use the results that it tells of.";
    vec![
        read("read-well", one("ok", map! { "a" => well("a"), "b" => well("b") }))
            .title("A workflow that ended well.")
            .why(why)
            .expect_value(said("ok", vec![("a", own("a", "ok")), ("b", own("b", "ok"))]))
            .rules(["results.form", "results.conclusion"]),
        read(
            "read-caught",
            failed(map! {
                "a" => badly("a"),
                "b" => badly("b"),
                "c" => badly("c"),
                "d" => badly("d"),
                "e" => none("transaction"),
                "ipvm/catch" => map! {
                    "a" => ran("a", "rewire", "b"),
                    "b" => ran("b", "ok", Value::Null),
                    "c" => ran("c", "msg", Value::Null),
                    "d" => one("failed", "no-receipt"),
                },
            }),
        )
        .title("Rewirings are followed, and the other answers taken as they are.")
        .why(why)
        .expect_value(said(
            "failed",
            vec![
                ("a", mended("b")),
                ("b", mended("b")),
                ("c", rethrown("c")),
                ("d", own("d", "error")),
                ("e", none("transaction")),
            ],
        ))
        .rules(["results.caught", "results.ring"]),
        read(
            "read-cancelled",
            error("Cancelled", map! { "a" => badly("a"), "b" => none("cancelled") }),
        )
        .title("A workflow that was cancelled.")
        .why(why)
        .expect_value(said("cancelled", vec![("a", own("a", "error")), ("b", none("cancelled"))])),
    ]
}

fn malformed() -> Vec<CaseBuilder> {
    let bad = |slug: &str, outcome: Value, error: &'static str, title: &str| {
        read(slug, outcome)
            .title(title)
            .why("What is read loosely is read in several ways.")
            .expect_error(error)
            .rules(["results.form"])
    };
    let caught = |caught: Value| one("ok", map! { "a" => badly("a"), "ipvm/catch" => caught });
    let wrapped =
        || map! { "name" => "WorkflowFailed", "message" => "", "results" => one("a", badly("a")) };
    vec![
        bad("results-list", one("ok", list![well("a")]), "ResultsNotAMap", "Results are a map."),
        bad("results-empty", one("ok", empty()), "WorkflowNoTasks", "There is at least one task."),
        bad(
            "results-only-of-the-handler",
            one("ok", one("ipvm/catch", one("a", ran("a", "ok", Value::Null)))),
            "WorkflowNoTasks",
            "What is said of the handler is no task.",
        ),
        bad(
            "end-link",
            one("ok", one("a", receipt_of("a"))),
            "ResultsEnd",
            "The end of a task says its branch.",
        ),
        bad(
            "end-two",
            one("ok", one("a", map! { "ok" => receipt_of("a"), "error" => receipt_of("b") })),
            "ResultsEnd",
            "A task has one end.",
        ),
        bad(
            "end-value",
            one("ok", one("a", one("ok", 7))),
            "ResultsEnd",
            "A receipt is linked to.",
        ),
        bad(
            "end-other",
            one("ok", one("a", one("done", link("x")))),
            "ResultsEnd",
            "A task has one of three ends.",
        ),
        bad("word", failed(one("a", none("tired"))), "ResultsWord", "The reasons are fixed words."),
        bad(
            "caught-empty",
            caught(empty()),
            "ResultsNoneCaught",
            "Where nobody was asked nothing is said of it.",
        ),
        bad(
            "caught-list",
            caught(list![]),
            "ResultsNoneCaught",
            "What is said of the handler is by label.",
        ),
        bad(
            "caught-value",
            caught(one("a", ran("a", "ok", 7))),
            "ResultsCaught",
            "The value of the handler is not told.",
        ),
        bad(
            "caught-two",
            caught(one("a", with(ran("a", "ok", Value::Null), "msg", Value::Null))),
            "ResultsCaught",
            "The handler gave one answer.",
        ),
        bad(
            "caught-word",
            failed(map! {
                "a" => badly("a"),
                "ipvm/catch" => one("a", ran("a", "failed", "tired")),
            }),
            "ResultsWord",
            "The failures of handlers are fixed words.",
        ),
        bad(
            "without-a-name",
            one("error", without(wrapped(), "name")),
            "FieldMissing",
            "The error of a workflow has a name.",
        ),
        bad(
            "with-more",
            one("error", with(wrapped(), "gas", 1)),
            "FieldUnknown",
            "The error of a workflow has no other fields.",
        ),
        bad(
            "other-name",
            one("error", with(wrapped(), "name", "Failed")),
            "ResultsName",
            "The error of a workflow has one of two names.",
        ),
    ]
}

fn unfit() -> Vec<CaseBuilder> {
    let bad = |slug: &str, outcome: Value, error: &'static str, rule: &'static str, title: &str| {
        read(slug, outcome)
            .title(title)
            .why("A receipt that contradicts itself would count for one thing and for the other.")
            .expect_error(error)
            .rules([rule])
    };
    let about = |ends: Vec<(&str, Value)>, caught: Vec<(&str, Value)>| {
        failed(with(entries(ends), "ipvm/catch", entries(caught)))
    };
    vec![
        bad(
            "well-with-an-error",
            one("ok", one("a", badly("a"))),
            "ResultsConclusion",
            "results.conclusion",
            "A workflow of which a task failed did not end well.",
        ),
        bad(
            "failed-without-one",
            failed(one("a", well("a"))),
            "ResultsConclusion",
            "results.conclusion",
            "A workflow of which all tasks ended well did not fail.",
        ),
        bad(
            "cancelled-without-one",
            error("Cancelled", one("a", badly("a"))),
            "ResultsConclusion",
            "results.conclusion",
            "A workflow was cancelled if a task did not begin for that reason.",
        ),
        bad(
            "failed-though-cancelled",
            failed(map! { "a" => badly("a"), "b" => none("cancelled") }),
            "ResultsConclusion",
            "results.conclusion",
            "A workflow that was cancelled says so.",
        ),
        bad(
            "caught-well",
            about(
                vec![("a", well("a")), ("b", badly("b"))],
                vec![("a", ran("a", "msg", Value::Null))],
            ),
            "ResultsCaughtWell",
            "results.caught",
            "The handler is asked about failures.",
        ),
        bad(
            "caught-nobody",
            about(vec![("a", badly("a"))], vec![("b", ran("b", "msg", Value::Null))]),
            "ResultsCaughtWell",
            "results.caught",
            "The handler is asked about tasks that are there.",
        ),
        bad(
            "caught-without-a-receipt",
            about(vec![("a", badly("a"))], vec![("a", one("msg", Value::Null))]),
            "ResultsRan",
            "results.caught",
            "An answer has a receipt.",
        ),
        bad(
            "lost-with-a-receipt",
            about(vec![("a", badly("a"))], vec![("a", ran("a", "failed", "no-receipt"))]),
            "ResultsRan",
            "results.caught",
            "A handler that ended without a receipt has none.",
        ),
        bad(
            "rewired-to-nothing",
            about(vec![("a", badly("a"))], vec![("a", ran("a", "rewire", "b"))]),
            "ResultsTarget",
            "results.caught",
            "A rewiring that is told of leads to a task that is there.",
        ),
        bad(
            "rewired-to-no-receipt",
            about(
                vec![("a", badly("a")), ("b", none("refused"))],
                vec![("a", ran("a", "rewire", "b"))],
            ),
            "ResultsTarget",
            "results.caught",
            "A rewiring that is told of leads to a task with a receipt.",
        ),
        bad(
            "rewired-in-a-ring",
            about(
                vec![("a", badly("a")), ("b", badly("b"))],
                vec![("a", ran("a", "rewire", "b")), ("b", ran("b", "rewire", "a"))],
            ),
            "ResultsRing",
            "results.ring",
            "Rewirings that are told of lead to an end.",
        ),
    ]
}
