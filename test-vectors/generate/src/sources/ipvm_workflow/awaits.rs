//! What tasks of a document await.

use super::{
    document::{plain, read, said},
    stage::{document, link, one, task},
};
use crate::{case::CaseBuilder, list, map, value::Value};

/// A task with this input.
fn with_input(value: Value) -> super::stage::Task {
    task("/image/edit", map! { "in" => value })
}

fn both() -> Value {
    list!["ok", "error"]
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let why = "A task that runs before what it awaits, or not at all, has no or other inputs.";
    let first = with_input("first".into());
    let other = with_input("other".into());
    let branch = |slug: &str, input: Value, branches: Value, title: &str| {
        let second = with_input(input);
        read(slug, document(&[("z", &first), ("a", &second)]))
            .ruling("O44")
            .title(title)
            .why(why)
            .expect_value(
                said(&["z", "a"])
                    .task("z", plain(&first))
                    .task("a", plain(&second).awaits("z", branches))
                    .value(),
            )
    };
    let mut cases = vec![
        branch("awaits-ok", first.ok(), list!["ok"], "The promise of a value is kept by a value."),
        branch(
            "awaits-error",
            first.error(),
            list!["error"],
            "The promise of an error is kept by an error.",
        ),
        branch("awaits-either", first.any(), both(), "The promise of a result is always kept."),
        branch(
            "awaits-twice",
            list![first.any(), map! { "deep" => list![first.ok()] }],
            list!["ok"],
            "Of several promises of one task all have to be kept.",
        ),
        branch(
            "awaits-both",
            list![first.ok(), first.error()],
            list![],
            "Promises of both branches are never all kept.",
        ),
    ];
    cases.extend([outside(), twins(), diamond(), label_is_data()]);
    let changed = with_input("changed".into());
    let after = with_input(other.ok());
    cases.push(
        read("changed-after-sealing", document(&[("a", &changed), ("b", &after)]))
            .ruling("O44")
            .title("A task that was changed after sealing is not the one that is awaited.")
            .why("The one awaited has another ID; to run this in its place would be another work.")
            .expect_value(
                said(&["a", "b"])
                    .task("a", plain(&changed))
                    .task("b", plain(&after).outside(other.id()))
                    .value(),
            ),
    );
    cases
}

fn outside() -> CaseBuilder {
    let second = with_input(list![one("await/*", link("elsewhere"))]);
    read("awaits-outside", document(&[("a", &second)]))
        .ruling("O44")
        .title("A promise of a task that is not in the document is awaited from outside.")
        .why("It may have ended long ago, in another workflow.")
        .expect_value(said(&["a"]).task("a", plain(&second).outside(link("elsewhere"))).value())
}

fn twins() -> CaseBuilder {
    let twin = with_input("same".into());
    let after = with_input(twin.ok());
    read("awaits-the-first-twin", document(&[("after", &after), ("y", &twin), ("x", &twin)]))
        .ruling("O14")
        .title("Of two labels of one task the first is awaited.")
        .why("Who waits for the other one, elsewhere, comes to another order.")
        .expect_value(
            said(&["x", "after", "y"])
                .task("after", plain(&after).awaits("x", list!["ok"]))
                .task("x", plain(&twin))
                .task("y", plain(&twin))
                .value(),
        )
}

fn diamond() -> CaseBuilder {
    let top = with_input(1.into());
    let (left, right) = (with_input(list![2, top.ok()]), with_input(list![3, top.ok()]));
    let bottom = with_input(list![left.ok(), right.any()]);
    read(
        "order",
        document(&[("a", &bottom), ("b", &right), ("c", &left), ("d", &top), ("e", &top)]),
    )
    .section("Tasks")
    .title("Every task comes after what it awaits, and of several the first by label.")
    .why("Who runs it again, elsewhere, must come to the same order.")
    .expect_value(
        said(&["d", "b", "c", "a", "e"])
            .task("a", plain(&bottom).awaits("b", both()).awaits("c", list!["ok"]))
            .task("b", plain(&right).awaits("d", list!["ok"]))
            .task("c", plain(&left).awaits("d", list!["ok"]))
            .task("d", plain(&top))
            .task("e", plain(&top))
            .value(),
    )
}

fn label_is_data() -> CaseBuilder {
    let task = with_input(one("await/ok", "only"));
    read("label-that-was-not-sealed", document(&[("only", &task)]))
        .ruling("O44")
        .title("A label in the place of a link is data in a sealed document.")
        .why("A document would mean something else than the task IDs that were signed.")
        .expect_value(said(&["only"]).task("only", plain(&task)).value())
}
