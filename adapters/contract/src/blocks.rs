//! The rules of `Blocks`.

use std::thread;

use ipvm_runtime::store::{Blocks, Visibility};
use varsig::Block;

use crate::{
    Case, cases,
    sample::{block, cid, did, done},
};

pub(crate) const CASES: &[Case<dyn Blocks>] = cases![
    returns_what_was_put,
    knows_nothing_of_what_was_never_put,
    keeps_the_same_bytes_under_two_codecs_apart,
    putting_again_changes_nothing,
    public_is_sticky,
    keeps_several_blocks_in_one_call,
    owners_are_added_and_never_taken_away,
    what_belongs_to_somebody_is_restricted_unless_it_is_public,
    a_fragment_is_no_other_owner,
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

fn owners_are_added_and_never_taken_away(store: &dyn Blocks) {
    let (alice, bob) = (did("alice"), did("bob"));
    for block in [block(10), block(300_000)] {
        let belongs_to = |owner| done(store.belongs_to(block.cid(), owner));
        assert!(!belongs_to(&alice), "nothing is there");
        done(store.put(&block, Visibility::Restricted));
        assert!(!belongs_to(&alice));
        done(store.put_for(std::slice::from_ref(&block), &alice));
        assert!(belongs_to(&alice) && !belongs_to(&bob));
        done(store.put_for(&[block.clone(), block.clone()], &bob));
        done(store.put(&block, Visibility::Restricted));
        assert!(belongs_to(&alice) && belongs_to(&bob) && !belongs_to(&did("carol")));
        assert_eq!(done(store.get(block.cid())).as_ref(), Some(&block));
    }
    done(store.put_for(&[], &alice));
}

fn what_belongs_to_somebody_is_restricted_unless_it_is_public(store: &dyn Blocks) {
    let (owned, public, widened) = (block(10), block(11), block(300_000));
    done(store.put(&public, Visibility::Public));
    done(store.put_for(&[owned.clone(), public.clone(), widened.clone()], &did("alice")));
    done(store.put(&widened, Visibility::Public));
    for (block, visibility) in [
        (owned, Visibility::Restricted),
        (public, Visibility::Public),
        (widened, Visibility::Public),
    ] {
        assert_eq!(done(store.visibility(block.cid())), Some(visibility));
        assert!(done(store.belongs_to(block.cid(), &did("alice"))));
        assert_eq!(done(store.get(block.cid())), Some(block));
    }
}

fn a_fragment_is_no_other_owner(store: &dyn Blocks) {
    let block = block(10);
    let key = "did:web:alice.example#key-1".parse().expect("it is a DID");
    done(store.put_for(std::slice::from_ref(&block), &key));
    assert!(done(store.belongs_to(block.cid(), &did("alice"))));
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
