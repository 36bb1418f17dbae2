//! What a store holds, and how it is found again.

use ucan_core::{InMemoryProofStore, Leeway, Lookup, ProofStore};

use crate::stage::{NOW, at, cids, command, five, store};

fn select(store: &InMemoryProofStore, lookup: Lookup<'_>) -> Vec<cid::Cid> {
    let mut found: Vec<_> =
        store.select(&lookup, usize::MAX).iter().map(|token| *token.cid()).collect();
    found.sort();
    found
}

fn sorted(mut cids: Vec<cid::Cid>) -> Vec<cid::Cid> {
    cids.sort();
    cids
}

#[test]
fn finds_by_cid_issuer_audience_subject_and_command() {
    let [alice, bob, carol, ..] = five();
    let root = alice.hop(&bob, Some(&alice), "/crud");
    let line = bob.hop(&carol, None, "/crud");
    let other = alice.hop(&carol, Some(&alice), "/crud/read");
    let store = store([&root, &line, &other]);
    for token in [&root, &line, &other] {
        assert_eq!(store.get(token.cid()).expect("held").cid(), token.cid());
    }
    let (crud, read) = (command("/crud"), command("/crud/read"));
    let all = Lookup::all();
    for (lookup, expected) in [
        (all, cids([&root, &line, &other])),
        (all.issued_by(&alice.did), cids([&root, &other])),
        (all.made_out_to(&carol.did), cids([&line, &other])),
        (all.made_out_to(&carol.did).issued_by(&bob.did), cids([&line])),
        (all.about(&alice.did), cids([&root, &other])),
        (all.about(&bob.did), vec![]),
        (all.powerlines(), cids([&line])),
        (all.powerlines().naming(&read), vec![]),
        (all.naming(&crud), cids([&root, &line])),
        (all.about(&alice.did).naming(&read), cids([&other])),
        (all.made_out_to(&carol.did).about(&alice.did), cids([&other])),
        (all.made_out_to(&carol.did).naming(&crud), cids([&line])),
        (all.made_out_to(&bob.did).powerlines().naming(&crud), vec![]),
        (all.issued_by(&alice.did).about(&alice.did).naming(&crud), cids([&root])),
    ] {
        assert_eq!(select(&store, lookup), sorted(expected), "{lookup:?}");
    }
    assert_eq!(store.select(&all, 2).len(), 2);
}

#[test]
fn keeps_each_token_once() {
    let [alice, bob, ..] = five();
    let token = alice.hop(&bob, Some(&alice), "/crud");
    let mut store = InMemoryProofStore::new();
    assert_eq!(store.insert(token.clone()), Ok(true));
    assert_eq!(store.insert(token), Ok(false));
    assert_eq!(store.len(), 1);
}

#[test]
fn what_is_removed_is_found_no_more() {
    let [alice, bob, carol, ..] = five();
    let root = alice.hop(&bob, Some(&alice), "/crud");
    let line = bob.hop(&carol, None, "/crud");
    let mut store = store([&root, &line]);
    assert_eq!(store.remove(line.cid()).map(|token| *token.cid()), Some(*line.cid()));
    assert!(store.remove(line.cid()).is_none());
    let (crud, all) = (command("/crud"), Lookup::all());
    assert_eq!(select(&store, all), cids([&root]));
    assert_eq!(select(&store, all.made_out_to(&carol.did)), vec![]);
    assert_eq!(select(&store, all.issued_by(&bob.did)), vec![]);
    assert_eq!(select(&store, all.powerlines()), vec![]);
    assert_eq!(select(&store, all.naming(&crud)), cids([&root]));
}

#[test]
fn evicts_what_has_expired_and_nothing_else() {
    let [alice, bob, ..] = five();
    let hop = |seconds| alice.hop_for(&bob, &alice, seconds);
    let (soon, later, forever) = (hop(0), hop(10), alice.hop(&bob, Some(&alice), "/crud"));
    let mut store = store([&soon, &later, &forever]);
    let leeway = Leeway::from_seconds(5);
    assert_eq!(store.evict_expired(at(NOW + 5), leeway), 0);
    assert_eq!(store.evict_expired(at(NOW + 6), leeway), 1);
    assert_eq!(select(&store, Lookup::all()), sorted(cids([&later, &forever])));
    assert_eq!(store.evict_expired(at((1 << 53) - 1), leeway), 1);
    assert_eq!(select(&store, Lookup::all()), cids([&forever]));
    assert_eq!(store.insert(soon.clone()), Ok(true));
    // What was taken out before is not counted.
    store.remove(soon.cid());
    assert_eq!(store.evict_expired(at(NOW + 99), leeway), 0);
}

#[test]
fn a_full_store_refuses_until_there_is_room() {
    let [alice, bob, ..] = five();
    let tokens: Vec<_> = (0..3).map(|seconds| alice.hop_for(&bob, &alice, seconds)).collect();
    let length = tokens[0].envelope().bytes().len();
    for mut store in [
        InMemoryProofStore::new().with_max_tokens(2),
        InMemoryProofStore::new().with_max_bytes(3 * length - 1),
        InMemoryProofStore::new().with_max_bytes(2 * length),
    ] {
        assert_eq!(store.insert(tokens[0].clone()), Ok(true));
        assert_eq!(store.insert(tokens[1].clone()), Ok(true));
        assert!(store.insert(tokens[2].clone()).is_err());
        assert_eq!(store.insert(tokens[1].clone()), Ok(false));
        assert_eq!(store.len(), 2);
        assert_eq!(store.evict_expired(at(NOW + 1), Leeway::NONE), 1);
        assert_eq!(store.insert(tokens[2].clone()), Ok(true));
    }
}
