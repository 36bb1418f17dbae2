//! Tasks, invocations and receipts.

use super::{
    ALLOW, Field, Operation, boolean, bytes, integer, link, list, map, optional, text,
    token::{KEYS, LEEWAY, NOW, PROOFS, REVOCATIONS, TOKEN},
};

const INVOCATION: Field = bytes("invocation", "The token in DAG-CBOR.");
const EXECUTOR: Field = optional(text(
    "executor",
    "The DID of the executor that judges; where it is left out, for whom the invocation is meant \
     is not judged.",
));

const ARGS: Field = optional(map(
    "args",
    "The arguments after resolution; those of the invocation where it is left out.",
));
const LATER: Field =
    optional(integer("later", "The time of the second look; `now` where it is left out."));
const LATER_REVOCATIONS: Field = optional(list(
    "later-revocations",
    "The revocations that are known then; `revocations` where it is left out.",
));

/// Tasks, invocations and receipts.
pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.task.id",
        summary: "Gives the ID of a task.",
        inputs: &[
            text("subject", "The subject."),
            text("command", "The command."),
            bytes("args", "The arguments, a map in DAG-CBOR."),
            bytes("nonce", "The nonce."),
        ],
        gives: "cid",
        result: "The ID.",
    },
    Operation {
        name: "ucan.invocation.decode",
        summary: "Reads an invocation and believes nothing of it yet.",
        inputs: &[TOKEN],
        gives: "value",
        result: "{\"cid\", \"version\", \"payload\", \"task\", \"executor\"}: the CID in \
                 base58btc, the version in the tag, the payload in canonical DAG-JSON, as text, \
                 the ID of the task as a link, and the DID of the executor that is meant.",
    },
    Operation {
        name: "ucan.invocation.verify",
        summary: "Reads an invocation and checks its signature.",
        inputs: &[TOKEN, ALLOW, KEYS],
        gives: "value",
        result: "{\"cid\", \"issuer\", \"twins\"}: the CID in base58btc, the DID of the issuer, \
                 and, as sorted text, the other CIDs under which the same token may go.",
    },
    Operation {
        name: "ucan.invocation.sign",
        summary: "Makes an invocation.",
        inputs: &[
            bytes("secret-key", "The secret key behind its multicodec prefix."),
            map("payload", "The fields of the payload."),
            optional(text("version", "The version in the tag; \"1.0.0\" where it is left out.")),
        ],
        gives: "value",
        result: "The bytes of the token in DAG-CBOR.",
    },
    Operation {
        name: "ucan.invocation.prove",
        summary: "Reads an invocation, checks its signature, and judges everything about it but \
                  policies. Every algorithm is allowed. Errors come in the order of ruling P12, \
                  with the index of the proof at fault; without one, the invocation or the chain \
                  as a whole is.",
        inputs: &[INVOCATION, PROOFS, NOW, LEEWAY, REVOCATIONS, EXECUTOR],
        gives: "value",
        result: "{\"task\", \"executor\", \"audience\", \"command\", \"not-before\", \
                 \"expiration\"}: the ID of the task as a link; the DID of the executor that is \
                 meant; \"matched\" if that is the one that judges, \"skipped\" if nobody said \
                 who judges; the narrowest command of the proofs, \"/\" where there are none; the latest nbf and the earliest exp of \
                 invocation and proofs, null where there are none.",
    },
    Operation {
        name: "ucan.invocation.authorize",
        summary: "Proves an invocation, and then judges its arguments after resolution, the \
                  policies of its proofs, root first, and time and revocations again.",
        inputs: &[
            INVOCATION,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            EXECUTOR,
            ARGS,
            LATER,
            LATER_REVOCATIONS,
        ],
        gives: "value",
        result: "{\"task\", \"resolved\"}: the IDs of the task as it was written and as it is \
                 run, as links.",
    },
    Operation {
        name: "ucan.receipt.accept",
        summary: "Reads a receipt, checks its signature, and judges whether its issuer may give \
                  it. Every algorithm is allowed.",
        inputs: &[bytes("receipt", "The token in DAG-CBOR."), PROOFS, NOW, LEEWAY, REVOCATIONS],
        gives: "value",
        result: "{\"executor\", \"ran\", \"out\", \"fork\", \"join\", \"issued-at\", \
                 \"expiration\", \"current\", \"fault\"}: the DID of the executor, the task as a \
                 link, the result, the effects (no links, and null, where there are none), the \
                 times (null where there are none), whether the result is still of use where it \
                 is not pure, and name and message of an error that the executor marks as its \
                 own, else null. \"resolved\", \"computation\", \"from\", \"fuel\", \"secret\", \
                 \"settles\" and \"known\" where meta has the keys of ruling O5.",
    },
    Operation {
        name: "ucan.receipt.sign",
        summary: "Issues a receipt as the executor, with an empty nonce.",
        inputs: &[
            bytes("secret-key", "The secret key of the executor behind its multicodec prefix."),
            link("ran", "The ID of the task."),
            map("out", "The result."),
            integer("issued-at", "When, in seconds since the epoch."),
            optional(integer("expiration", "Until when; for ever where it is left out.")),
            optional(list("fork", "The tasks to fork.")),
            optional(link("join", "The task to join.")),
            optional(boolean("fault", "Whether the error is the executor's own.")),
        ],
        gives: "value",
        result: "The bytes of the token in DAG-CBOR.",
    },
    Operation {
        name: "ucan.invocation.authorize-public",
        summary: "Judges an invocation without proofs where its executor lets anybody do something \
                  on a subject, and authorises it.",
        inputs: &[
            INVOCATION,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            EXECUTOR,
            text("subject", "On whose subject something is public."),
            text("command", "What is public there, and all below it."),
            optional(list("policy", "The policy for the arguments; none where it is left out.")),
        ],
        gives: "value",
        result: "As `ucan.invocation.authorize` gives it.",
    },
    Operation {
        name: "ucan.batch.prove",
        summary: "Proves an invocation, opens the batch in its arguments, and proves one task of \
                  it. Policies of the proofs of the invocation are judged on the arguments as they \
                  were signed. The index is that of a proof of the task, or, while the invocation \
                  itself is judged, of one of its own.",
        inputs: &[
            INVOCATION,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            EXECUTOR,
            list("path", "The keys in the arguments under which the map of the tasks stands."),
            text("label", "The label of the task."),
            integer("limit", "How many tasks are considered."),
        ],
        gives: "value",
        result: "{\"task\", \"issuer\", \"command\", \"not-before\", \"expiration\"}: the ID of \
                 the task as a link, the DID of the issuer of the whole, the narrowest command of \
                 the proofs of the task, and the time of the task, of its proofs and of the whole.",
    },
    Operation {
        name: "ucan.batch.authorize",
        summary: "Proves one task of a batch as `ucan.batch.prove` does, and then judges its \
                  arguments after resolution, its policies, and time and revocations again: its \
                  own, and those of the invocation around it.",
        inputs: &[
            INVOCATION,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            EXECUTOR,
            list("path", "The keys in the arguments under which the map of the tasks stands."),
            text("label", "The label of the task."),
            integer("limit", "How many tasks are considered."),
            ARGS,
            LATER,
            LATER_REVOCATIONS,
        ],
        gives: "value",
        result: "As `ucan.invocation.authorize` gives it, of the task.",
    },
    Operation {
        name: "ucan.replay.key",
        summary: "Authorises an invocation, and gives what it is recognised by when it comes again.",
        inputs: &[INVOCATION, PROOFS, NOW, LEEWAY, REVOCATIONS, ARGS],
        gives: "value",
        result: "{\"task\", \"tokens\", \"until\"}: the ID of the task as resolved, as a link; \
                 the CIDs of the token and of its twins, as sorted text in base58btc; the last \
                 second in which the token could be used, leeway included, or null.",
    },
    Operation {
        name: "ucan.replay.admit",
        summary: "Authorises mutations on the issuer's own subject, one after the other, and asks \
                  a replay window to admit each. The index is that of the first which it does not.",
        inputs: &[
            list(
                "attempts",
                "In their order, each {\"invocation\", \"now\"}, the token in DAG-CBOR and the \
                 time, and \"args\", the arguments after resolution, where they are not those \
                 that were signed.",
            ),
            integer("capacity", "How many pieces of work the window remembers."),
            integer("horizon", "For how many seconds it remembers them at most."),
            LEEWAY,
            optional(boolean(
                "durable",
                "Whether a claim lasts for ever beside the window; false where it is left out.",
            )),
        ],
        gives: "value",
        result: super::VALID,
    },
    Operation {
        name: "ucan.conclusion.receipt",
        summary: "Reads an invocation that delivers a receipt, and accepts the receipt. Whether \
                  the invocation is proven is not judged here.",
        inputs: &[
            INVOCATION,
            list("proofs", "The tokens of the container, as bytes, the receipt among them."),
            NOW,
            LEEWAY,
            REVOCATIONS,
        ],
        gives: "value",
        result: "As `ucan.receipt.accept` gives it.",
    },
    Operation {
        name: "ucan.inbox.sort",
        summary: "Sorts the tokens of a container by what an executor does with them.",
        inputs: &[
            list("tokens", "The tokens, as bytes."),
            text("executor", "The DID of the executor."),
        ],
        gives: "value",
        result: "{\"for-us\", \"for-others\", \"receipts\", \"unreadable\"}: CIDs, as sorted \
                 text in base58btc. Delegations are in none of them.",
    },
    Operation {
        name: "ucan.inbox.addressed",
        summary: "Finds the one invocation of a request that is for the server, among tokens \
                  sorted as by `ucan.inbox.sort`.",
        inputs: &[
            list("tokens", "The tokens of the request, as bytes."),
            text("executor", "The DID of the server."),
        ],
        gives: "value",
        result: "{\"cid\"}: the CID of the invocation in base58btc.",
    },
];
