//! The rules of `Load`, of stores that keep house.

use ipvm_runtime::store::{
    Blocks, Claim, Committed, EffectClass, Inventory, Lookup, ReceiptRecord, Receipts, Visibility,
};
use varsig::Block;

use crate::{
    Case, cases,
    receipts::{about, token},
    sample::{block, cid, computation, did, done, task},
};

pub(crate) const CASES: &[Case<dyn Inventory>] = cases![
    loads_blocks_like_one_put_after_the_other,
    loads_receipts_like_one_put_after_the_other,
    loads_results_like_one_remembered_after_the_other,
    what_was_loaded_is_found_before_the_load_ends,
    loads_end_each_for_itself,
    spares_what_is_loaded_while_it_sweeps,
];

fn loads_blocks_like_one_put_after_the_other(store: &dyn Inventory) {
    done(store.load_blocks(&[]));
    done(store.load_blocks_for(&[], &did("alice")));
    let (open, own, large) = (block(10), block(20_000), block(300_000));
    // One of them twice, and wider the second time.
    done(store.load_blocks(&[
        (open.clone(), Visibility::Restricted),
        (open.clone(), Visibility::Public),
        (large.clone(), Visibility::Restricted),
    ]));
    done(store.load_blocks(&[(open.clone(), Visibility::Restricted)]));
    done(store.load_blocks_for(&[own.clone(), large.clone()], &did("alice")));
    done(store.load_blocks_for(std::slice::from_ref(&own), &did("bob")));
    done(store.end_load());
    for (block, visibility, owners) in [
        (&open, Visibility::Public, [false, false]),
        (&own, Visibility::Restricted, [true, true]),
        (&large, Visibility::Restricted, [true, false]),
    ] {
        let cid = block.cid();
        assert_eq!(done(Blocks::get(store, cid)).as_ref(), Some(block));
        assert_eq!(done(store.visibility(cid)), Some(visibility));
        let belongs = ["alice", "bob"].map(|owner| done(store.belongs_to(cid, &did(owner))));
        assert_eq!(belongs, owners);
    }
    assert_eq!(done(store.blocks(None, 9)).len(), 3);
}

fn loads_receipts_like_one_put_after_the_other(store: &dyn Inventory) {
    done(store.load_receipts(Vec::new()));
    let record = |name: &str| {
        ReceiptRecord::new(token(name), cid("task"))
            .with_inputs([cid(name)])
            .with_about(about("Alice"))
    };
    // One of them twice, with another key.
    let again = record("one").with_outputs([cid("out")]);
    done(store.load_receipts(vec![record("one"), record("two"), again]));
    let mut both = [*token("one").cid(), *token("two").cid()];
    both.sort_unstable();
    // Where a store brings what finds them into its place at the end, that changes nothing.
    for _ in 0..2 {
        assert_eq!(done(store.find(&Lookup::task(&cid("task")), None, 9)), both);
        assert_eq!(done(store.by_input(&cid("two"))), [*token("two").cid()]);
        assert_eq!(done(store.by_output(&cid("out"))), [*token("one").cid()]);
        assert_eq!(done(store.record(token("two").cid())), Some(record("two")));
        done(store.end_load());
    }
}

fn loads_results_like_one_remembered_after_the_other(store: &dyn Inventory) {
    assert_eq!(done(store.load_results(&[])), []);
    let (one, other) = (cid("one"), cid("other"));
    let results =
        [(task("a"), one), (computation("a"), one), (task("a"), other), (task("b"), other)];
    use Committed::{Already, First};
    assert_eq!(done(store.load_results(&results)), [First, First, Already(one), First]);
    assert_eq!(done(store.load_results(&results[2..])), [Already(one), Already(other)]);
    done(store.end_load());
    assert_eq!(done(store.lookup(&task("a"))), Some(one));
    assert_eq!(done(store.lookup(&computation("a"))), Some(one));
    assert_eq!(done(store.lookup(&task("b"))), Some(other));
}

fn what_was_loaded_is_found_before_the_load_ends(store: &dyn Inventory) {
    let block = block(10);
    done(store.load_blocks(&[(block.clone(), Visibility::Restricted)]));
    let record = ReceiptRecord::new(token("one"), cid("t")).with_inputs([*block.cid()]);
    let receipt = *record.block.cid();
    done(store.load_receipts(vec![record]));
    done(store.load_results(&[(task("t"), receipt)]));
    assert_eq!(done(Blocks::get(store, block.cid())).as_ref(), Some(&block));
    assert_eq!(done(store.by_input(block.cid())), [receipt]);
    let lease = std::time::Duration::ZERO;
    for effect in [EffectClass::Pure, EffectClass::Mutation] {
        assert_eq!(done(store.claim(&cid("t"), effect, lease)), Claim::Done(receipt));
    }
    // Whoever puts it as well changes nothing about it.
    done(Blocks::put(store, &block, Visibility::Restricted));
    done(store.end_load());
    assert_eq!(done(Blocks::get(store, block.cid())), Some(block));
}

fn loads_end_each_for_itself(store: &dyn Inventory) {
    done(store.end_load());
    for length in [10, 11] {
        done(store.load_blocks(&[(block(length), Visibility::Public)]));
        done(store.end_load());
        done(store.end_load());
    }
    for length in [10, 11] {
        assert_eq!(done(Blocks::get(store, block(length).cid())), Some(block(length)));
    }
}

fn spares_what_is_loaded_while_it_sweeps(store: &dyn Inventory) {
    let blocks = ["loaded", "owned", "taken", "old"].map(|name| Block::raw(name.as_bytes()));
    done(store.put_all(&blocks.clone().map(|block| (block, Visibility::Restricted))));
    let [record, remembered, old] = ["record", "remembered", "old"]
        .map(|name| ReceiptRecord::new(token(name), cid("task")).with_inputs([cid("taken")]));
    done(Receipts::put(store, &record));
    done(Receipts::put(store, &remembered));
    done(Receipts::put(store, &old));

    let sweep = done(store.begin_sweep());
    done(store.load_blocks(&[(blocks[0].clone(), Visibility::Restricted)]));
    done(store.load_blocks_for(&blocks[1..2], &did("alice")));
    let receipts = [&record, &remembered, &old].map(|record| *record.block.cid());
    done(store.load_receipts(vec![record]));
    done(store.load_results(&[(task("t"), receipts[1])]));
    let cids = blocks.each_ref().map(|block| *block.cid());
    assert_eq!(done(store.remove_blocks(&sweep, &cids)).spared, cids[..3]);
    assert_eq!(done(store.remove_receipts(&sweep, &receipts)).spared, receipts[..2]);
    done(store.end_load());
    assert_eq!(done(store.by_input(&cid("taken"))).len(), 2);
}
