//! Promises, the receipts that keep them, and graphs.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error(
        "PromiseOfAllArguments",
        "The arguments as a whole have the form of a promise.",
        "ruling O12",
    ),
    error(
        "PromiseInResult",
        "A result that is to be put in the place of a promise holds a promise.",
        "ruling I4",
    ),
    error(
        "PromiseFormed",
        "A result that is a link would make a promise of the map around its place.",
        "ruling I4",
    ),
    error(
        "PromiseTooDeep",
        "The arguments nest deeper than those of a task can, or would with a result in its place.",
        "ruling O8",
    ),
    error("ReceiptNotTrusted", "The word of the receipt's executor does not count.", "ruling I7"),
    error("ReceiptExpired", "The receipt may not be used any more.", "ruling I2"),
    error(
        "ReceiptRefuted",
        "Running the task again did not give what the receipt says.",
        "ruling I7",
    ),
    error(
        "FaultAsVote",
        "A vote on an outcome is an error of the executor itself.",
        "rulings I7 and I8",
    ),
    error("CitedAsVote", "A vote on an outcome was taken from another receipt.", "ruling I7"),
    error("VotedTwice", "An executor voted for two outcomes of one task.", "ruling I7"),
    error("GraphCycle", "Tasks wait for each other in a ring.", "UCAN Promise, Introduction"),
];
