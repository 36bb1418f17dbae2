//! Small blocks that are put together stand in packs, and each goes by itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{Blocks, Damage, Inventory, KeptBlock, Lost, StoreError, Visibility};
use proptest::prelude::*;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::{TempDir, tempdir};
use varsig::Block;

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;

const BLOCKS: Rows = TableDefinition::new("blocks");
const PACKS: Rows = TableDefinition::new("block_packs");
const PACK_TAILS: Rows = TableDefinition::new("pack_tails");
const PLACES: Rows = TableDefinition::new("block_places");

/// Bytes that no other number and length have.
fn block(number: u16, length: usize) -> Block {
    let mut bytes = vec![7; length.max(4)];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    Block::raw(bytes)
}

fn some(numbers: std::ops::Range<u16>, length: usize) -> Vec<(Block, Visibility)> {
    numbers.map(|number| (block(number, length), Visibility::Restricted)).collect()
}

fn filled(blocks: &[(Block, Visibility)]) -> TempDir {
    let root = tempdir().expect("the store is whole");
    RedbStore::open(root.path())
        .expect("the store is whole")
        .put_all(blocks)
        .expect("the store is whole");
    root
}

fn damage(store: &RedbStore) -> Vec<Damage> {
    let mut damage = Vec::new();
    store.check(&mut |found| damage.push(found)).expect("the store is whole");
    damage
}

fn mended(store: &RedbStore) -> usize {
    let mut mended = 0;
    store.repair(&mut |_| mended += 1).expect("the store is whole");
    mended
}

fn remove(store: &RedbStore, cids: &[Cid]) -> u64 {
    let sweep = store.begin_sweep().expect("the store is whole");
    store.remove_blocks(&sweep, cids).expect("the store is whole").bytes
}

/// How many rows a table has, and how many bytes they have.
fn counted(store: &RedbStore, table: &str) -> (u64, u64) {
    let statistics = store.statistics().expect("the store is whole");
    let table = statistics.table(table).expect("the store is whole");
    (table.rows, table.bytes)
}

fn holds(store: &RedbStore, blocks: &[(Block, Visibility)]) {
    for (block, visibility) in blocks {
        assert_eq!(Blocks::get(store, block.cid()), Ok(Some(block.clone())));
        assert_eq!(store.visibility(block.cid()), Ok(Some(*visibility)));
    }
    let listed: BTreeSet<Cid> = store
        .blocks(None, usize::MAX)
        .expect("the store is whole")
        .iter()
        .map(|entry| entry.cid)
        .collect();
    let put: BTreeSet<Cid> = blocks.iter().map(|(block, _)| *block.cid()).collect();
    assert_eq!(listed, put);
    for (entry, block) in store.contents(None, usize::MAX, u64::MAX).expect("the store is whole") {
        let block = block.expect("the store is whole");
        assert_eq!(*block.cid(), entry.cid);
        let length = u64::try_from(block.bytes().len()).expect("the store is whole");
        assert_eq!(entry.kept.map(|KeptBlock { length, .. }| length), Some(length));
    }
}

