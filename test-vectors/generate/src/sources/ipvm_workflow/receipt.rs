//! The outcome of a workflow, written.

use super::{
    stage::one,
    walk::{
        Node, answer, cancel, failed, handler_lost, handler_receipt, mutation, nothing, ok, output,
        pure, receipt, walk,
    },
};
use crate::{case::CaseBuilder, map, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let case = |slug: &str, nodes: &[Node], told: Vec<Value>, title: &str| {
        walk("workflow.results.write", slug, nodes, true, told)
            .section("Receipt Output")
            .ruling("O52")
            .title(title)
            .why("Who reads the receipt has to find what became of each task.")
    };
    let well = |label: &str| one("ok", receipt(label));
    let badly = |label: &str| one("error", receipt(label));
    let none = |why: &str| one("none", why);
    let error = |name: &str, message: &str, results: Value| {
        one("error", map! { "name" => name, "message" => message, "results" => results })
    };
    vec![
        case(
            "all-well",
            &[pure("a"), mutation("m").ok("a")],
            vec![ok("a"), ok("m")],
            "Where all ended well the results are the value.",
        )
        .expect_value(one("ok", map! { "a" => well("a"), "m" => well("m") }))
        .rules(["results.over"]),
        case(
            "all-well-after-catching",
            &[pure("a"), pure("b"), pure("c")],
            vec![
                failed("a"),
                answer("a", "ok", "a secret value"),
                failed("b"),
                answer("b", "rewire", "c"),
                ok("c"),
            ],
            "Results say how tasks ended before catching, and what the handler answered, without values.",
        )
        .expect_value(one("ok", map! {
            "a" => badly("a"),
            "b" => badly("b"),
            "c" => well("c"),
            "ipvm/catch" => map! {
                "a" => map! { "ran" => handler_receipt("a"), "ok" => Value::Null },
                "b" => map! { "ran" => handler_receipt("b"), "rewire" => "c" },
            },
        })),
        case(
            "some-failed",
            &[pure("a"), pure("b"), pure("c"), mutation("m"), pure("d")],
            vec![
                failed("a"),
                answer("a", "msg", "a secret message"),
                failed("b"),
                output("b", "no answer".into()),
                failed("c"),
                handler_lost("c"),
                nothing("d", "refused"),
            ],
            "Where some did not end well the results stand under an error.",
        )
        .expect_value(error("WorkflowFailed", "5 of 5 tasks did not end well", map! {
            "a" => badly("a"),
            "b" => badly("b"),
            "c" => badly("c"),
            "d" => none("refused"),
            "m" => none("transaction"),
            "ipvm/catch" => map! {
                "a" => map! { "ran" => handler_receipt("a"), "msg" => Value::Null },
                "b" => map! { "ran" => handler_receipt("b"), "failed" => "output" },
                "c" => map! { "failed" => "no-receipt" },
            },
        })),
        case(
            "cancelled",
            &[pure("a"), pure("b"), pure("c").ok("a")],
            vec![ok("b"), cancel(), failed("a")],
            "A workflow of which tasks did not begin since it was cancelled says so.",
        )
        .expect_value(error("Cancelled", "2 of 3 tasks did not end well", map! {
            "a" => badly("a"),
            "b" => well("b"),
            "c" => none("cancelled"),
        })),
        case(
            "cancelled-for-nothing",
            &[pure("a"), pure("b")],
            vec![ok("b"), cancel(), ok("a")],
            "A cancellation that stopped nothing is not told of.",
        )
        .expect_value(one("ok", map! { "a" => well("a"), "b" => well("b") })),
        case("not-over", &[pure("a"), pure("b")], vec![ok("a")], "A walk that is not over has no results.")
            .expect_error("ResultsNotOver")
            .rules(["results.over"]),
    ]
}
