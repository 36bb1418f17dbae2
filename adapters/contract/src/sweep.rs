//! The rules of `Inventory` for what is taken out.

use std::sync::{
    Barrier,
    atomic::{AtomicBool, Ordering},
};

use cid::Cid;
use ipvm_runtime::store::{
    Blocks, Committed, Inventory, Lookup, MemoryStore, ReceiptRecord, Receipts, Removed,
    StoreError, Visibility,
};
use varsig::Block;

use crate::{
    Case, cases,
    receipts::{about, token},
    sample::{block, cid, did, done, task},
};

pub(crate) const CASES: &[Case<dyn Inventory>] = cases![
    removes_blocks_and_their_owners,
    removes_receipts_and_all_they_are_found_by,
    what_was_removed_can_be_put_again,
    spares_what_is_put_or_named_while_it_sweeps,
    spares_what_is_pinned,
    a_pin_of_before_the_sweep_counts,
    pages_go_on_after_what_was_removed,
    sweeps_once_at_a_time,
    refuses_the_sweep_of_another_store,
    what_is_put_again_just_as_it_is_removed_is_there,
    what_is_put_while_another_sweeps_is_there,
    receipts_put_while_another_sweeps_are_found,
];

fn removes_blocks_and_their_owners(store: &dyn Inventory) {
    let (small, large, other) = (block(10), block(300_000), block(11));
    done(store.put_for(&[small.clone(), large.clone(), other.clone()], &did("alice")));
    let sweep = done(store.begin_sweep());
    let cids = [*small.cid(), *large.cid(), cid("absent"), *small.cid()];
    let removed = done(store.remove_blocks(&sweep, &cids));
    assert_eq!(removed, Removed { count: 2, bytes: 300_010, spared: vec![] });
    for block in [&small, &large] {
        assert_eq!(done(Blocks::get(store, block.cid())), None);
        assert_eq!(done(store.visibility(block.cid())), None);
        assert!(!done(store.belongs_to(block.cid(), &did("alice"))));
    }
    assert_eq!(done(Blocks::get(store, other.cid())).as_ref(), Some(&other));
    assert!(done(store.belongs_to(other.cid(), &did("alice"))));
    assert_eq!(done(store.blocks(None, 9)).len(), 1);
    assert_eq!(done(store.remove_blocks(&sweep, &[])), Removed::default());
}

