//! UCAN Container 0.1.0.

use super::row::{Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-container.md",
    name: "UCAN Container 0.1.0",
    standing: "In force; how strict a reader is, is ruling T12.",
    sections: &[
        section(
            "2.1 Inner structure",
            &[
                row(
                    "81c38894",
                    "What goes into a container are signed tokens in DAG-CBOR.",
                    by(&["container.entries"]).cases(&[
                        "ucan-core/container/not-canonical",
                        "ucan-core/container/value-that-is-no-token",
                    ]),
                ),
                row("afea186c", "The tokens stand in a list.", by(&["container.entries"])),
                row(
                    "63f7a7fb",
                    "The order of the tokens means nothing.",
                    by(&["container.order"]).cases(&[
                        "ucan-core/container/out-of-order",
                        "ucan-core/container/write-out-of-order",
                    ]),
                ),
                row(
                    "106fe0ad",
                    "The tokens are written in the order of their bytes.",
                    by(&["container.order", "container.duplicates"]).cases(&[
                        "ucan-core/container/write-bytewise",
                        "ucan-core/container/write-twice",
                    ]),
                ),
                row(
                    "aaf46251",
                    "The map has the key `ctn-v1` and no other.",
                    by(&["container.key"]),
                ),
            ],
        ),
        section(
            "2.2 Serialization",
            &[
                row(
                    "2acc9aca",
                    "The map is written as CBOR.",
                    by(&["container.key", "container.entries"]).cases(&[
                        "ucan-core/container/open-list",
                        "ucan-core/container/length-not-shortest",
                        "ucan-core/container/bytes-behind",
                        "ucan-core/container/cut-short",
                    ]),
                ),
                row(
                    "4f285c67",
                    "Gzip and no compression are supported.",
                    by(&["container.gzip", "container.header"]),
                ),
                row(
                    "0dbc25b9",
                    "Bytes as they are, base64 and base64 of URLs are supported.",
                    by(&["container.base64", "container.header"]),
                ),
                row(
                    "891819cc",
                    "One byte in front says which of them was chosen.",
                    by(&["container.header"]),
                ),
                row(
                    "04e0c73b",
                    "That byte is the one of the table.",
                    by(&["container.header", "http-header.text"])
                        .cases(&["ucan-core/container/peer-raw-gzip"]),
                ),
            ],
        ),
    ],
};
