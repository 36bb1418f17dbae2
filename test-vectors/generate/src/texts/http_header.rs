//! Containers in HTTP headers, draft of 2026.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-http-header-2026.md",
    name: "Containers in HTTP headers, draft of 2026",
    standing: "In force for the value of the header and whom it speaks to. What \
               it demands of a server and its answers is not there.",
    sections: &[
        section(
            "HTTP Header",
            &[row(
                "d5e99bcc",
                "The container of a GET request stands in the header `X-UCAN-Container`.",
                because(
                    Kind::Tests,
                    "the name of the header is a constant, and who sends requests sets \
                     it: `ucan-core/tests/container/http_header.rs`",
                ),
            )],
        ),
        section(
            "Container Encoding",
            &[
                row(
                    "90d94124",
                    "The value is one of the encodings that are base64.",
                    by(&["http-header.text"]),
                ),
                row("9ae355c5", "All of these are read.", by(&["http-header.text"])),
            ],
        ),
        section(
            "Request",
            &[
                row(
                    "030ac2a3",
                    "One invocation in the container is for the server.",
                    by(&["request.addressed"]),
                ),
                row("7120711e", "Several for the server are an error.", by(&["request.addressed"])),
                row("008d4888", "What is for others is passed over.", by(&["request.addressed"])),
            ],
        ),
        section(
            "Response",
            &[
                row(
                    "c60bcaff",
                    "The answer has the header too, with the receipt.",
                    because(Kind::Missing, "the server"),
                ),
                row(
                    "b4b1e533",
                    "The answer says that it varies with the header.",
                    because(Kind::Missing, "the server"),
                ),
                row(
                    "0684f14d",
                    "A failure has a status of HTTP and a receipt.",
                    because(Kind::Missing, "the server"),
                ),
                row(
                    "f7be5352",
                    "What became of the task is in the receipt and not in the status.",
                    because(
                        Kind::Others,
                        "clients; that a receipt says it is held by the rule `receipt.result`",
                    ),
                ),
            ],
        ),
    ],
};
