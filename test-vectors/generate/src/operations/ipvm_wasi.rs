//! The deterministic WASI.

use super::{Field, Operation, boolean, bytes, list, text};

const COMPONENT: Field = text("component", "A component, as text.");
const HOST: Field = boolean("host", "Whether the executor has the host.");
const PARAMS: Field = list("params", "The arguments of the function.");
const SEED: Field = bytes("seed", "What randomness is made from: of an executor the task's CID.");

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "wasi.link",
        summary: "Says in which profile the results of a component are, if it can be run.",
        inputs: &[COMPONENT, HOST],
        gives: "value",
        result: "{\"profile\"}, as it stands in computation keys.",
    },
    Operation {
        name: "wasi.missing",
        summary: "Lists what a component imports and the executor does not offer.",
        inputs: &[COMPONENT, HOST],
        gives: "value",
        result: "{\"missing\"}: functions and resources as interface#name, sorted; first those that \
                 are imported by themselves, by name alone.",
    },
    Operation {
        name: "wasi.call",
        summary: "Calls the function run of a component, on an executor with the host.",
        inputs: &[COMPONENT, PARAMS, SEED],
        gives: "value",
        result: "{\"branch\", \"value\", \"drew\", \"stdout\", \"stderr\"}: the branch of the receipt, \
                 what stands there in DAG-CBOR, whether randomness was drawn, and what was written.",
    },
    Operation {
        name: "wasi.confirm",
        summary: "Calls the function run of a component as wasi.call does, and says whether \
                  somebody else's word on it is right.",
        inputs: &[
            COMPONENT,
            PARAMS,
            SEED,
            text("branch", "The branch of the receipt, as they say."),
            bytes("value", "What stands there in DAG-CBOR, as they say."),
            boolean("drew", "Whether randomness was drawn, as they say."),
        ],
        gives: "value",
        result: "{\"valid\"}: whether all three are so.",
    },
];