/// Changes rows of the database behind the store's back.
fn change(root: &Path, table: Rows, change: impl FnOnce(&mut redb::Table<'_, &[u8], &[u8]>)) {
    let database = Database::open(root.join("store.redb")).expect("the store is whole");
    let transaction = database.begin_write().expect("the store is whole");
    change(&mut transaction.open_table(table).expect("the store is whole"));
    transaction.commit().expect("the store is whole");
}

#[test]
fn many_small_blocks_take_hardly_more_room_than_their_bytes() {
    let blocks = some(0..1_000, 4_096);
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    holds(&store, &blocks);
    assert_eq!(counted(&store, "block_bytes").0, 0);
    let (packs, bytes) = counted(&store, "block_packs");
    // Eight to a pack, and eight bytes for the number of each. The engine keeps twelve of its
    // own in the pages, so that twenty of each pack stand elsewhere.
    assert_eq!((packs, bytes), (125, 1_000 * 4_096 + 125 * 8 - 125 * 20));
    assert_eq!(counted(&store, "pack_tails"), (125, 125 * (8 + 20)));
    assert_eq!(counted(&store, "block_places").0, 1_000);
    let statistics = store.statistics().unwrap();
    let used = statistics.used_pages * statistics.page_bytes;
    // One row for each would take twice their bytes.
    assert!(used < 4_400_000, "{used} bytes for {}", 1_000 * 4_096);
    assert_eq!(damage(&store), []);
}

/// A pack that is as full as packs are fills pages of 32 KiB: with one byte more it would
/// take 64.
#[test]
fn a_full_pack_fills_its_pages() {
    let blocks = some(0..400, 8_187);
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(counted(&store, "block_packs"), (100, 400 * 8_187 + 100 * 8));
    let statistics = store.statistics().unwrap();
    let used = statistics.used_pages * statistics.page_bytes;
    assert!(used > 100 * 32_768 && used < 110 * 32_768, "{used}");
}

#[test]
fn a_block_that_comes_alone_and_one_that_is_larger_have_rows_of_their_own() {
    let root = tempdir().unwrap();
    let store = RedbStore::open(root.path()).unwrap();
    Blocks::put(&store, &block(1, 4_096), Visibility::Restricted).unwrap();
    store.put_all(&some(2..9, 100)).unwrap();
    store.put_all(&some(9..19, 8_193)).unwrap();
    assert_eq!(counted(&store, "block_packs"), (0, 0));
    assert_eq!(counted(&store, "block_bytes").0, 18);
    store.put_all(&some(19..32, 8_192)).unwrap();
    assert_eq!(counted(&store, "block_packs").0, 3);
    // What is left of them is less than half a pack.
    assert_eq!(counted(&store, "block_bytes").0, 19);
    assert_eq!(damage(&store), []);
}

#[test]
fn putting_again_changes_nothing_but_who_may_read() {
    let mut blocks = some(0..32, 1_000);
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    let before = counted(&store, "block_packs");
    store.put_all(&blocks).unwrap();
    blocks[3].1 = Visibility::Public;
    Blocks::put(&store, &blocks[3].0, Visibility::Public).unwrap();
    store.put_all(&some(0..32, 1_000)).unwrap();
    holds(&store, &blocks);
    assert_eq!(counted(&store, "block_packs"), before);
    assert_eq!(counted(&store, "block_bytes").0, 0);
    assert_eq!(damage(&store), []);
}

#[test]
fn a_block_that_is_twice_in_one_call_is_packed_once_and_as_open_as_it_is_said_to_be() {
    let mut blocks = some(0..16, 2_000);
    let mut again = blocks.clone();
    again[4].1 = Visibility::Public;
    again.extend(blocks.iter().rev().cloned());
    let root = filled(&again);
    blocks[4].1 = Visibility::Public;
    let store = RedbStore::open(root.path()).unwrap();
    holds(&store, &blocks);
    assert_eq!(counted(&store, "block_places").0, 16);
    assert_eq!(damage(&store), []);
}

#[test]
fn what_is_removed_gives_its_room_back_and_leaves_the_rest() {
    let mut blocks = some(0..70, 4_000);
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    let (packs, bytes) = counted(&store, "block_packs");
    let gone: Vec<Cid> = blocks.iter().step_by(3).map(|(block, _)| *block.cid()).collect();
    assert_eq!(remove(&store, &gone), u64::try_from(gone.len() * 4_000).unwrap());
    blocks.retain(|(block, _)| !gone.contains(block.cid()));
    holds(&store, &blocks);
    assert_eq!(damage(&store), []);
    let (now, left) = counted(&store, "block_packs");
    assert!(now <= packs);
    assert_eq!(bytes - packs * 8 - (left - now * 8), u64::try_from(gone.len() * 4_000).unwrap());
    let rest: Vec<Cid> = blocks.iter().map(|(block, _)| *block.cid()).collect();
    remove(&store, &rest);
    for table in ["blocks", "block_packs", "block_places"] {
        assert_eq!(counted(&store, table), (0, 0), "{table}");
    }
    store.put_all(&blocks).unwrap();
    holds(&store, &blocks);
}

#[test]
fn a_bit_of_a_pack_costs_one_block_and_putting_it_again_mends_it() {
    let blocks = some(0..8, 4_000);
    let root = filled(&blocks);
    let mut at = 0;
    change(root.path(), PACKS, |packs| {
        let (key, pack) = {
            let (key, pack) = packs.first().unwrap().unwrap();
            (key.value().to_vec(), pack.value().to_vec())
        };
        let mut flipped = pack;
        at = 4_000 * 2 + 77;
        flipped[at] ^= 4;
        packs.insert(key.as_slice(), flipped.as_slice()).unwrap();
    });
    let store = RedbStore::open(root.path()).unwrap();
    let lost = damage(&store);
    let [Damage { lost: Lost::Content(cid), .. }] = lost.as_slice() else { panic!("{lost:?}") };
    assert_eq!(Blocks::get(&store, cid), Err(StoreError::Damaged { cid: *cid }));
    let whole = |found: &RedbStore| {
        let read = blocks.iter().filter(|(it, _)| Blocks::get(found, it.cid()).is_ok());
        read.count()
    };
    assert_eq!(whole(&store), 7);
    let listed = store.contents(None, 99, u64::MAX).unwrap();
    assert_eq!(listed.iter().filter(|(_, block)| block.is_none()).count(), 1);
    assert_eq!(mended(&store), 0, "nothing is made up");
    let (again, _) = blocks.iter().find(|(it, _)| it.cid() == cid).unwrap();
    Blocks::put(&store, again, Visibility::Restricted).unwrap();
    holds(&store, &blocks);
    assert_eq!(damage(&store), []);
    // It has a row of its own now, and its place is gone.
    assert_eq!(counted(&store, "block_bytes").0, 1);
    assert_eq!(counted(&store, "block_places").0, 7);
}

#[test]
fn a_block_whose_row_is_damaged_leaves_no_place_behind_when_it_is_put_or_removed() {
    for is_removed in [false, true] {
        let mut blocks = some(0..8, 4_000);
        let root = filled(&blocks);
        let cid = *blocks[5].0.cid();
        change(root.path(), BLOCKS, |rows| {
            let key = cid.to_bytes();
            let mut row = rows.get(key.as_slice()).unwrap().unwrap().value().to_vec();
            row[9] ^= 1;
            rows.insert(key.as_slice(), row.as_slice()).unwrap();
        });
        let store = RedbStore::open(root.path()).unwrap();
        assert!(damage(&store).iter().any(|it| it.lost == Lost::Visibility(cid)));
        if is_removed {
            remove(&store, &[cid]);
            blocks.remove(5);
        } else {
            Blocks::put(&store, &blocks[5].0, Visibility::Restricted).unwrap();
        }
        holds(&store, &blocks);
        assert_eq!(damage(&store), []);
        assert_eq!(counted(&store, "block_places").0, 7);
        assert_eq!(counted(&store, "block_packs").1, 8 + 7 * 4_000);
    }
}

#[test]
fn either_record_of_a_place_mends_the_other() {
    let blocks = some(0..8, 4_000);
    let root = filled(&blocks);
    let key = {
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let places = database.begin_read().unwrap().open_table(PLACES).unwrap();
        let (key, _) = places.iter().unwrap().nth(4).unwrap().unwrap();
        key.value().to_vec()
    };
    // The place is lost.
    change(root.path(), PLACES, |places| drop(places.remove(key.as_slice()).unwrap()));
    let store = RedbStore::open(root.path()).unwrap();
    let lost = damage(&store);
    let [Damage { lost: Lost::Place(cid), .. }] = lost.as_slice() else { panic!("{lost:?}") };
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
    let cid = *cid;
    drop(store);

    // The block stands elsewhere, and its place is still there.
    let whole = fs::read(root.path().join("store.redb")).unwrap();
    change(root.path(), BLOCKS, |rows| drop(rows.remove(cid.to_bytes().as_slice()).unwrap()));
    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(damage(&store)[0].lost, Lost::Visibility(cid), "its bytes are still there");
    let again = blocks.iter().find(|(block, _)| *block.cid() == cid).unwrap();
    Blocks::put(&store, &again.0, Visibility::Restricted).unwrap();
    holds(&store, &blocks);
    assert_eq!(damage(&store).len(), 1);
    assert_eq!(damage(&store)[0].lost, Lost::Place(cid));
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
    holds(&store, &blocks);
    assert_eq!(counted(&store, "block_packs").1, 8 + 7 * 4_000);
    drop(store);

    // While a place is lost, what goes from its pack takes no other block along.
    fs::write(root.path().join("store.redb"), whole).unwrap();
    change(root.path(), PLACES, |places| drop(places.remove(key.as_slice()).unwrap()));
    let store = RedbStore::open(root.path()).unwrap();
    let gone = *blocks.iter().find(|(block, _)| *block.cid() != cid).unwrap().0.cid();
    remove(&store, &[gone]);
    let rest: Vec<_> = blocks.iter().filter(|(block, _)| *block.cid() != gone).cloned().collect();
    holds(&store, &rest);
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
}

#[test]
fn what_goes_from_a_pack_takes_no_block_along_whose_own_row_is_lost() {
    let mut blocks = some(0..8, 4_000);
    let root = filled(&blocks);
    let cid = *blocks[3].0.cid();
    change(root.path(), BLOCKS, |rows| drop(rows.remove(cid.to_bytes().as_slice()).unwrap()));
    let store = RedbStore::open(root.path()).unwrap();
    let gone = *blocks.remove(5).0.cid();
    remove(&store, &[gone]);
    let lost: Vec<Lost> = damage(&store).into_iter().map(|damage| damage.lost).collect();
    assert_eq!(lost, [Lost::Visibility(cid)]);
    assert_eq!(counted(&store, "block_packs").1, 8 + 8 * 4_000, "nobody knows what is in it");
    Blocks::put(&store, &blocks[3].0, Visibility::Restricted).unwrap();
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
    holds(&store, &blocks);
    assert_eq!(counted(&store, "block_packs").1, 8 + 6 * 4_000);
    let cids: Vec<Cid> = blocks.iter().map(|(block, _)| *block.cid()).collect();
    remove(&store, &cids);
    assert_eq!(counted(&store, "block_packs"), (0, 0));
    assert_eq!(damage(&store), []);
}

#[test]
fn a_pack_that_has_lost_its_end_keeps_what_is_left_of_it() {
    let mut blocks = some(0..8, 4_000);
    blocks.sort_by_key(|(block, _)| block.cid().to_bytes());
    let root = filled(&blocks);
    change(root.path(), PACKS, |packs| {
        let (key, pack) = {
            let (key, pack) = packs.first().unwrap().unwrap();
            (key.value().to_vec(), pack.value()[..4_000 * 6 + 1].to_vec())
        };
        packs.insert(key.as_slice(), pack.as_slice()).unwrap();
    });
    let store = RedbStore::open(root.path()).unwrap();
    let lost: BTreeSet<Vec<u8>> = blocks[6..].iter().map(|(it, _)| it.cid().to_bytes()).collect();
    let told = |store: &RedbStore| {
        let contents = damage(store).into_iter().map(|damage| match damage.lost {
            Lost::Content(cid) => cid.to_bytes(),
            other => panic!("{other:?}"),
        });
        contents.collect::<BTreeSet<_>>()
    };
    assert_eq!(told(&store), lost);
    remove(&store, &[*blocks[2].0.cid()]);
    assert_eq!(told(&store), lost, "nothing more is lost with what goes");
    store.put_all(&blocks[6..]).unwrap();
    blocks.remove(2);
    holds(&store, &blocks);
    assert_eq!(damage(&store), []);
}

/// Where a pack is lost, its number may come again, and the rows of what is lost with it still
/// say it.
#[test]
fn a_pack_that_is_lost_takes_none_along_that_gets_its_number() {
    let lost = some(0..8, 4_000);
    let root = filled(&lost);
    change(root.path(), PACKS, |packs| {
        let key = packs.first().unwrap().unwrap().0.value().to_vec();
        packs.remove(key.as_slice()).unwrap();
    });
    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(damage(&store).len(), 8);
    let new = some(20..28, 4_000);
    store.put_all(&new).unwrap();
    let cids: Vec<Cid> = lost.iter().map(|(block, _)| *block.cid()).collect();
    remove(&store, &cids);
    holds(&store, &new);
    mended(&store);
    assert_eq!(damage(&store), []);
    store.put_all(&lost).unwrap();
    holds(&store, &[new, lost].concat());
}

/// Blocks of which eight fill a pack and a little more, in the order in which they stand in it.
fn in_one_pack() -> Vec<(Block, Visibility)> {
    let mut blocks = some(0..8, 4_096);
    blocks.sort_by_key(|(block, _)| block.cid().to_bytes());
    blocks
}

#[test]
fn a_pack_that_is_written_anew_takes_its_end_along() {
    let mut blocks = in_one_pack();
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    assert_eq!(counted(&store, "pack_tails"), (1, 8 + 20));
    holds(&store, &blocks);
    // What is there is known to be there, the one that is in both rows too.
    store.put_all(&blocks).unwrap();
    assert_eq!((counted(&store, "block_packs").0, counted(&store, "block_bytes").0), (1, 0));

    let gone = blocks.remove(3).0;
    remove(&store, &[*gone.cid()]);
    assert_eq!(counted(&store, "pack_tails"), (0, 0));
    holds(&store, &blocks);
    assert_eq!(damage(&store), []);
    let rest: Vec<Cid> = blocks.iter().map(|(block, _)| *block.cid()).collect();
    remove(&store, &rest);
    for table in ["block_packs", "pack_tails", "block_places"] {
        assert_eq!(counted(&store, table), (0, 0), "{table}");
    }
}

#[test]
fn the_end_of_a_pack_stays_as_long_as_it_is_needed_and_goes_with_it() {
    let mut blocks = some(0..167, 202);
    let root = filled(&blocks);
    let store = RedbStore::open(root.path()).unwrap();
    let around = 8 + 12;
    assert_eq!(counted(&store, "block_packs"), (1, 32_768 - around + 8));
    assert_eq!(counted(&store, "pack_tails"), (1, 8 + 167 * 202 + around - 32_768));
    let gone = blocks.remove(7).0;
    remove(&store, &[*gone.cid()]);
    holds(&store, &blocks);
    assert_eq!(counted(&store, "pack_tails"), (1, 8 + 166 * 202 + around - 32_768));
    let cids: Vec<Cid> = blocks.iter().map(|(block, _)| *block.cid()).collect();
    remove(&store, &cids);
    assert_eq!((counted(&store, "block_packs"), counted(&store, "pack_tails")), ((0, 0), (0, 0)));
    assert_eq!(damage(&store), []);
}

#[test]
fn a_pack_whose_end_is_lost_or_damaged_has_lost_its_last_block_and_no_other() {
    for is_lost in [true, false] {
        let blocks = in_one_pack();
        let root = filled(&blocks);
        change(root.path(), PACK_TAILS, |tails| {
            let (key, mut tail) = {
                let (key, tail) = tails.first().unwrap().unwrap();
                (key.value().to_vec(), tail.value().to_vec())
            };
            tail[3] ^= 1;
            if is_lost {
                tails.remove(key.as_slice()).unwrap();
            } else {
                tails.insert(key.as_slice(), tail.as_slice()).unwrap();
            }
        });
        let store = RedbStore::open(root.path()).unwrap();
        let last = *blocks[7].0.cid();
        let lost = damage(&store);
        let [Damage { lost: Lost::Content(cid), .. }] = lost.as_slice() else { panic!("{lost:?}") };
        assert_eq!(*cid, last);
        assert_eq!(Blocks::get(&store, &last), Err(StoreError::Damaged { cid: last }));
        for (block, _) in &blocks[..7] {
            assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())));
        }
        let listed = store.contents(None, 99, u64::MAX).unwrap();
        assert_eq!(listed.iter().filter(|(_, block)| block.is_none()).count(), 1);
        store.put_all(&blocks[7..]).unwrap();
        holds(&store, &blocks);
        assert_eq!(damage(&store), []);
    }
}

