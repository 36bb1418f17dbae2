//! Commands, DIDs and times.

use super::{Operation, bytes, integer, optional, text};

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.command.parse",
        summary: "Reads a command. Errors come in this order: leading slash, trailing slash, empty \
                  segment, case.",
        inputs: &[text("text", "The text to read.")],
        gives: "value",
        result: "The command as text, which is the text read.",
    },
    Operation {
        name: "ucan.command.proves",
        summary: "Says whether authority for one command is authority for another.",
        inputs: &[
            text("prover", "The command of the authority."),
            text("wanted", "The command that is wanted."),
        ],
        gives: "value",
        result: "{\"proves\"}: true or false.",
    },
    Operation {
        name: "ucan.command.reserved",
        summary: "Says whether a command is in the namespace that the text keeps for itself.",
        inputs: &[text("text", "The command.")],
        gives: "value",
        result: "{\"reserved\"}: true or false.",
    },
    Operation {
        name: "ucan.did.parse",
        summary: "Reads a DID that stands for a principal. Errors come in this order: form, method, \
                  path or query, identifier, fragment.",
        inputs: &[text("text", "The text to read.")],
        gives: "value",
        result: "{\"text\", \"principal\"}: the text read, and the part of it that is compared.",
    },
    Operation {
        name: "ucan.did.same",
        summary: "Says whether two DIDs stand for the same principal.",
        inputs: &[text("one", "A DID."), text("other", "A DID.")],
        gives: "value",
        result: "{\"same\"}: true or false.",
    },
    Operation {
        name: "ucan.did.key",
        summary: "Gives the public key that stands in a did:key.",
        inputs: &[text("text", "The DID.")],
        gives: "value",
        result: "{\"type\", \"key\"}, as varsig.public-key.decode gives it.",
    },
    Operation {
        name: "ucan.did.of-key",
        summary: "Writes a public key as a did:key.",
        inputs: &[bytes("public-key", "The key behind its multicodec prefix.")],
        gives: "value",
        result: "The DID as text.",
    },
    Operation {
        name: "ucan.time.parse",
        summary: "Reads the value of a field that holds a time.",
        inputs: &[text("dag-json", "The value in DAG-JSON.")],
        gives: "value",
        result: "The seconds since the epoch, as an integer.",
    },
    Operation {
        name: "ucan.time.within",
        summary: "Says whether a time lies within the bounds of a token.",
        inputs: &[
            optional(integer("not-before", "The nbf of the token; left out if it has none.")),
            optional(integer("expiration", "The exp of the token; left out if it is null.")),
            integer("now", "The time, in seconds since the epoch."),
            optional(integer(
                "leeway",
                "By how many seconds each bound is widened; 0 if left out.",
            )),
        ],
        gives: "value",
        result: "{\"within\"}: true or false.",
    },
];