fn record(name: &str) -> ReceiptRecord {
    ReceiptRecord::new(token(name), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs([cid("in")])
        .with_outputs([cid("out")])
        .with_about(about("alice"))
}

fn removes_receipts_and_all_they_are_found_by(store: &dyn Inventory) {
    let (gone, kept) = (record("gone"), record("kept"));
    done(Receipts::put(store, &gone));
    done(Receipts::put(store, &kept));
    let sweep = done(store.begin_sweep());
    let removed = done(store.remove_receipts(&sweep, &[*gone.block.cid(), cid("absent")]));
    let bytes = u64::try_from(gone.block.bytes().len()).expect("it is small");
    assert_eq!(removed, Removed { count: 1, bytes, spared: vec![] });
    assert_eq!(done(store.record(gone.block.cid())), None);
    assert_eq!(done(Receipts::get(store, gone.block.cid())), None);
    let rest = vec![*kept.block.cid()];
    assert_eq!(done(store.page(None, 9)), rest);
    assert_eq!(done(store.by_task(&cid("task"))), rest);
    assert_eq!(done(store.by_task(&cid("resolved"))), rest);
    assert_eq!(done(store.by_input(&cid("in"))), rest);
    assert_eq!(done(store.by_output(&cid("out"))), rest);
    let (input, alice) = (cid("in"), did("alice"));
    assert_eq!(done(store.find(&Lookup::input(&input).of(&alice), None, 9)), rest);
}

fn what_was_removed_can_be_put_again(store: &dyn Inventory) {
    let (blocks, record) = ([block(10), block(300_000)], record("one"));
    for _ in 0..2 {
        done(store.put_all(&blocks.clone().map(|block| (block, Visibility::Public))));
        done(Receipts::put(store, &record));
        let sweep = done(store.begin_sweep());
        let cids = blocks.each_ref().map(|block| *block.cid());
        assert_eq!(done(store.remove_blocks(&sweep, &cids)).count, 2);
        assert_eq!(done(store.remove_receipts(&sweep, &[*record.block.cid()])).count, 1);
        // Also while it sweeps, and then it stays.
        done(store.put_for(&blocks, &did("bob")));
        done(Receipts::put(store, &record));
        assert_eq!(done(store.remove_blocks(&sweep, &cids)).spared, cids);
        let receipts = [*record.block.cid()];
        assert_eq!(done(store.remove_receipts(&sweep, &receipts)).spared, receipts);
        for block in &blocks {
            assert_eq!(done(Blocks::get(store, block.cid())).as_ref(), Some(block));
            // Nothing is left of what it was before.
            assert_eq!(done(store.visibility(block.cid())), Some(Visibility::Restricted));
        }
        assert_eq!(done(store.by_input(&cid("in"))), receipts);
        drop(sweep);
        let sweep = done(store.begin_sweep());
        assert_eq!(done(store.remove_blocks(&sweep, &cids)).count, 2);
    }
}

fn spares_what_is_put_or_named_while_it_sweeps(store: &dyn Inventory) {
    let names = ["in", "out", "task", "resolved", "old", "again", "owned", "unnamed"];
    let blocks = names.map(|name| Block::raw(name.as_bytes().to_vec()));
    done(store.put_all(&blocks.clone().map(|block| (block, Visibility::Restricted))));
    let remembered = record("remembered");
    done(Receipts::put(store, &remembered));
    let old = record("old");
    done(Receipts::put(store, &old));

    let sweep = done(store.begin_sweep());
    assert_eq!(sweep.noted(), []);
    let named = record("named");
    done(Receipts::put(store, &named));
    done(Blocks::put(store, &Block::raw(*b"again"), Visibility::Restricted));
    done(store.put_for(&[Block::raw(*b"owned")], &did("alice")));
    let committed = done(store.remember(&[task("t")], remembered.block.cid()));
    assert_eq!(committed, Committed::First);

    let cids = blocks.each_ref().map(|block| *block.cid());
    let removed = done(store.remove_blocks(&sweep, &cids));
    let spared = ["in", "out", "task", "resolved", "again", "owned"].map(cid);
    assert_eq!(removed.spared, spared);
    assert_eq!(removed.count, 2);
    for name in names {
        let gone = ["old", "unnamed"].contains(&name);
        assert_eq!(done(Blocks::get(store, &cid(name))).is_none(), gone, "{name}");
    }
    let receipts = [&remembered, &old, &named].map(|record| *record.block.cid());
    let removed = done(store.remove_receipts(&sweep, &receipts));
    assert_eq!(removed.spared, [receipts[0], receipts[2]]);
    assert_eq!(done(store.record(old.block.cid())), None);
    assert_eq!(done(store.record(named.block.cid())), Some(named));
    for cid in spared {
        assert!(sweep.noted().contains(&cid));
    }
}

fn spares_what_is_pinned(store: &dyn Inventory) {
    let block = block(10);
    done(Blocks::put(store, &block, Visibility::Restricted));
    let sweep = done(store.begin_sweep());
    done(store.pin(block.cid()));
    assert_eq!(done(store.remove_blocks(&sweep, &[*block.cid()])).spared, [*block.cid()]);
    // It was noted, whatever becomes of the pin.
    assert!(done(store.unpin(block.cid())));
    assert_eq!(done(store.remove_blocks(&sweep, &[*block.cid()])).spared, [*block.cid()]);
    drop(sweep);
    let sweep = done(store.begin_sweep());
    assert_eq!(done(store.remove_blocks(&sweep, &[*block.cid()])).count, 1);
}

fn a_pin_of_before_the_sweep_counts(store: &dyn Inventory) {
    let (block, record) = (block(10), record("one"));
    done(Blocks::put(store, &block, Visibility::Restricted));
    done(Receipts::put(store, &record));
    let cids = [*block.cid(), *record.block.cid()];
    for cid in &cids {
        done(store.pin(cid));
    }
    let sweep = done(store.begin_sweep());
    assert_eq!(done(store.remove_blocks(&sweep, &cids)).spared, cids);
    assert_eq!(done(store.remove_receipts(&sweep, &cids)).spared, cids);
    for cid in &cids {
        assert!(done(store.unpin(cid)));
    }
    assert_eq!(done(store.remove_blocks(&sweep, &cids)).count, 1);
    assert_eq!(done(store.remove_receipts(&sweep, &cids)).count, 1);
}

/// Whoever removes page by page goes through everything.
fn pages_go_on_after_what_was_removed(store: &dyn Inventory) {
    let subjects = ["alice", "bob", "carol"];
    for number in 0..12_usize {
        let mut record = record(&number.to_string());
        record.about = subjects.get(number % 4).copied().map(about);
        done(Receipts::put(store, &record));
        done(Blocks::put(store, &block(10 + number), Visibility::Restricted));
    }
    let sweep = done(store.begin_sweep());
    let (input, alice) = (cid("in"), did("alice"));
    let lookup = Lookup::input(&input).of(&alice);
    let first = done(store.find(&lookup, None, 1));
    assert_eq!(done(store.remove_receipts(&sweep, &first)).count, 1);
    assert_eq!(done(store.find(&lookup, first.last(), 9)).len(), 2);
    let mut after = None;
    let mut removed = 1;
    loop {
        let page = done(store.find(&Lookup::input(&input), after.as_ref(), 5));
        let Some(last) = page.last() else { break };
        after = Some(*last);
        removed += done(store.remove_receipts(&sweep, &page)).count;
    }
    assert_eq!(removed, 12);
    assert_eq!(done(store.find(&Lookup::input(&input), None, 9)), []);
    let (mut after, mut removed): (Option<Cid>, u64) = (None, 0);
    loop {
        let page = done(store.blocks(after.as_ref(), 5));
        let cids: Vec<Cid> = page.iter().map(|entry| entry.cid).collect();
        let Some(last) = cids.last() else { break };
        after = Some(*last);
        removed += done(store.remove_blocks(&sweep, &cids)).count;
    }
    assert_eq!(removed, 12);
}

fn sweeps_once_at_a_time(store: &dyn Inventory) {
    for _ in 0..3 {
        let sweep = done(store.begin_sweep());
        assert_eq!(store.begin_sweep().err(), Some(StoreError::SweepUnderWay));
        drop(sweep);
    }
    let block = block(10);
    done(Blocks::put(store, &block, Visibility::Restricted));
    let sweep = done(store.begin_sweep());
    // What was put before it began it knows nothing of.
    assert_eq!(done(store.remove_blocks(&sweep, &[*block.cid()])).count, 1);
}

fn refuses_the_sweep_of_another_store(store: &dyn Inventory) {
    let block = block(10);
    done(Blocks::put(store, &block, Visibility::Restricted));
    let foreign = done(MemoryStore::new().begin_sweep());
    for _ in 0..2 {
        let refused = store.remove_blocks(&foreign, &[*block.cid()]);
        assert_eq!(refused, Err(StoreError::ForeignSweep));
        let refused = store.remove_receipts(&foreign, &[*block.cid()]);
        assert_eq!(refused, Err(StoreError::ForeignSweep));
        let _own = done(store.begin_sweep());
    }
    assert_eq!(done(Blocks::get(store, block.cid())), Some(block));
}

/// Puts from several threads, over and over, while another one removes all that it can.
/// What a thread has put must be there, until the sweep has ended.
fn contend(store: &dyn Inventory, remove: impl Fn() + Sync, put: impl Fn(usize, usize) + Sync) {
    const THREADS: usize = 3;
    let (over, barrier) = (AtomicBool::new(false), Barrier::new(THREADS + 1));
    std::thread::scope(|scope| {
        let putting: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (put, barrier) = (&put, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    (0..24).for_each(|number| put(thread, number));
                })
            })
            .collect();
        let (over, barrier) = (&over, &barrier);
        let remove = &remove;
        let removing = scope.spawn(move || {
            barrier.wait();
            while !over.load(Ordering::SeqCst) {
                remove();
            }
        });
        let put: Vec<_> = putting.into_iter().map(|thread| thread.join()).collect();
        over.store(true, Ordering::SeqCst);
        assert!(removing.join().is_ok(), "the thread that removes broke a rule");
        assert!(put.iter().all(Result::is_ok), "a thread that puts broke a rule");
    });
    let mut damage = Vec::new();
    done(store.check(&mut |found| damage.push(found)));
    assert_eq!(damage, []);
}

