//! The form of evidence.

use super::stage::{bytes, check, check_bytes, in_order, pair, says, task, with, without};
use crate::{
    case::CaseBuilder,
    dag_cbor, list,
    people::{BOB, CAROL},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let why = "Evidence has one form, so that it has one address and hides nothing.";
    let (one, other) = (says(BOB, 42), says(BOB, 13));
    let whole = || pair("equivocation", task(), [&one, &other]);
    let receipts = in_order([&one, &other]);
    let turned: Vec<_> = receipts.iter().rev().cloned().collect();
    let bad = |slug: &str, evidence: Value, error: &'static str, title: &str| {
        check(slug, &evidence)
            .title(title)
            .why(why)
            .expect_error(error)
            .rules(["task.evidence-form"])
    };
    let mut trailing = dag_cbor::encode(&whole());
    trailing.push(0);
    let mut indefinite = dag_cbor::encode(&whole());
    indefinite[0] = 0xbf;
    indefinite.push(0xff);
    let twice = vec![receipts[0].clone(), receipts[0].clone()];
    let three = vec![receipts[0].clone(), receipts[1].clone(), says(CAROL, 1).bytes()];
    vec![
        check_bytes("trailing-byte", trailing)
            .title("A byte behind the evidence is refused.")
            .why(why)
            .expect_error("EvidenceEncoding")
            .rules(["task.evidence-form"]),
        check_bytes("indefinite", indefinite)
            .title("A map of indefinite length is refused.")
            .why(why)
            .expect_error("EvidenceEncoding")
            .rules(["task.evidence-form"]),
        bad("list", list![whole()], "EvidenceEncoding", "Evidence is a map."),
        bad(
            "version-other",
            with(whole(), "v", "0.2.0"),
            "EvidenceVersion",
            "Another version is not read.",
        ),
        bad("version-missing", without(whole(), "v"), "EvidenceField", "The version is written."),
        bad("version-number", with(whole(), "v", 1), "EvidenceField", "The version is a text."),
        bad(
            "kind-unknown",
            with(whole(), "kind", "slander"),
            "EvidenceKind",
            "A kind that is not known is refused.",
        ),
        bad(
            "field-unknown",
            with(whole(), "comment", "he did it"),
            "EvidenceField",
            "A field that is not known is refused.",
        ),
        bad(
            "token-beside",
            with(whole(), "token", receipts[0].clone()),
            "EvidenceField",
            "A field of another kind is not known.",
        ),
        bad("task-missing", without(whole(), "task"), "EvidenceField", "The task stands there."),
        bad(
            "task-by-link",
            with(whole(), "task", super::stage::link(&task())),
            "EvidenceField",
            "The task itself stands there, and no link to it.",
        ),
        bad(
            "task-with-more",
            with(whole(), "task", with(task(), "aud", BOB.did())),
            "EvidenceTask",
            "A task has four fields.",
        ),
        bad(
            "task-without-nonce",
            with(whole(), "task", without(task(), "nonce")),
            "EvidenceTask",
            "A task without a nonce is none.",
        ),
        bad(
            "receipts-one",
            with(whole(), "receipts", bytes(&receipts[..1])),
            "EvidenceReceipts",
            "One receipt is no evidence.",
        ),
        bad(
            "receipts-three",
            with(whole(), "receipts", bytes(&three)),
            "EvidenceReceipts",
            "Of three receipts it could not be said which two are meant.",
        ),
        bad(
            "receipts-turned",
            with(whole(), "receipts", bytes(&turned)),
            "EvidenceOrder",
            "The receipts stand in the order of their CIDs.",
        ),
        bad(
            "receipts-same",
            with(whole(), "receipts", bytes(&twice)),
            "EvidenceOrder",
            "One receipt twice is no evidence.",
        ),
        bad(
            "receipts-by-link",
            with(whole(), "receipts", list![one.link(), other.link()]),
            "EvidenceField",
            "The receipts themselves stand there, and no links to them.",
        ),
        bad(
            "proofs-none",
            with(whole(), "proofs", list![]),
            "EvidenceProofs",
            "A list of no proofs is left out.",
        ),
        bad(
            "proofs-too-many",
            with(whole(), "proofs", bytes(&vec![vec![0xa0]; 129])),
            "EvidenceProofs",
            "There are no more proofs than two chains of the longest have.",
        ),
    ]
}
