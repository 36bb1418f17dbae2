//! What garbage collection keeps.

use super::archive::{Block, NOW, links, receipt, task};
use crate::{
    Topic, case, case::CaseBuilder, list, map, people::ERIN, sources::RECEIPT, value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-housekeeping",
        "kept",
        "What garbage collection keeps in a store, from which roots.",
        RECEIPT,
        cases(),
    )
}

const NOTHING: Value = Value::List(Vec::new());

fn kept(slug: &str, keep: &str, title: &str) -> CaseBuilder {
    case(slug)
        .ruling("O79")
        .operation("store.kept")
        .input("keep", keep)
        .input("now", NOW)
        .title(title)
        .why("What is needed and removed is lost, and a mutation that is forgotten is done twice.")
        .rules(["store.roots"])
}

fn block(block: &Block, is_public: bool) -> Value {
    map! { "cid" => block.link(), "bytes" => block.bytes.clone(), "public" => is_public }
}

fn stays(blocks: &[&Block], receipts: &[&Block], missing: Value) -> Value {
    map! { "blocks" => links(blocks), "receipts" => links(receipts), "missing" => missing }
}

fn cases() -> Vec<CaseBuilder> {
    let none = || Value::Map(Vec::new());
    let (leaf, other) = (Block::raw("leaf"), Block::raw("other"));
    let node = Block::cbor(&list![leaf.link()]);
    let made = Block::token(&receipt(ERIN, "made", &[&leaf], none()).sign());
    let of_made = map! { "bytes" => made.bytes.clone(), "inputs" => list![other.link()] };
    let expired = receipt(ERIN, "made", &[&leaf], none()).with("exp", NOW - 1).sign();
    let expired = Block::token(&expired);
    let last = Block::token(&receipt(ERIN, "made", &[&leaf], none()).with("exp", NOW).sign());
    let of = |receipt: &Block| map! { "bytes" => receipt.bytes.clone(), "inputs" => NOTHING };
    let absent = Block::raw("absent");
    let open = Block::cbor(&list![absent.link(), task("made"), task("unknown")]);
    let both = || list![block(&leaf, false), block(&other, false)];
    let result = |class: &str| {
        list![map! { "task" => task("made"), "receipt" => made.link(), "class" => class }]
    };
    let keyed = map! { "ipvm/computation" => task("key") };
    let keyed = Block::token(&receipt(ERIN, "made", &[], keyed).sign());
    vec![
        kept("pin", "none", "A pin keeps what it names, and what that links to.")
            .input("blocks", list![block(&leaf, false), block(&node, false), block(&other, false)])
            .input("receipts", NOTHING)
            .input("results", NOTHING)
            .input("pins", list![node.link()])
            .expect_value(stays(&[&node, &leaf], &[], NOTHING))
            .rules(["store.reach"]),
        kept("public", "none", "What is public stays by no rule for receipts.")
            .input("blocks", list![block(&leaf, true), block(&other, false)])
            .input("receipts", NOTHING)
            .input("results", NOTHING)
            .input("pins", NOTHING)
            .expect_value(stays(&[&leaf], &[], NOTHING)),
        kept("public-with-links", "none", "What is public keeps what it links to.")
            .input("blocks", list![block(&leaf, false), block(&node, true), block(&other, false)])
            .input("receipts", NOTHING)
            .input("results", NOTHING)
            .input("pins", NOTHING)
            .expect_value(stays(&[&node, &leaf], &[], NOTHING))
            .rules(["store.reach"]),
        kept("receipt", "all", "A receipt keeps what its task took and what came of it.")
            .input("blocks", both())
            .input("receipts", list![of_made.clone()])
            .input("results", NOTHING)
            .input("pins", NOTHING)
            .expect_value(stays(&[&leaf, &other], &[&made], NOTHING))
            .rules(["store.reach"]),
        kept("receipt-no-rule", "none", "A receipt that no rule keeps goes with what it kept.")
            .input("blocks", both())
            .input("receipts", list![of_made.clone()])
            .input("results", result("pure"))
            .input("pins", NOTHING)
            .expect_value(stays(&[], &[], NOTHING)),
        kept("mutation", "none", "The receipt of a mutation stays whatever the rule.")
            .input("blocks", both())
            .input("receipts", list![of_made.clone()])
            .input("results", result("mutation"))
            .input("pins", NOTHING)
            .expect_value(stays(&[&leaf, &other], &[&made], NOTHING))
            .rules(["store.mutation"]),
        kept("expired", "current", "A receipt that has expired is not kept as a current one.")
            .input("blocks", both())
            .input("receipts", list![of(&expired)])
            .input("results", NOTHING)
            .input("pins", NOTHING)
            .expect_value(stays(&[], &[], NOTHING)),
        kept("last-second", "current", "A receipt is current in its last second.")
            .input("blocks", both())
            .input("receipts", list![of(&last)])
            .input("results", NOTHING)
            .input("pins", NOTHING)
            .expect_value(stays(&[&leaf], &[&last], NOTHING)),
        kept(
            "missing",
            "all",
            "What is linked to and not here is told; a task that was answered is.",
        )
        .input("blocks", list![block(&open, false), block(&leaf, false), block(&other, false)])
        .input("receipts", list![of_made])
        .input("results", NOTHING)
        .input("pins", list![open.link()])
        .expect_value(stays(
            &[&open, &leaf, &other],
            &[&made],
            links(&[&absent, &Block::cbor(&"unknown".into())]),
        ))
        .rules(["store.reach"]),
        kept("computation", "all", "The key of a computation is nothing that could be missing.")
            .input("blocks", NOTHING)
            .input("receipts", list![of(&keyed)])
            .input("results", NOTHING)
            .input("pins", NOTHING)
            .expect_value(stays(&[], &[&keyed], NOTHING))
            .rules(["store.reach"]),
        gone("unpinned", "What is neither pinned nor public nor linked to goes.", other.link())
            .input("blocks", list![block(&leaf, false), block(&node, false), block(&other, false)])
            .input("receipts", NOTHING)
            .input("results", NOTHING)
            .input("pins", list![node.link()])
            .rules(["store.roots"]),
        gone("under-garbage", "What only garbage links to goes with it.", leaf.link())
            .input("blocks", list![block(&leaf, false), block(&node, false), block(&other, false)])
            .input("receipts", NOTHING)
            .input("results", NOTHING)
            .input("pins", list![other.link()])
            .rules(["store.reach"]),
        gone("query", "The receipt of a query is not kept for being remembered.", made.link())
            .input("blocks", both())
            .input("receipts", list![of(&made)])
            .input("results", result("query"))
            .input("pins", NOTHING)
            .rules(["store.mutation"]),
    ]
}

fn gone(slug: &str, title: &str, asked: Value) -> CaseBuilder {
    case(slug)
        .ruling("O79")
        .operation("store.stays")
        .input("keep", "none")
        .input("now", NOW)
        .input("asked", asked)
        .title(title)
        .why("A store that keeps what nothing needs grows without end.")
        .expect_error("StoreGarbage")
}