#[test]
fn an_end_without_a_pack_is_told_and_goes_with_the_blocks_that_were_in_it() {
    let blocks = in_one_pack();
    let root = filled(&blocks);
    let mut key = Vec::new();
    change(root.path(), PACKS, |packs| {
        key = packs.first().unwrap().unwrap().0.value().to_vec();
        packs.remove(key.as_slice()).unwrap();
    });
    let store = RedbStore::open(root.path()).unwrap();
    let unknown: Vec<_> =
        damage(&store).into_iter().filter(|it| it.lost == Lost::Unknown).collect();
    let [Damage { table: "pack_tails", key: found, .. }] = unknown.as_slice() else {
        panic!("{unknown:?}")
    };
    assert_eq!(*found, key);
    let cids: Vec<Cid> = blocks.iter().map(|(block, _)| *block.cid()).collect();
    remove(&store, &cids);
    assert_eq!(damage(&store), []);
    assert_eq!(counted(&store, "pack_tails"), (0, 0));
}

#[test]
fn the_end_of_a_pack_that_is_lost_is_never_that_of_another_one() {
    for length in [4_000, 4_096] {
        let lost = in_one_pack();
        let root = filled(&lost);
        change(root.path(), PACKS, |packs| {
            let key = packs.first().unwrap().unwrap().0.value().to_vec();
            packs.remove(key.as_slice()).unwrap();
        });
        let store = RedbStore::open(root.path()).unwrap();
        let new = some(20..28, length);
        store.put_all(&new).unwrap();
        let cids: Vec<Cid> = lost.iter().map(|(block, _)| *block.cid()).collect();
        remove(&store, &cids);
        holds(&store, &new);
        assert_eq!(damage(&store), [], "{length}");
    }
}

