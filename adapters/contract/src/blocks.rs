//! The rules of `Blocks`.

use std::thread;

use ipvm_runtime::store::{Blocks, Visibility};
use varsig::Block;

use crate::{
    Case, cases,
    sample::{block, cid, done},
};

pub(crate) const CASES: &[Case<dyn Blocks>] = cases![
    returns_what_was_put,
    knows_nothing_of_what_was_never_put,
    keeps_the_same_bytes_under_two_codecs_apart,
    putting_again_changes_nothing,
    public_is_sticky,
    keeps_several_blocks_in_one_call,
    serves_threads_side_by_side,
];

fn returns_what_was_put(store: &dyn Blocks) {
    // Around the sizes at which stores change their mind about the place.
    for length in [0, 1, 255, 4096, 65_536, 262_143, 262_144, 262_145, 1_500_000] {
        let block = block(length);
        done(store.put(&block, Visibility::Restricted));
        assert_eq!(done(store.get(block.cid())), Some(block), "{length} bytes");
    }
}

fn knows_nothing_of_what_was_never_put(store: &dyn Blocks) {
    assert_eq!(done(store.get(&cid("absent"))), None);
    assert_eq!(done(store.visibility(&cid("absent"))), None);
}

fn keeps_the_same_bytes_under_two_codecs_apart(store: &dyn Blocks) {
    let raw = Block::raw(*b"\xf6");
    let null = Block::dag_cbor(*b"\xf6").expect("null is canonical");
    done(store.put(&raw, Visibility::Public));
    assert_eq!(done(store.get(null.cid())), None);
    assert_eq!(done(store.visibility(null.cid())), None);
    done(store.put(&null, Visibility::Restricted));
    assert_eq!(done(store.get(null.cid())).as_ref(), Some(&null));
    assert_eq!(done(store.visibility(null.cid())), Some(Visibility::Restricted));
    assert_eq!(done(store.visibility(raw.cid())), Some(Visibility::Public));
}

fn putting_again_changes_nothing(store: &dyn Blocks) {
    for block in [block(10), block(300_000)] {
        for _ in 0..3 {
            done(store.put(&block, Visibility::Restricted));
            assert_eq!(done(store.get(block.cid())).as_ref(), Some(&block));
            assert_eq!(done(store.visibility(block.cid())), Some(Visibility::Restricted));
        }
    }
}

fn public_is_sticky(store: &dyn Blocks) {
    for block in [block(10), block(300_000)] {
        let visibility = || done(store.visibility(block.cid()));
        done(store.put(&block, Visibility::Restricted));
        assert_eq!(visibility(), Some(Visibility::Restricted));
        done(store.put(&block, Visibility::Public));
        assert_eq!(visibility(), Some(Visibility::Public));
        done(store.put(&block, Visibility::Restricted));
        assert_eq!(visibility(), Some(Visibility::Public));
    }
}

fn keeps_several_blocks_in_one_call(store: &dyn Blocks) {
    done(store.put_all(&[]));
    let (small, large) = (block(10), block(300_000));
    done(store.put_all(&[
        (small.clone(), Visibility::Public),
        (large.clone(), Visibility::Restricted),
        (small.clone(), Visibility::Restricted),
    ]));
    assert_eq!(done(store.get(small.cid())).as_ref(), Some(&small));
    assert_eq!(done(store.get(large.cid())).as_ref(), Some(&large));
    assert_eq!(done(store.visibility(small.cid())), Some(Visibility::Public));
    assert_eq!(done(store.visibility(large.cid())), Some(Visibility::Restricted));
}

fn serves_threads_side_by_side(store: &dyn Blocks) {
    let shared = block(300_000);
    thread::scope(|scope| {
        for thread in 0..4_usize {
            let shared = &shared;
            scope.spawn(move || {
                for number in 0..8_usize {
                    let own = block(1_000 + thread * 100 + number);
                    done(store.put(&own, Visibility::Restricted));
                    done(store.put(shared, Visibility::Public));
                    assert_eq!(done(store.get(own.cid())), Some(own));
                    assert_eq!(done(store.get(shared.cid())).as_ref(), Some(shared));
                }
            });
        }
    });
}
