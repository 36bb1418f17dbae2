//! The rules of `Inventory` for what is there.

use std::{collections::BTreeSet, ops::ControlFlow};

use cid::Cid;
use ipvm_runtime::store::{
    Address, BegunMutation, BlockEntry, Blocks, Committed,
    EffectClass::{Mutation, Pure},
    Inventory, KeptBlock, MemoEntry, ReceiptRecord, Receipts, Remembered, Salvaged, Visibility,
};

use crate::{
    Case, cases,
    receipts::{about, token},
    sample::{ENDED, LONG, block, cid, computation, did, done, task, won},
};

pub(crate) const CASES: &[Case<dyn Inventory>] = cases![
    lists_blocks_with_their_owners,
    lists_blocks_with_their_bytes_as_many_as_are_asked_for,
    lists_results_with_their_classes,
    lists_mutations_that_were_begun,
    keeps_pins_apart_from_what_is_there,
    finds_no_damage_where_there_is_none,
    gives_everything_to_who_takes_it_out,
];

/// All entries, asked for in pages of that many; every page but the last is full.
#[track_caller]
fn paged<T: Clone>(limit: usize, page: impl Fn(Option<&T>, usize) -> Vec<T>) -> Vec<T> {
    let (mut all, mut short) = (Vec::<T>::new(), false);
    loop {
        let next = page(all.last(), limit);
        if next.is_empty() {
            return all;
        }
        assert!(!short && next.len() <= limit, "a page in the middle is not full");
        short = next.len() < limit;
        all.extend(next);
    }
}

fn lists_blocks_with_their_owners(store: &dyn Inventory) {
    assert_eq!(done(store.blocks(None, 10)), []);
    let mut expected = Vec::new();
    for (number, length) in [10, 11, 12, 300_000, 13, 300_001].into_iter().enumerate() {
        let block = block(length);
        let visibility = if number % 2 == 0 { Visibility::Public } else { Visibility::Restricted };
        done(Blocks::put(store, &block, visibility));
        let mut owners = Vec::new();
        for name in ["bob", "alice"].iter().take(number % 3) {
            done(store.put_for(std::slice::from_ref(&block), &did(name)));
            owners.push(did(name));
        }
        let length = u64::try_from(length).expect("it is small");
        let kept = Some(KeptBlock { length, visibility });
        expected.push(BlockEntry::new(*block.cid(), kept).with_owners(owners));
    }
    expected.sort_by_key(|entry| entry.cid);
    for limit in [1, 4, 6, 7, usize::MAX] {
        let page = |after: Option<&BlockEntry>, limit| {
            done(store.blocks(after.map(|entry| &entry.cid), limit))
        };
        let mut listed = paged(limit, page);
        listed.sort_by_key(|entry| entry.cid);
        assert_eq!(listed, expected, "{limit} at a time");
    }
    assert_eq!(done(store.blocks(None, 0)), []);
}

fn lists_blocks_with_their_bytes_as_many_as_are_asked_for(store: &dyn Inventory) {
    assert_eq!(done(store.contents(None, 10, u64::MAX)), []);
    let blocks = [10, 300_000, 11, 300_001, 12].map(block);
    for block in &blocks {
        done(store.put_for(std::slice::from_ref(block), &did("alice")));
    }
    let entries = done(store.blocks(None, 10));
    let expected: Vec<_> = entries
        .into_iter()
        .map(|entry| {
            let block = blocks.iter().find(|block| *block.cid() == entry.cid).cloned();
            (entry, block)
        })
        .collect();
    assert_eq!(done(store.contents(None, 10, u64::MAX)), expected);
    // A page ends with the block that makes it long enough, and so is never empty.
    for most in [0, 1, 11, 299_999, 300_012, u64::MAX] {
        for limit in [1, 2, 10] {
            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let page = done(store.contents(after.as_ref(), limit, most));
                let Some((last, _)) = page.last() else { break };
                after = Some(last.cid);
                let lengths =
                    page.iter().map(|(entry, _)| entry.kept.map_or(0, |kept| kept.length));
                let before: u64 = lengths.take(page.len() - 1).sum();
                assert!(page.len() <= limit, "{most} bytes, {limit} at a time");
                assert!(page.len() == 1 || before < most, "{most} bytes, {limit} at a time");
                listed.extend(page);
            }
            assert_eq!(listed, expected, "{most} bytes, {limit} at a time");
        }
    }
}

