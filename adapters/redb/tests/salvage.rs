//! What is taken out of a store with pages that the engine cannot read, one at a time.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::ControlFlow,
    path::Path,
    time::Duration,
};

use cid::Cid;
use ipvm_redb::{INLINE_LIMIT, RedbStore, hush_engine_panics};
use ipvm_runtime::store::{
    Address, BegunMutation, BlockEntry, Blocks, Claim, Damage, EffectClass, Inventory, Lost, Memo,
    MemoEntry, ReceiptRecord, Receipts, Salvaged, Visibility,
};
use tempfile::tempdir;
use ucan_core::Did;
use varsig::Block;

const PAGE: usize = 4_096;

fn raw(name: &str) -> Block {
    Block::raw(name.as_bytes().to_vec())
}

fn did(name: &str) -> Did {
    format!("did:web:{name}.example").parse().unwrap()
}

/// Blocks that are packed, that stand alone, and that are files; what belongs to somebody;
/// receipts; mutations that are at work and settled; results; pins.
fn fill(directory: &Path) {
    let store = RedbStore::open(directory).unwrap();
    let bytes = |number: u16| {
        let number = number.to_be_bytes();
        number.repeat(if number[1] == 0 { 1_500 } else { 60 })
    };
    let blocks: Vec<Block> = (0..400).map(|number| Block::raw(bytes(number))).collect();
    let (together, alone) = blocks.split_at(390);
    let visible = |block: &Block| (block.clone(), Visibility::Public);
    store.put_all(&together.iter().map(visible).collect::<Vec<_>>()).unwrap();
    for block in alone {
        store.put_for(std::slice::from_ref(block), &did("alice")).unwrap();
        store.pin(block.cid()).unwrap();
    }
    store.put_for(&blocks[..60], &did("bob")).unwrap();
    let files = (1..4).map(|file| Block::raw(vec![file; INLINE_LIMIT + 1]));
    store.put_for(&files.collect::<Vec<_>>(), &did("bob")).unwrap();
    for (number, block) in blocks.iter().enumerate().take(40) {
        let task = raw(&format!("task {number}"));
        let record = ReceiptRecord::new(raw(&format!("receipt {number}")), *task.cid())
            .with_outputs([*block.cid()]);
        Receipts::put(&store, &record).unwrap();
        let receipt = record.block.cid();
        match store.claim(task.cid(), EffectClass::Mutation, Duration::ZERO).unwrap() {
            Claim::Won(fence) if number % 2 == 0 => store.abandon(fence).unwrap(),
            Claim::Won(fence) => {
                let addresses = [Address::Task(*task.cid())];
                let _ = store.commit(fence, &addresses, receipt).unwrap();
            }
            other => panic!("{other:?}"),
        }
        let computation = Address::Computation(*raw(&format!("computation {number}")).cid());
        let _ = store.remember(&[computation], receipt).unwrap();
    }
}

/// Everything that is taken out, by kind.
#[derive(Debug, Default, PartialEq)]
struct Taken {
    blocks: BTreeMap<Cid, (BlockEntry, Block)>,
    receipts: BTreeMap<Cid, ReceiptRecord>,
    begun: BTreeMap<Cid, BegunMutation>,
    results: Vec<MemoEntry>,
    pins: BTreeSet<Cid>,
    /// Blocks and receipts that are named without their bytes.
    damaged: BTreeSet<Cid>,
    unreadable: Vec<Damage>,
}

impl Taken {
    fn out_of(store: &dyn Inventory) -> Self {
        let mut taken = Self::default();
        store
            .salvage(&mut |salvaged| {
                taken.take(salvaged);
                ControlFlow::Continue(())
            })
            .unwrap();
        taken
    }

    /// Each is given once.
    fn take(&mut self, salvaged: Salvaged) {
        match salvaged {
            Salvaged::Block(entry, Some(block)) => {
                assert_eq!(self.blocks.insert(entry.cid, (entry, block)), None);
            }
            Salvaged::Receipt(cid, Some(record)) => {
                assert_eq!(self.receipts.insert(cid, *record), None);
            }
            Salvaged::Block(BlockEntry { cid, .. }, None) | Salvaged::Receipt(cid, None) => {
                assert!(self.damaged.insert(cid));
            }
            Salvaged::Begun(begun) => assert_eq!(self.begun.insert(begun.task, begun), None),
            Salvaged::Result(result) => {
                assert!(!self.results.contains(&result));
                self.results.push(result);
            }
            Salvaged::Pin(pin) => assert!(self.pins.insert(pin)),
            Salvaged::Unreadable(damage) => self.unreadable.push(damage),
        }
    }

    fn has_unreadable(&self, table: &str) -> bool {
        self.unreadable.iter().any(|damage| damage.table == table && damage.lost == Lost::Rows)
    }
}

#[test]
fn whatever_a_page_of_noise_does_not_hide_is_taken_out_as_it_was() {
    takes_out_whatever_is_not_hidden(|page| page.iter_mut().for_each(|byte| *byte ^= 0x5a));
}

/// As a program leaves it that copies a disk past what cannot be read.
#[test]
fn whatever_a_page_of_zeros_does_not_hide_is_taken_out_as_it_was() {
    takes_out_whatever_is_not_hidden(|page| page.fill(0));
}

