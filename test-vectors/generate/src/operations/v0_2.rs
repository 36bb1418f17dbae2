//! The wire before 1.0.

use super::{Field, Kind, Operation, bytes, list, optional, text};

const BYTES: Field = bytes("bytes", "The value in DAG-CBOR.");
const TASK: Field =
    bytes("task", "The task of 1.0, {\"sub\", \"cmd\", \"args\", \"nonce\"}, in DAG-CBOR.");
const LINKS: Field = optional(list(
    "links",
    "The counterparts that are known, each {\"old\", \"new\"}: a link of the older wire, and the \
     one of 1.0.",
));
const VALUE: Field =
    Field { name: "value", kind: Kind::Any, optional: false, meaning: "Data in an input." };
const INSTRUCTION: &str = "{\"address\", \"dag-json\"}: the address of the instruction in the \
                           field, as text, and the instruction with all of its fields in \
                           canonical DAG-JSON, as text.";
const NEW_TASK: &str = "{\"id\", \"dag-json\"}: the ID of the task as a link, and the map that it \
                        is the CID of in canonical DAG-JSON, as text.";

/// The wire before 1.0.
pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.v0-2.instruction.read",
        summary: "Reads an instruction.",
        inputs: &[BYTES],
        gives: "value",
        result: INSTRUCTION,
    },
    Operation {
        name: "ucan.v0-2.instruction.from-dag-json",
        summary: "Reads an instruction in DAG-JSON of any layout.",
        inputs: &[text("text", "The instruction in DAG-JSON.")],
        gives: "value",
        result: INSTRUCTION,
    },
    Operation {
        name: "ucan.v0-2.call.read",
        summary: "Reads the form of the later slides.",
        inputs: &[BYTES],
        gives: "value",
        result: "{\"address\", \"dag-json\"}: the address of the instruction that says the same, \
                 and the form itself in canonical DAG-JSON, both as text.",
    },
    Operation {
        name: "ucan.v0-2.await.find",
        summary: "Finds the promises in data, in the order in which they stand.",
        inputs: &[VALUE],
        gives: "value",
        result: "A list of {\"branch\", \"instruction\"}: \"ok\", \"error\" or \"any\", and a link.",
    },
    Operation {
        name: "ucan.v0-2.await.is-promise",
        summary: "Says whether a value is a promise.",
        inputs: &[VALUE],
        gives: "value",
        result: "{\"promise\"}: true or false.",
    },
    Operation {
        name: "ucan.v0-2.task.read",
        summary: "Reads a task and writes it in both ways.",
        inputs: &[BYTES],
        gives: "value",
        result: "{\"address\", \"instruction\", \"text\", \"field\"}: the address of the bytes in \
                 the field, as text, that of the instruction as a link, and the task as the text \
                 and as the field write it, in canonical DAG-JSON, as text.",
    },
    Operation {
        name: "ucan.v0-2.authorization.verify",
        summary: "Reads an authorization, checks that the invoker signed it, and that it names a \
                  task.",
        inputs: &[
            bytes("authorization", "The authorization in DAG-CBOR."),
            text("invoker", "The DID of the invoker."),
            bytes("task", "The task in DAG-CBOR."),
        ],
        gives: "value",
        result: super::VALID,
    },
    Operation {
        name: "ucan.v0-2.receipt.read",
        summary: "Reads a receipt and writes it in both ways.",
        inputs: &[BYTES],
        gives: "value",
        result: "{\"address\", \"text\", \"field\"}: the address of the bytes in the field, as \
                 text, and the receipt as the text and as the field write it, in canonical \
                 DAG-JSON, as text; null where there is no place for a part of it.",
    },
    Operation {
        name: "ucan.v0-2.receipt.from-field-capsule",
        summary: "Reads a receipt in the map in which it travels in the field.",
        inputs: &[BYTES],
        gives: "value",
        result: "{\"address\"}: the address of the receipt as the field writes it, as text.",
    },
    Operation {
        name: "ucan.v0-2.receipt.verify",
        summary: "Reads a receipt and checks that the executor signed it.",
        inputs: &[BYTES, text("executor", "The DID of the executor.")],
        gives: "value",
        result: super::VALID,
    },
    Operation {
        name: "ucan.v0-2.instruction.to-task",
        summary: "Converts an instruction on a DID to a task of 1.0.",
        inputs: &[BYTES, LINKS],
        gives: "value",
        result: NEW_TASK,
    },
    Operation {
        name: "ucan.v0-2.instruction.from-task",
        summary: "Converts a task of 1.0 to an instruction on its subject.",
        inputs: &[TASK, LINKS],
        gives: "value",
        result: INSTRUCTION,
    },
    Operation {
        name: "ucan.v0-2.instruction.to-wasm-task",
        summary: "Converts a call of a module's function to a task of /wasm/run.",
        inputs: &[BYTES, text("subject", "The DID that is to be the subject."), LINKS],
        gives: "value",
        result: NEW_TASK,
    },
    Operation {
        name: "ucan.v0-2.instruction.from-wasm-task",
        summary: "Converts a task of /wasm/run to a call of a module's function.",
        inputs: &[TASK, LINKS],
        gives: "value",
        result: "{\"subject\", \"address\"}: the DID for which the older wire has no place, and \
                 the address of the instruction in the field, as text.",
    },
    Operation {
        name: "ucan.v0-2.task.to-invocation",
        summary: "Converts a task, and the instruction on a DID in it, to an invocation of 1.0 \
                  that is not signed yet.",
        inputs: &[BYTES, text("issuer", "The DID of who is to sign."), LINKS],
        gives: "value",
        result: "The payload in canonical DAG-JSON, as text.",
    },
    Operation {
        name: "ucan.v0-2.receipt.to-attested",
        summary: "Converts what a receipt says to the terms of 1.0.",
        inputs: &[BYTES, LINKS],
        gives: "value",
        result: "{\"ran\", \"out\", \"fx\"}, the arguments of a receipt of 1.0, in canonical \
                 DAG-JSON, as text; \"fx\" only where something is asked for.",
    },
];
