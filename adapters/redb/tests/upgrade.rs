//! A store of an earlier format is brought to this one, and nothing is lost.

use std::{path::Path, time::Duration};

use cid::Cid;
use ipvm_redb::{FORMAT_VERSION, RedbStore};
use ipvm_runtime::store::{
    About, Address, Blocks, Claim, Committed, Damage, EffectClass, Inventory, Lookup, Lost, Memo,
    ReceiptRecord, Receipts, StoreError, Visibility,
};
use redb::{Database, MultimapTableDefinition, ReadableDatabase, TableDefinition, TableHandle};
use tempfile::tempdir;
use ucan_core::Did;
use varsig::Block;

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;
type Index = MultimapTableDefinition<'static, &'static [u8], &'static [u8]>;

const ABOUT: TableDefinition<'static, &str, u64> = TableDefinition::new("ipvm_store");
const TOKENS: Rows = TableDefinition::new("receipts");
const MUTATIONS: Rows = TableDefinition::new("mutations");
const BY_TASK: Index = MultimapTableDefinition::new("receipts_by_task");
const BY_INPUT: Index = MultimapTableDefinition::new("receipts_by_input");
const BY_OUTPUT: Index = MultimapTableDefinition::new("receipts_by_output");

const LEASE: Duration = Duration::from_secs(3600);

fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

/// A receipt that names the task, as every receipt does.
fn token(name: &str, task: &str) -> Block {
    Block::raw([name.as_bytes(), &cid(task).to_bytes()].concat())
}

/// Rows as format 1 has them: the token alone, and what finds it in tables of many values.
struct Old {
    token: Block,
    tasks: Vec<Cid>,
    inputs: Vec<Cid>,
    outputs: Vec<Cid>,
}

fn old_receipts() -> Vec<Old> {
    let mut receipts: Vec<Old> = (0..50)
        .map(|number| Old {
            token: token(&number.to_string(), "task"),
            tasks: vec![cid("task"), cid(&format!("resolved {}", number % 7))],
            inputs: vec![cid("photo"), cid(&format!("in {number}"))],
            outputs: vec![cid(&format!("out {}", number % 3))],
        })
        .collect();
    receipts.push(Old {
        token: token("bare", "other task"),
        tasks: vec![cid("other task")],
        inputs: vec![],
        outputs: vec![],
    });
    receipts
}

/// Makes a store, and puts it into format 1: what is the same there is left as it is.
fn make_format_1(directory: &Path) {
    {
        let store = RedbStore::open(directory).expect("the file can be opened");
        for length in [10, 300_000] {
            Blocks::put(&store, &Block::raw(vec![7; length]), Visibility::Public)
                .expect("the store is whole");
        }
        for name in ["settled", "begun", "forgotten"] {
            let claim = store.claim(&cid(name), EffectClass::Mutation, LEASE);
            let Ok(Claim::Won(fence)) = claim else { panic!("not won: {claim:?}") };
            if name != "begun" {
                let written = [Address::Task(cid(&format!("{name}, as written")))];
                let committed = store.commit(fence, &written, &cid("receipt"));
                assert_eq!(committed, Ok(Committed::First));
            }
        }
        store
            .forget(&Address::Task(cid("forgotten")), &cid("receipt"))
            .expect("the store is whole");
    }
    let database = Database::open(directory.join("store.redb")).expect("the file can be opened");
    let transaction = database.begin_write().expect("the store is whole");
    for table in ["block_owners", "receipt_records", "receipt_index", "pins", "pinned"] {
        assert!(transaction.delete_table(Rows::new(table)).expect("the store is whole"), "{table}");
    }
    for old in old_receipts() {
        let key = old.token.cid().to_bytes();
        let mut tokens = transaction.open_table(TOKENS).expect("the store is whole");
        tokens.insert(key.as_slice(), old.token.bytes()).expect("the row can be written");
        for (index, cids) in
            [(BY_TASK, &old.tasks), (BY_INPUT, &old.inputs), (BY_OUTPUT, &old.outputs)]
        {
            let mut index = transaction.open_multimap_table(index).expect("the store is whole");
            for cid in cids {
                index
                    .insert(cid.to_bytes().as_slice(), key.as_slice())
                    .expect("the row can be written");
            }
        }
    }
    // What is forgotten of a mutation had no second record.
    let forgotten = cid("forgotten").to_bytes();
    transaction
        .open_table(MUTATIONS)
        .expect("the row can be written")
        .remove(forgotten.as_slice())
        .expect("the row can be written");
    transaction
        .open_table(ABOUT)
        .expect("the row can be written")
        .insert("format", 1)
        .expect("the row can be written");
    transaction.commit().expect("the store is whole");
}

