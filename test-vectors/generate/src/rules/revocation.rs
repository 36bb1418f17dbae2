//! Revocations, their records, and sets of them.

use super::{Rule, rule};

const SERVICE: &str = "Revocation Checking, Publishing Revocations";

/// Revocations, their records, and sets of them.
pub(super) const ALL: &[Rule] = &[
    rule("path.not-empty", "A path has a delegation.", "UCAN Revocation, Path Witness"),
    rule("path.length", "A path is as short as a chain must be.", "ruling O13"),
    rule("path.present", "Every delegation of a path is at hand.", SERVICE),
    rule("path.signatures", "Every delegation of a path is signed by its issuer.", "ruling P10"),
    rule("path.root", "The first delegation of a path is issued by its subject.", SERVICE),
    rule(
        "path.subject",
        "Every delegation of a path has the subject of the first, or none.",
        SERVICE,
    ),
    rule("path.aligned", "Every issuer on a path is the audience before.", SERVICE),
    rule(
        "path.attenuation",
        "Commands narrow along a path as along a chain.",
        "rulings P4 and P10",
    ),
    rule("path.last", "The last delegation of a path is the one to be revoked.", SERVICE),
    rule("path.revoker", "The revoker is an issuer on the path.", SERVICE),
    rule("path.demanded", "A path may be demanded.", "UCAN Revocation, Path Witness"),
    rule(
        "revocation.command",
        "A revocation is an invocation of /ucan/revoke, with the slash.",
        "UCAN Revocation, Invoking Revocation; ruling P10",
    ),
    rule(
        "revocation.arguments",
        "Its arguments are the link to what is revoked and perhaps a path.",
        "UCAN Revocation, Arguments",
    ),
    rule(
        "revocation.authority",
        "Who revokes in another's name has a chain for that, policies included.",
        "UCAN Revocation, Delegating Revocation",
    ),
    rule(
        "revocation.signature",
        "A revocation is signed by its issuer.",
        "UCAN Revocation, Approach",
    ),
    rule("revocation.time", "A revocation is in time when it is accepted.", "ruling P10"),
    rule(
        "revocation.irreversible",
        "A revocation cannot be revoked, and the authority for another one can.",
        "UCAN Revocation, Semantics",
    ),
    rule(
        "revocation.reach",
        "A revocation reaches every chain through the token behind its revoker, and no other.",
        "UCAN Revocation, Scope",
    ),
    rule(
        "revocations.bounded",
        "What nobody vouches for is bounded, and nothing is forgotten for it.",
        "UCAN Revocation, Path Witness; ruling P10",
    ),
    rule("record.fields", "A record has its four fields and no other.", "Revocation Checking"),
    rule(
        "record.cause",
        "The cause of a record is a revocation of what the record says.",
        "Revocation Checking, Get Revocation Record Schema",
    ),
    rule(
        "record.path",
        "The path of a record is a witness, and the one that its cause names.",
        "Revocation Checking, Get Revocation Record Schema",
    ),
    rule(
        "record.time",
        "A record is judged as of the time at which it was recorded, and no later than now.",
        "Revocation Checking, Verifier Guidance",
    ),
    rule("record.recorded-at", "Times are in the form of RFC 3339.", "Revocation Checking"),
    rule(
        "event.fields",
        "An event has the cause as its id, a known name, and a record as its data.",
        "Revocation Checking, Revocation Firehose",
    ),
    rule(
        "event.cursor",
        "A stream is wanted from the beginning or from a time on, which is left out.",
        "Revocation Checking, Revocation Firehose",
    ),
];