#[test]
fn compacting_packs_what_came_one_by_one() {
    let mut blocks = some(0..48, 4_000);
    blocks[7].1 = Visibility::Public;
    let (large, damaged) = (block(50, 9_000), block(51, 4_000));
    blocks.push((large.clone(), Visibility::Restricted));
    let root = tempdir().unwrap();
    {
        let store = RedbStore::open(root.path()).unwrap();
        for (block, visibility) in blocks.iter().chain([&(damaged.clone(), Visibility::Public)]) {
            Blocks::put(&store, block, *visibility).unwrap();
        }
        store.put_for(&[blocks[9].0.clone()], &"did:web:alice.example".parse().unwrap()).unwrap();
        assert_eq!(counted(&store, "block_packs").0, 0);
    }
    change(root.path(), TableDefinition::new("block_bytes"), |rows| {
        let key = damaged.cid().to_bytes();
        rows.insert(key.as_slice(), b"other bytes".as_slice()).unwrap();
    });
    let mut store = RedbStore::open(root.path()).unwrap();
    let lost = damage(&store);
    assert_eq!(lost.len(), 1);
    let compacted = store.compact().unwrap();
    assert_eq!(compacted.packed, 48);
    assert!(compacted.after < compacted.before);
    assert_eq!(damage(&store), lost, "what is damaged is left for a check to find");
    assert_eq!((counted(&store, "block_bytes").0, counted(&store, "block_packs").0), (2, 6));
    remove(&store, &[*damaged.cid()]);
    assert_eq!(damage(&store), []);
    holds(&store, &blocks);
    assert!(
        store.belongs_to(blocks[9].0.cid(), &"did:web:alice.example".parse().unwrap()).unwrap()
    );
    // There is nothing more to pack.
    assert_eq!(store.compact().unwrap().packed, 0);
    holds(&store, &blocks);
    // And packs that are half empty stay as they are.
    let gone: Vec<Cid> = blocks.iter().step_by(2).map(|(block, _)| *block.cid()).collect();
    remove(&store, &gone);
    blocks.retain(|(block, _)| !gone.contains(block.cid()));
    store.compact().unwrap();
    holds(&store, &blocks);
    assert_eq!(damage(&store), []);
}

