//! IPVM, draft of jobs of 2022.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ipvm-job-draft.md",
    name: "IPVM, draft of jobs of 2022",
    standing: "Read, and overtaken by IPVM Workflow 0.1.0, which came after it. \
               What still stands is held by the rules of workflows.",
    sections: &[
        section(
            "1.3 Security Considerations",
            &[
                row(
                    "628904b3",
                    "No secret is written into a workflow.",
                    because(Kind::Others, "who writes workflows"),
                ),
                row(
                    "c19e90eb",
                    "What takes a secret is secret, and so is what takes that.",
                    by(&[]).cases(&[
                        "ipvm-workflow/document/secret-through-others",
                        "ipvm-task/config/tainted",
                        "ipvm-task/config/open",
                        "ipvm-task/config/public",
                    ]),
                ),
                row(
                    "79eea4e4",
                    "Shared memory is an effect.",
                    because(
                        Kind::Missing,
                        "the engine is built without threads, and takes no shared memory",
                    ),
                ),
            ],
        ),
        section(
            "2 Effect System",
            &[
                row("9f95d950", "What runs comes to an end.", by(&["execution.limits"])),
                row("ceff2139", "Tasks have a partial order.", by(&["seal.rings", "graph.order"])),
                row(
                    "005782a9",
                    "Effects are declared, and done by the host.",
                    by(&["task.effects-type", "wasi.host"]),
                ),
                row(
                    "c111c6f4",
                    "Effects may be asked for by what is computed.",
                    by(&["task.effects-type", "task.effects-set", "receipt.effects"]),
                ),
            ],
        ),
        section(
            "3 Job Anatomy",
            &[row(
                "bd584a2a",
                "A job has header, jobs and signature.",
                by(&["workflow.fields", "open.command"])
                    .because(Kind::Ruled, "a job is a workflow, which is an invocation: O1"),
            )],
        ),
        section(
            "3.2 Jobs",
            &[
                row(
                    "f136f6d4",
                    "`jobs` are what is to be run.",
                    by(&["workflow.tasks", "workflow.fields"]),
                ),
                row(
                    "2b361f2b",
                    "A job is a computation, an effect, or one that takes the result \
                     of another.",
                    by(&["task.call", "workflow.task-fields", "promise.formed"]),
                ),
            ],
        ),
        section(
            "3.2.3 Pipelining",
            &[
                row(
                    "a287a9b7",
                    "A job has a label.",
                    by(&["workflow.fields", "workflow.label-length"])
                        .cases(&["ipvm-workflow/document/tasks-list"]),
                ),
                row(
                    "bb783199",
                    "A label means something within its workflow only.",
                    by(&["seal.labels", "older.promise"]),
                ),
                row("0a6acdec", "There is no ring.", by(&["seal.rings", "graph.order"])),
                row(
                    "b0831bd8",
                    "A ring is found before anything runs.",
                    by(&["seal.rings", "graph.order"]).cases(&["ipvm-workflow/schedule/ring"]),
                ),
            ],
        ),
        section(
            "2.2 Implicit Parallelism",
            &[row(
                "ab0c488c",
                "What can run side by side follows from the flow of data.",
                by(&["schedule.running"]).cases(&[
                    "ipvm-workflow/schedule/diamond",
                    "ipvm-workflow/schedule/handed-out-in-order",
                ]),
            )],
        ),
        section(
            "FIXME STASH",
            &[row(
                "eb0e90f1",
                "Who executes is agreed upon by certificates.",
                by(&["task.offer", "task.fit-trust"]),
            )],
        ),
    ],
};
