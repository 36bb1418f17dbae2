//! Commands, DIDs and times.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule("command.leading-slash", "A command begins with a slash.", "UCAN Core, Segment Structure"),
    rule(
        "command.trailing-slash",
        "A command does not end with a slash, unless it is the slash alone.",
        "UCAN Core, Segment Structure",
    ),
    rule("command.segments", "No segment of a command is empty.", "ruling T13"),
    rule(
        "command.case",
        "Lower-casing leaves a command as it is.",
        "UCAN Core, Segment Structure; ruling T13",
    ),
    rule(
        "command.proves",
        "A command proves itself and what begins with all of its segments, and nothing else.",
        "UCAN Core, Segment Structure",
    ),
    rule("command.top", "The slash alone proves every command.", "UCAN Core, \"Top\""),
    rule(
        "command.verbatim",
        "Commands are compared as they are, without any normalisation.",
        "ruling T13",
    ),
    rule(
        "command.reserved",
        "What begins with the segment ucan is reserved, and nothing else is.",
        "UCAN Core, `/ucan` Namespace",
    ),
    rule(
        "did.syntax",
        "A DID is of the form did:method:identifier, of the characters that are allowed there.",
        "DID Core, DID Syntax",
    ),
    rule("did.principal", "A principal has neither path nor query.", "ruling T14"),
    rule(
        "did.fragment",
        "A fragment takes no part in comparisons.",
        "UCAN Delegation, Principal Alignment",
    ),
    rule("did.verbatim", "DIDs are compared byte for byte.", "ruling T14"),
    rule("did.key-base", "The key of a did:key is in base58btc.", "ruling T14"),
    rule(
        "did.key-form",
        "The key of a did:key has a prefix in its shortest form, and points are compressed.",
        "ruling T14",
    ),
    rule(
        "did.key-type",
        "A did:key holds a public key of a type that signs.",
        "UCAN Core, Cryptosuite",
    ),
    rule("time.integer", "A time is an integer of seconds.", "UCAN Core, Time Bounds"),
    rule(
        "time.range",
        "A time is within 2^53 - 1 seconds of the epoch.",
        "UCAN Core, Time Bounds; ruling T5",
    ),
    rule(
        "time.not-before",
        "A token is valid from its nbf on, that second included.",
        "UCAN Delegation, Time Bounds; ruling P6",
    ),
    rule(
        "time.expiration",
        "A token is valid until its exp, that second included.",
        "UCAN Delegation, Time Bounds; ruling P6",
    ),
    rule("time.epoch", "A token without nbf is valid from the epoch on.", "UCAN Core, Time Bounds"),
    rule("time.leeway", "The leeway widens both bounds, and no further.", "ruling P6"),
];
