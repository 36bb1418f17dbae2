//! Receipts as practised, draft of 2026.

use super::row::{Kind, Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-receipt-practice-2026.md",
    name: "Receipts as practised, draft of 2026",
    standing: "In force for receipts and their delivery (I2, O29).",
    sections: &[
        section(
            "Receipt Issuer",
            &[
                row(
                    "5971e3bf",
                    "The executor signs the receipt.",
                    by(&["receipt.issuer", "receipt.signature"]),
                ),
                row(
                    "0f13ee27",
                    "Issuer, subject and audience of a receipt are the executor.",
                    by(&["receipt.subject", "receipt.audience", "receipt.issuer"]).because(
                        Kind::Ruled,
                        "a delegate may sign with a chain, and the audience may be left out: I2",
                    ),
                ),
            ],
        ),
        section(
            "Receipt Ran",
            &[row(
                "b3d79ea5",
                "`ran` is the link to the task, not to the invocation of it.",
                by(&["receipt.ran"]),
            )],
        ),
        section(
            "Receipt Output",
            &[
                row("cc9f167f", "`out` is the result of the task.", by(&["receipt.result"])),
                row("7a2b0564", "A result has `ok` or `error`.", by(&["receipt.result"])),
            ],
        ),
        section(
            "Receipt Expiration",
            &[row(
                "32de0860",
                "The end of a receipt does not undo what it says.",
                by(&["receipt.time"]),
            )],
        ),
        section(
            "Conclusion Receipt",
            &[
                row(
                    "d4ffae69",
                    "`receipt` is the link to the receipt that is delivered.",
                    by(&["conclusion.receipt"]),
                ),
                row(
                    "881e92a7",
                    "The receipt comes in the same container.",
                    by(&["conclusion.receipt"]),
                ),
                row(
                    "0a5dc44b",
                    "If it is not there the error is `ConclusionReceiptNotFound`.",
                    by(&["conclusion.receipt"]),
                ),
            ],
        ),
        section(
            "Conclusion Result",
            &[row(
                "e5260772",
                "If it is there and valid the delivery succeeds.",
                by(&["conclusion.receipt"]),
            )],
        ),
    ],
};
