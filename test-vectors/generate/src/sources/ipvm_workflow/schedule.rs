//! What may run when.

use super::{
    WORKFLOW, caught, rewiring, transaction,
    walk::{
        Node, answer, ask, broken, came, cancel, failed, mutation, none, nothing, ok, own, pure,
        query, run, skip, stands, walk,
    },
};
use crate::{Topic, case::CaseBuilder, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "schedule",
        "What may run when, as a walk: tasks are handed out, and what is told of them decides \
         what comes next. The order of the answers does not change the end.",
        WORKFLOW,
        [
            order(),
            branches(),
            transaction::cases(),
            caught::cases(),
            rewiring::cases(),
            cancelling(),
            unheard(),
            flows(),
        ]
        .concat(),
    )
}

/// A case that walks; there is no handler.
pub(super) fn plain(slug: &str, nodes: &[Node], told: Vec<Value>) -> CaseBuilder {
    walk("workflow.schedule", slug, nodes, false, told)
}

/// A case that walks; there is a handler.
pub(super) fn with_handler(slug: &str, nodes: &[Node], told: Vec<Value>) -> CaseBuilder {
    walk("workflow.schedule", slug, nodes, true, told)
}

fn order() -> Vec<CaseBuilder> {
    let why = "What runs before its inputs are there has others.";
    vec![
        plain("one", &[pure("a")], vec![ok("a")])
            .ruling("O47")
            .title("One task runs and ends.")
            .why(why)
            .expect_value(came(vec![vec![run("a")], vec![]], vec![("a", own("a", "ok"))])),
        plain(
            "diamond",
            &[pure("a").ok("b").ok("c"), pure("b").ok("d"), pure("c").ok("d"), pure("d")],
            vec![ok("d"), ok("c"), ok("b"), ok("a")],
        )
        .ruling("O47")
        .title("A task runs once all that it awaits has ended.")
        .why(why)
        .expect_value(came(
            vec![vec![run("d")], vec![run("b"), run("c")], vec![], vec![run("a")], vec![]],
            vec![
                ("a", own("a", "ok")),
                ("b", own("b", "ok")),
                ("c", own("c", "ok")),
                ("d", own("d", "ok")),
            ],
        ))
        .rules(["schedule.running"]),
        plain(
            "handed-out-in-order",
            &[pure("c"), query("b"), pure("a").ok("d"), pure("d")],
            vec![ok("d")],
        )
        .ruling("O47")
        .title(
            "What can run side by side is handed out in the order of the dataflow, then of labels.",
        )
        .why("Who looks at two walks of one workflow wants to compare them.")
        .expect_value(came(
            vec![vec![run("b"), run("c"), run("d")], vec![run("a")]],
            vec![
                ("a", stands("running")),
                ("b", stands("running")),
                ("c", stands("running")),
                ("d", own("d", "ok")),
            ],
        )),
        plain("waiting", &[pure("a"), pure("b").ok("a").ok("c"), pure("c")], vec![ok("a")])
            .ruling("O47")
            .title("A task waits for the last of what it awaits.")
            .why(why)
            .expect_value(came(
                vec![vec![run("a"), run("c")], vec![]],
                vec![("a", own("a", "ok")), ("b", stands("waiting")), ("c", stands("running"))],
            )),
    ]
}

fn branches() -> Vec<CaseBuilder> {
    let why = "A task that is run with a broken promise has no input.";
    vec![
        plain(
            "branches",
            &[
                pure("a"),
                pure("b"),
                pure("c").error("a"),
                pure("d").error("b"),
                pure("e").ok("a").ok("b"),
                pure("f").any("b"),
            ],
            vec![ok("a"), failed("b")],
        )
        .section("Tasks")
        .ruling("O47")
        .title("A promise is kept on its branch and broken on the other.")
        .why(why)
        .expect_value(came(
            vec![
                vec![run("a"), run("b")],
                vec![broken("c")],
                vec![run("d"), broken("e"), run("f")],
            ],
            vec![
                ("a", own("a", "ok")),
                ("b", own("b", "error")),
                ("c", stands("running")),
                ("d", stands("running")),
                ("e", stands("running")),
                ("f", stands("running")),
            ],
        ))
        .rules(["schedule.broken"]),
        plain("both-branches", &[pure("a"), pure("b").both("a")], vec![ok("a"), failed("b")])
            .ruling("O47")
            .title("A task that awaits both branches of another never runs.")
            .why(why)
            .expect_value(came(
                vec![vec![run("a")], vec![broken("b")], vec![]],
                vec![("a", own("a", "ok")), ("b", own("b", "error"))],
            )),
        plain(
            "broken-on",
            &[pure("a"), pure("b").ok("a"), pure("c").ok("b"), pure("d").error("b")],
            vec![failed("a"), failed("b"), failed("c")],
        )
        .ruling("O47")
        .title("A broken promise is an error, which breaks promises or keeps them.")
        .why(why)
        .expect_value(came(
            vec![vec![run("a")], vec![broken("b")], vec![broken("c"), run("d")], vec![]],
            vec![
                ("a", own("a", "error")),
                ("b", own("b", "error")),
                ("c", own("c", "error")),
                ("d", stands("running")),
            ],
        )),
        plain(
            "without-a-receipt",
            &[pure("a"), pure("b").any("a"), pure("c").error("b"), pure("d")],
            vec![nothing("a", "refused"), ok("d")],
        )
        .ruling("O10")
        .title("What awaits a task that was refused ends without a receipt, whichever branch it awaits.")
        .why("There is nothing to put in the place of the promise.")
        .expect_value(came(
            vec![vec![run("a"), run("d")], vec![skip("b", "awaited"), skip("c", "awaited")], vec![]],
            vec![
                ("a", none("refused")),
                ("b", none("awaited")),
                ("c", none("awaited")),
                ("d", own("d", "ok")),
            ],
        )),
    ]
}

