//! A whole store as one archive.

use super::archive::{Archive, Block, NOW, links, on_behalf, receipt, task};
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_with_digest},
    list, map,
    people::{ALICE, BOB, ERIN, MALLORY},
    sources::RECEIPT,
    token::Delegation,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-housekeeping",
        "archive",
        "A whole store as one archive: what is taken in from it, and what is refused.",
        RECEIPT,
        [taken(), turns(), refused()].concat(),
    )
}

const NOTHING: Value = Value::List(Vec::new());

fn moved(slug: &str, archive: Vec<u8>, trusted: Value, title: &str) -> CaseBuilder {
    case(slug)
        .ruling("O80")
        .operation("store.import")
        .input("archive", archive)
        .input("trusted", trusted)
        .input("now", NOW)
        .title(title)
        .why(
            "Whoever leaves takes everything along, and whoever takes it in believes no more than \
              what was signed.",
        )
}

/// A store with something of everything.
struct Store {
    photo: Block,
    note: Block,
    made: Block,
    paid: Block,
}

fn store() -> Store {
    let photo = Block::raw("photo");
    let note = Block::cbor(&list![photo.link()]);
    let keyed = map! { "ipvm/computation" => task("key") };
    let made = Block::token(&receipt(ERIN, "made", &[&note], keyed).sign());
    let paid = Block::token(&receipt(ERIN, "pay", &[], Value::Map(Vec::new())).sign());
    Store { photo, note, made, paid }
}

fn receipt_row(receipt: &Block, inputs: Value, outputs: Value) -> Value {
    map! { "cid" => receipt.link(), "in" => inputs, "out" => outputs }
}

/// The rows and blocks in the order of the bytes of their CIDs, as a store gives them.
fn in_order(mut rows: Vec<(Block, Value)>) -> (Vec<Block>, Vec<Value>) {
    rows.sort_by_key(|(block, _)| block.cid_bytes());
    rows.into_iter().unzip()
}

/// The blocks of the store with their rows, in order, and its receipts.
type Rows = (Vec<Block>, Vec<Value>);

fn content(store: &Store) -> (Rows, Rows) {
    let Store { photo, note, made, paid } = store;
    let blocks = in_order(vec![
        (photo.clone(), map! { "cid" => photo.link(), "public" => true, "owners" => NOTHING }),
        (
            note.clone(),
            map! { "cid" => note.link(), "public" => false, "owners" => list![ALICE.did()] },
        ),
    ]);
    let about = map! {
        "sub" => ALICE.did(),
        "cmd" => "/wasm/run",
        "mod" => photo.link(),
        "fun" => "annotate",
    };
    let mut of_made = receipt_row(made, list![photo.link()], list![note.link()]);
    if let Value::Map(fields) = &mut of_made {
        fields.push(("about".into(), about));
    }
    let receipts = in_order(vec![
        (made.clone(), of_made),
        (paid.clone(), receipt_row(paid, NOTHING, NOTHING)),
    ]);
    (blocks, receipts)
}

/// A page of these rows, and the blocks that they name.
fn page(archive: Archive, kind: &'static str, (blocks, rows): &Rows) -> Archive {
    let archive = archive.rows(kind, rows.clone());
    blocks.iter().fold(archive, |archive, block| archive.section(block))
}

fn whole(store: &Store) -> Archive {
    let (blocks, receipts) = content(store);
    let archive = page(Archive::default(), "blocks", &blocks);
    behind(page(archive, "receipts", &receipts), store)
}

