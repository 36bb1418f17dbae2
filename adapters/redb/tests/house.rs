//! Checks, repair, compaction and statistics of a store on the disk.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use cid::Cid;
use ipvm_redb::{INLINE_LIMIT, RedbStore};
use ipvm_runtime::store::{
    About, Address, Blocks, Claim, Committed, Damage, EffectClass, Inventory, Lookup, Lost, Memo,
    ReceiptRecord, Receipts, Role, StoreError, Visibility,
};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::{TempDir, tempdir};
use ucan_core::Did;
use varsig::Block;

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;

const LEASE: Duration = Duration::from_secs(3600);

fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

fn alice() -> Did {
    "did:web:alice.example".parse().expect("it is well formed")
}

fn record(name: &str) -> ReceiptRecord {
    ReceiptRecord::new(Block::raw(name.as_bytes().to_vec()), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs([cid("in")])
        .with_outputs([cid("out")])
        .with_about(About::new(alice(), "/wasm/run".parse().expect("it is well formed")))
}

fn large() -> Block {
    Block::raw(vec![5; INLINE_LIMIT + 1])
}

fn begin(store: &RedbStore, name: &str) -> ipvm_runtime::store::Fence {
    match store.claim(&cid(name), EffectClass::Mutation, LEASE) {
        Ok(Claim::Won(fence)) => fence,
        other => panic!("not won: {other:?}"),
    }
}

/// A block that is kept in two rows.
fn cut() -> Block {
    Block::raw(vec![6; 16_384])
}

/// Small blocks that are packed when they are put together, a pack that is kept in two rows.
fn packed() -> Vec<Block> {
    (0..6_u8).map(|number| Block::raw(vec![number; 5_500])).collect()
}

/// A store with something of everything.
fn filled() -> TempDir {
    let root = tempdir().expect("the store is whole");
    let store = RedbStore::open(root.path()).expect("the file can be opened");
    store.put_for(&[Block::raw(*b"small"), large()], &alice()).expect("the store is whole");
    Blocks::put(&store, &cut(), Visibility::Restricted).expect("the store is whole");
    let packed = packed().into_iter().map(|block| (block, Visibility::Restricted));
    store.put_all(&packed.collect::<Vec<_>>()).expect("the store is whole");
    for name in ["one", "two"] {
        Receipts::put(&store, &record(name)).expect("the store is whole");
    }
    store.pin(&cid("root")).expect("the store is whole");
    let settled = begin(&store, "settled");
    let written = [Address::Task(cid("written"))];
    assert_eq!(store.commit(settled, &written, &cid("one")), Ok(Committed::First));
    drop(begin(&store, "begun"));
    let addresses = [Address::Computation(cid("key")), Address::Task(cid("pure"))];
    assert_eq!(store.remember(&addresses, &cid("one")), Ok(Committed::First));
    drop(store);
    root
}

/// Every row of a table.
fn rows(directory: &Path, table: Rows) -> Vec<(Vec<u8>, Vec<u8>)> {
    let database = Database::open(directory.join("store.redb")).expect("the file can be opened");
    let transaction = database.begin_read().expect("the store is whole");
    let rows = transaction.open_table(table).expect("the store is whole");
    let mut all = Vec::new();
    for row in rows.iter().expect("the store is whole") {
        let (key, value) = row.expect("the store is whole");
        all.push((key.value().to_vec(), value.value().to_vec()));
    }
    all
}

/// Puts a row in the place of another one; without a value, takes it away.
fn replace(directory: &Path, table: Rows, old: &[u8], new: Option<(&[u8], &[u8])>) {
    let database = Database::open(directory.join("store.redb")).expect("the file can be opened");
    let transaction = database.begin_write().expect("the store is whole");
    {
        let mut rows = transaction.open_table(table).expect("the store is whole");
        rows.remove(old).expect("the row can be written");
        if let Some((key, value)) = new {
            rows.insert(key, value).expect("the row can be written");
        }
    }
    transaction.commit().expect("the store is whole");
}

fn damage(store: &RedbStore) -> Vec<Damage> {
    let mut damage = Vec::new();
    store.check(&mut |found| damage.push(found)).expect("the store is whole");
    damage
}

fn lost(store: &RedbStore) -> BTreeSet<String> {
    damage(store).into_iter().map(|damage| format!("{:?}", damage.lost)).collect()
}

fn mended(store: &RedbStore) -> Vec<Damage> {
    let mut mended = Vec::new();
    store.repair(&mut |damage| mended.push(damage)).expect("the store is whole");
    mended
}

const TABLES: [&str; 14] = [
    "blocks",
    "block_bytes",
    "block_tails",
    "block_packs",
    "pack_tails",
    "block_places",
    "block_owners",
    "receipt_records",
    "receipt_index",
    "memo",
    "claims",
    "mutations",
    "pins",
    "pinned",
];

#[test]
fn large_blocks_that_are_put_together_are_all_there_and_leave_nothing_behind() {
    let root = tempdir().expect("there is room");
    let made: Vec<Block> =
        (0..20).map(|number| Block::raw(vec![number; INLINE_LIMIT + 1])).collect();
    // One of them twice, one that is kept inline, and one that is there already.
    let mut put: Vec<_> = made.iter().cloned().map(|block| (block, Visibility::Public)).collect();
    put.push((made[3].clone(), Visibility::Public));
    put.push((Block::raw(*b"small"), Visibility::Public));
    {
        let store = RedbStore::open(root.path()).expect("the file can be opened");
        Blocks::put(&store, &made[5], Visibility::Restricted).expect("the store is whole");
        store.put_all(&put).expect("the store is whole");
    }
    let store = RedbStore::open(root.path()).expect("the file can be opened");
    for (block, visibility) in &put {
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())));
        assert_eq!(store.visibility(block.cid()), Ok(Some(*visibility)));
    }
    assert_eq!(damage(&store), []);
    let incoming = fs::read_dir(root.path().join("blocks/incoming")).expect("it is there");
    assert_eq!(incoming.count(), 0);
}

