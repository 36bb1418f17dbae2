//! What mutations wait for, and one task under two labels.

use super::{
    schedule::plain,
    walk::{
        Node, broken, came, failed, mutation, none, nothing, ok, own, pure, query, run, skip,
        stands,
    },
};
use crate::{case::CaseBuilder, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [transaction(), twins()].concat()
}

fn transaction() -> Vec<CaseBuilder> {
    let why = "What has been done in the world cannot be undone when something else fails.";
    let case = |slug: &str, nodes: &[Node], told: Vec<Value>, title: &str| {
        plain(slug, nodes, told).section("Exception Handler").ruling("O48").title(title).why(why)
    };
    vec![
        case(
            "mutations-wait",
            &[pure("a"), query("b").ok("a"), mutation("m"), mutation("n").ok("a")],
            vec![ok("a"), ok("b"), ok("n"), ok("m")],
            "Mutations start once every task of the transaction has ended well.",
        )
        .expect_value(came(
            vec![vec![run("a")], vec![run("b")], vec![run("m"), run("n")], vec![], vec![]],
            vec![
                ("a", own("a", "ok")),
                ("b", own("b", "ok")),
                ("m", own("m", "ok")),
                ("n", own("n", "ok")),
            ],
        )),
        case(
            "mutations-never",
            &[pure("a"), pure("b"), mutation("m"), mutation("n").ok("m"), pure("p").any("n")],
            vec![failed("a"), ok("b")],
            "If a task of the transaction fails no mutation starts, nor what hangs on one.",
        )
        .expect_value(came(
            vec![
                vec![run("a"), run("b")],
                vec![],
                vec![skip("m", "transaction"), skip("n", "transaction"), skip("p", "transaction")],
            ],
            vec![
                ("a", own("a", "error")),
                ("b", own("b", "ok")),
                ("m", none("transaction")),
                ("n", none("transaction")),
                ("p", none("transaction")),
            ],
        )),
        case(
            "refused-is-not-well",
            &[pure("a"), mutation("m")],
            vec![nothing("a", "refused")],
            "A task of the transaction that ended without a receipt did not end well.",
        )
        .expect_value(came(
            vec![vec![run("a")], vec![skip("m", "transaction")]],
            vec![("a", none("refused")), ("m", none("transaction"))],
        )),
        case(
            "error-that-is-awaited",
            &[pure("a"), pure("b").error("a"), mutation("m").ok("b")],
            vec![failed("a"), ok("b")],
            "An error that another task awaits is an error of the transaction all the same.",
        )
        .expect_value(came(
            vec![vec![run("a")], vec![run("b")], vec![skip("m", "transaction")]],
            vec![("a", own("a", "error")), ("b", own("b", "ok")), ("m", none("transaction"))],
        )),
        case(
            "only-mutations",
            &[mutation("m"), mutation("n").ok("m"), mutation("o")],
            vec![failed("m"), failed("n")],
            "Without a transaction mutations start at once, in the order of need.",
        )
        .expect_value(came(
            vec![vec![run("m"), run("o")], vec![broken("n")], vec![]],
            vec![("m", own("m", "error")), ("n", own("n", "error")), ("o", stands("running"))],
        )),
        case(
            "after-a-mutation",
            &[pure("a"), mutation("m"), pure("p").ok("m"), mutation("n").ok("a")],
            vec![ok("a"), ok("m"), failed("p"), ok("n")],
            "What hangs on a mutation runs after it, and its failure stops no other mutation.",
        )
        .expect_value(came(
            vec![vec![run("a")], vec![run("m"), run("n")], vec![run("p")], vec![], vec![]],
            vec![
                ("a", own("a", "ok")),
                ("m", own("m", "ok")),
                ("n", own("n", "ok")),
                ("p", own("p", "error")),
            ],
        )),
    ]
}

fn twins() -> Vec<CaseBuilder> {
    let why = "A mutation that stands in a document twice is done once.";
    vec![
        plain("twins", &[pure("a"), pure("b").same_as("a")], vec![ok("a"), ok("b")])
            .ruling("O14")
            .title("Of two labels of one task one runs after the other.")
            .why("The second finds the receipt of the first.")
            .expect_value(came(
                vec![vec![run("a")], vec![run("b")], vec![]],
                vec![("a", own("a", "ok")), ("b", own("b", "ok"))],
            )),
        plain(
            "twins-without-a-receipt",
            &[mutation("m"), mutation("n").same_as("m")],
            vec![nothing("m", "broken")],
        )
        .ruling("O14")
        .title("Where it is not known what a task did its twin does not begin.")
        .why(why)
        .expect_value(came(
            vec![vec![run("m")], vec![skip("n", "awaited")]],
            vec![("m", none("broken")), ("n", none("awaited"))],
        )),
        plain("twins-that-fail", &[pure("a"), pure("b").same_as("a")], vec![failed("a")])
            .ruling("O14")
            .title("A task that failed under one label may run under the other.")
            .why("A fault may pass; a receipt of the task itself is found again.")
            .expect_value(came(
                vec![vec![run("a")], vec![run("b")]],
                vec![("a", own("a", "error")), ("b", stands("running"))],
            )),
    ]
}
