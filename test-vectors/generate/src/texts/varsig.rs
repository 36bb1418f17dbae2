//! Varsig 1.0.0.

use super::row::{Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "varsig.md",
    name: "Varsig 1.0.0",
    standing: "In force.",
    sections: &[
        section(
            "Canonicalization Attacks",
            &[row(
                "d49a3c4b",
                "What is signed is in its one canonical form before a signature is \
                 looked at.",
                by(&["payload.canonical"]),
            )],
        ),
        section(
            "Example",
            &[row(
                "9947d53a",
                "The signature is over everything but the signature itself.",
                by(&["token.signed-bytes"]),
            )],
        ),
        section(
            "Safety",
            &[
                row(
                    "f32d93bc",
                    "Data that says it is in an encoding of IPLD is checked to be so \
                     before its signature is.",
                    by(&["payload.canonical", "cbor.key-order", "json.key-order"]),
                ),
                row(
                    "4928d72f",
                    "What fails that check is reported as an error.",
                    by(&["payload.canonical", "cbor.shortest", "json.whitespace"]),
                ),
                row(
                    "d0ad6c45",
                    "What is assumed of canonical encodings is enforced.",
                    by(&["token.canonical", "payload.canonical", "cbor.complete", "json.complete"]),
                ),
            ],
        ),
        section(
            "Format",
            &[
                row(
                    "e3e1295a",
                    "A header speaks of the signature and of the encoding of what was signed.",
                    by(&["varsig.segment-count"]),
                ),
                row(
                    "a6333b5b",
                    "The first segment decides how many follow.",
                    by(&["varsig.segment-count"]),
                ),
                row(
                    "6be12516",
                    "A header has prefix, version, algorithm and encoding.",
                    by(&["varsig.prefix", "varsig.version", "varsig.segment-count"]),
                ),
                row(
                    "8805eeee",
                    "The segments of the signature come before that of the encoding.",
                    by(&["varsig.segment-count", "varsig.eip-191-inner"]),
                ),
            ],
        ),
        section("Prefix", &[row("a93cef14", "The prefix is 0x34.", by(&["varsig.prefix"]))]),
        section("Version", &[row("edc75e1b", "The version is 1.", by(&["varsig.version"]))]),
        section(
            "Signature Algorithm",
            &[
                row(
                    "f36def98",
                    "The segments of an algorithm are varints.",
                    by(&["varsig.varint"]),
                ),
                row(
                    "dd42da6c",
                    "The first segment of an algorithm says which others there are.",
                    by(&["varsig.segment-count", "varsig.rsa-order"]),
                ),
            ],
        ),
        section(
            "Payload Encoding",
            &[row(
                "85826923",
                "The encoding is one of the table: as it is, DAG-CBOR, DAG-JSON, \
                 or the message of a wallet.",
                by(&["varsig.unknown", "varsig.eip-191-inner", "payload.eip-191"]),
            )],
        ),
    ],
};