fn damage(store: &RedbStore) -> Vec<Damage> {
    let mut damage = Vec::new();
    store.check(&mut |found| damage.push(found)).expect("the store is whole");
    damage
}

#[test]
fn keeps_every_receipt_and_what_it_is_found_by() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    for _ in 0..2 {
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(damage(&store), []);
        let receipts = old_receipts();
        assert_eq!(store.page(None, usize::MAX).unwrap().len(), receipts.len());
        assert_eq!(store.by_input(&cid("photo")).unwrap().len(), 50);
        assert_eq!(store.by_output(&cid("out 0")).unwrap().len(), 17);
        for old in receipts {
            let receipt = old.token.cid();
            let record = store.record(receipt).unwrap().unwrap();
            // The token says which of two tasks is the one as written.
            let mut expected = ReceiptRecord::new(old.token.clone(), old.tasks[0]);
            expected.resolved = old.tasks.get(1).copied();
            let mut inputs = old.inputs.clone();
            inputs.sort_unstable();
            assert_eq!(record, expected.with_inputs(inputs).with_outputs(old.outputs.clone()));
            for task in &old.tasks {
                assert!(store.by_task(task).unwrap().contains(receipt));
            }
            for input in &old.inputs {
                assert!(store.by_input(input).unwrap().contains(receipt));
            }
            assert_eq!(Receipts::get(&store, receipt), Ok(Some(old.token)));
        }
    }
}

#[test]
fn keeps_blocks_and_mutations() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    let store = RedbStore::open(root.path()).unwrap();
    for length in [10, 300_000] {
        let block = Block::raw(vec![7; length]);
        assert_eq!(store.visibility(block.cid()), Ok(Some(Visibility::Public)));
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
    }
    let claim = |name| store.claim(&cid(name), EffectClass::Mutation, LEASE).unwrap();
    assert_eq!(claim("settled"), Claim::Done(cid("receipt")));
    assert_eq!(claim("begun"), Claim::Indeterminate);
    assert_eq!(claim("forgotten"), Claim::Indeterminate);
    let mut begun: Vec<Cid> =
        store.begun(None, 9).unwrap().into_iter().map(|begun| begun.task).collect();
    begun.sort_unstable();
    let mut expected = ["settled", "begun", "forgotten"].map(cid);
    expected.sort_unstable();
    assert_eq!(begun, expected);
}

#[test]
fn whose_a_receipt_is_can_be_said_afterwards() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    let store = RedbStore::open(root.path()).unwrap();
    let (photo, alice): (_, Did) = (cid("photo"), "did:web:alice.example".parse().unwrap());
    let lookup = Lookup::input(&photo).of(&alice);
    assert_eq!(store.find(&lookup, None, 99), Ok(vec![]));
    let old = old_receipts().swap_remove(0);
    let about = About::new(alice.clone(), "/wasm/run".parse().unwrap());
    let record = ReceiptRecord::new(old.token.clone(), old.tasks[0]).with_about(about);
    Receipts::put(&store, &record).unwrap();
    assert_eq!(store.find(&lookup, None, 99), Ok(vec![*old.token.cid()]));
    assert_eq!(store.by_input(&photo).unwrap().len(), 50);
    assert_eq!(damage(&store), []);
}

#[test]
fn a_reader_of_format_1_would_refuse_what_was_upgraded() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    drop(RedbStore::open(root.path()).unwrap());
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let transaction = database.begin_read().unwrap();
    let about = transaction.open_table(ABOUT).unwrap();
    assert_eq!(about.get("format").unwrap().unwrap().value(), FORMAT_VERSION);
    assert_eq!(FORMAT_VERSION, 6);
    // And nothing of what it reads is left for it to find empty.
    let tables = transaction.list_tables().unwrap();
    assert!(tables.into_iter().all(|table| !["receipts", "upgrade"].contains(&table.name())));
    assert_eq!(transaction.list_multimap_tables().unwrap().count(), 0);
}