fn lists_results_with_their_classes(store: &dyn Inventory) {
    assert_eq!(done(store.results(None, 10)), []);
    let fence = won(store, "pure", Pure, LONG);
    assert_eq!(done(store.commit(fence, &[computation("key")], &cid("one"))), Committed::First);
    let fence = won(store, "mutation", Mutation, LONG);
    assert_eq!(done(store.commit(fence, &[task("written")], &cid("two"))), Committed::First);
    assert_eq!(done(store.remember(&[task("known")], &cid("three"))), Committed::First);
    // What comes with a mutation is of it, but for a computation, which nobody can claim.
    let with_it = [task("mutation"), task("also"), computation("other")];
    assert_eq!(done(store.remember(&with_it, &cid("two"))), Committed::Already(cid("two")));
    let entry = |address: Address, receipt: &str, effect| MemoEntry {
        address,
        result: Some(Remembered { receipt: cid(receipt), effect }),
    };
    let mut expected = vec![
        entry(task("pure"), "one", Pure),
        entry(computation("key"), "one", Pure),
        entry(task("mutation"), "two", Mutation),
        entry(task("written"), "two", Mutation),
        entry(task("known"), "three", Pure),
        entry(task("also"), "two", Mutation),
        entry(computation("other"), "two", Pure),
    ];
    expected.sort_by_key(|entry| entry.address);
    for limit in [1, 2, 7, 8, usize::MAX] {
        let page = |after: Option<&MemoEntry>, limit| {
            done(store.results(after.map(|entry| &entry.address), limit))
        };
        let mut listed = paged(limit, page);
        listed.sort_by_key(|entry| entry.address);
        assert_eq!(listed, expected, "{limit} at a time");
    }
    done(store.forget(&computation("key"), &cid("one")));
    assert_eq!(done(store.results(None, usize::MAX)).len(), 6);
}

fn lists_mutations_that_were_begun(store: &dyn Inventory) {
    assert_eq!(done(store.begun(None, 10)), []);
    let _held = won(store, "held", Mutation, LONG);
    let _ended = won(store, "ended", Mutation, ENDED);
    let _pure = won(store, "pure", Pure, LONG);
    done(store.release(won(store, "released", Mutation, LONG)));
    for name in ["settled", "forgotten"] {
        let fence = won(store, name, Mutation, LONG);
        assert_eq!(done(store.commit(fence, &[], &cid("receipt"))), Committed::First);
    }
    done(store.forget(&task("forgotten"), &cid("receipt")));
    let begun =
        |name, receipt: Option<&str>| BegunMutation { task: cid(name), receipt: receipt.map(cid) };
    let mut expected = vec![
        begun("held", None),
        begun("ended", None),
        begun("settled", Some("receipt")),
        begun("forgotten", None),
    ];
    expected.sort_by_key(|begun| begun.task);
    for limit in [1, 3, 4, 5, usize::MAX] {
        let page = |after: Option<&BegunMutation>, limit| {
            done(store.begun(after.map(|begun| &begun.task), limit))
        };
        let mut listed = paged(limit, page);
        listed.sort_by_key(|begun| begun.task);
        assert_eq!(listed, expected, "{limit} at a time");
    }
}

