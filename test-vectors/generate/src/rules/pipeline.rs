//! Promises, the receipts that keep them, and graphs.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule("promise.whole", "The arguments as a whole are no promise.", "ruling O12"),
    rule("promise.result", "A result that is put in place holds no promise.", "ruling I4"),
    rule(
        "promise.formed",
        "A result makes no promise of what stands around its place.",
        "ruling I4",
    ),
    rule("promise.depth", "Resolved arguments are as deep as those of a task may be.", "ruling O8"),
    rule(
        "receipt.counts",
        "A receipt settles a promise if it is this executor's, a trusted one's, or the one's that \
         the waiting invocation names.",
        "ruling I7",
    ),
    rule("promise.time", "A receipt settles a promise until its end, and no longer.", "ruling I2"),
    rule(
        "receipt.quorum",
        "As many executors as are demanded settle a task, each by a result of its own.",
        "ruling I7",
    ),
    rule(
        "receipt.re-executed",
        "Anybody's receipt settles a task that was run again with the same outcome.",
        "ruling I7",
    ),
    rule(
        "graph.order",
        "Everything comes after what it awaits; of several that could come next, the least.",
        "UCAN Promise, Introduction",
    ),
];