/// What comes after blocks and receipts.
fn behind(archive: Archive, store: &Store) -> Archive {
    let Store { note, made, paid, .. } = store;
    let (_, begun) = in_order(vec![
        (Block::cbor(&"pay".into()), map! { "task" => task("pay"), "receipt" => paid.link() }),
        (Block::cbor(&"order".into()), map! { "task" => task("order") }),
    ]);
    let (_, mut results) = in_order(vec![
        (
            Block::cbor(&"made".into()),
            map! { "task" => task("made"), "receipt" => made.link(), "class" => "pure" },
        ),
        (
            Block::cbor(&"pay".into()),
            map! { "task" => task("pay"), "receipt" => paid.link(), "class" => "mutation" },
        ),
    ]);
    results
        .push(map! { "computation" => task("key"), "receipt" => made.link(), "class" => "pure" });
    archive.rows("begun", begun).rows("results", results).rows("pins", vec![note.link()]).end()
}

fn blocks_of(store: &Store) -> Value {
    let Store { photo, note, .. } = store;
    let (_, blocks) = in_order(vec![
        (photo.clone(), map! { "cid" => photo.link(), "public" => true, "owners" => NOTHING }),
        (
            note.clone(),
            map! { "cid" => note.link(), "public" => false, "owners" => list![ALICE.did()] },
        ),
    ]);
    Value::List(blocks)
}

fn receipts_of(store: &Store, is_trusted: bool) -> Value {
    let Store { photo, note, made, paid } = store;
    let said = |subject: Value, inputs: Value| {
        map! {
            "cid" => made.link(),
            "task" => task("made"),
            "inputs" => inputs,
            "outputs" => list![note.link()],
            "subject" => subject,
        }
    };
    let of_made = if is_trusted {
        said(ALICE.did().into(), list![photo.link()])
    } else {
        said(Value::Null, NOTHING)
    };
    let of_paid = map! {
        "cid" => paid.link(),
        "task" => task("pay"),
        "inputs" => NOTHING,
        "outputs" => NOTHING,
        "subject" => Value::Null,
    };
    Value::List(in_order(vec![(made.clone(), of_made), (paid.clone(), of_paid)]).1)
}

fn taken() -> Vec<CaseBuilder> {
    let store = store();
    let archive = whole(&store);
    let order = Block::cbor(&"order".into());
    let pay = Block::cbor(&"pay".into());
    let begun = |receipt: Value| {
        let (_, rows) = in_order(vec![
            (pay.clone(), map! { "task" => pay.link(), "receipt" => receipt }),
            (order.clone(), map! { "task" => order.link(), "receipt" => Value::Null }),
        ]);
        Value::List(rows)
    };
    let empty = Archive::default().end();
    let tasks = links(&[&Block::cbor(&"made".into()), &pay]);
    vec![
        moved("whole", archive.write().0, list![ERIN.did()], "A whole store comes over as it was.")
            .expect_value(map! {
                "blocks" => blocks_of(&store),
                "receipts" => receipts_of(&store, true),
                "begun" => begun(store.paid.link()),
                "tasks" => tasks,
                "computations" => list![task("key")],
                "pins" => list![store.note.link()],
                "again" => true,
            })
            .rules(["archive.form", "archive.chain", "archive.whole", "archive.receipt"]),
        moved(
            "untrusted",
            archive.write().0,
            list![MALLORY.did()],
            "On the word of nobody, receipts come over without results, and mutations are \
             indeterminate.",
        )
        .expect_value(map! {
            "blocks" => blocks_of(&store),
            "receipts" => receipts_of(&store, false),
            "begun" => begun(Value::Null),
            "tasks" => NOTHING,
            "computations" => NOTHING,
            "pins" => list![store.note.link()],
            "again" => false,
        })
        .rules(["archive.receipt"]),
        moved("empty", empty.write().0, NOTHING, "An empty store is its last page.")
            .expect_value(map! {
                "blocks" => NOTHING,
                "receipts" => NOTHING,
                "begun" => NOTHING,
                "tasks" => NOTHING,
                "computations" => NOTHING,
                "pins" => NOTHING,
                "again" => true,
            })
            .rules(["archive.form"]),
    ]
}