#[test]
fn a_large_block_whose_file_is_damaged_is_listed_as_damaged_and_without_bytes() {
    let root = filled();
    let store = RedbStore::open(root.path()).expect("the file can be opened");
    let mut file = root.path().join("blocks");
    for byte in large().cid().hash().digest().iter().take(2) {
        file.push(format!("{byte:02x}"));
    }
    file.push(large().cid().to_string());
    // The same length, other bytes: only who reads them sees it.
    fs::write(&file, vec![6; INLINE_LIMIT + 1]).expect("it is there");
    let listed = store.contents(None, 10, u64::MAX).expect("the store is whole");
    assert_eq!(listed.len(), 9);
    for (entry, block) in listed {
        let is_damaged = entry.cid == *large().cid();
        assert_eq!(entry.kept.is_none(), is_damaged);
        assert_eq!(block.is_none(), is_damaged);
    }
}

/// Whatever row of whatever table loses a bit of its key or its value, is lost as a whole,
/// or stands there and should not.
#[test]
fn finds_every_row_that_is_not_what_was_written() {
    let root = filled();
    let file = root.path().join("store.redb");
    assert_eq!(damage(&RedbStore::open(root.path()).unwrap()), []);
    let whole = fs::read(&file).unwrap();
    let mut injected = 0;
    let mut look = |table: &str, what: &str, only: bool| {
        let Ok(store) = RedbStore::open(root.path()) else { return };
        injected += 1;
        assert_eq!(damage(&store).is_empty(), only, "{table}: {what}");
        // Never more damage than before, and no mutation becomes free.
        let before = damage(&store).len();
        mended(&store);
        assert!(damage(&store).len() <= before, "{table}: {what}");
        for name in ["settled", "begun"] {
            let claim = store.claim(&cid(name), EffectClass::Mutation, LEASE);
            // Both records of one mutation cannot be lost with one row.
            assert!(!matches!(claim, Ok(Claim::Won(_))), "{name} is free: {table}: {what}");
        }
    };
    for name in TABLES {
        let table = Rows::new(name);
        for (key, value) in rows(root.path(), table) {
            for bit in [0, 9, key.len() * 8 - 1] {
                let mut flipped = key.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                replace(root.path(), table, &key, Some((&flipped, &value)));
                look(name, &format!("bit {bit} of a key"), false);
                fs::write(&file, &whole).unwrap();
            }
            for bit in [0, value.len() * 4, (value.len() * 8).saturating_sub(1)] {
                if value.is_empty() {
                    break;
                }
                let mut flipped = value.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                replace(root.path(), table, &key, Some((&key, &flipped)));
                look(name, &format!("bit {bit} of a value"), false);
                fs::write(&file, &whole).unwrap();
            }
            replace(root.path(), table, &key, None);
            // A result that is no longer there was never there: it is computed again; and so
            // is that a block belongs to somebody.
            let unseen = match name {
                "memo" => key != [b"t".as_slice(), &cid("settled").to_bytes()].concat(),
                "block_owners" => true,
                _ => false,
            };
            look(name, "a row", unseen);
            fs::write(&file, &whole).unwrap();
        }
    }
    assert!(injected > 100, "{injected}");
}

