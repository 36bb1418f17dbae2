//! A block that is a little longer than its pages is kept in two rows, and nobody sees it.

use std::path::Path;

use ipvm_redb::{FORMAT_VERSION, INLINE_LIMIT, RedbStore};
use ipvm_runtime::store::{Blocks, Damage, Inventory, Lost, StoreError, Visibility};
use proptest::prelude::*;
use redb::{Database, ReadableDatabase, TableDefinition};
use tempfile::{TempDir, tempdir};
use varsig::Block;

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;

const ABOUT: TableDefinition<'static, &str, u64> = TableDefinition::new("ipvm_store");
const BYTES: Rows = TableDefinition::new("block_bytes");
const TAILS: Rows = TableDefinition::new("block_tails");

/// What a page has beside a value under a CID: four bytes for itself, four for the end of the
/// key and four for that of the value, and the key.
const BESIDE: usize = 12 + 36;

fn block(number: u8, length: usize) -> Block {
    let mut bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
    bytes[0] = number;
    Block::raw(bytes)
}

fn put(store: &RedbStore, block: &Block) {
    Blocks::put(store, block, Visibility::Restricted).expect("the store is whole");
}

fn filled(blocks: &[Block]) -> TempDir {
    let root = tempdir().expect("there is room");
    let store = RedbStore::open(root.path()).expect("the file can be opened");
    blocks.iter().for_each(|block| put(&store, block));
    root
}

fn damage(store: &RedbStore) -> Vec<Damage> {
    let mut damage = Vec::new();
    store.check(&mut |found| damage.push(found)).expect("the store is whole");
    damage
}

fn rows(store: &RedbStore, table: &str) -> u64 {
    let statistics = store.statistics().expect("the store is whole");
    statistics.table(table).expect("there is such a table").rows
}

fn used(store: &RedbStore) -> u64 {
    let statistics = store.statistics().expect("the store is whole");
    statistics.used_pages * statistics.page_bytes
}

/// Changes the database behind the store's back.
fn change(root: &Path, change: impl FnOnce(&redb::WriteTransaction)) {
    let database = Database::open(root.join("store.redb")).expect("the file can be opened");
    let transaction = database.begin_write().expect("the store is whole");
    change(&transaction);
    transaction.commit().expect("the store is whole");
}

fn row(root: &Path, table: Rows, key: &[u8]) -> Option<Vec<u8>> {
    let database = Database::open(root.join("store.redb")).expect("the file can be opened");
    let rows = database.begin_read().expect("the store is whole").open_table(table);
    let row = rows.expect("there is such a table").get(key).expect("the store is whole");
    row.map(|row| row.value().to_vec())
}

fn insert(root: &Path, table: Rows, key: &[u8], value: &[u8]) {
    change(root, |transaction| {
        let mut rows = transaction.open_table(table).expect("there is such a table");
        rows.insert(key, value).expect("the row can be written");
    });
}

fn take(root: &Path, table: Rows, key: &[u8]) {
    change(root, |transaction| {
        let mut rows = transaction.open_table(table).expect("there is such a table");
        assert!(rows.remove(key).expect("the row can be removed").is_some());
    });
}

#[test]
fn blocks_of_a_power_of_two_take_hardly_more_room_than_their_bytes() {
    for length in [16 << 10, 32 << 10, 64 << 10, 128 << 10] {
        let root = filled(&[]);
        let store = RedbStore::open(root.path()).unwrap();
        let before = used(&store);
        let blocks: Vec<_> =
            (0..64).map(|number| (block(number, length), Visibility::Restricted)).collect();
        store.put_all(&blocks).unwrap();
        assert_eq!((rows(&store, "block_bytes"), rows(&store, "block_tails")), (64, 64));
        let bytes = 64 * u64::try_from(length).unwrap();
        let taken = used(&store) - before;
        assert!(taken >= bytes && taken < bytes + 64 * 1024, "{taken} for {bytes}");
        for (block, _) in blocks {
            assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
        }
        assert_eq!(damage(&store), []);
    }
}

