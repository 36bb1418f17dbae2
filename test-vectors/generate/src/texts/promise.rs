//! UCAN Promise 1.0.0-rc.1.

use super::row::{Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-promise.md",
    name: "UCAN Promise 1.0.0-rc.1",
    standing: "In force.",
    sections: &[
        section(
            "3. Resolution",
            &[row(
                "e127b8cb",
                "The result is taken from the receipt, and its branch is compared \
                 with the promise.",
                by(&["receipt.counts", "receipt.result", "promise.time"])
                    .cases(&["ucan-pipeline/resolution/ok", "ucan-pipeline/resolution/error"])
                    .told(&[
                        "ucan-pipeline/resolution/mismatch-of-ok",
                        "ucan-pipeline/resolution/mismatch-of-error",
                    ]),
            )],
        ),
        section(
            "3.1 Happy Path",
            &[
                row(
                    "90f9d404",
                    "`await/*` takes either branch, and puts in the whole result with \
                     its branch.",
                    by(&[]).cases(&[
                        "ucan-pipeline/resolution/any-of-ok",
                        "ucan-pipeline/resolution/any-of-error",
                        "ucan-pipeline/resolution/result-of-any-is-a-promise",
                    ]),
                ),
                row(
                    "625ae77f",
                    "`await/ok` and `await/error` take their own branch alone.",
                    by(&[])
                        .cases(&[
                            "ucan-pipeline/resolution/ok",
                            "ucan-pipeline/resolution/error",
                            "ucan-invocation/v0-2-await/any",
                        ])
                        .told(&[
                            "ucan-pipeline/resolution/mismatch-of-ok",
                            "ucan-pipeline/resolution/mismatch-of-error",
                            "ucan-pipeline/resolution/mismatch-deep",
                        ]),
                ),
                row(
                    "506e9a0d",
                    "What is put in is the value below the branch.",
                    by(&["promise.result", "promise.formed"]).cases(&[
                        "ucan-pipeline/resolution/ok",
                        "ucan-pipeline/resolution/tagged-value",
                        "ucan-pipeline/resolution/structure",
                        "ucan-pipeline/resolution/null",
                    ]),
                ),
            ],
        ),
        section(
            "3.2 Branch Mismatch",
            &[row(
                "c81511ff",
                "On the other branch the task that awaits ends with an error of its own.",
                by(&["schedule.broken"])
                    .cases(&[
                        "ucan-pipeline/resolution/ok",
                        "ipvm-execution/workflows/awaits-a-success",
                        "ipvm-execution/workflows/awaits-a-failure",
                    ])
                    .told(&[
                        "ucan-pipeline/resolution/mismatch-of-ok",
                        "ucan-pipeline/resolution/mismatch-of-error",
                        "ucan-pipeline/resolution/mismatch-of-two",
                        "ipvm-execution/workflows/mismatch-of-ok",
                        "ipvm-execution/workflows/mismatch-of-error",
                        "ipvm-execution/workflows/mismatch-of-a-trap",
                    ]),
            )],
        ),
    ],
};