fn takes_out_whatever_is_not_hidden(spoil: fn(&mut [u8])) {
    hush_engine_panics();
    let root = tempdir().unwrap();
    fill(root.path());
    let all = Taken::out_of(&RedbStore::open(root.path()).unwrap());
    assert_eq!((all.blocks.len(), all.receipts.len(), all.begun.len()), (403, 40, 40));
    assert_eq!((all.results.len(), all.pins.len()), (60, 10));
    assert!(all.damaged.is_empty() && all.unreadable.is_empty(), "{all:?}");
    let file = root.path().join("store.redb");
    let whole = fs::read(&file).unwrap();
    // How often each was needed: rows of blocks whose bytes stand elsewhere, and so on.
    let (mut closed, mut hidden, mut kept, mut fewer, mut without) = (0, 0, 0, 0, 0);
    for page in (0..whole.len()).step_by(PAGE).filter(|page| whole[*page..][..PAGE] != [0; PAGE]) {
        let mut damaged = whole.clone();
        spoil(&mut damaged[page..][..PAGE]);
        fs::write(&file, damaged).unwrap();
        let Ok(store) = RedbStore::open(root.path()) else {
            closed += 1;
            continue;
        };
        let mut damages = Vec::<Damage>::new();
        store.check(&mut |damage| damages.push(damage)).unwrap();
        let taken = Taken::out_of(&store);
        hidden += usize::from(!taken.unreadable.is_empty());

        // Blocks: all but those whose bytes are lost, and nobody may read more than before.
        let lost: BTreeSet<Cid> = damages
            .iter()
            .filter_map(|damage| match damage.lost {
                Lost::Content(cid) => Some(cid),
                _ => None,
            })
            .collect();
        let gone = all.blocks.keys().filter(|cid| !taken.blocks.contains_key(*cid)).copied();
        assert_eq!(gone.collect::<BTreeSet<_>>(), lost, "{page}");
        assert!(lost.is_subset(&taken.damaged), "{page}");
        for (cid, (entry, block)) in &taken.blocks {
            let (before, bytes) = &all.blocks[cid];
            assert_eq!(block, bytes, "{page}");
            let (kept_before, kept_now) = (before.kept.unwrap(), entry.kept.unwrap());
            assert_eq!(kept_now.length, kept_before.length);
            if kept_now.visibility != kept_before.visibility {
                assert_eq!(kept_now.visibility, Visibility::Restricted, "{page}");
                assert!(taken.has_unreadable("blocks"), "{page}");
                kept += 1;
            }
            assert!(entry.owners.iter().all(|owner| before.owners.contains(owner)), "{page}");
            if entry.owners != before.owners {
                assert!(taken.has_unreadable("block_owners"), "{page}");
                fewer += 1;
            }
        }

        // Receipts stand once.
        for (cid, record) in &all.receipts {
            match taken.receipts.get(cid) {
                Some(found) => assert_eq!(found, record, "{page}"),
                None => assert!(taken.has_unreadable("receipt_records"), "{page}"),
            }
        }
        assert!(taken.receipts.keys().all(|cid| all.receipts.contains_key(cid)), "{page}");

        // No mutation becomes free, and no pin is lost.
        for (task, begun) in &all.begun {
            let found = taken.begun[task];
            if found != *begun {
                assert_eq!(found.receipt, None);
                assert!(taken.has_unreadable("memo"), "{page}");
                without += 1;
            }
        }
        assert_eq!((taken.begun.len(), &taken.pins), (all.begun.len(), &all.pins), "{page}");

        let is_hidden = taken.has_unreadable("memo");
        assert!(taken.results == all.results || is_hidden, "{page}");
        assert!(taken.results.iter().all(|it| all.results.contains(it)), "{page}");
    }
    assert!(closed < 12, "{closed}");
    assert!(
        hidden > 10 && kept > 300 && fewer > 50 && without > 10,
        "{hidden} {kept} {fewer} {without}"
    );
}

#[test]
fn a_block_whose_row_cannot_be_believed_is_taken_out_by_its_bytes() {
    use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};
    const BLOCKS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("blocks");
    let root = tempdir().unwrap();
    fill(root.path());
    let all = Taken::out_of(&RedbStore::open(root.path()).unwrap());
    {
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let transaction = database.begin_read().unwrap();
        let rows = transaction.open_table(BLOCKS).unwrap();
        let rows: Vec<_> = rows
            .iter()
            .unwrap()
            .map(|row| row.map(|(key, row)| (key.value().to_vec(), row.value().to_vec())).unwrap())
            .collect();
        drop(transaction);
        let transaction = database.begin_write().unwrap();
        {
            let mut table = transaction.open_table(BLOCKS).unwrap();
            for (number, (key, mut row)) in rows.into_iter().enumerate() {
                if number % 2 == 0 {
                    // Its key has decayed: there is no row of the block at all.
                    table.remove(key.as_slice()).unwrap();
                    table.insert(&[&[0xff], key.as_slice()].concat()[..], row.as_slice()).unwrap();
                } else {
                    row[0] ^= 1;
                    table.insert(key.as_slice(), row.as_slice()).unwrap();
                }
            }
        }
        transaction.commit().unwrap();
    }
    let taken = Taken::out_of(&RedbStore::open(root.path()).unwrap());
    assert!(taken.damaged.is_empty() && taken.unreadable.is_empty());
    assert_eq!(taken.blocks.len(), all.blocks.len());
    for (cid, (entry, block)) in &taken.blocks {
        let (before, bytes) = &all.blocks[cid];
        assert_eq!((block, &entry.owners), (bytes, &before.owners));
        assert_eq!(entry.kept.unwrap().visibility, Visibility::Restricted);
    }
}
