//! Revocation Checking, draft of 2026.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-revocation-service-2026.md",
    name: "Revocation Checking, draft of 2026",
    standing: "In force for records and events. What it demands of a service \
               over HTTP is not there.",
    sections: &[
        section(
            "Publishing Revocations",
            &[
                row("5230da2e", "The delegations of the path come along.", by(&["path.present"])),
                row(
                    "72c209ff",
                    "The path is verified: signatures, alignment, root, end, and the \
                     revoker on it.",
                    by(&[
                        "path.signatures",
                        "path.aligned",
                        "path.root",
                        "path.last",
                        "path.revoker",
                        "revocation.signature",
                    ]),
                ),
                row(
                    "b6b29f3f",
                    "What was verified is kept and told.",
                    by(&["record.fields", "record.cause", "revocations.bounded"]),
                ),
            ],
        ),
        section(
            "Get Revocation",
            &[
                row(
                    "fdfcc4ac",
                    "What is revoked is answered with 200 and a record in DAG-JSON.",
                    by(&["record.fields", "record.path"])
                        .because(Kind::Missing, "the status of HTTP; the record is held"),
                ),
                row(
                    "c4ef89fd",
                    "What is not revoked is answered with 404.",
                    because(Kind::Missing, "the service over HTTP"),
                ),
                row(
                    "e6735fd2",
                    "That answer is not kept as if it were final.",
                    because(Kind::Missing, "the service over HTTP"),
                ),
                row(
                    "b323c416",
                    "What is no CID is answered with 400.",
                    because(Kind::Missing, "the service over HTTP"),
                ),
            ],
        ),
        section(
            "Revocation Firehose",
            &[
                row(
                    "faa45d46",
                    "The stream has a content type and is not cached.",
                    because(Kind::Missing, "the service over HTTP"),
                ),
                row(
                    "94a43e79",
                    "The stream gives first what is kept from the cursor on, then what comes.",
                    by(&["event.cursor", "event.fields"]),
                ),
                row(
                    "0dbdcdbb",
                    "A cursor that is neither 0 nor a time is refused.",
                    by(&["event.cursor", "record.recorded-at"]),
                ),
            ],
        ),
    ],
};
