//! Tasks that end as others do.

use super::{
    schedule::with_handler,
    walk::{
        Node, answer, ask, broken, came, failed, mended, mutation, none, nothing, ok, own, pure,
        rethrown, run, skip, stands,
    },
};
use crate::{case::CaseBuilder, value::Value};

fn case(slug: &str, nodes: &[Node], told: Vec<Value>, title: &str) -> CaseBuilder {
    with_handler(slug, nodes, told)
        .section("Exception Handler")
        .ruling("O51")
        .title(title)
        .why("Who follows another way comes to another result, or waits for ever.")
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [ways(), refused(), rings()].concat()
}

fn ways() -> Vec<CaseBuilder> {
    let two = || [pure("a"), pure("b"), pure("c").ok("a")];
    vec![
        case(
            "rewired-to-what-has-ended",
            &two(),
            vec![ok("b"), failed("a"), answer("a", "rewire", "b")],
            "A task that is rewired ends as the other did.",
        )
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![], vec![ask("a")], vec![run("c")]],
            vec![("a", own("b", "ok")), ("b", own("b", "ok")), ("c", stands("running"))],
        )),
        case(
            "rewired-to-what-runs",
            &two(),
            vec![failed("a"), answer("a", "rewire", "b"), ok("b")],
            "A task that is rewired to one that runs waits for its end.",
        )
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![ask("a")], vec![], vec![run("c")]],
            vec![("a", own("b", "ok")), ("b", own("b", "ok")), ("c", stands("running"))],
        )),
        case(
            "rewired-to-what-fails",
            &two(),
            vec![failed("a"), answer("a", "rewire", "b"), failed("b"), answer("b", "msg", "x")],
            "A task that is rewired to one that fails fails with it, after catching.",
        )
        .expect_value(came(
            vec![
                vec![run("a"), run("b")],
                vec![ask("a")],
                vec![],
                vec![ask("b")],
                vec![broken("c")],
            ],
            vec![("a", rethrown("b")), ("b", rethrown("b")), ("c", stands("running"))],
        )),
        case(
            "rewired-over-several",
            &[pure("a"), pure("b"), pure("c"), pure("d").ok("a")],
            vec![
                failed("a"),
                answer("a", "rewire", "b"),
                failed("b"),
                answer("b", "rewire", "c"),
                failed("c"),
                answer("c", "ok", 1),
            ],
            "Rewirings are followed to the end of the way.",
        )
        .expect_value(came(
            vec![
                vec![run("a"), run("b"), run("c")],
                vec![ask("a")],
                vec![],
                vec![ask("b")],
                vec![],
                vec![ask("c")],
                vec![run("d")],
            ],
            vec![
                ("a", mended("c")),
                ("b", mended("c")),
                ("c", mended("c")),
                ("d", stands("running")),
            ],
        )),
        case(
            "rewired-and-mutations",
            &[pure("a"), pure("b"), mutation("m").ok("a")],
            vec![failed("a"), answer("a", "rewire", "b"), ok("b")],
            "A task that is rewired to one that ends well is mended, and mutations start.",
        )
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![ask("a")], vec![], vec![run("m")]],
            vec![("a", own("b", "ok")), ("b", own("b", "ok")), ("m", stands("running"))],
        )),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let stays = |slug: &str, target: &str, title: &str| {
        case(
            slug,
            &[pure("a"), mutation("m"), pure("p").ok("m")],
            vec![failed("a"), answer("a", "rewire", target)],
            title,
        )
        .expect_value(came(
            vec![
                vec![run("a")],
                vec![ask("a")],
                vec![skip("m", "transaction"), skip("p", "transaction")],
            ],
            vec![("a", own("a", "error")), ("m", none("transaction")), ("p", none("transaction"))],
        ))
    };
    vec![
        stays("rewired-to-nothing", "x", "A task is not rewired to one that is not there."),
        stays("rewired-to-itself", "a", "A task is not rewired to itself."),
        stays("rewired-to-a-mutation", "m", "A task is not rewired to a mutation."),
        stays("rewired-beyond", "p", "A task is not rewired to what hangs on a mutation."),
        case(
            "rewired-to-what-has-no-receipt",
            &[pure("a"), pure("b")],
            vec![failed("a"), answer("a", "rewire", "b"), nothing("b", "refused")],
            "A task that is rewired to one that ends without a receipt stays failed.",
        )
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![ask("a")], vec![], vec![]],
            vec![("a", own("a", "error")), ("b", none("refused"))],
        )),
    ]
}

fn rings() -> Vec<CaseBuilder> {
    vec![
        case(
            "ring-downstream",
            &[pure("a"), pure("b").ok("a"), pure("c").any("b")],
            vec![failed("a"), answer("a", "rewire", "c")],
            "A task is not rewired to one that waits for it.",
        )
        .expect_value(came(
            vec![vec![run("a")], vec![ask("a")], vec![broken("b")]],
            vec![("a", own("a", "error")), ("b", stands("running")), ("c", stands("waiting"))],
        )),
        case(
            "ring-of-two",
            &[pure("a"), pure("b")],
            vec![
                failed("a"),
                failed("b"),
                answer("a", "rewire", "b"),
                answer("b", "rewire", "a"),
            ],
            "Two tasks that are rewired to each other stay failed, both of them.",
        )
        .expect_value(came(
            vec![vec![run("a"), run("b")], vec![ask("a")], vec![ask("b")], vec![], vec![]],
            vec![("a", own("a", "error")), ("b", own("b", "error"))],
        )),
        case(
            "ring-and-who-is-not-in-it",
            &[pure("a"), pure("b"), pure("c"), pure("d").any("c")],
            vec![
                failed("a"),
                failed("b"),
                failed("c"),
                answer("c", "rewire", "a"),
                answer("b", "rewire", "a"),
                answer("a", "rewire", "b"),
            ],
            "What only leads to a ring is not part of it, and ends as the task that it is rewired to.",
        )
        .expect_value(came(
            vec![
                vec![run("a"), run("b"), run("c")],
                vec![ask("a")],
                vec![ask("b")],
                vec![ask("c")],
                vec![],
                vec![],
                vec![run("d")],
            ],
            vec![
                ("a", own("a", "error")),
                ("b", own("b", "error")),
                ("c", own("a", "error")),
                ("d", stands("running")),
            ],
        )),
        case(
            "ring-waits-for-others",
            &[pure("a"), pure("b").ok("a"), pure("z")],
            vec![failed("a"), answer("a", "rewire", "b"), ok("z")],
            "Rings are looked for when nothing else can go on.",
        )
        .expect_value(came(
            vec![vec![run("a"), run("z")], vec![ask("a")], vec![], vec![broken("b")]],
            vec![("a", own("a", "error")), ("b", stands("running")), ("z", own("z", "ok"))],
        )),
    ]
}
