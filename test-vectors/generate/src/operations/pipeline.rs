//! Promises, the receipts that keep them, and graphs.

use super::{Field, Operation, integer, list, map, optional, text};

const RECEIPTS: Field = list(
    "receipts",
    "Receipts as bytes, each of them valid in itself; they come in in this order.",
);
const EXECUTOR: Field = optional(text("executor", "The DID of the executor that asks."));
const TRUSTED: Field = optional(list(
    "trusted",
    "The DIDs of executors that are trusted explicitly; none if left out.",
));
const NAMED: Field = optional(text(
    "named",
    "The DID of the executor that the waiting invocation names, its audience or else its subject.",
));
const QUORUMS: Field = optional(list(
    "quorums",
    "Verification strategies, {\"task\", \"least\", \"panel\"}: so many of the executors with the DIDs \
     on the panel settle the task with this ID.",
));
const NOW: Field = integer("now", "The time, in seconds since the epoch.");

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.pipeline.promises",
        summary: "Finds the promises in arguments.",
        inputs: &[map("args", "The arguments.")],
        gives: "value",
        result: "A list of {\"place\", \"branch\", \"task\"}, in the order in which they stand, maps by \
                 the bytes of their keys: the keys and indices that lead there, \"ok\", \"error\" or \
                 \"*\", and a link.",
    },
    Operation {
        name: "ucan.pipeline.resolve",
        summary: "Resolves arguments as far as the receipts that count allow; the others are passed \
                  over.",
        inputs: &[
            map("args", "The arguments, with promises."),
            RECEIPTS,
            EXECUTOR,
            TRUSTED,
            NAMED,
            QUORUMS,
            NOW,
        ],
        gives: "value",
        result: "{\"need\"}, links to the tasks that are not settled, sorted by the bytes of the CIDs; \
                 {\"ready\"}, the arguments; or {\"mismatch\"}, {\"expected\", \"got\", \"from\"} of the \
                 error that the task ends with. With \"passing\", true, where a result that is never \
                 remembered was awaited.",
    },
    Operation {
        name: "ucan.pipeline.admit",
        summary: "Takes in receipts. The first that is refused is the error, by its index.",
        inputs: &[
            RECEIPTS,
            EXECUTOR,
            TRUSTED,
            NAMED,
            QUORUMS,
            NOW,
            optional(map(
                "re-executed",
                "How the tasks of the receipts ended when they were run again, {\"ok\"} or {\"error\"}; \
                 receipts are to be confirmed by it.",
            )),
        ],
        gives: "value",
        result: "For each receipt a list of what it did to its task as written and, if that is another, \
                 as resolved: settles, known, replaces (a fault that passes), differs, or vote.",
    },
    Operation {
        name: "ucan.pipeline.await",
        summary: "Takes in receipts while several tasks wait, each of which may name an executor.",
        inputs: &[
            map(
                "waiting",
                "The tasks by their labels, {\"args\"} and perhaps {\"named\"}, the DID of the executor \
                 that the invocation of this one names.",
            ),
            RECEIPTS,
            EXECUTOR,
            TRUSTED,
            NOW,
        ],
        gives: "value",
        result: "{\"tasks\"}, for each label {\"need\"}, {\"ready\"} or {\"mismatch\"} as when arguments \
                 are resolved; and {\"left-out\"}, the places in the list of the receipts that count for \
                 none of those who wait.",
    },
    Operation {
        name: "ucan.graph.order",
        summary: "Orders tasks.",
        inputs: &[map(
            "awaits",
            "For each task, by its label, the list of the labels that it awaits.",
        )],
        gives: "value",
        result: "{\"order\", \"levels\", \"roots\", \"leaves\", \"critical-path\", \"outside\"}: lists of \
                 labels, and in the last of pairs of a label and what it awaits that is no task.",
    },
    Operation {
        name: "ucan.graph.cycle",
        summary: "Finds tasks that wait for each other in a ring.",
        inputs: &[map("awaits", "As for ucan.graph.order.")],
        gives: "value",
        result: "{\"cycle\"}: the labels of a ring, each of which awaits the next and the last the first, \
                 or null. It is come to from the least label that has no place in an order, going on to \
                 the least such label that it awaits, and starts where it is come to.",
    },
];