/// In format 2 there were no packs, and all else was as it is.
#[test]
fn a_store_of_format_2_keeps_everything_and_packs_what_comes() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    let small = Block::raw(vec![1; 4_000]);
    {
        let store = RedbStore::open(root.path()).unwrap();
        Blocks::put(&store, &small, Visibility::Public).unwrap();
        store.pin(&cid("root")).unwrap();
    }
    {
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        for table in ["block_packs", "pack_tails", "block_places"] {
            assert!(transaction.delete_table(Rows::new(table)).unwrap(), "{table}");
        }
        transaction.open_table(ABOUT).unwrap().insert("format", 2).unwrap();
        transaction.commit().unwrap();
    }
    for _ in 0..2 {
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(damage(&store), []);
        assert_eq!(Blocks::get(&store, small.cid()), Ok(Some(small.clone())));
        assert_eq!(store.by_input(&cid("photo")).unwrap().len(), 50);
        assert_eq!(store.pins(None, 9), Ok(vec![cid("root")]));
        let blocks: Vec<_> = (2..10_u8)
            .map(|number| (Block::raw(vec![number; 4_000]), Visibility::Restricted))
            .collect();
        store.put_all(&blocks).unwrap();
        assert_eq!(store.statistics().unwrap().table("block_packs").unwrap().rows, 1);
        assert_eq!(damage(&store), []);
    }
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let about = database.begin_read().unwrap().open_table(ABOUT).unwrap();
    assert_eq!(about.get("format").unwrap().unwrap().value(), FORMAT_VERSION);
}

/// In format 3 the index had no runs, and all else was as it is.
#[test]
fn a_store_of_format_3_keeps_everything_and_says_which_format_it_has() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    drop(RedbStore::open(root.path()).unwrap());
    {
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(ABOUT).unwrap().insert("format", 3).unwrap();
        transaction.commit().unwrap();
    }
    {
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(damage(&store), []);
        assert_eq!(store.by_input(&cid("photo")).unwrap().len(), 50);
    }
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let about = database.begin_read().unwrap().open_table(ABOUT).unwrap();
    assert_eq!(about.get("format").unwrap().unwrap().value(), FORMAT_VERSION);
}

/// In format 5 a pack stood in one row, and all else was as it is.
#[test]
fn a_store_of_format_5_keeps_its_packs_and_says_which_format_it_has() {
    // One pack that fills its pages to the last byte, as they may have done, and one that does
    // not.
    let full: Vec<_> = (0..4_u8).map(|number| Block::raw(vec![number; 8_187])).collect();
    let small: Vec<_> = (4..8_u8).map(|number| Block::raw(vec![number; 5_000])).collect();
    let root = tempdir().unwrap();
    for blocks in [&full, &small] {
        let put = blocks.iter().map(|block| (block.clone(), Visibility::Restricted));
        RedbStore::open(root.path()).unwrap().put_all(&put.collect::<Vec<_>>()).unwrap();
    }
    {
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        assert!(transaction.delete_table(Rows::new("pack_tails")).unwrap());
        transaction.open_table(ABOUT).unwrap().insert("format", 5).unwrap();
        transaction.commit().unwrap();
    }
    {
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(store.statistics().unwrap().table("block_packs").unwrap().rows, 2);
        assert_eq!(damage(&store), []);
        for block in full.iter().chain(&small) {
            assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())));
        }
    }
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let about = database.begin_read().unwrap().open_table(ABOUT).unwrap();
    assert_eq!(about.get("format").unwrap().unwrap().value(), FORMAT_VERSION);
}

#[test]
fn takes_what_has_decayed_along_for_a_check_to_find() {
    let root = tempdir().unwrap();
    make_format_1(root.path());
    {
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        {
            let mut tokens = transaction.open_table(TOKENS).unwrap();
            tokens.insert(cid("gone").to_bytes().as_slice(), b"other bytes".as_slice()).unwrap();
            tokens.insert(b"no cid".as_slice(), b"bytes".as_slice()).unwrap();
            let mut index = transaction.open_multimap_table(BY_INPUT).unwrap();
            let receipt = cid("lost").to_bytes();
            index.insert(cid("photo").to_bytes().as_slice(), receipt.as_slice()).unwrap();
            index.insert(b"neither".as_slice(), receipt.as_slice()).unwrap();
        }
        transaction.commit().unwrap();
    }
    let store = RedbStore::open(root.path()).unwrap();
    let damaged = StoreError::Damaged { cid: cid("gone") };
    assert_eq!(Receipts::get(&store, &cid("gone")), Err(damaged));
    assert!(store.by_input(&cid("photo")).unwrap().contains(&cid("lost")));
    let lost: Vec<Lost> = damage(&store).into_iter().map(|damage| damage.lost).collect();
    assert_eq!(lost.len(), 5, "{lost:?}");
    for expected in [Lost::Token(cid("gone")), Lost::Facts(cid("gone")), Lost::Token(cid("lost"))] {
        assert!(lost.contains(&expected), "{expected:?}");
    }
    assert_eq!(lost.iter().filter(|lost| **lost == Lost::Unknown).count(), 2);
}
