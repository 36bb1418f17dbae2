//! IPVM, draft of effects of 2022.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ipvm-effects-draft.md",
    name: "IPVM, draft of effects of 2022",
    standing: "Read; nothing after it takes its place, and where we follow it \
               rulings say so (O42, O61, O62).",
    sections: &[
        section(
            "5.1 Secrets",
            &[row(
                "cbd57ee9",
                "Secrets are effects.",
                because(
                    Kind::Tests,
                    "`/crypto/sign` is one, secret by default (O61): \
                     `runtime/tests/effects.rs`, \
                     `runtime/src/effects/signing/tests.rs`",
                ),
            )],
        ),
        section(
            "2 Effects",
            &[row(
                "82c26fab",
                "How safe an effect is, is said by its command.",
                by(&["task.class", "seal.nonces"]),
            )],
        ),
        section(
            "3 Content Handles",
            &[row(
                "618f4c64",
                "A content handle is made by the runtime alone, and cannot be \
                 written down.",
                because(
                    Kind::Tests,
                    "what has no form cannot be in a file; that nobody can make one is \
                     a test of the compiler: \
                     `ipvm-task/tests/compile/forged_refused.rs`, \
                     `ipvm-task/tests/compile/outlives_refused.rs`",
                ),
            )],
        ),
        section(
            "3 Pure Wasm",
            &[
                row(
                    "47e2dc17",
                    "Deterministic WebAssembly is a pure function that reads content \
                     and nothing else.",
                    by(&["wasi.host", "wasi.names", "wasi.surroundings", "execution.result"]),
                ),
                row(
                    "94e6fca5",
                    "A call of WebAssembly names function and arguments.",
                    by(&["task.call", "execution.call"]),
                ),
            ],
        ),
    ],
};
