//! Tasks, invocations and receipts.

use super::{ErrorName, error};

/// Reading and judging invocations and receipts. What is wrong with the token, its fields or its
/// chain is reported under the names of those.
pub(super) const ALL: &[ErrorName] = &[
    error("EffectsRequestedTwice", "A task is asked for twice in one place.", "ruling O66"),
    error(
        "FieldValue",
        "A field is of the right kind, and not of a value that it may have.",
        "rulings I2 and I3",
    ),
    error("PromiseLeft", "A promise is left in the arguments.", "ruling P5"),
    error(
        "NotAResolution",
        "The arguments differ from those that were signed, and not where a promise stood.",
        "ruling P5",
    ),
    error(
        "ReceiptCommand",
        "It is an invocation of something else than /ucan/assert/receipt.",
        "ruling I2",
    ),
    error("ReceiptAudience", "A receipt names an audience other than its subject.", "ruling I2"),
    error(
        "NotPublic",
        "The executor lets nobody do that on this subject without proofs.",
        "UCAN Invocation, Public Resources; ruling P9",
    ),
    error(
        "ProofsNamed",
        "An invocation that was to be judged as one without proofs lists some.",
        "ruling P7",
    ),
    error(
        "RequestForNobody",
        "No invocation of a request is for the server.",
        "HTTP Header UCAN Invocation, Request",
    ),
    error(
        "RequestForSeveral",
        "More than one invocation of a request is for the server.",
        "HTTP Header UCAN Invocation, Request",
    ),
    error("BatchNotThere", "No map of tasks stands at the path.", "ruling O1"),
    error("BatchNoTasks", "A batch has no tasks.", "ruling O1"),
    error("BatchNoSuchTask", "No task of the batch has this label.", "ruling O1"),
    error("BatchTooManyTasks", "A batch has more tasks than are considered.", "ruling O13"),
    error("Replayed", "The task or the token was admitted before.", "ruling P11"),
    error("ReplayNoExpiration", "The token never expires, and no claim lasts.", "ruling P11"),
    error(
        "ReplayBeyondHorizon",
        "The token can be used for longer than anything is remembered, and no claim lasts.",
        "ruling P11",
    ),
    error(
        "ReplayForgotten",
        "What ended as early as the token may have been forgotten; the clock went back.",
        "ruling P11",
    ),
    error("ReplayWindowFull", "There is no room, and nothing may be forgotten.", "ruling P11"),
    error("ReplayEmptyNonce", "The nonce of a mutation is empty.", "ruling I10"),
    error(
        "ConclusionCommand",
        "It is an invocation of something else than /ucan/conclude.",
        "UCAN Specification Extensions, Conclusion",
    ),
    error(
        "ConclusionReceiptNotFound",
        "The receipt that is delivered did not come along.",
        "UCAN Specification Extensions, Conclusion Receipt",
    ),
];
