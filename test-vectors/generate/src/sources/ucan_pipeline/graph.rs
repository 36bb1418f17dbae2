//! What awaits what, by label.

use super::PROMISE;
use crate::{Topic, case, case::CaseBuilder, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-pipeline",
        "graph",
        "The graph of tasks that await each other: one order for everybody, levels of what can run \
         side by side, and rings.",
        PROMISE,
        [orders(), rings()].concat(),
    )
}

fn order(slug: &str, awaits: Value) -> CaseBuilder {
    case(slug)
        .section("Introduction")
        .operation("ucan.graph.order")
        .input("awaits", awaits)
        .rules(["graph.order"])
}

/// What is said of a graph without rings.
fn said(
    order: Value,
    levels: Value,
    ends: (Value, Value),
    critical_path: Value,
    outside: Value,
) -> Value {
    map! {
        "order" => order,
        "levels" => levels,
        "roots" => ends.0,
        "leaves" => ends.1,
        "critical-path" => critical_path,
        "outside" => outside,
    }
}

fn orders() -> Vec<CaseBuilder> {
    let why = "Who runs it again, elsewhere, must come to the same order.";
    let none = || Value::List(Vec::new());
    vec![
        order("nothing", Value::Map(Vec::new()))
            .title("A graph of nothing.")
            .why(why)
            .expect_value(said(none(), none(), (none(), none()), none(), none())),
        order("ties", map! { "c" => none(), "a" => none(), "b" => none() })
            .title("What awaits nothing comes in the order of its key.")
            .why(why)
            .expect_value(said(
                list!["a", "b", "c"],
                list![list!["a", "b", "c"]],
                (list!["a", "b", "c"], list!["a", "b", "c"]),
                list!["a"],
                none(),
            )),
        order(
            "update-and-report",
            map! {
                "report" => list!["notify-bob", "notify-carol"],
                "notify-bob" => list!["update-dns"],
                "notify-carol" => list!["update-dns"],
                "update-dns" => none(),
            },
        )
        .title("Update, notify two, report: two steps can run side by side.")
        .why(why)
        .expect_value(said(
            list!["update-dns", "notify-bob", "notify-carol", "report"],
            list![list!["update-dns"], list!["notify-bob", "notify-carol"], list!["report"]],
            (list!["update-dns"], list!["report"]),
            list!["update-dns", "notify-bob", "report"],
            none(),
        )),
        order(
            "least-that-can-come-next",
            map! { "a" => list!["z"], "b" => none(), "y" => none(), "z" => none() },
        )
        .title("Of several that could come next, the least does, as soon as it can.")
        .why(why)
        .expect_value(said(
            list!["b", "y", "z", "a"],
            list![list!["b", "y", "z"], list!["a"]],
            (list!["b", "y", "z"], list!["a", "b", "y"]),
            list!["z", "a"],
            none(),
        )),
        order("farthest-way", map! { "a" => none(), "b" => list!["a"], "c" => list!["a", "b"] })
            .title("The level of a task is that of the farthest way to it.")
            .why("On an earlier one it would run before what it awaits.")
            .expect_value(said(
                list!["a", "b", "c"],
                list![list!["a"], list!["b"], list!["c"]],
                (list!["a"], list!["c"]),
                list!["a", "b", "c"],
                none(),
            )),
        order("outside", map! { "a" => list!["elsewhere"], "b" => list!["a", "elsewhere"] })
            .title("What is awaited and is no node orders nothing, and is kept apart.")
            .why("It may have ended long ago, in another workflow.")
            .expect_value(said(
                list!["a", "b"],
                list![list!["a"], list!["b"]],
                (list!["a"], list!["b"]),
                list!["a", "b"],
                list![list!["a", "elsewhere"], list!["b", "elsewhere"]],
            )),
        order(
            "keys-by-bytes",
            map! { "é" => none(), "z" => none(), "aa" => none(), "B" => none(), "a" => none() },
        )
        .title("Keys are ordered by their bytes in UTF-8, shorter ones first only as prefixes.")
        .why("DAG-CBOR orders keys by length first, which is another order.")
        .expect_value(said(
            list!["B", "a", "aa", "z", "é"],
            list![list!["B", "a", "aa", "z", "é"]],
            (list!["B", "a", "aa", "z", "é"], list!["B", "a", "aa", "z", "é"]),
            list!["B"],
            none(),
        )),
    ]
}

fn rings() -> Vec<CaseBuilder> {
    let why = "What waits for itself never runs, and people have to be told where to look.";
    let own = || map! { "a" => list!["a"] };
    let ring = || map! { "a" => list!["b"], "b" => list!["c"], "c" => list!["b"] };
    let find = |slug: &str, awaits: Value, cycle: Value, title: &str| {
        case(slug)
            .section("Introduction")
            .operation("ucan.graph.cycle")
            .input("awaits", awaits)
            .title(title)
            .why(why)
            .expect_value(map! { "cycle" => cycle })
    };
    vec![
        order("ring-of-one", own())
            .title("A task that awaits itself has no place in an order.")
            .why(why)
            .expect_error("GraphCycle"),
        order("ring-of-two", ring())
            .title("Tasks that await each other have no place in an order.")
            .why(why)
            .expect_error("GraphCycle"),
        find("path-of-one", own(), list!["a"], "The ring of a task that awaits itself."),
        find(
            "path-of-two",
            ring(),
            list!["b", "c"],
            "What only leads to a ring is not part of it.",
        ),
        find(
            "no-ring",
            map! { "a" => list!["b"], "b" => list!["c"] },
            Value::Null,
            "There is no ring where the last awaits what is outside.",
        ),
        find(
            "two-rings",
            map! {
                "d" => list!["c"],
                "c" => list!["d"],
                "b" => list!["a"],
                "a" => list!["b"],
            },
            list!["a", "b"],
            "Of two rings the one that the least key leads to is told.",
        ),
    ]
}