#[test]
fn tells_lost_content_wherever_it_was() {
    let root = filled();
    let large = large();
    let path = file_of(root.path(), &large);
    let mut bytes = large.bytes().to_vec();
    bytes[7] ^= 1;
    fs::write(&path, bytes).unwrap();
    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(lost(&store), [format!("{:?}", Lost::Content(*large.cid()))].into());
    let entry = |store: &RedbStore| {
        let entries = store.blocks(None, 9).unwrap();
        entries.into_iter().find(|entry| entry.cid == *large.cid()).unwrap()
    };
    assert!(entry(&store).kept.is_some(), "its length is right");
    fs::remove_file(&path).unwrap();
    assert_eq!(entry(&store).kept, None);
    assert_eq!(entry(&store).owners, [alice()]);
    assert_eq!(damage(&store).len(), 1);
    assert_eq!(mended(&store), [], "nothing is made up");
    Blocks::put(&store, &large, Visibility::Restricted).unwrap();
    assert_eq!(damage(&store), []);
}

fn file_of(directory: &Path, block: &Block) -> PathBuf {
    let digest = block.cid().hash().digest();
    let levels = format!("{:02x}/{:02x}", digest[0], digest[1]);
    directory.join("blocks").join(levels).join(block.cid().to_string())
}

#[test]
fn mends_the_index_from_the_receipts() {
    let root = filled();
    let index = Rows::new("receipt_index");
    let all = rows(root.path(), index);
    for (key, _) in &all {
        replace(root.path(), index, key, None);
    }
    // And something that was never put.
    let mut forged = all[0].0.clone();
    forged[12] ^= 1;
    replace(root.path(), index, &forged, Some((&forged, b"")));

    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(store.by_input(&cid("in")), Ok(vec![]));
    let found = damage(&store);
    assert_eq!(found.len(), all.len() + 1);
    assert!(found.iter().all(Damage::can_be_mended));
    let missing = |damage: &&Damage| matches!(damage.lost, Lost::Found { .. });
    assert_eq!(found.iter().filter(missing).count(), all.len());
    let (role, input) = (Role::Input, cid("in"));
    for receipt in [cid("one"), cid("two")] {
        assert!(found.iter().any(|it| it.lost == Lost::Found { role, cid: input, receipt }));
    }
    assert_eq!(mended(&store).len(), found.len());
    assert_eq!(damage(&store), []);
    drop(store);
    assert_eq!(rows(root.path(), index), all);
}

