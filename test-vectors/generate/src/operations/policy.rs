//! Selectors, policies and patterns.

use super::{CANONICAL_JSON, Operation, text};

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.selector.parse",
        summary: "Reads a selector and writes it back.",
        inputs: &[text("text", "The text to read.")],
        gives: "value",
        result: "The selector as text, which is the text read.",
    },
    Operation {
        name: "ucan.selector.resolve",
        summary: "Gives what a selector selects of a value.",
        inputs: &[
            text("selector", "The selector."),
            text("value", "The value in canonical DAG-JSON."),
        ],
        gives: "value",
        result: CANONICAL_JSON,
    },
    Operation {
        name: "ucan.policy.parse",
        summary: "Reads a policy and writes it back. Errors come in the order in which they stand in \
                  the policy, but the number of items comes before any of them but the operator.",
        inputs: &[text("policy", "The policy in DAG-JSON.")],
        gives: "value",
        result: "The policy in canonical DAG-JSON, as text: integers as integers, floats as \
                 floats, and selectors as they were.",
    },
    Operation {
        name: "ucan.policy.judge",
        summary: "Judges the arguments of an invocation by a policy.",
        inputs: &[
            text("policy", "The policy in DAG-JSON."),
            text("args", "The arguments in canonical DAG-JSON; they need not be a map."),
        ],
        gives: "value",
        result: "{\"holds\"}: true or false.",
    },
    Operation {
        name: "ucan.pattern.matches",
        summary: "Says whether the pattern of a like matches a text. Every text is a pattern.",
        inputs: &[text("pattern", "The pattern."), text("text", "The text.")],
        gives: "value",
        result: "{\"matches\"}: true or false.",
    },
];