/// Whoever puts what is there, and is on its way out, must not take it for being there.
fn what_is_put_again_just_as_it_is_removed_is_there(store: &dyn Inventory) {
    let alice = did("alice");
    for round in 0..24_usize {
        let length = if round % 4 == 0 { 300_000 } else { 10 };
        let blocks = [0, 1, 2].map(|more| block(length + 3 * round + more));
        let cids = blocks.each_ref().map(|block| *block.cid());
        done(store.put_for(&blocks, &alice));
        let sweep = done(store.begin_sweep());
        let barrier = Barrier::new(blocks.len() + 1);
        std::thread::scope(|scope| {
            let barrier = &barrier;
            let sweep = &sweep;
            scope.spawn(move || {
                barrier.wait();
                done(store.remove_blocks(sweep, &cids));
            });
            for (number, block) in blocks.iter().enumerate() {
                let alice = &alice;
                scope.spawn(move || {
                    barrier.wait();
                    // Some a little later than others.
                    (0..number * round * 40).for_each(|_| std::hint::spin_loop());
                    done(store.put_for(std::slice::from_ref(block), alice));
                });
            }
        });
        for block in &blocks {
            assert_eq!(done(Blocks::get(store, block.cid())).as_ref(), Some(block));
            assert!(done(store.belongs_to(block.cid(), &alice)));
        }
    }
}