#[derive(Clone, Debug)]
enum Step {
    Put(Vec<(u16, usize, bool)>),
    Remove(Vec<u16>),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    // Some that are packed, with ends of packs elsewhere or not, and some that are a little longer than a page, or two, or four.
    let length = prop_oneof![
        Just(3_000_usize),
        Just(4_096_usize),
        4..9_000_usize,
        4_000..4_200_usize,
        16_300..17_500_usize
    ];
    let put = (0_u16..60, length, any::<bool>());
    prop_oneof![
        4 => proptest::collection::vec(put, 1..30).prop_map(Step::Put),
        3 => proptest::collection::vec(0_u16..60, 1..40).prop_map(Step::Remove),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is put and removed in whatever order, the store holds what a map would.
    #[test]
    fn holds_what_was_put_and_not_removed(steps in proptest::collection::vec(step(), 1..12)) {
        let root = tempdir().unwrap();
        let mut store = RedbStore::open(root.path()).unwrap();
        let mut model = BTreeMap::<Cid, (u16, Block, Visibility)>::new();
        for step in steps {
            match step {
                Step::Put(blocks) => {
                    let mut put = Vec::new();
                    for (number, length, is_public) in blocks {
                        let visibility =
                            if is_public { Visibility::Public } else { Visibility::Restricted };
                        let block = block(number, length);
                        let entry = (number, block.clone(), visibility);
                        let standing = model.entry(*block.cid()).or_insert(entry);
                        standing.2 = standing.2.max(visibility);
                        put.push((block, visibility));
                    }
                    store.put_all(&put).unwrap();
                }
                Step::Remove(numbers) => {
                    let gone = |number: &u16| numbers.contains(number);
                    let cids: Vec<Cid> =
                        model.iter().filter(|(_, (it, ..))| gone(it)).map(|(cid, _)| *cid).collect();
                    remove(&store, &cids);
                    model.retain(|_, (number, ..)| !gone(number));
                }
                Step::Reopen => {
                    drop(store);
                    store = RedbStore::open(root.path()).unwrap();
                }
            }
            let blocks: Vec<_> =
                model.values().map(|(_, block, visibility)| (block.clone(), *visibility)).collect();
            holds(&store, &blocks);
            prop_assert_eq!(damage(&store), vec![]);
            // No byte is kept of what is gone.
            let bytes: usize = blocks.iter().map(|(block, _)| block.bytes().len()).sum();
            let of_cid = u64::try_from(block(0, 4).cid().to_bytes().len()).unwrap();
            let kept = [("block_bytes", of_cid), ("block_tails", of_cid), ("block_packs", 8), ("pack_tails", 8)]
                .map(|(table, key)| (counted(&store, table), key))
                .map(|((rows, bytes), key)| bytes - key * rows);
            prop_assert_eq!(kept.iter().sum::<u64>(), u64::try_from(bytes).unwrap());
        }
    }
}
