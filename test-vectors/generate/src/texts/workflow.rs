//! IPVM Workflow 0.1.0.

use super::row::{Kind, Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ipvm-workflow-v0.1.md",
    name: "IPVM Workflow 0.1.0",
    standing: "In force for what a document says, on UCAN 1.0 and as version \
               0.2.0 (O1); documents of 0.1.0 are converted (O54).",
    sections: &[
        section(
            "1 Introduction",
            &[row(
                "7ced1880",
                "A workflow can be proposed, run by others and verified.",
                by(&["task.offer", "task.attestation", "open.tasks"]),
            )],
        ),
        section(
            "1.1 Design Philosophy",
            &[row(
                "9bd34cff",
                "Tasks do not wait for each other in a ring.",
                by(&["seal.rings", "graph.order"]),
            )],
        ),
        section(
            "2 Envelope",
            &[row(
                "b8bcc6d9",
                "The envelope has the fields of the table.",
                by(&["workflow.fields", "workflow.version", "token.envelope"]).because(
                    Kind::Ruled,
                    "the envelope and its signature are those of an invocation: O1",
                ),
            )],
        ),
        section(
            "2.1.1 Version",
            &[row("dbaf263c", "`v` is the version.", by(&["workflow.version", "older.version"]))],
        ),
        section(
            "3.1.1 Secret Flag",
            &[row(
                "2c9f9beb",
                "A flag of secrecy that is set counts.",
                by(&[]).cases(&[
                    "ipvm-task/config/secret",
                    "ipvm-task/config/declassified",
                    "ipvm-task/config/public",
                    "ipvm-task/config/secret-of-secret",
                ]),
            )],
        ),
        section(
            "3.1.2 Verification Strategy",
            &[
                row(
                    "c43d1ec9",
                    "`check` is a strategy of verification.",
                    by(&["task.check-one", "task.check-parameters"]),
                ),
                row(
                    "c52b54ef",
                    "Without it the strategy is attestation.",
                    by(&[]).cases(&[
                        "ipvm-task/config/nobody",
                        "ipvm-task/config/empty-task",
                        "ipvm-task/config/check-null",
                    ]),
                ),
            ],
        ),
        section(
            "4 Task Configuration",
            &[row(
                "ac91b5af",
                "The configuration of a task stands in its `meta`, under `ipvm/config`.",
                by(&["task.limits", "workflow.config"]),
            )],
        ),
        section(
            "4.1 Fields",
            &[row(
                "2d6e3dba",
                "It goes before the defaults and the system.",
                by(&["workflow.config"]).cases(&[
                    "ipvm-task/config/task-above-defaults",
                    "ipvm-task/config/task-above-system",
                ]),
            )],
        ),
        section(
            "5 Exception Handler",
            &[
                row(
                    "fe300af5",
                    "The handler is run for each task that ends on its error branch.",
                    by(&["schedule.asked"]).cases(&["ipvm-workflow/schedule/each-is-asked-about"]),
                ),
                row(
                    "e55a336d",
                    "The handler takes a failure and gives an answer.",
                    by(&["catch.failure", "catch.answer"]),
                ),
                row(
                    "dfb0e5d4",
                    "An answer with a message rethrows.",
                    by(&["catch.outcome", "catch.answer"]).cases(&[
                        "ipvm-workflow/schedule/rethrown",
                        "ipvm-workflow/catch/rethrown-error",
                    ]),
                ),
                row(
                    "8ec372c5",
                    "Pure tasks are one transaction.",
                    by(&["results.conclusion"])
                        .cases(&["ipvm-workflow/schedule/mutations-wait"])
                        .told(&[
                            "ipvm-workflow/schedule/mutations-never",
                            "ipvm-workflow/schedule/refused-is-not-well",
                            "ipvm-workflow/schedule/error-that-is-awaited",
                        ]),
                ),
            ],
        ),
    ],
};
