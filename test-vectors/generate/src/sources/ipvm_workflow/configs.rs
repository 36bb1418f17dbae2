//! What holds for the tasks of a document.

use super::{
    document::{plain, read, said},
    stage::{Task, document, empty, task, with},
};
use crate::{case::CaseBuilder, list, map, value::Value};

fn edit(value: impl Into<Value>) -> Task {
    task("/image/edit", map! { "in" => value.into() })
}

fn secret(flag: impl Into<Value>) -> Value {
    map! { "secret" => flag.into() }
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [layers(), refused(), taint()].concat()
}

fn layers() -> Vec<CaseBuilder> {
    let why = "A task that takes its limits from another layer runs too short or costs too much.";
    let (first, second) = (edit(1), edit(2).config(map! { "gas" => 7 }));
    let all = with(
        with(
            document(&[("a", &first), ("b", &second)]),
            "defaults",
            map! { "gas" => 5, "time" => list![3, "seconds"] },
        ),
        "config",
        map! { "gas" => 3, "time" => list![9, "seconds"], "disk" => list![2, "kilo", "bytes"] },
    );
    vec![
        read("config-layers", all)
            .section("Task Configuration")
            .ruling("O33")
            .title("A task goes before the defaults, and those before the workflow's own.")
            .why(why)
            .expect_value(
                said(&["a", "b"])
                    .task(
                        "a",
                        plain(&first)
                            .holds("work", "5000000")
                            .holds("time", "3000000000")
                            .holds("disk", "2000"),
                    )
                    .task(
                        "b",
                        plain(&second)
                            .holds("work", "7000000")
                            .holds("time", "3000000000")
                            .holds("disk", "2000"),
                    )
                    .value(),
            )
            .rules(["workflow.config"]),
        read(
            "config-empty",
            with(with(document(&[("a", &edit(1))]), "defaults", empty()), "config", empty()),
        )
        .section("Configuration")
        .title("Configurations that say nothing change nothing.")
        .why(why)
        .expect_value(said(&["a"]).task("a", plain(&edit(1))).value()),
        read("config-strategy", {
            with(document(&[("a", &edit(1))]), "defaults", map! { "check" => "replay" })
        })
        .section("Verification Strategy")
        .title("The strategy of verification may stand in the defaults.")
        .why("A result would count that nobody compared.")
        .expect_value(said(&["a"]).task("a", plain(&edit(1)).holds("check", "replay")).value()),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, args: Value, error: &'static str, title: &str| {
        read(slug, args)
            .section("Configuration")
            .title(title)
            .why("A limit that is passed over because it is misspelled does not limit.")
            .expect_error(error)
            .rules(["workflow.config"])
    };
    let plain = || document(&[("a", &edit(1))]);
    vec![
        bad(
            "config-unknown",
            with(plain(), "config", map! { "gass" => 1 }),
            "ConfigUnknown",
            "The workflow's own configuration has no unknown fields.",
        ),
        bad(
            "defaults-text",
            with(plain(), "defaults", map! { "disk" => "200GB" }),
            "MeasureKind",
            "The defaults have quantities and no texts.",
        ),
        bad(
            "config-null",
            with(plain(), "config", Value::Null),
            "ConfigField",
            "A configuration is a map.",
        ),
        bad(
            "config-of-a-task",
            document(&[("a", &edit(1).config(map! { "time" => list![1, "bytes"] }))]),
            "MeasureUnit",
            "The configuration of a task is judged with the document.",
        ),
    ]
}

fn taint() -> Vec<CaseBuilder> {
    let why = "What is published once is published for good.";
    let source = edit(1).config(secret(true));
    let middle = edit(source.ok());
    let last = edit(middle.any());
    let open = edit(list![source.ok()]).config(secret(false));
    let after = edit(open.ok());
    let null = edit(list![2, source.ok()]).config(secret(Value::Null));
    vec![
        read(
            "secret-through-others",
            document(&[("a", &last), ("b", &middle), ("c", &source), ("d", &null)]),
        )
        .section("Secret Flag")
        .title("What awaits something secret is secret, directly or not.")
        .why(why)
        .expect_value(
            said(&["c", "b", "a", "d"])
                .task(
                    "a",
                    plain(&last)
                        .awaits("b", list!["ok", "error"])
                        .secrecy("tainted")
                        .holds("secret", true),
                )
                .task(
                    "b",
                    plain(&middle)
                        .awaits("c", list!["ok"])
                        .secrecy("tainted")
                        .holds("secret", true),
                )
                .task("c", plain(&source).secrecy("secret").holds("secret", true))
                .task(
                    "d",
                    plain(&null).awaits("c", list!["ok"]).secrecy("tainted").holds("secret", true),
                )
                .value(),
        ),
        read("secret-no-longer", document(&[("a", &source), ("b", &open), ("c", &after)]))
            .section("Secret Flag")
            .title("A task that says that it is not secret is not, and nor is what awaits it.")
            .why("Who signed it has taken that on themselves.")
            .expect_value(
                said(&["a", "b", "c"])
                    .task("a", plain(&source).secrecy("secret").holds("secret", true))
                    .task(
                        "b",
                        plain(&open)
                            .awaits("a", list!["ok"])
                            .secrecy("declassified")
                            .holds("secret", false),
                    )
                    .task("c", plain(&after).awaits("b", list!["ok"]))
                    .value(),
            ),
        read(
            "secret-by-default",
            with(
                document(&[("a", &edit(1)), ("b", &edit(2).config(secret(false)))]),
                "defaults",
                secret(true),
            ),
        )
        .section("Secret Flag")
        .title("A workflow may be secret as a whole, but for the tasks that say otherwise.")
        .why(why)
        .expect_value(
            said(&["a", "b"])
                .task("a", plain(&edit(1)).secrecy("secret").holds("secret", true))
                .task("b", plain(&edit(2)).secrecy("public").holds("secret", false))
                .value(),
        ),
    ]
}
