//! Containers.

use super::{Field, Operation, boolean, bytes, integer, list, optional, text};

const READ: &str = "{\"encoding\", \"tokens\", \"opaque\", \"sorted\", \"duplicates\"}: the \
                    encoding by its name; the CIDs of the tokens, each once, in the order in \
                    which they stand; the places, counted from 0, of the entries that are no \
                    tokens; whether the entries are in bytewise order and each once; how many \
                    are there for a second time.";
const TOKENS: Field = list("tokens", "The tokens as bytes.");
const ENCODING: &str = "\"raw\", \"base64\" or \"base64url\"";

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.container.read",
        summary: "Reads a container. Whether the tokens are in order, and valid, is another \
                  question. Encodings are named \"raw\", \"base64\", \"base64url\", and with \
                  \"+gzip\" behind it what is compressed.",
        inputs: &[
            bytes("bytes", "The container."),
            optional(boolean(
                "strict",
                "Whether entries that are out of order or repeated are refused; false if left \
                 out.",
            )),
            optional(integer(
                "size-limit",
                "How many bytes the container may have; at least 2^20 if left out.",
            )),
            optional(integer(
                "content-limit",
                "How many bytes it may hold once it is unpacked; at least 2^20 if left out.",
            )),
            optional(integer("token-limit", "How many entries it may have; at least 1000.")),
        ],
        gives: "value",
        result: READ,
    },
    Operation {
        name: "ucan.container.write",
        summary: "Writes a container that is not compressed.",
        inputs: &[TOKENS, text("encoding", ENCODING)],
        gives: "value",
        result: "The container, as bytes.",
    },
    Operation {
        name: "ucan.container.write-compressed",
        summary: "Writes a container that is compressed. How well is free, so that the bytes are \
                  not compared: a reader of base64 and gzip, and not that of containers, gives \
                  what they hold.",
        inputs: &[
            TOKENS,
            text("encoding", "\"raw\", \"base64\" or \"base64url\", below the compression."),
            optional(text(
                "profile",
                "Whose first bytes are written: \"standard\", which is the default, or \
                 \"ucantone\".",
            )),
        ],
        gives: "value",
        result: "{\"first\", \"content\"}: the first byte, and what the rest of them holds.",
    },
    Operation {
        name: "ucan.http-header.read",
        summary: "Reads a container from the value of an HTTP header.",
        inputs: &[text("value", "The value, without space around it.")],
        gives: "value",
        result: READ,
    },
];
