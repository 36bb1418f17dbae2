//! Several tasks that wait, of which each may name an executor.

use super::{
    PROMISE,
    stage::{Stage, await_ok, ended, given, one, task},
};
use crate::{
    Topic,
    case::CaseBuilder,
    list, map,
    people::{BOB, CAROL, MALLORY, Person},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-pipeline",
        "waiting",
        "Tasks that wait side by side: whose receipt keeps which promise where each of them names \
         an executor of its own.",
        PROMISE,
        cases(),
    )
}

/// A task that awaits another, and names nobody.
fn awaits(name: &str) -> Value {
    map! { "args" => one("x", await_ok(name)) }
}

/// A task that awaits another, and names this executor.
fn awaits_of(name: &str, executor: Person) -> Value {
    map! { "args" => one("x", await_ok(name)), "named" => executor.did() }
}

fn ready(value: i64) -> Value {
    one("ready", one("x", value))
}

fn needs(name: &str) -> Value {
    one("need", list![task(name)])
}

fn cases() -> Vec<CaseBuilder> {
    let case = |stage: Stage, slug: &str, waiting: Value, tasks: Value, left_out: Value| {
        stage
            .wait(slug, waiting)
            .ruling("I7")
            .expect_value(map! { "tasks" => tasks, "left-out" => left_out })
            .rules(["receipt.counts"])
    };
    vec![
        case(
            given([ended("t", 1).by(BOB)]),
            "named-for-one-alone",
            map! { "a" => awaits_of("t", BOB), "b" => awaits("t") },
            map! { "a" => ready(1), "b" => needs("t") },
            list![],
        )
        .title("Whom one task names keeps no promise of another.")
        .why("Whoever may name an executor would say for everybody what is so."),
        case(
            given([ended("t", 1).by(BOB), ended("t", 2).by(CAROL)]),
            "named-by-each",
            map! { "a" => awaits_of("t", BOB), "b" => awaits_of("t", CAROL) },
            map! { "a" => ready(1), "b" => ready(2) },
            list![],
        )
        .title("Two that name two executors each get the result of their own.")
        .why("Each has chosen whom to believe, and neither for the other."),
        case(
            given([ended("t", 1).by(CAROL)]),
            "named-for-another-task",
            map! { "a" => awaits_of("t", BOB), "b" => awaits_of("u", CAROL) },
            map! { "a" => needs("t"), "b" => needs("u") },
            list![0],
        )
        .title("Whom one task names is not asked about what only another awaits.")
        .why("That somebody is named somewhere makes nobody's word count everywhere."),
        case(
            given([ended("t", 1).by(BOB), ended("u", 2).by(BOB)]),
            "named-for-what-is-awaited",
            map! { "a" => awaits_of("t", BOB), "b" => awaits_of("t", BOB) },
            map! { "a" => ready(1), "b" => ready(1) },
            list![1],
        )
        .title("What nobody awaits of an executor that is named does not count.")
        .why("Whoever is named could fill the memory of the executor otherwise."),
        case(
            given([ended("t", 1).by(MALLORY), ended("t", 2)]),
            "ours-for-all",
            map! { "a" => awaits_of("t", BOB), "b" => awaits("t") },
            map! { "a" => ready(2), "b" => ready(2) },
            list![0],
        )
        .title("A receipt of this executor keeps the promises of all.")
        .why("Naming somebody adds to those who count and takes nobody away."),
    ]
}
