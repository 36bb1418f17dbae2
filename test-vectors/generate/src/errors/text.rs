//! Commands, DIDs and times.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error(
        "CommandNoLeadingSlash",
        "The text does not begin with a slash.",
        "UCAN Core, Segment Structure",
    ),
    error(
        "CommandTrailingSlash",
        "The text ends with a slash and is more than that slash.",
        "UCAN Core, Segment Structure",
    ),
    error("CommandEmptySegment", "Two slashes stand side by side.", "ruling T13"),
    error(
        "CommandNotLowerCase",
        "A character has a lower case form that is another text.",
        "UCAN Core, Segment Structure; ruling T13",
    ),
    error(
        "DidNotADid",
        "The text is not of the form did:method:identifier.",
        "DID Core, DID Syntax",
    ),
    error(
        "DidMethod",
        "The name of the method is empty or not of lower case letters and digits.",
        "DID Core, DID Syntax",
    ),
    error(
        "DidIdentifier",
        "The identifier is empty, ends in a colon or holds what it may not.",
        "DID Core, DID Syntax",
    ),
    error(
        "DidFragment",
        "The fragment holds what it may not.",
        "DID Core, DID URL Syntax; RFC 3986, section 3.5",
    ),
    error("DidTooLong", "The DID has more bytes than the reader allows.", "ruling T14"),
    error(
        "DidKeyTooLong",
        "The key of a did:key has more characters than that of any type of key.",
        "ruling T14",
    ),
    error(
        "DidNoSuchKey",
        "The fragment of a did:key names another key than the one that it is.",
        "did:key, Document Creation",
    ),
    error("DidPathOrQuery", "The DID has a path or a query.", "ruling T14"),
    error("DidKeyNotBase58", "The key of a did:key is not in base58btc.", "ruling T14"),
    error(
        "DidUnsupportedMethod",
        "The key of a DID of this method does not stand in the DID.",
        "UCAN Core, Cryptosuite",
    ),
    error(
        "TimestampNotInteger",
        "A timestamp is another kind of value than an integer; a float is.",
        "UCAN Core, Time Bounds",
    ),
    error(
        "TimestampOutOfRange",
        "A timestamp is beyond 2^53 - 1 seconds on either side of the epoch.",
        "UCAN Core, Time Bounds; ruling T5",
    ),
];
