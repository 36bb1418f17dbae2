//! What need not run, and what bounds the rest.

use super::{
    plans::{get, math, plan, send},
    stage::{Task, call, document, entries, slot, with},
};
use crate::{case::CaseBuilder, list, map, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let costed = |slug: &str, args: Value, known: Vec<Value>, likely: Value, title: &str| {
        plan("workflow.plan.cost", slug, args)
            .input("known", known)
            .input("likely", likely)
            .title(title)
            .why("What was done before is paid for again, or what is awaited comes too late.")
    };
    let known = |task: &Task, branch: &str| map! { "task" => task.id(), "branch" => branch };
    let said = |predictions: Vec<(&str, Value)>, path: Value, fuel: i32, unknown: i32| {
        map! {
            "predictions" => entries(predictions),
            "critical-path" => map! { "tasks" => path, "fuel" => fuel, "unknown" => unknown },
        }
    };
    let runs = || "will-run".into();
    let (a, sent) = (math(1), send(1));
    let b = math(a.ok());
    let c = math(b.ok());
    let three = || document(&[("a", &a), ("b", &b), ("c", &c)]);
    let nothing = || Value::Map(Vec::new());
    vec![
        costed(
            "nothing-known",
            three(),
            vec![],
            nothing(),
            "Where nothing is known the longest way counts tasks.",
        )
        .expect_value(said(
            vec![
                ("a", runs()),
                ("b", "may-be-remembered".into()),
                ("c", "may-be-remembered".into()),
            ],
            list!["a", "b", "c"],
            0,
            3,
        )),
        costed(
            "remembered",
            three(),
            vec![known(&a, "ok"), known(&b, "ok")],
            nothing(),
            "A task is remembered if all that it awaits is.",
        )
        .expect_value(said(
            vec![
                ("a", "remembered".into()),
                ("b", "remembered".into()),
                ("c", "may-be-remembered".into()),
            ],
            list!["c"],
            0,
            1,
        )),
        costed(
            "remembered-behind-what-is-not",
            three(),
            vec![known(&b, "ok")],
            nothing(),
            "A task whose inputs are not known is not remembered, though a receipt of it is there.",
        )
        .expect_value(said(
            vec![
                ("a", runs()),
                ("b", "may-be-remembered".into()),
                ("c", "may-be-remembered".into()),
            ],
            list!["a", "b", "c"],
            0,
            3,
        )),
        costed(
            "known-to-fail",
            three(),
            vec![known(&a, "error")],
            nothing(),
            "What awaits the value of what is known to fail never runs.",
        )
        .expect_value(said(
            vec![("a", "remembered".into()), ("b", "mismatch".into()), ("c", "mismatch".into())],
            list![],
            0,
            0,
        )),
        costed(
            "known-to-fail-and-caught",
            with(three(), "catch", call("catch", list![slot()]).embedded()),
            vec![known(&a, "error")],
            nothing(),
            "What may be mended is not known to fail.",
        )
        .ruling("O50")
        .expect_value(said(
            vec![
                ("a", "remembered".into()),
                ("b", "may-be-remembered".into()),
                ("c", "may-be-remembered".into()),
            ],
            list!["b", "c"],
            0,
            2,
        )),
        costed(
            "done-already",
            document(&[("a", &sent)]),
            vec![known(&sent, "ok")],
            nothing(),
            "A mutation that was done is not done again.",
        )
        .ruling("I10")
        .expect_value(said(vec![("a", "already-done".into())], list![], 0, 0)),
        costed(
            "critical-path",
            document(&[("a", &a), ("b", &b), ("g", &get(1)), ("s", &sent), ("t", &send(2))]),
            vec![],
            map! { "a" => 100, "b" => 50, "g" => 170, "s" => 3, "t" => 4 },
            "The longest way goes by fuel, through the transaction and then through the mutations.",
        )
        .expect_value(said(
            vec![
                ("a", runs()),
                ("b", "may-be-remembered".into()),
                ("g", runs()),
                ("s", runs()),
                ("t", runs()),
            ],
            list!["g", "t"],
            174,
            0,
        )),
    ]
}
