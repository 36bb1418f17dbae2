//! UCAN Invocation Receipt, draft of 2024.

use super::row::{Kind, Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-receipt-draft-2024.md",
    name: "UCAN Invocation Receipt, draft of 2024",
    standing: "Read, and overtaken by practice: ruling I2 has `{ran, out}` under \
               `/ucan/assert/receipt` where the draft has `{about, facts}` under \
               `/ucan/assert`. What both say is held.",
    sections: &[
        section(
            "Executor",
            &[
                row(
                    "807a5368",
                    "The executor is who was delegated to.",
                    by(&["invocation.executor"]),
                ),
                row(
                    "3e6aaf6d",
                    "The executor is the audience of the invocation.",
                    by(&["invocation.executor"]),
                ),
            ],
        ),
        section(
            "`ReceiptPayload`",
            &[row(
                "898acd6b",
                "A receipt is an invocation of `/ucan/assert`.",
                by(&["receipt.command"]).because(Kind::Ruled, "of `/ucan/assert/receipt`: I2"),
            )],
        ),
        section(
            "Receipt Issuer",
            &[
                row(
                    "c33778d6",
                    "The issuer is the executor or a delegate.",
                    by(&["receipt.issuer"]),
                ),
                row(
                    "cf48ab2c",
                    "A delegate shows a chain from the executor.",
                    by(&["receipt.issuer"]),
                ),
            ],
        ),
        section(
            "Receipt Subject",
            &[row("185ce7c9", "The subject is the executor.", by(&["receipt.subject"]))],
        ),
        section(
            "Receipt Audience",
            &[row(
                "67586c5b",
                "The audience is the executor.",
                by(&["receipt.audience"])
                    .because(Kind::Ruled, "it may be left out, and is not written: I2"),
            )],
        ),
        section(
            "Receipt Expiry",
            &[
                row(
                    "a6690c75",
                    "What is so for ever has `exp` null.",
                    by(&["receipt.time"]).cases(&["ucan-invocation/receipt-signing/permanent"]),
                ),
                row(
                    "a820cd09",
                    "What is not has an end.",
                    by(&["receipt.time", "promise.time"])
                        .cases(&["ucan-invocation/receipt-signing/impermanent"]),
                ),
            ],
        ),
        section(
            "`Assertion`",
            &[row(
                "b26366b4",
                "The arguments have the fields of an assertion.",
                by(&["receipt.fields"]).because(Kind::Ruled, "they have those of practice: I2"),
            )],
        ),
        section(
            "Asserted Task",
            &[row(
                "109aeda2",
                "`about` is the task.",
                by(&["receipt.ran", "receipt.fields"])
                    .because(Kind::Ruled, "the field is `ran`: I2"),
            )],
        ),
        section(
            "Asserted Facts",
            &[row(
                "e62018df",
                "`facts` is what is said of it.",
                by(&["receipt.fields"])
                    .because(Kind::Ruled, "`out` and `fx` stand in the arguments: I2"),
            )],
        ),
        section(
            "Asserted Result",
            &[row("fadc7014", "The result is on one branch.", by(&["receipt.result"]))],
        ),
        section("Success", &[row("1f06216e", "A success is below `ok`.", by(&["receipt.result"]))]),
        section(
            "Asserted Effects",
            &[
                row(
                    "53009ad9",
                    "`run` is the list of what is asked for.",
                    by(&["receipt.effects"]).because(
                        Kind::Ruled,
                        "`fx` with `fork` and `join`, as in the texts before and after: I2",
                    ),
                ),
                row(
                    "dc81d4fe",
                    "What is pure asks for nothing, and says so by an empty list.",
                    by(&["receipt.effects"])
                        .cases(&["ucan-invocation/receipt-signing/no-effects"])
                        .because(Kind::Ruled, "nothing that is empty is written: O66"),
                ),
                row(
                    "509c8d39",
                    "What asks for something lists it.",
                    by(&["receipt.effects", "task.effects-set"]),
                ),
            ],
        ),
    ],
};
