//! The wire before 1.0.

use super::{Rule, rule};

/// The wire before 1.0.
pub(super) const ALL: &[Rule] = &[
    rule(
        "v0-2.address",
        "The address of an instruction is DAG-CBOR with SHA3-256 of all of its fields.",
        "ruling I12",
    ),
    rule(
        "v0-2.fields",
        "An instruction has a resource and an operation, and nothing that the text does not know.",
        "UCAN Invocation 0.2, 3.1 Schema",
    ),
    rule(
        "v0-2.resource",
        "A resource is a URI, and kept as it is.",
        "UCAN Invocation 0.2, 3.2.1 Resource",
    ),
    rule(
        "v0-2.operation",
        "An operation is segments between slashes, and kept as it is.",
        "UCAN Invocation 0.2, 3.2.3 Ability",
    ),
    rule("v0-2.input", "An input is a map.", "UCAN Invocation 0.2, 3.2.4 Input"),
    rule(
        "v0-2.nonce",
        "A nonce is ASCII, or 12 or 16 bytes, or missing, which is the empty text.",
        "UCAN Invocation 0.2, 3.2.6 Nonce; ruling I12",
    ),
    rule(
        "v0-2.promise-field",
        "Every field but the operation may be a promise.",
        "UCAN Invocation 0.2, 9 Pipelines",
    ),
    rule(
        "v0-2.promise",
        "A promise has one of three keys over a link, and no other key.",
        "UCAN Invocation 0.2, 9.1 Schema",
    ),
    rule("v0-2.slides", "The form of the later slides is read by name only.", "ruling I12"),
    rule(
        "v0-2.task",
        "A task has an instruction, by link or as itself, and nothing that the schema does not know.",
        "UCAN Invocation 0.2, 5.1 Task",
    ),
    rule(
        "v0-2.proofs",
        "Proofs are a list of links, and malformed ones are not none.",
        "UCAN Invocation 0.2, 5.1.3 Proofs",
    ),
    rule(
        "v0-2.authorization",
        "The invoker signs the list of links in DAG-CBOR.",
        "UCAN Invocation 0.2, 4.2.2 Signature",
    ),
    rule(
        "v0-2.signature-form",
        "A signature is the code of an algorithm, a length, and as many bytes.",
        "UCAN Invocation 0.2, 4.3 DAG-JSON Example",
    ),
    rule(
        "v0-2.scope",
        "A task is asked for where the scope names its bytes.",
        "UCAN Invocation 0.2, 5 Task",
    ),
    rule(
        "v0-2.result",
        "A result is on one branch, in one of two forms.",
        "UCAN Invocation 0.2, 6.1 Schema; ruling I12",
    ),
    rule(
        "v0-2.effects",
        "Effects are a set of forks and a join.",
        "UCAN Invocation 0.2, 7.1 Schema",
    ),
    rule(
        "v0-2.receipt",
        "The fields of a receipt are of their kinds.",
        "UCAN Invocation 0.2, 8.1 Receipt",
    ),
    rule("v0-2.capsule", "A receipt of the field travels with its version.", "ruling I12"),
    rule(
        "v0-2.receipt-signature",
        "The executor signs the receipt in DAG-CBOR without its signature.",
        "UCAN Invocation 0.2, 8.1.7 Signature",
    ),
    rule("v0-2.to-subject", "A resource is a subject if it is a DID.", "ruling I12"),
    rule("v0-2.to-command", "An operation in lower case is a command.", "ruling I12"),
    rule("v0-2.to-nonce", "A nonce comes back in the form that it had.", "ruling I12"),
    rule("v0-2.to-promise", "Promises go to known counterparts, and data stays.", "ruling I12"),
    rule("v0-2.to-wasm", "A call of a module is a task of /wasm/run, and back.", "ruling I12"),
    rule("v0-2.to-invocation", "Proofs and causes are never dropped.", "ruling I12"),
    rule("v0-2.to-receipt", "What a receipt says is kept whole or refused.", "ruling I12"),
];