fn cancelling() -> Vec<CaseBuilder> {
    let why = "Who cancels wants nothing to be begun, and to know what had begun.";
    vec![
        plain(
            "cancelled",
            &[pure("a"), pure("b").ok("a"), mutation("m"), pure("c")],
            vec![cancel(), ok("a"), failed("c")],
        )
        .ruling("O49")
        .title("After a cancellation nothing starts, and what runs may end.")
        .why(why)
        .expect_value(came(
            vec![
                vec![run("a"), run("c")],
                vec![skip("b", "cancelled"), skip("m", "cancelled")],
                vec![],
                vec![],
            ],
            vec![
                ("a", own("a", "ok")),
                ("b", none("cancelled")),
                ("c", own("c", "error")),
                ("m", none("cancelled")),
            ],
        )),
        with_handler(
            "cancelled-while-asked",
            &[pure("a"), pure("b"), pure("c").any("a")],
            vec![failed("a"), cancel(), failed("b"), answer("a", "ok", 7)],
        )
        .ruling("O49")
        .title("A question that was asked is answered; of a failure after a cancellation nobody is asked.")
        .why(why)
        .expect_value(came(
            vec![
                vec![run("a"), run("b")],
                vec![ask("a")],
                vec![skip("c", "cancelled")],
                vec![],
                vec![],
            ],
            vec![
                ("a", super::walk::mended("a")),
                ("b", own("b", "error")),
                ("c", none("cancelled")),
            ],
        )),
        plain("cancelled-at-the-end", &[pure("a")], vec![ok("a"), cancel()])
            .ruling("O49")
            .title("What is over cannot be cancelled.")
            .why(why)
            .expect_value(came(
                vec![vec![run("a")], vec![], vec![]],
                vec![("a", own("a", "ok"))],
            )),
    ]
}

fn unheard() -> Vec<CaseBuilder> {
    let why = "An answer that belongs to nothing would end a task that never ran.";
    let nodes = || [pure("a"), pure("b").ok("a")];
    let bad = |slug: &str, told: Vec<Value>, index: u32, error: &'static str, title: &str| {
        with_handler(slug, &nodes(), told)
            .ruling("O47")
            .title(title)
            .why(why)
            .expect_error_of(error, index)
    };
    vec![
        bad("ended-twice", vec![ok("a"), ok("a")], 1, "TaskNotRunning", "A task ends once.")
            .rules(["schedule.running"]),
        bad(
            "ended-before-it-began",
            vec![ok("b")],
            0,
            "TaskNotRunning",
            "A task that was not handed out does not end.",
        )
        .rules(["schedule.running"]),
        bad(
            "ended-of-another-workflow",
            vec![ok("x")],
            0,
            "LabelUnknown",
            "A task that is not there does not end.",
        ),
        bad(
            "answer-without-a-question",
            vec![answer("a", "ok", 1)],
            0,
            "HandlerNotAsked",
            "The handler answers what it was asked.",
        )
        .rules(["schedule.asked"]),
        bad(
            "answered-twice",
            vec![failed("a"), answer("a", "msg", "x"), answer("a", "ok", 1)],
            2,
            "HandlerNotAsked",
            "The handler answers once.",
        )
        .rules(["schedule.asked"]),
        plain("broken-and-well", &nodes(), vec![failed("a"), ok("b")])
            .ruling("O47")
            .title("A task whose promise is broken does not end well.")
            .why("A value would come from an input that was not there.")
            .expect_error_of("PromiseBroken", 1)
            .rules(["schedule.broken"]),
    ]
}

fn flows() -> Vec<CaseBuilder> {
    let bad = |slug: &str, nodes: &[Node], error: &'static str, title: &str| {
        plain(slug, nodes, vec![])
            .ruling("O47")
            .title(title)
            .why("What waits for what never comes waits for ever.")
            .expect_error(error)
    };
    vec![
        bad("no-tasks", &[], "WorkflowNoTasks", "There is something to do."),
        bad("unknown-label", &[pure("a").ok("b")], "LabelUnknown", "What is awaited is there."),
        bad(
            "ring",
            &[pure("a").ok("b"), pure("b").any("a")],
            "WorkflowCycle",
            "Tasks of a walk do not wait for each other.",
        ),
        bad(
            "reserved-label",
            &[pure("ipvm/catch")],
            "WorkflowReservedLabel",
            "No task of a walk has the reserved label.",
        ),
    ]
}