#[test]
fn mends_receipts_from_the_index_but_makes_up_no_subject() {
    let root = filled();
    let records = Rows::new("receipt_records");
    let key = cid("one").to_bytes();
    let row = rows(root.path(), records).into_iter().find(|row| row.0 == key).unwrap().1;
    let mut flipped = row.clone();
    flipped[20] ^= 1;
    replace(root.path(), records, &key, Some((&key, &flipped)));

    let store = RedbStore::open(root.path()).unwrap();
    let damaged = StoreError::Damaged { cid: cid("one") };
    assert_eq!(store.record(&cid("one")), Err(damaged));
    // The token is another part of the row.
    assert_eq!(Receipts::get(&store, &cid("one")), Ok(Some(Block::raw(*b"one"))));
    assert_eq!(lost(&store), [format!("{:?}", Lost::Facts(cid("one")))].into());
    assert_eq!(mended(&store).len(), 1);
    assert_eq!(damage(&store), []);
    let mut expected = record("one");
    expected.about = None;
    let mut tasks = [expected.task, cid("resolved")];
    tasks.sort_unstable();
    let found = store.record(&cid("one")).unwrap().unwrap();
    let mut found_tasks = [found.task, found.resolved.unwrap()];
    found_tasks.sort_unstable();
    assert_eq!((found_tasks, found.about), (tasks, None));
    assert_eq!((found.inputs, found.outputs), (expected.inputs, expected.outputs));
    let input = cid("in");
    let of_alice = store.find(&Lookup::input(&input).of(&alice()), None, 9);
    assert_eq!(of_alice, Ok(vec![cid("two")]));
    assert_eq!(store.by_input(&input).unwrap().len(), 2);
    Receipts::put(&store, &record("one")).unwrap();
    assert_eq!(store.find(&Lookup::input(&input).of(&alice()), None, 9).unwrap().len(), 2);
}

#[test]
fn putting_a_damaged_receipt_again_hands_it_to_nobody_else() {
    for (name, of_whom) in [("alice", Some("alice")), ("bob", None)] {
        let root = filled();
        let records = Rows::new("receipt_records");
        let key = cid("one").to_bytes();
        let row = rows(root.path(), records).into_iter().find(|row| row.0 == key).unwrap().1;
        let mut flipped = row.clone();
        flipped[20] ^= 1;
        replace(root.path(), records, &key, Some((&key, &flipped)));
        let store = RedbStore::open(root.path()).unwrap();
        let did: Did = format!("did:web:{name}.example").parse().unwrap();
        let again = ReceiptRecord::new(Block::raw(*b"one"), cid("task"))
            .with_about(About::new(did, "/wasm/run".parse().unwrap()));
        Receipts::put(&store, &again).unwrap();
        assert_eq!(damage(&store), [], "{name}");
        let found = store.record(&cid("one")).unwrap().unwrap();
        let subject = found.about.map(|about| about.subject.to_string());
        assert_eq!(subject, of_whom.map(|name| format!("did:web:{name}.example")));
        // What it was found by before, it still is.
        assert!(store.by_input(&cid("in")).unwrap().contains(&cid("one")));
        assert_eq!((found.inputs, found.outputs), (vec![cid("in")], vec![cid("out")]));
    }
}

#[test]
fn a_pin_stands_as_long_as_either_record_does() {
    for table in ["pins", "pinned"] {
        let root = filled();
        let key = cid("root").to_bytes();
        replace(root.path(), Rows::new(table), &key, None);
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(store.pins(None, 9), Ok(vec![cid("root")]));
        assert_eq!(lost(&store), [format!("{:?}", Lost::Pin(cid("root")))].into());
        assert_eq!(mended(&store).len(), 1);
        assert_eq!(damage(&store), []);
        assert_eq!(store.unpin(&cid("root")), Ok(true));
        assert_eq!(store.pins(None, 9), Ok(vec![]));
    }
}