#[test]
fn a_block_is_cut_where_a_row_of_it_would_be_a_little_longer_than_pages_and_nowhere_else() {
    let root = filled(&[]);
    let store = RedbStore::open(root.path()).unwrap();
    let mut expected = 0;
    for pages in [4096, 8192, 16_384, 32_768, 65_536, 131_072_usize] {
        let full = pages - BESIDE;
        for (length, is_cut) in [
            (full - 1, false),
            (full, false),
            (full + 1, true),
            (full + 1024, true),
            (full + 1025, false),
        ] {
            if length > INLINE_LIMIT {
                continue;
            }
            let block = block(1, length);
            put(&store, &block);
            expected += u64::from(is_cut);
            assert_eq!(rows(&store, "block_tails"), expected, "{length}");
            assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())), "{length}");
            let listed = store.contents(None, 100, u64::MAX).unwrap();
            let (entry, found) =
                listed.into_iter().find(|(entry, _)| entry.cid == *block.cid()).unwrap();
            assert_eq!(found, Some(block), "{length}");
            assert_eq!(entry.kept.unwrap().length, u64::try_from(length).unwrap());
        }
    }
    assert_eq!(damage(&store), []);
}

#[test]
fn what_is_removed_of_a_block_is_all_of_it() {
    let blocks = [block(1, 16_384), block(2, 65_536), block(3, 5_000)];
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    let sweep = store.begin_sweep().unwrap();
    for block in &blocks {
        let removed = store.remove_blocks(&sweep, &[*block.cid()]).unwrap();
        let length = u64::try_from(block.bytes().len()).unwrap();
        assert_eq!((removed.count, removed.bytes), (1, length));
        assert_eq!(Blocks::get(&store, block.cid()), Ok(None));
    }
    assert_eq!((rows(&store, "block_bytes"), rows(&store, "block_tails")), (0, 0));
    assert_eq!(damage(&store), []);
}

/// Whichever of the two rows loses a bit of its key or its value, or is lost: the block is
/// damaged, a check tells it, and to put the block again mends it.
#[test]
fn a_block_of_which_either_row_is_lost_or_changed_is_damaged_until_it_is_put_again() {
    let whole = block(1, 16_384);
    let key = whole.cid().to_bytes();
    let mut other = key.clone();
    *other.last_mut().unwrap() ^= 1;
    for table in [BYTES, TAILS] {
        for (what, moved, changed) in
            [("lost", false, false), ("its key", true, false), ("its value", false, true)]
        {
            let root = filled(std::slice::from_ref(&whole));
            let mut value = row(root.path(), table, &key).unwrap();
            take(root.path(), table, &key);
            if moved {
                insert(root.path(), table, &other, &value);
            }
            if changed {
                value[3] ^= 1;
                insert(root.path(), table, &key, &value);
            }
            let store = RedbStore::open(root.path()).unwrap();
            let damaged = Err(StoreError::Damaged { cid: *whole.cid() });
            assert_eq!(Blocks::get(&store, whole.cid()), damaged, "{table}: {what}");
            let (entry, bytes) = store.contents(None, 1, 1).unwrap().remove(0);
            assert_eq!((entry.kept, bytes), (None, None), "{table}: {what}");
            let lost = |lost| damage(&store).iter().any(|damage| damage.lost == lost);
            assert!(lost(Lost::Content(*whole.cid())), "{table}: {what}");
            put(&store, &whole);
            assert_eq!(Blocks::get(&store, whole.cid()), Ok(Some(whole.clone())));
            assert!(!lost(Lost::Content(*whole.cid())), "{table}: {what}");
            // What stands under a key that nobody has is told until somebody takes it away.
            assert_eq!(damage(&store).len(), usize::from(moved), "{table}: {what}");
        }
    }
}

#[test]
fn the_rest_of_a_block_whose_first_row_is_lost_goes_with_the_block() {
    let whole = block(1, 16_384);
    let root = filled(std::slice::from_ref(&whole));
    take(root.path(), BYTES, &whole.cid().to_bytes());
    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(damage(&store).len(), 2);
    let sweep = store.begin_sweep().unwrap();
    store.remove_blocks(&sweep, &[*whole.cid()]).unwrap();
    assert_eq!(rows(&store, "block_tails"), 0);
    assert_eq!(damage(&store), []);
}

