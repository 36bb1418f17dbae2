//! UCAN Invocation 1.0.0-rc.1.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-invocation.md",
    name: "UCAN Invocation 1.0.0-rc.1",
    standing: "In force; receipts are as in practice (I2), and promises in UCAN \
               Promise.",
    sections: &[
        section(
            "Roles",
            &[row(
                "b6e386c1",
                "Delegator and delegate of the proofs are those of the invocation.",
                by(&["invocation.authority", "chain.final-audience"]),
            )],
        ),
        section(
            "Invoker",
            &[
                row(
                    "4a6c2711",
                    "Who invokes is who the proofs lead to.",
                    by(&["invocation.authority", "chain.final-audience"]),
                ),
                row(
                    "f18fb602",
                    "The invoker stands in `iss` and has signed.",
                    by(&["invocation.signature", "invocation.did"]),
                ),
            ],
        ),
        section(
            "Anatomy",
            &[
                row(
                    "6fe3be8a",
                    "An invocation comes with its signature.",
                    by(&["invocation.envelope"]),
                ),
                row("249955e4", "A payload alone is no invocation.", by(&["invocation.envelope"])),
            ],
        ),
        section(
            "Type Tag",
            &[row(
                "3486c2e8",
                "The tag of an invocation is `ucan/inv@1.0.0-rc.1`; 1.0.0 is read \
                 too (T1).",
                by(&["invocation.tag"]),
            )],
        ),
        section(
            "Invocation Payload",
            &[row(
                "b7c1549f",
                "The command says what the arguments look like.",
                by(&["task.call", "revocation.arguments", "registry.arguments"]),
            )],
        ),
        section(
            "Issuer",
            &[
                row(
                    "2c5e4106",
                    "`iss` is the issuer.",
                    by(&["invocation.required", "invocation.did"]),
                ),
                row(
                    "fd87fa4d",
                    "The DID of the issuer comes to the key that has signed.",
                    by(&["invocation.signature"]),
                ),
            ],
        ),
        section(
            "Subject",
            &[row("3944f065", "There is a subject.", by(&["invocation.required", "batch.shape"]))],
        ),
        section(
            "Audience",
            &[row(
                "b328f5db",
                "Without an audience the subject is meant.",
                by(&["invocation.executor"]),
            )],
        ),
        section(
            "Task",
            &[row(
                "6e90b31e",
                "A task is named by the CID of subject, command, arguments and nonce.",
                by(&["task.id"]),
            )],
        ),
        section(
            "Command",
            &[
                row(
                    "88b54c00",
                    "There is a command that can be dispatched.",
                    by(&["invocation.required", "invocation.command"]),
                ),
                row(
                    "1214336c",
                    "The command says what the arguments look like.",
                    by(&["task.call", "revocation.arguments", "registry.arguments"]),
                ),
            ],
        ),
        section(
            "Arguments",
            &[
                row(
                    "ffcb1f78",
                    "There are arguments.",
                    by(&["invocation.required", "invocation.kind"]),
                ),
                row(
                    "932e1ba1",
                    "What the arguments look like is for the subject to say.",
                    because(
                        Kind::Others,
                        "the authors of commands; for `/wasm/run` and `/ucan/revoke` the \
                         rules `task.call` and `revocation.arguments` hold it",
                    ),
                ),
                row(
                    "3eda6ac3",
                    "The arguments are a map.",
                    by(&["invocation.kind", "batch.shape"]),
                ),
                row(
                    "2341e4ca",
                    "The arguments fit the policies of every proof.",
                    by(&["authorize.policies", "chain.policies"]),
                ),
                row(
                    "130d3db2",
                    "If one policy fails the invocation is refused.",
                    by(&["authorize.policies", "chain.policies", "batch.authority"]),
                ),
            ],
        ),
        section(
            "Nonce",
            &[row(
                "ed9fd27e",
                "There is a nonce, which is random unless repeating does no harm.",
                by(&["invocation.required", "replay.bounded", "seal.nonces"]),
            )],
        ),
        section(
            "Proofs",
            &[row(
                "cbf1fe43",
                "The proofs are links to delegations, from the root on, each \
                 aligned with the next.",
                by(&["chain.order", "chain.alignment", "invocation.kind"]),
            )],
        ),
        section(
            "Expiration",
            &[row(
                "9068ccac",
                "`exp` is there, and may be null.",
                by(&["invocation.required", "invocation.null"]),
            )],
        ),
        section(
            "Proof Chains",
            &[
                row(
                    "c73ae3a3",
                    "All of the chain is listed.",
                    by(&["invocation.proofs", "chain.available", "batch.authority"]),
                ),
                row(
                    "90055a82",
                    "The chain leads from the invoker to the subject.",
                    by(&["chain.final-audience", "chain.root", "chain.order"]),
                ),
                row(
                    "16f04b95",
                    "The subject of the proofs is that of the invocation.",
                    by(&["chain.subject", "invocation.audience-only"]).because(
                        Kind::Ruled,
                        "the text says the audience where the examples have the subject: P2, P3",
                    ),
                ),
            ],
        ),
    ],
};