#[test]
fn compacting_gives_room_back_and_keeps_everything() {
    let root = filled();
    let mut store = RedbStore::open(root.path()).unwrap();
    let blocks: Vec<Block> = (0..60_u8).map(|n| Block::raw(vec![n; 100_000])).collect();
    let cids: Vec<Cid> = blocks.iter().map(|block| *block.cid()).collect();
    let all: Vec<_> = blocks.into_iter().map(|block| (block, Visibility::Public)).collect();
    store.put_all(&all).unwrap();
    {
        let sweep = store.begin_sweep().unwrap();
        assert_eq!(store.remove_blocks(&sweep, &cids).unwrap().bytes, 6_000_000);
    }
    let before = store.statistics().unwrap();
    // The engine has given some of it back by itself.
    assert!(before.free_pages * before.page_bytes >= 3_000_000, "{before:?}");
    // What a crash between two steps leaves, and what is somebody else's.
    let orphan = file_of(root.path(), &Block::raw(*b"orphan"));
    fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    fs::write(&orphan, b"orphan").unwrap();
    let foreign = orphan.with_file_name("notes.txt");
    fs::write(&foreign, b"mine").unwrap();

    let compacted = store.compact().unwrap();
    assert!(compacted.after + 3_000_000 < compacted.before, "{compacted:?}");
    assert_eq!((compacted.orphans, compacted.orphan_bytes, compacted.kept_orphans), (1, 6, false));
    assert!(!orphan.exists() && foreign.exists());
    // It goes on as before.
    for reopened in [false, true] {
        if reopened {
            drop(store);
            store = RedbStore::open(root.path()).unwrap();
        }
        assert_eq!(damage(&store), []);
        assert_eq!(Blocks::get(&store, large().cid()), Ok(Some(large())));
        assert_eq!(store.by_input(&cid("in")).unwrap().len(), 2);
        let claim = store.claim(&cid("begun"), EffectClass::Mutation, LEASE);
        assert_eq!(claim, Ok(Claim::Indeterminate));
        Blocks::put(&store, &Block::raw(vec![1; 10]), Visibility::Public).unwrap();
    }
}

#[test]
fn compacting_leaves_files_alone_that_a_damaged_row_may_be_about() {
    let root = filled();
    let blocks = Rows::new("blocks");
    let key = large().cid().to_bytes();
    let row = rows(root.path(), blocks).into_iter().find(|row| row.0 == key).unwrap().1;
    let mut flipped = key.clone();
    flipped[8] ^= 1;
    replace(root.path(), blocks, &key, Some((&flipped, &row)));
    let mut store = RedbStore::open(root.path()).unwrap();
    let compacted = store.compact().unwrap();
    assert_eq!((compacted.orphans, compacted.kept_orphans), (0, true));
    assert!(file_of(root.path(), &large()).exists());
    store.put_for(&[large()], &alice()).unwrap();
    assert_eq!(Blocks::get(&store, large().cid()), Ok(Some(large())));
}

#[test]
fn counts_what_there_is() {
    let root = filled();
    let store = RedbStore::open(root.path()).unwrap();
    let statistics = store.statistics().unwrap();
    let counted = TABLES.map(|table| (table, statistics.table(table).unwrap().rows));
    let expected = [
        ("blocks", 9),
        ("block_bytes", 2),
        ("block_tails", 1),
        ("block_packs", 1),
        ("pack_tails", 1),
        ("block_places", 6),
        ("block_owners", 2),
        ("receipt_records", 2),
        ("receipt_index", 8),
        ("memo", 4),
        ("claims", 1),
        ("mutations", 2),
        ("pins", 1),
        ("pinned", 1),
    ];
    assert_eq!(counted, expected);
    let length = fs::metadata(root.path().join("store.redb")).unwrap().len();
    assert_eq!(statistics.file_bytes, length);
    let pages = (statistics.used_pages + statistics.free_pages) * statistics.page_bytes;
    assert!(pages <= length && pages + statistics.page_bytes > length, "{statistics:?}");
    let large_bytes = u64::try_from(large().bytes().len()).unwrap();
    assert_eq!((statistics.block_files, statistics.block_file_bytes), (1, large_bytes));
    let bytes = ["block_bytes", "block_tails"].map(|name| statistics.table(name).unwrap().bytes);
    let key = cid("small").to_bytes().len();
    let expected = key + 5 + key + 16_384 + key;
    assert_eq!(bytes.iter().sum::<u64>(), u64::try_from(expected).unwrap());
    assert_eq!(statistics.table("no such table"), None);
}