#[test]
fn a_rest_that_belongs_to_nothing_does_not_get_into_a_block() {
    // It fills its page by itself, so that there might be more.
    let full = block(1, 16_384 - BESIDE);
    let key = full.cid().to_bytes();
    let root = filled(std::slice::from_ref(&full));
    insert(root.path(), TAILS, &key, b"what nobody has put");
    let store = RedbStore::open(root.path()).unwrap();
    let damaged = Err(StoreError::Damaged { cid: *full.cid() });
    assert_eq!(Blocks::get(&store, full.cid()), damaged);
    put(&store, &full);
    assert_eq!(Blocks::get(&store, full.cid()), Ok(Some(full)));
    assert_eq!((rows(&store, "block_tails"), damage(&store)), (0, vec![]));
}

/// In format 4 every block that was not packed had one row.
#[test]
fn a_store_of_format_4_is_read_as_it_is_and_cut_when_it_is_compacted() {
    let blocks: Vec<Block> = (0..40).map(|number| block(number, 65_536)).collect();
    let packed = block(99, 8_192);
    let root = filled(&[blocks.as_slice(), std::slice::from_ref(&packed)].concat());
    change(root.path(), |transaction| {
        let mut rows = transaction.open_table(BYTES).unwrap();
        for block in blocks.iter().chain([&packed]) {
            rows.insert(block.cid().to_bytes().as_slice(), block.bytes()).unwrap();
        }
        assert!(transaction.delete_table(TAILS).unwrap());
        transaction.open_table(ABOUT).unwrap().insert("format", 4).unwrap();
    });
    let mut store = RedbStore::open(root.path()).unwrap();
    let holds = |store: &RedbStore| {
        for block in blocks.iter().chain([&packed]) {
            assert_eq!(Blocks::get(store, block.cid()), Ok(Some(block.clone())));
        }
        assert_eq!(damage(store), []);
    };
    holds(&store);
    assert_eq!(rows(&store, "block_tails"), 0);
    let before = used(&store);
    put(&store, &blocks[0]);
    assert_eq!(rows(&store, "block_tails"), 0, "what is there stays where it is");

    store.compact().unwrap();
    holds(&store);
    assert_eq!(rows(&store, "block_tails"), 40);
    assert!(used(&store) < before * 6 / 10, "{} of {before}", used(&store));
    drop(store);
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let about = database.begin_read().unwrap().open_table(ABOUT).unwrap();
    assert_eq!(about.get("format").unwrap().unwrap().value(), FORMAT_VERSION);
}

#[test]
fn compacting_packs_small_blocks_that_were_cut() {
    let blocks: Vec<Block> = (0..20).map(|number| block(number, 4_096)).collect();
    let root = filled(&blocks);
    let mut store = RedbStore::open(root.path()).unwrap();
    assert_eq!(rows(&store, "block_tails"), 20);
    assert_eq!(store.compact().unwrap().packed, 20);
    assert_eq!((rows(&store, "block_bytes"), rows(&store, "block_tails")), (0, 0));
    for block in blocks {
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
    }
    assert_eq!(damage(&store), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is put comes back, and when it is removed nothing is left.
    #[test]
    fn whatever_length_a_block_has_it_comes_back(
        pages in 0_u32..6,
        more in 0_usize..3_000,
        together in any::<bool>(),
    ) {
        let length = ((4096 << pages) - 1_000 + more).min(INLINE_LIMIT);
        let blocks: Vec<_> =
            (0..3).map(|number| (block(number, length), Visibility::Restricted)).collect();
        let root = tempdir().unwrap();
        {
            let store = RedbStore::open(root.path()).unwrap();
            if together {
                store.put_all(&blocks).unwrap();
            } else {
                blocks.iter().for_each(|(block, _)| put(&store, block));
            }
        }
        let store = RedbStore::open(root.path()).unwrap();
        for (block, _) in &blocks {
            prop_assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())));
        }
        prop_assert_eq!(damage(&store), vec![]);
        let sweep = store.begin_sweep().unwrap();
        let cids: Vec<_> = blocks.iter().map(|(block, _)| *block.cid()).collect();
        let removed = store.remove_blocks(&sweep, &cids).unwrap();
        prop_assert_eq!(removed.bytes, 3 * u64::try_from(length).unwrap());
        prop_assert_eq!(rows(&store, "block_tails"), 0);
    }
}
