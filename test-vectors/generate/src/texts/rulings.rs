//! The rulings that their own cases do not show from both sides.

use super::row::{Kind, RulingRow, because, by, ruling};

/// Number and question of every ruling, in the order of the page.
pub(super) fn questions() -> Vec<(&'static str, &'static str)> {
    include_str!("../../../../docs/rulings.md").lines().filter_map(question).collect()
}

/// `| [T1](…) | question | …` or `| T1 | question | …`.
fn question(line: &str) -> Option<(&str, &str)> {
    let (number, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
    let (question, _) = rest.split_once(" | ")?;
    let number = number.strip_prefix('[').and_then(|it| it.split(']').next()).unwrap_or(number);
    let is_number = number.strip_prefix(|it: char| it.is_ascii_uppercase()).is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    is_number.then_some((number, question))
}

/// What the other rulings have is found by the cases that cite them.
pub const ALL: &[RulingRow] = &[
    ruling("T11", by(&["field.required", "field.kind", "seal.nonces", "replay.bounded"])),
    ruling(
        "P12",
        by(&[]).cases(&["ucan-core/chain-proofs/signed"]).because(
            Kind::OneSided,
            "which of several errors is told can only be seen where there are errors",
        ),
    ),
    ruling(
        "I5",
        by(&[]).cases(&["ucan-pipeline/resolution/ok", "ucan-pipeline/resolution/error"]).told(&[
            "ucan-pipeline/resolution/mismatch-of-ok",
            "ucan-pipeline/resolution/mismatch-of-error",
            "ucan-pipeline/resolution/mismatch-deep",
            "ucan-pipeline/resolution/mismatch-of-two",
            "ucan-pipeline/resolution/mismatch-beside-a-value",
            "ucan-pipeline/resolution/mismatch-of-a-promise",
            "ipvm-execution/workflows/mismatch-of-ok",
            "ipvm-execution/workflows/mismatch-of-error",
            "ipvm-execution/workflows/mismatch-of-a-trap",
        ]),
    ),
    ruling("I6", by(&["replay.key"]).told(&["ucan-pipeline/admission/awaited-by-computation"])),
    ruling(
        "I8",
        by(&["task.fault", "execution.limits", "execution.content"]).told(&[
            "ucan-pipeline/resolution/fault-of-another",
            "ucan-pipeline/resolution/fault-of-another-awaited",
            "ucan-pipeline/admission/fault-does-not-replace",
        ]),
    ),
    ruling(
        "O4",
        by(&[])
            .cases(&[
                "ipvm-task/config/limits-below-config",
                "ipvm-task/config/task-may-ask-for-more",
            ])
            .because(
                Kind::Tests,
                "the limits of the executor are its own: \
                 `runtime/tests/executor/limits.rs`",
            ),
    ),
    ruling("O6", by(&["execution.reading"])),
    ruling("O7", by(&["wasi.profile"]).cases(&["ipvm-task/calls/key-of-another-profile"])),
    ruling(
        "O9",
        because(
            Kind::Tests,
            "the cache is a folder of an executor: `runtime/tests/executor/engine.rs`",
        ),
    ),
    ruling(
        "O10",
        by(&["execution.call", "execution.workflow"]).told(&[
            "ipvm-workflow/schedule/without-a-receipt",
            "ipvm-execution/workflows/resolved-to-another-type",
        ]),
    ),
    ruling("O11", by(&["token.address", "block.hash"])),
    ruling(
        "O14",
        by(&["execution.workflow"]).told(&["ipvm-workflow/schedule/twins-without-a-receipt"]),
    ),
    ruling(
        "O15",
        by(&["task.one-word", "task.evidence-outcomes"]).because(
            Kind::Tests,
            "that both stay where they are kept: \
             `runtime/tests/executor/reuse.rs`, \
             `adapters/wasi/tests/executor/disputes.rs`",
        ),
    ),
    ruling("O16", by(&["execution.convention"])),
    ruling(
        "O17",
        by(&[
            "token.wallet",
            "payload.eip-191",
            "payload.recovery-byte",
            "signature.allowed",
            "chain.revoked-twin",
        ]),
    ),
    ruling("O18", by(&["signature.bls-g1", "signature.bls-g2", "key.bls-g1", "key.bls-g2"])),
    ruling(
        "O19",
        by(&[
            "signature.es256",
            "signature.es384",
            "signature.es512",
            "signature.es256k",
            "signature.es256k-keccak",
        ])
        .cases(&[
            "varsig/header/hash-that-is-not-the-usual-one-of-its-curve",
            "varsig/payload/unknown-hash",
        ]),
    ),
    ruling("O20", by(&["key.rsa", "signature.rs256", "signature.rs512"])),
    ruling(
        "O21",
        by(&["varsig.unknown"]).cases(&[
            "varsig/header/eight-unknown-segments",
            "varsig/header/round-trip-of-an-unknown-encoding",
        ]),
    ),
    ruling(
        "O22",
        by(&[]).cases(&[
            "ucan-core/did/longest",
            "ucan-core/did/too-long",
            "ucan-core/did/endless-key",
        ]),
    ),
    ruling(
        "O23",
        by(&[]).cases(&[
            "ucan-core/did/key-with-a-fragment",
            "ucan-core/did/key-with-another-fragment",
            "ucan-core/token-signature/fragment",
            "ucan-core/did/fragment-on-one-side",
        ]),
    ),
    ruling(
        "O24",
        by(&["token.key"]).cases(&[
            "ucan-core/token-signature/web",
            "ucan-core/token-signature/web-key-of-another",
            "ucan-core/token-signature/web-without-key",
        ]),
    ),
    ruling(
        "O25",
        because(
            Kind::Tests,
            "resolvers are handed over by the embedder: \
             `ucan-core/tests/did/resolvers.rs`",
        ),
    ),
    ruling(
        "O26",
        by(&["time.epoch", "chain.epoch"]).cases(&["ucan-core/time/negative-not-before"]),
    ),
    ruling("O32", by(&["task.config-fields"]).cases(&["ipvm-task/config/nobody"])),
    ruling("O33", by(&["task.config-fields", "workflow.config"])),
    ruling(
        "O42",
        because(
            Kind::Tests,
            "a handle has no form that could stand in a file: \
             `ipvm-task/tests/content.rs`, \
             `ipvm-task/tests/compile/forged_refused.rs`",
        ),
    ),
    ruling("O43", by(&[]).cases(&["ipld-wit/types/deepest", "ipld-wit/types/too-deep"])),
    ruling(
        "O48",
        by(&[]).cases(&["ipvm-workflow/schedule/mutations-wait"]).told(&[
            "ipvm-workflow/schedule/mutations-never",
            "ipvm-workflow/schedule/refused-is-not-well",
            "ipvm-workflow/schedule/error-that-is-awaited",
        ]),
    ),
    ruling(
        "O49",
        by(&["results.conclusion"]).told(&["ipvm-workflow/schedule/cancelled-at-the-end"]),
    ),
    ruling(
        "O51",
        by(&["results.ring", "results.caught"]).told(&[
            "ipvm-workflow/schedule/rewired-to-nothing",
            "ipvm-workflow/schedule/rewired-to-itself",
            "ipvm-workflow/schedule/rewired-to-a-mutation",
            "ipvm-workflow/schedule/rewired-beyond",
            "ipvm-workflow/schedule/rewired-to-what-has-no-receipt",
            "ipvm-workflow/schedule/ring-downstream",
            "ipvm-workflow/schedule/ring-of-two",
        ]),
    ),
    ruling(
        "O53",
        by(&[]).told(&[
            "ipvm-workflow/plan/undeclared",
            "ipvm-workflow/plan/empty-nonce",
            "ipvm-workflow/plan/hangs-on-a-mutation",
            "ipvm-workflow/plan/query-behind",
            "ipvm-workflow/plan/awaits-an-error",
            "ipvm-workflow/plan/awaits-both",
            "ipvm-workflow/plan/twins",
            "ipvm-workflow/plan/declassified",
            "ipvm-workflow/plan/handler-for-nobody",
            "ipvm-workflow/plan/missing",
            "ipvm-workflow/plan/refused",
            "ipvm-workflow/plan/known-to-fail",
        ]),
    ),
    ruling(
        "O56",
        because(
            Kind::Tests,
            "it is about a process that ended in the middle: \
             `runtime/tests/executor/mutations.rs`, \
             `adapters/crash/tests/crash.rs`",
        ),
    ),
    ruling(
        "O57",
        because(
            Kind::Tests,
            "it is about handlers: `runtime/tests/executor/mutations.rs`, \
             `runtime/tests/executor/effects.rs`",
        ),
    ),
    ruling(
        "O58",
        by(&[]).cases(&[
            "ipvm-workflow/document/secret-through-others",
            "ipvm-workflow/document/secret-no-longer",
            "ipvm-task/config/tainted",
            "ipvm-task/config/declassified",
        ]),
    ),
    ruling("O59", by(&["promise.time", "task.fresh"])),
    ruling(
        "O60",
        because(
            Kind::Tests,
            "how often something is verified cannot be seen from outside: \
             `ucan-invocation/tests/receipt.rs`",
        ),
    ),
    ruling(
        "O61",
        because(
            Kind::Tests,
            "the handlers have stores and clocks: `runtime/tests/effects.rs`, \
             `runtime/src/effects/key_value/tests.rs`, \
             `runtime/src/effects/signing/tests.rs`",
        ),
    ),
    ruling(
        "O67",
        by(&[])
            .cases(&[
                "ucan-invocation/receipt/links-and-fuel",
                "ucan-invocation/receipt/known-one",
                "ucan-invocation/receipt/known-empty",
                "ucan-invocation/receipt/known-twice",
            ])
            .because(
                Kind::Tests,
                "who may read what was asked for: `runtime/tests/executor/requests.rs`",
            ),
    ),
    ruling(
        "O68",
        because(
            Kind::Tests,
            "it is about an executor that follows effects: \
             `runtime/tests/executor/follow.rs`",
        ),
    ),
    ruling("O69", because(Kind::Tests, "as O68: `runtime/tests/executor/follow.rs`")),
    ruling(
        "O71",
        by(&["task.evidence-outcomes"]).told(&[
            "ipvm-task/evidence/refuted-the-one",
            "ipvm-task/evidence/refuted-the-other",
            "ipvm-task/evidence/refuted-both",
        ]),
    ),
    ruling(
        "O72",
        because(Kind::Tests, "it is about a store: `runtime/tests/executor/spot_check.rs`"),
    ),
    ruling(
        "O73",
        by(&["invocation.executor", "receipt.quorum"])
            .because(Kind::Tests, "how executors are asked: `runtime/tests/executor/agents.rs`"),
    ),
    ruling(
        "O74",
        because(
            Kind::Tests,
            "the index is kept by a store: `runtime/tests/executor/reuse.rs`, \
             `examples/reverse_lookup.rs`",
        ),
    ),
    ruling(
        "O76",
        because(
            Kind::Tests,
            "it is about resolvers of content: `runtime/tests/executor/content.rs`",
        ),
    ),
    ruling(
        "O77",
        because(
            Kind::Tests,
            "`runtime/tests/executor/moving.rs`, \
             `ipvm-workflow/tests/archive/main.rs`",
        ),
    ),
    ruling(
        "O78",
        because(
            Kind::Tests,
            "it is about stores: `adapters/contract/tests/memory.rs`, \
             `adapters/redb/tests/contract.rs`, \
             `adapters/redb/tests/packs.rs`, \
             `adapters/redb/tests/inline.rs`, `adapters/redb/tests/runs.rs`, \
             `adapters/redb/tests/upgrade.rs`",
        ),
    ),
    ruling("O85", by(&["archive.receipt"])),
];
