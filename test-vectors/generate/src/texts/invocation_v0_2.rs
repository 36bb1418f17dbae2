//! UCAN Invocation 0.2.0.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-invocation-v0.2.md",
    name: "UCAN Invocation 0.2.0",
    standing: "Overtaken by 1.0, and read, written and converted by a module of \
               its own (I12). UCANs before 1.0, its proofs, are not read.",
    sections: &[
        section(
            "1.4 Signatures",
            &[row(
                "4b9b3bcd",
                "What is signed has a Varsig.",
                by(&["v0-2.signature-form", "v0-2.authorization"]),
            )],
        ),
        section(
            "2.1 Roles",
            &[row(
                "b6e386c1",
                "Delegator and delegate of the proofs are those of the invocation.",
                by(&["v0-2.to-invocation"]).because(
                    Kind::Missing,
                    "proofs before 1.0 are not read, and what names any is not \
                     converted (I12)",
                ),
            )],
        ),
        section(
            "2.1.1 Invoker",
            &[
                row(
                    "4a6c2711",
                    "The invoker is who was delegated to.",
                    by(&["v0-2.to-invocation"])
                        .because(Kind::Missing, "proofs before 1.0 are not read (I12)"),
                ),
                row(
                    "f18fb602",
                    "The invoker stands in `iss` of the proofs.",
                    by(&["v0-2.authorization", "v0-2.to-invocation"]),
                ),
            ],
        ),
        section(
            "2.1.2 Executor",
            &[
                row(
                    "807a5368",
                    "The executor is the delegate.",
                    by(&["v0-2.to-invocation"])
                        .because(Kind::Missing, "proofs before 1.0 are not read (I12)"),
                ),
                row(
                    "3e6aaf6d",
                    "The executor is the audience of the proofs.",
                    by(&["v0-2.to-invocation"])
                        .because(Kind::Missing, "proofs before 1.0 are not read (I12)"),
                ),
            ],
        ),
        section(
            "3.2.1 Resource",
            &[row("582f3f1a", "A resource is a URI.", by(&["v0-2.resource"]))],
        ),
        section(
            "3.2.3 Ability",
            &[row("0662d80b", "An operation is an ability.", by(&["v0-2.operation"]))],
        ),
        section("3.2.4 Input", &[row("fe1f7385", "An input is a map.", by(&["v0-2.input"]))]),
        section("3.2.6 Nonce", &[row("950dc3be", "A nonce is ASCII.", by(&["v0-2.nonce"]))]),
        section(
            "4.2.1 Authorization Scope",
            &[row("eea6290f", "A scope is a set of links.", by(&["v0-2.scope"]))],
        ),
        section(
            "4.2.2 Signature",
            &[row(
                "325b6ffc",
                "The signature is over the scope in CBOR.",
                by(&["v0-2.authorization"]),
            )],
        ),
        section(
            "5 Task",
            &[
                row(
                    "782d3129",
                    "The authorization signs over the task.",
                    by(&["v0-2.scope", "v0-2.authorization"]),
                ),
                row("80b54549", "The link to the task stands in the scope.", by(&["v0-2.scope"])),
                row(
                    "cf838d0c",
                    "A receipt of a task that the scope does not name is invalid.",
                    by(&["v0-2.scope"]),
                ),
            ],
        ),
        section(
            "5.1.1 Instruction",
            &[row("506b0637", "A task links to what is to be run.", by(&["v0-2.task"]))],
        ),
        section(
            "5.1.2 Metadata",
            &[row(
                "30d78f6a",
                "Metadata is a map.",
                by(&[]).cases(&[
                    "ucan-invocation/v0-2-conversion/invocation",
                    "ucan-invocation/v0-2-task/inline",
                    "ucan-invocation/v0-2-task/meta-as-list",
                ]),
            )],
        ),
        section(
            "5.1.3 Proofs",
            &[
                row("d995b265", "Proofs are links.", by(&["v0-2.proofs"])),
                row(
                    "0f1de949",
                    "The last proof is for the executor.",
                    by(&["v0-2.to-invocation"])
                        .because(Kind::Missing, "proofs before 1.0 are not read (I12)"),
                ),
                row(
                    "4d189c4e",
                    "The last proof is by the invoker.",
                    by(&["v0-2.to-invocation"])
                        .because(Kind::Missing, "proofs before 1.0 are not read (I12)"),
                ),
            ],
        ),
        section(
            "5.1.4 Optional Cause",
            &[row(
                "84a7e6ea",
                "The cause asked for this task.",
                by(&["v0-2.task", "v0-2.to-invocation"])
                    .because(Kind::Ruled, "a cause is a hint and not followed: I9"),
            )],
        ),
        section(
            "5.2.2 Authorization",
            &[row(
                "05021dc3",
                "The authorization signs over an array with the link of the task.",
                by(&["v0-2.authorization", "v0-2.scope"]),
            )],
        ),
        section(
            "5.3 Invocation Tag",
            &[row(
                "9353ae1c",
                "The tag of an invocation may be left out.",
                because(
                    Kind::OneSided,
                    "what need not be there is not read: an invocation is what the \
                     caller says it is",
                ),
            )],
        ),
        section(
            "6.2.1 Success",
            &[row("1f06216e", "A success is below `ok`.", by(&["v0-2.result"]))],
        ),
        section(
            "7 Effect",
            &[row(
                "98949e18",
                "Effects are concurrent but for their promises.",
                by(&["v0-2.effects"])
                    .cases(&["ucan-pipeline/graph/ties", "ucan-pipeline/graph/update-and-report"]),
            )],
        ),
        section(
            "7.2.1 Forked Task Invocations",
            &[
                row(
                    "854e926a",
                    "Forks are a list in order.",
                    by(&["v0-2.effects", "receipt.effects"]),
                ),
                row(
                    "2923f23a",
                    "No fork stands twice.",
                    by(&["v0-2.effects"]).cases(&["ucan-invocation/receipt/effects-fork-twice"]),
                ),
            ],
        ),
        section(
            "7.2.2 Joined Task Invocation",
            &[row(
                "b8d212d0",
                "`join` is one link.",
                by(&["v0-2.effects"]).cases(&[
                    "ucan-invocation/receipt/effects-join",
                    "ucan-invocation/receipt/effects-join-a-list",
                ]),
            )],
        ),
        section(
            "8 Receipt",
            &[
                row(
                    "b28b14a1",
                    "A receipt is signed by the executor or a delegate.",
                    by(&["v0-2.receipt-signature"]),
                ),
                row(
                    "0273874b",
                    "A delegate shows the delegation.",
                    by(&["v0-2.receipt-signature"]).because(
                        Kind::Missing,
                        "receipts by delegates are refused, since proofs before 1.0 are \
                         not read (I12)",
                    ),
                ),
                row(
                    "9ee86a49",
                    "A receipt is the word of its executor and no more.",
                    by(&["receipt.counts"]),
                ),
                row(
                    "663d369a",
                    "A receipt has the version of its invocation.",
                    by(&["v0-2.capsule"]),
                ),
            ],
        ),
        section(
            "8.1.1 Ran Invocation",
            &[row("96324fa9", "`ran` links to the invocation.", by(&["v0-2.receipt"]))],
        ),
        section(
            "8.1.2 Output",
            &[row("1e15da1d", "`out` is a result.", by(&["v0-2.result", "v0-2.receipt"]))],
        ),
        section("8.1.3 Effect", &[row("0e45ff1a", "`fx` is the effects.", by(&["v0-2.effects"]))]),
        section(
            "8.1.5 Receipt Issuer",
            &[
                row("b6a42e0d", "`iss` is the DID of the delegate.", by(&["v0-2.receipt"])),
                row(
                    "0abfdb98",
                    "Then the delegation is in `prf`.",
                    by(&["v0-2.receipt-signature"])
                        .because(Kind::Missing, "receipts by delegates are refused (I12)"),
                ),
                row(
                    "983dfc69",
                    "Without `iss` the executor has signed.",
                    by(&["v0-2.receipt-signature"]),
                ),
            ],
        ),
        section(
            "8.1.6 Proofs",
            &[row(
                "3435eaf5",
                "`prf` links to the delegation of the issuer.",
                by(&["v0-2.receipt"])
                    .because(Kind::Missing, "receipts by delegates are refused (I12)"),
            )],
        ),
        section(
            "8.1.7 Signature",
            &[
                row(
                    "030fea7d",
                    "The signature is over the receipt without it, in DAG-CBOR.",
                    by(&["v0-2.receipt-signature"]),
                ),
                row(
                    "7a32697c",
                    "The executor has signed, or the delegate.",
                    by(&["v0-2.receipt-signature"]),
                ),
            ],
        ),
        section(
            "Await",
            &[
                row("2586bf08", "`await/*` is the whole result.", by(&["v0-2.promise"])),
                row(
                    "7d414ba2",
                    "`await/ok` and `await/error` are the value of a branch.",
                    by(&["v0-2.promise"]),
                ),
            ],
        ),
        section(
            "9.2.1 Success",
            &[
                row(
                    "60b5812d",
                    "What awaits the success of what failed fails.",
                    by(&["schedule.broken"])
                        .cases(&["ucan-pipeline/resolution/ok"])
                        .told(&["ucan-pipeline/resolution/mismatch-of-ok"]),
                ),
                row(
                    "f3fc474e",
                    "What awaits a success is given the value.",
                    by(&["v0-2.to-promise"])
                        .cases(&["ucan-pipeline/resolution/ok"])
                        .told(&["ucan-pipeline/resolution/mismatch-of-ok"]),
                ),
            ],
        ),
        section(
            "9.2.2 Failure",
            &[
                row(
                    "8d75dd2e",
                    "What awaits the failure of what succeeded fails.",
                    by(&["schedule.broken"])
                        .cases(&["ucan-pipeline/resolution/error"])
                        .told(&["ucan-pipeline/resolution/mismatch-of-error"]),
                ),
                row(
                    "821bfd9a",
                    "What awaits a failure is given the error.",
                    by(&["v0-2.to-promise"])
                        .cases(&["ucan-pipeline/resolution/error"])
                        .told(&["ucan-pipeline/resolution/mismatch-of-error"]),
                ),
            ],
        ),
        section(
            "9.2.3 Result",
            &[row(
                "b4eaa668",
                "What awaits either is given the result.",
                by(&["v0-2.to-promise"]).cases(&[
                    "ucan-pipeline/resolution/any-of-ok",
                    "ucan-pipeline/resolution/any-of-error",
                ]),
            )],
        ),
    ],
};
