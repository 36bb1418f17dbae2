//! Leaving a store of which not all can be read.

use std::fs;

use ipvm_redb::hush_engine_panics;
use turns::on_behalf;

use super::*;

fn salvaged(store: &dyn Inventory) -> (Exported, Vec<u8>) {
    exported_with(store, &ExportOptions::default().with_salvage())
}

#[test]
fn a_store_that_is_whole_is_salvaged_as_a_whole() {
    let store = furnished();
    let blocks: Vec<_> = (0..2_500_u32)
        .map(|number| (Block::raw(number.to_be_bytes().to_vec()), Visibility::Restricted))
        .collect();
    store.put_all(&blocks).unwrap();
    store.put_for(&[Block::raw(vec![9; 9 << 20])], &did(5)).unwrap();
    let (leaning, delegation) = on_behalf(task("leaning"));
    Blocks::put(&store, &delegation, Visibility::Restricted).unwrap();
    Receipts::put(&store, &ReceiptRecord::new(leaning, task("leaning"))).unwrap();
    let secret = receipt(task("secret"), &[], ReceiptMeta::default().with_secret(true));
    let before = whole(&store);
    Receipts::put(&store, &record(&secret)).unwrap();

    let (told, archive) = salvaged(&store);
    assert_eq!((told.secret, told.without_receipt), (1, 0));
    assert!(told.damaged.is_empty() && told.unreadable.is_empty());
    let other = MemoryStore::new();
    assert_eq!(imported(&other, &archive).unwrap().unverified, 0);
    assert!(whole(&other) == before);
    let options = ExportOptions::default().with_salvage().with_secrets();
    let (told, archive) = exported_with(&store, &options);
    assert_eq!((told.secret, told.receipts), (0, 4));
    assert_eq!(imported(&MemoryStore::new(), &archive).unwrap().receipts, 4);
}

#[test]
fn what_is_damaged_is_left_out_of_what_is_salvaged_too() {
    let store = furnished();
    let receipts = Receipts::page(&store, None, 9).unwrap();
    Receipts::put(&store, &ReceiptRecord::new(raw("no receipt"), task("odd"))).unwrap();
    let staged = Staged::new(&store, |_| Ok(()));
    staged.decay(Lost::Content(cid("crop")));
    staged.decay(Lost::Token(receipts[0]));
    let (told, archive) = salvaged(&staged);
    let damaged: BTreeSet<Cid> = told.damaged.iter().copied().collect();
    assert_eq!(damaged, [cid("crop"), receipts[0], cid("no receipt")].into());
    assert!(told.without_receipt > 0);
    imported(&MemoryStore::new(), &archive).unwrap();
}

#[test]
fn a_store_with_a_page_that_cannot_be_read_is_left_with_all_that_can() {
    const PAGE: usize = 4_096;
    hush_engine_panics();
    let root = tempfile::tempdir().unwrap();
    let (_, archive) = exported(&furnished());
    imported(&RedbStore::open(root.path()).unwrap(), &archive).unwrap();
    let all = whole(&RedbStore::open(root.path()).unwrap());
    let file = root.path().join("store.redb");
    let bytes = fs::read(&file).unwrap();
    let (mut refused, mut without) = (0, 0);
    for page in (0..bytes.len()).step_by(PAGE).filter(|page| bytes[*page..][..PAGE] != [0; PAGE]) {
        let mut damaged = bytes.clone();
        damaged[page..][..PAGE].iter_mut().for_each(|byte| *byte ^= 0x5a);
        fs::write(&file, damaged).unwrap();
        let Ok(store) = RedbStore::open(root.path()) else { continue };
        let sink = Cursor::new(Vec::new());
        let plain = export(&store, &ExportOptions::default(), sink, &mut |_| {});
        let (told, archive) = salvaged(&store);
        match plain {
            Ok((plain, _)) => assert_eq!(plain.damaged.len(), told.damaged.len(), "{page}"),
            Err(error) => {
                let is_corrupted =
                    matches!(error, ExportError::Store(StoreError::Corrupted { .. }));
                assert!(is_corrupted, "{page}: {error}");
                refused += 1;
            }
        }
        let other = MemoryStore::new();
        imported(&other, &archive).unwrap();
        let taken = whole(&other);
        let is_told =
            |tables: &[&str]| told.unreadable.iter().any(|damage| tables.contains(&damage.table));
        for (block, _) in &all.blocks {
            let is_there = taken.blocks.iter().any(|(taken, _)| taken == block);
            assert!(is_there || told.damaged.contains(block.cid()), "{page}: {}", block.cid());
        }
        let is_there = |record: &ReceiptRecord| taken.receipts.contains(record);
        assert!(all.receipts.iter().all(is_there) || is_told(&["receipt_records"]), "{page}");
        // Of what was begun nothing can be run again, settled or not.
        for begun in &all.begun {
            let claim = other.claim(&begun.task, EffectClass::Mutation, Duration::ZERO).unwrap();
            match claim {
                Claim::Done(receipt) => assert_eq!(Some(receipt), begun.receipt),
                Claim::Indeterminate => {
                    without += usize::from(begun.receipt.is_some());
                    assert!(begun.receipt.is_none() || is_told(&["memo", "receipt_records"]));
                }
                other => panic!("{page}: {other:?}"),
            }
        }
        assert_eq!(taken.pins, all.pins, "{page}");
        let is_there = |result| taken.results.contains(result);
        let is_told = is_told(&["memo", "receipt_records"]);
        assert!(all.results.iter().all(is_there) || is_told, "{page}");
    }
    assert!(refused > 5 && without > 0, "{refused}, {without}");
}
