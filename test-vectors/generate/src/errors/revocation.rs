//! Revocations, their records, and sets of them.

use super::{ErrorName, error};

/// What is wrong with a path of delegations, with an invocation that should be a revocation, with
/// its record, or with the room for it. What is wrong with a delegation of the path or with the
/// authority to revoke is reported as for a chain.
pub(super) const ALL: &[ErrorName] = &[
    error("PathEmpty", "The path has no delegation.", "UCAN Revocation, Path Witness"),
    error(
        "PathNotTheRevoked",
        "The path ends in another delegation than the one to be revoked.",
        "Revocation Checking, Publishing Revocations",
    ),
    error(
        "RevokerNotOnPath",
        "The revoker is the issuer of no delegation on the path.",
        "UCAN Revocation, Path Witness",
    ),
    error("PathMissing", "A path is demanded, and none is there.", "UCAN Revocation, Path Witness"),
    error(
        "NotARevocation",
        "The invocation is of another command than /ucan/revoke.",
        "UCAN Revocation, Invoking Revocation; ruling P10",
    ),
    error(
        "RevocationNoRoom",
        "Nobody vouches for the revocation, and there is no room for more of these.",
        "ruling P10",
    ),
    error(
        "RecordNotAMap",
        "The record, or the data of an event, is not a map.",
        "Revocation Checking",
    ),
    error(
        "RecordRevokeMismatch",
        "The cause of the record revokes something else than the record says.",
        "Revocation Checking, Get Revocation Record Schema",
    ),
    error(
        "RecordPathMismatch",
        "The cause of the record names another path than the record carries.",
        "Revocation Checking, Get Revocation Record Schema",
    ),
    error(
        "EventUnknown",
        "The event is neither a revocation nor an error.",
        "Revocation Checking, Revocation Firehose",
    ),
    error(
        "EventId",
        "The id of the event is not the CID of the cause.",
        "Revocation Checking, Revocation Firehose",
    ),
    error("TimeForm", "The text is not a time in the form of RFC 3339.", "RFC 3339, section 5.6"),
    error("TimeRange", "A part of a time is a number that it cannot be.", "RFC 3339, section 5.7"),
    error("TimeTooLong", "The text of a time is longer than is read.", "RFC 3339, section 5.6"),
];