fn what_is_put_while_another_sweeps_is_there(store: &dyn Inventory) {
    // The same blocks again and again, some of them large, whoever has removed them.
    let blocks: Vec<Block> = [10, 11, 300_000, 300_001, 12, 13].into_iter().map(block).collect();
    let cids: Vec<Cid> = blocks.iter().map(|block| *block.cid()).collect();
    for block in &blocks {
        done(Blocks::put(store, block, Visibility::Restricted));
    }
    let alice = did("alice");
    let sweep = done(store.begin_sweep());
    contend(
        store,
        || drop(done(store.remove_blocks(&sweep, &cids))),
        |thread, number| {
            let Some(block) = blocks.get((thread + number) % blocks.len()) else { return };
            if number % 2 == 0 {
                done(Blocks::put(store, block, Visibility::Restricted));
            } else {
                done(store.put_for(std::slice::from_ref(block), &alice));
                assert!(done(store.belongs_to(block.cid(), &alice)));
            }
            assert_eq!(done(Blocks::get(store, block.cid())).as_ref(), Some(block));
        },
    );
    drop(sweep);
    // A new sweep each time: what was put under an older one may go again.
    contend(
        store,
        || {
            if let Ok(sweep) = store.begin_sweep() {
                drop(done(store.remove_blocks(&sweep, &cids)));
            }
        },
        |thread, number| {
            let Some(block) = blocks.get((thread + number) % blocks.len()) else { return };
            done(Blocks::put(store, block, Visibility::Restricted));
            // Never damaged, whoever is at it.
            let got = done(Blocks::get(store, block.cid()));
            assert!(got.is_none_or(|got| got == *block));
        },
    );
}

fn receipts_put_while_another_sweeps_are_found(store: &dyn Inventory) {
    let records: Vec<ReceiptRecord> = (0..6).map(|number| record(&number.to_string())).collect();
    let cids: Vec<Cid> = records.iter().map(|record| *record.block.cid()).collect();
    for record in &records {
        done(Receipts::put(store, record));
    }
    let (input, alice) = (cid("in"), did("alice"));
    let lookup = Lookup::input(&input).of(&alice);
    let sweep = done(store.begin_sweep());
    contend(
        store,
        || drop(done(store.remove_receipts(&sweep, &cids))),
        |thread, number| {
            let Some(record) = records.get((thread + number) % records.len()) else { return };
            done(Receipts::put(store, record));
            assert_eq!(done(store.record(record.block.cid())).as_ref(), Some(record));
            assert!(done(store.find(&lookup, None, 9)).contains(record.block.cid()));
        },
    );
}
