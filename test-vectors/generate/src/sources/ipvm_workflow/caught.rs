//! What the exception handler changes.

use super::{
    schedule::with_handler,
    stage::empty,
    walk::{
        Node, answer, ask, broken, came, failed, handler_failed, handler_lost, mended, mutation,
        none, nothing, ok, output, own, pure, rethrown, run, skip, stands, walk,
    },
};
use crate::{case::CaseBuilder, list, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [answers(), asked(), remembered()].concat()
}

fn case(slug: &str, nodes: &[Node], told: Vec<Value>, title: &str) -> CaseBuilder {
    with_handler(slug, nodes, told)
        .section("Exception Handler")
        .title(title)
        .why("Who mends it otherwise comes to another result of the same workflow.")
}

fn answers() -> Vec<CaseBuilder> {
    let nodes = || [pure("a"), pure("b").ok("a"), mutation("m")];
    let stays = |slug: &str, word: Value, title: &str| {
        case(slug, &nodes(), vec![failed("a"), word, failed("b")], title)
            .ruling("O50")
            .expect_value(came(
                vec![
                    vec![run("a")],
                    vec![ask("a")],
                    vec![broken("b")],
                    vec![skip("m", "transaction")],
                ],
                vec![
                    ("a", own("a", "error")),
                    ("b", own("b", "error")),
                    ("m", none("transaction")),
                ],
            ))
    };
    vec![
        case(
            "mended",
            &nodes(),
            vec![failed("a"), answer("a", "ok", 7), ok("b"), ok("m")],
            "A task that is mended ends with the handler's value, and the transaction goes on.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a")], vec![ask("a")], vec![run("b")], vec![run("m")], vec![]],
            vec![("a", mended("a")), ("b", own("b", "ok")), ("m", own("m", "ok"))],
        ))
        .rules(["schedule.asked"]),
        case(
            "rethrown",
            &nodes(),
            vec![failed("a"), answer("a", "msg", "no luck"), failed("b")],
            "A task whose message is changed stays failed.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a")], vec![ask("a")], vec![broken("b")], vec![skip("m", "transaction")]],
            vec![("a", rethrown("a")), ("b", own("b", "error")), ("m", none("transaction"))],
        )),
        stays(
            "handler-fails",
            handler_failed("a"),
            "A handler that fails mends nothing, and nobody is asked about it.",
        ),
        stays(
            "handler-is-lost",
            handler_lost("a"),
            "A handler that ends without a receipt mends nothing.",
        ),
        stays("answer-is-none", output("a", empty()), "An output that is no answer mends nothing."),
        stays(
            "answer-of-another-shape",
            output("a", list!["ok", 7]),
            "An answer in another shape mends nothing.",
        ),
    ]
}

fn asked() -> Vec<CaseBuilder> {
    vec![
        case(
            "waits-for-the-answer",
            &[pure("a"), pure("b"), pure("c").any("a").ok("b")],
            vec![failed("a"), ok("b"), answer("a", "msg", "x")],
            "What awaits a task that failed waits for the answer too.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![ask("a")], vec![], vec![run("c")]],
            vec![("a", rethrown("a")), ("b", own("b", "ok")), ("c", stands("running"))],
        )),
        case(
            "error-branch-after-mending",
            &[pure("a"), pure("b").error("a")],
            vec![failed("a"), answer("a", "ok", Value::Null), failed("b")],
            "The promise of an error is broken if the task is mended, and nobody is asked about that.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a")], vec![ask("a")], vec![broken("b")], vec![]],
            vec![("a", mended("a")), ("b", own("b", "error"))],
        )),
        case(
            "not-asked-beyond",
            &[pure("a"), mutation("m"), pure("p").ok("m"), pure("q").error("m")],
            vec![ok("a"), failed("m"), failed("p"), failed("q")],
            "Nobody is asked about a mutation, nor about what hangs on one.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a")], vec![run("m")], vec![broken("p"), run("q")], vec![], vec![]],
            vec![
                ("a", own("a", "ok")),
                ("m", own("m", "error")),
                ("p", own("p", "error")),
                ("q", own("q", "error")),
            ],
        )),
        case(
            "not-asked-without-a-receipt",
            &[pure("a"), pure("b")],
            vec![nothing("a", "broken"), nothing("b", "refused")],
            "Nobody is asked about a task that ended without a receipt.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![], vec![]],
            vec![("a", none("broken")), ("b", none("refused"))],
        )),
        case(
            "each-is-asked-about",
            &[pure("a"), pure("b"), pure("c")],
            vec![failed("c"), failed("a"), failed("b")],
            "The handler is asked about each task that fails.",
        )
        .ruling("O50")
        .expect_value(came(
            vec![vec![run("a"), run("b"), run("c")], vec![ask("c")], vec![ask("a")], vec![ask("b")]],
            vec![("a", stands("caught")), ("b", stands("caught")), ("c", stands("caught"))],
        )),
    ]
}

fn remembered() -> Vec<CaseBuilder> {
    let of = |slug: &str, told: Vec<Value>, mended: Value, title: &str| {
        let nodes = [
            pure("a"),
            pure("b").ok("a"),
            pure("c").any("b").ok("e"),
            pure("d").ok("e"),
            pure("e"),
        ];
        walk("workflow.schedule.mended", slug, &nodes, true, told)
            .section("Exception Handler")
            .ruling("O50")
            .title(title)
            .why("In another workflow the task would be answered by what a handler there did not say.")
            .expect_value(mended)
    };
    vec![
        of(
            "mended-inputs",
            vec![failed("a"), ok("e"), answer("a", "ok", 7), ok("b"), ok("c"), ok("d")],
            list!["b", "c"],
            "What awaits a task that was mended, directly or not, has an input of the handler's.",
        ),
        of(
            "rewired-inputs",
            vec![failed("a"), ok("e"), answer("a", "rewire", "e"), ok("b"), ok("c"), ok("d")],
            list!["b", "c"],
            "What awaits a task that was rewired has the result of another task.",
        ),
        of(
            "rethrown-inputs",
            vec![failed("a"), ok("e"), answer("a", "msg", "x"), failed("b"), ok("c"), ok("d")],
            list!["b", "c"],
            "What awaits a task whose message was changed has another error.",
        ),
        of(
            "inputs-as-they-were",
            vec![failed("a"), ok("e"), handler_failed("a"), failed("b"), ok("c"), ok("d")],
            list![],
            "Where the handler mended nothing inputs are as they were.",
        ),
    ]
}