fn keeps_pins_apart_from_what_is_there(store: &dyn Inventory) {
    assert_eq!(done(store.pins(None, 10)), []);
    assert!(!done(store.unpin(&cid("never pinned"))));
    let names = ["a", "b", "c", "d", "e"];
    for name in names {
        done(store.pin(&cid(name)));
        done(store.pin(&cid(name)));
    }
    let expected: BTreeSet<Cid> = names.into_iter().map(cid).collect();
    for limit in [1, 2, 5, 6, usize::MAX] {
        let listed = paged(limit, |after: Option<&Cid>, limit| done(store.pins(after, limit)));
        assert_eq!(listed.len(), expected.len(), "{limit} at a time");
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected);
    }
    assert!(done(store.unpin(&cid("c"))));
    assert!(!done(store.unpin(&cid("c"))));
    assert_eq!(done(store.pins(None, 10)).len(), 4);
    // A pin is no block.
    assert_eq!(done(Blocks::get(store, &cid("a"))), None);
    assert_eq!(done(store.blocks(None, 10)), []);
}

fn finds_no_damage_where_there_is_none(store: &dyn Inventory) {
    for subject in [None, Some("alice")] {
        let name = format!("receipt {subject:?}");
        let mut record = ReceiptRecord::new(token(&name), cid(&name))
            .with_resolved(cid("resolved"))
            .with_inputs([cid("in")])
            .with_outputs([cid("out")]);
        done(Receipts::put(store, &record));
        record.about = Some(about("alice"));
        done(Receipts::put(store, &record));
    }
    done(store.put_for(&[block(10), block(300_000)], &did("alice")));
    done(store.pin(&cid("root")));
    let _held = won(store, "held", Mutation, LONG);
    done(store.release(won(store, "released", Mutation, LONG)));
    let fence = won(store, "settled", Mutation, LONG);
    assert_eq!(done(store.commit(fence, &[task("written")], &cid("two"))), Committed::First);
    let fence = won(store, "forgotten", Mutation, LONG);
    assert_eq!(done(store.commit(fence, &[task("also")], &cid("two"))), Committed::First);
    done(store.forget(&task("forgotten"), &cid("two")));
    done(store.forget(&task("also"), &cid("two")));
    let mut damage = Vec::new();
    done(store.check(&mut |found| damage.push(found)));
    done(store.repair(&mut |mended| damage.push(mended)));
    assert_eq!(damage, []);
}

fn gives_everything_to_who_takes_it_out(store: &dyn Inventory) {
    let visibility = [Visibility::Public, Visibility::Restricted].into_iter().cycle();
    let blocks: Vec<_> = (1..=600).map(block).zip(visibility).collect();
    done(store.put_all(&blocks));
    done(store.put_for(&[block(10), block(300_000)], &did("alice")));
    for name in ["one", "two", "three"] {
        let record = ReceiptRecord::new(token(name), cid(name)).with_outputs([cid("out")]);
        done(Receipts::put(store, &record.with_about(about("alice"))));
    }
    let _held = won(store, "held", Mutation, LONG);
    let fence = won(store, "settled", Mutation, LONG);
    assert_eq!(done(store.commit(fence, &[task("written")], &cid("two"))), Committed::First);
    done(store.pin(&cid("root")));

    let mut expected = Vec::new();
    let blocks = done(store.contents(None, usize::MAX, u64::MAX));
    expected.extend(blocks.into_iter().map(|(entry, block)| Salvaged::Block(entry, block)));
    let receipts = done(store.records(None, usize::MAX));
    expected.extend(
        receipts.into_iter().map(|(cid, record)| Salvaged::Receipt(cid, record.map(Box::new))),
    );
    expected.extend(done(store.begun(None, usize::MAX)).into_iter().map(Salvaged::Begun));
    expected.extend(done(store.results(None, usize::MAX)).into_iter().map(Salvaged::Result));
    expected.extend(done(store.pins(None, usize::MAX)).into_iter().map(Salvaged::Pin));
    assert_eq!(expected.len(), 601 + 3 + 2 + 2 + 1);
    // As much as is asked for, and no more after that.
    for most in [1, 256, 300, 602, 605, 606, 608, usize::MAX] {
        let mut found = Vec::new();
        done(store.salvage(&mut |salvaged| {
            found.push(salvaged);
            if found.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        }));
        let length = most.min(expected.len());
        assert!(found == expected[..length], "{most}: {} were given", found.len());
    }
}
