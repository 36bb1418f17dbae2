//! Tasks that are received, run and attested to.

use super::{Operation, bytes, integer, list, optional};

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "execution.run",
        summary: "Receives an invocation of one task, runs it in an empty store, without leeway, and \
              reads the receipt.",
        inputs: &[
            bytes("secret-key", "The executor's secret key behind its multicodec prefix."),
            bytes("token", "The invocation."),
            list("proofs", "The delegations at hand, as bytes."),
            list("content", "Content that every task may read, as bytes of raw blocks."),
            optional(list("sent", "Content that comes with the token, as bytes of raw blocks.")),
            optional(list(
                "kept",
                "Content of somebody's, as {\"owner\", \"bytes\"}, in raw blocks.",
            )),
            integer("now", "The time, in seconds."),
        ],
        gives: "value",
        result: "{\"task\", \"branch\", \"value\", \"outcome\"}: the link of the task, the branch of the \
             receipt, what stands there in DAG-CBOR, and the CID of the map of that branch and value \
             in DAG-CBOR with SHA2-256. A fault is an error, as is a task that was not begun.",
    },
    Operation {
        name: "execution.workflow",
        summary: "Receives a workflow, runs it as `execution.run` does, and reads the receipts.",
        inputs: &[
            bytes("secret-key", "The executor's secret key behind its multicodec prefix."),
            bytes("token", "The invocation."),
            list("proofs", "The delegations at hand, as bytes."),
            list("content", "Content that every task may read, as bytes of raw blocks."),
            integer("now", "The time, in seconds."),
        ],
        gives: "value",
        result: "{\"branch\", \"tasks\"}: on which branch the workflow ended, and by label what \
                 `execution.run` gives of each task, or {\"task\", \"fault\"} with the name of the \
                 fault in which it ended, or {\"task\", \"none\"}, true, if it has no receipt.",
    },
    Operation {
        name: "execution.jobs",
        summary: "Receives invocations one after the other, and runs each on the same executor, \
                  whose store is empty at the beginning. The error of one that is refused has its \
                  place as its index.",
        inputs: &[
            bytes("secret-key", "The executor's secret key behind its multicodec prefix."),
            list("content", "Content that every task may read, as bytes of raw blocks."),
            list("jobs", "The invocations, each {\"token\", \"proofs\"}, as bytes."),
            integer("now", "The time, in seconds."),
        ],
        gives: "value",
        result: "For each invocation its tasks by label (\"task\" where it is no workflow): {\"how\", \
                 \"outcome\"}, where how is \"executed\" or \"reused\" and the outcome is the CID of \
                 the map of branch and value; {\"how\", \"fault\"} with the name of a fault; or {\"how\": \
                 \"refused\", \"refused\"} with the name of the error for a task that may not be done \
                 after all. With \"resolved\", the link of the task with its promises kept, where it \
                 awaited any, and with \"secret\", true, where the receipt says that it is.",
    },
];