/// Blocks and receipts in turns, and what a receipt that leans on a delegation asks of them.
fn turns() -> Vec<CaseBuilder> {
    let store = store();
    let (blocks, receipts) = content(&store);
    let of = |(blocks, rows): &Rows, at: usize| {
        let one = |all: &[Block]| all.get(at).cloned().into_iter().collect();
        (one(blocks), rows.get(at).cloned().into_iter().collect())
    };
    // From the back, so that the order within a kind does not matter either.
    let taking_turns = [1, 0].into_iter().fold(Archive::default(), |archive, at| {
        let archive = page(archive, "receipts", &of(&receipts, at));
        page(archive, "blocks", &of(&blocks, at))
    });
    let pay = Block::cbor(&"pay".into());
    let begun = vec![
        (pay.clone(), map! { "task" => pay.link(), "receipt" => store.paid.link() }),
        (Block::cbor(&"order".into()), map! { "task" => task("order"), "receipt" => Value::Null }),
    ];

    let delegation = Delegation::new(ERIN, BOB, ERIN).with("cmd", "/ucan/assert/receipt").sign();
    let nothing = Value::Map(Vec::new());
    let said = on_behalf(ERIN, BOB, "made", &[], nothing).proofs(std::slice::from_ref(&delegation));
    let (delegation, said) = (Block::token(&delegation), Block::token(&said.sign()));
    let row =
        |block: &Block| map! { "cid" => block.link(), "public" => false, "owners" => NOTHING };
    let proof = (vec![delegation.clone()], vec![row(&delegation)]);
    let leaning = (vec![said.clone()], vec![receipt_row(&said, NOTHING, NOTHING)]);
    let found = map! {
        "cid" => said.link(),
        "task" => task("made"),
        "inputs" => NOTHING,
        "outputs" => NOTHING,
        "subject" => Value::Null,
    };
    let store_of = |receipts: Value, again: bool| {
        map! {
            "blocks" => list![row(&delegation)],
            "receipts" => receipts,
            "begun" => NOTHING,
            "tasks" => NOTHING,
            "computations" => NOTHING,
            "pins" => NOTHING,
            "again" => again,
        }
    };
    let before = page(page(Archive::default(), "blocks", &proof), "receipts", &leaning).end();
    let later = page(page(Archive::default(), "receipts", &leaning), "blocks", &proof).end();
    vec![
        moved(
            "turns",
            behind(taking_turns, &store).write().0,
            list![ERIN.did()],
            "Pages of blocks and of receipts take turns.",
        )
        .expect_value(map! {
            "blocks" => blocks_of(&store),
            "receipts" => receipts_of(&store, true),
            "begun" => Value::List(in_order(begun).1),
            "tasks" => links(&[&Block::cbor(&"made".into()), &pay]),
            "computations" => list![task("key")],
            "pins" => list![store.note.link()],
            "again" => false,
        })
        .rules(["archive.form"]),
        moved(
            "delegate",
            before.write().0,
            list![ERIN.did()],
            "A receipt that a delegate signed comes over if the delegation stands before it.",
        )
        .expect_value(store_of(list![found], true))
        .rules(["archive.receipt"]),
        moved(
            "delegation-later",
            later.write().0,
            list![ERIN.did()],
            "A receipt whose delegation comes after it is left out.",
        )
        .expect_value(store_of(NOTHING, false))
        .rules(["archive.receipt"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let store = store();
    let photo = &store.photo;
    let row = || map! { "cid" => photo.link(), "public" => false, "owners" => NOTHING };
    let blocks = || Archive::default().rows("blocks", vec![row()]);
    let pins = || Archive::default().rows("pins", vec![photo.link()]);
    let unfinished = cid_with_digest(DAG_CBOR, 0x12, &[0; 32]);
    let forged = receipt(ERIN, "made", &[], Value::Map(Vec::new())).signed_by(MALLORY).sign();
    let forged = Block::token(&forged);
    let forged = Archive::default()
        .rows("receipts", vec![receipt_row(&forged, NOTHING, NOTHING)])
        .section(&forged);
    let refuse = |slug: &str, archive: &Archive, at: Option<usize>, error, rule, title: &str| {
        let (bytes, offsets) = archive.write();
        let offset = match at {
            Some(section) => offsets.get(section).copied().unwrap_or(bytes.len()),
            None => 0,
        };
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        moved(slug, bytes, list![ERIN.did()], title).expect_error_at(error, offset).rules([rule])
    };
    let cut = {
        let mut bytes = whole(&store).write().0;
        bytes.truncate(bytes.len() - 1);
        let offset = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        moved("cut", bytes, list![ERIN.did()], "An archive that lacks its last byte is refused.")
            .expect_error_at("StoreArchiveCar", offset)
            .rules(["archive.whole"])
    };
    let twice = pins().rows("blocks", vec![row()]).section(photo).end();
    let newer = Archive::default().page("end", "0.2.0", ("counts", Value::Map(Vec::new())));
    let newer = newer.under(task("root"));
    let kind = Archive::default().page("values", "0.1.0", ("rows", NOTHING)).under(task("root"));
    let bad_row = Archive::default().rows("pins", vec!["photo".into()]).end();
    vec![
        cut,
        refuse(
            "unfinished",
            &blocks().section(photo).under(Value::link(unfinished)),
            None,
            "StoreArchiveUnfinished",
            "archive.whole",
            "An archive that was not written to its end still names no root.",
        ),
        refuse(
            "without-end",
            &blocks().section(photo).under(task("root")),
            Some(2),
            "StoreArchiveEnd",
            "archive.whole",
            "An archive without its last page is refused, though each of its sections is whole.",
        ),
        refuse(
            "after-end",
            &blocks().section(photo).end().section(photo),
            Some(3),
            "StoreArchiveEnd",
            "archive.whole",
            "Nothing comes after the last page.",
        ),
        refuse(
            "another-root",
            &blocks().section(photo).end().under(task("root")),
            Some(2),
            "StoreArchiveRoot",
            "archive.chain",
            "The root is the last page.",
        ),
        refuse(
            "another-page-before",
            &blocks().section(photo).after(Some(photo)).rows("pins", vec![photo.link()]).end(),
            Some(2),
            "StoreArchivePrevious",
            "archive.chain",
            "A page names the page before it.",
        ),
        refuse(
            "no-page-before",
            &blocks().section(photo).after(None).rows("pins", vec![photo.link()]).end(),
            Some(2),
            "StoreArchivePrevious",
            "archive.chain",
            "Only the first page names none.",
        ),
        refuse(
            "another-block",
            &blocks().section(&store.note).end(),
            Some(1),
            "StoreArchiveBlock",
            "archive.form",
            "After a page come the blocks that its rows name.",
        ),
        refuse(
            "order",
            &twice,
            Some(1),
            "StoreArchiveOrder",
            "archive.form",
            "Blocks come before pins.",
        ),
        refuse(
            "count",
            &blocks().section(photo).counting("blocks").end(),
            Some(2),
            "StoreArchiveCount",
            "archive.whole",
            "The last page counts what came.",
        ),
        refuse(
            "no-page",
            &Archive::default().section(photo).end(),
            Some(0),
            "StoreArchivePage",
            "archive.form",
            "A block that no row names is no page.",
        ),
        refuse(
            "version",
            &newer,
            Some(0),
            "StoreArchiveVersion",
            "archive.form",
            "A version that is not read is named.",
        ),
        refuse(
            "kind",
            &kind,
            Some(0),
            "StoreArchivePage",
            "archive.form",
            "A page is of a kind that there is.",
        ),
        refuse("row", &bad_row, Some(0), "StoreArchiveRow", "archive.form", "A pin is a link."),
        refuse(
            "forged",
            &forged.end(),
            Some(1),
            "StoreArchiveReceipt",
            "archive.receipt",
            "A receipt that its executor did not sign is refused.",
        ),
    ]
}
