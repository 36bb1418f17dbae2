//! What garbage collection keeps, and what it takes.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod stage;

use std::{
    collections::BTreeSet,
    sync::{Mutex, atomic::AtomicBool, atomic::Ordering},
};

use ipld_core::ipld::Ipld;
use ipvm_housekeeping::{
    CollectError, Garbage, Keep, Plan, Planned, Root, RootKind, Roots, Statistics, Swept,
};
use ipvm_runtime::store::{
    Address, Blocks, Claim, EffectClass, Inventory, Lost, Memo, MemoryStore, Receipts, StoreError,
    Visibility,
};
use proptest::prelude::*;
use stage::{
    graph::{Graph, Kind, items, keep, leaf},
    *,
};
use ucan_invocation::{Attestation, Failure, Outcome, ReceiptMeta};
use varsig::Block;

fn plan<'a>(store: &'a dyn Inventory, keep: Keep) -> Plan<'a> {
    Plan::make(store, &Roots::keeping(keep), &mut |_| {}).unwrap()
}

fn collect(store: &dyn Inventory, keep: Keep) -> Swept {
    plan(store, keep).run(&mut |_| {}).unwrap()
}

fn put(store: &dyn Inventory, block: &Block) {
    Blocks::put(store, block, Visibility::Restricted).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_a_root_reaches_stays_and_everything_else_goes(
        items in items(),
        keep in keep(),
    ) {
        let store = MemoryStore::new();
        let graph = Graph::put(items, &store);
        let (reached, before) = (graph.reached(&keep), graph.kept(&store));
        let begun = store.begun(None, usize::MAX).unwrap();

        let plan = plan(&store, keep.clone());
        let mut told = BTreeSet::new();
        plan.garbage(&mut |garbage| match garbage {
            Garbage::Block { cid, .. } | Garbage::Receipt { cid } => {
                told.insert(graph.names[&cid]);
            }
            _ => {}
        }).unwrap();
        prop_assert_eq!(&told, &before.difference(&reached).copied().collect());
        prop_assert_eq!(graph.kept(&store), before, "a plan removes nothing");

        let planned = plan.planned().clone();
        let swept = plan.run(&mut |_| {}).unwrap();
        prop_assert_eq!(graph.kept(&store), reached);
        prop_assert_eq!(
            (swept.blocks, swept.bytes, swept.receipts, swept.results, swept.spared),
            (planned.blocks, planned.bytes, planned.receipts, planned.results, 0)
        );
        // At most once: whatever was begun still is, with the receipt that says it.
        prop_assert_eq!(store.begun(None, usize::MAX).unwrap(), begun);
        // Nothing is remembered by what is gone.
        for entry in store.results(None, usize::MAX).unwrap() {
            prop_assert!(has_receipt(&store, &entry.result.unwrap().receipt));
        }
        // There is nothing left to collect.
        prop_assert_eq!(collect(&store, keep), Swept::default());
    }

    #[test]
    fn whenever_it_ends_what_is_reached_is_all_there(
        items in items(),
        keep in keep(),
        last in 0_u64..12,
    ) {
        let store = MemoryStore::new();
        let graph = Graph::put(items, &store);
        let reached = graph.reached(&keep);
        let staged = Staged::new(&store, |number| {
            if number < last { Ok(()) } else { Err(StoreError::Closed) }
        });
        match plan(&staged, keep.clone()).run(&mut |_| {}) {
            Ok(_) => {}
            Err(error) => prop_assert_eq!(error, CollectError::Store(StoreError::Closed)),
        }
        prop_assert!(graph.kept(&store).is_superset(&reached));
        for entry in store.results(None, usize::MAX).unwrap() {
            prop_assert!(has_receipt(&store, &entry.result.unwrap().receipt));
        }
        // Whoever begins again comes to the same end.
        collect(&store, keep);
        prop_assert_eq!(graph.kept(&store), reached);
    }

    #[test]
    fn what_is_written_during_the_sweep_stays_with_all_it_reaches(
        items in items(),
        keep in keep(),
        writes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<bool>(), any::<bool>()), 1..24),
    ) {
        let store = MemoryStore::new();
        let graph = Graph::put(items, &store);
        let reached = graph.reached(&keep);
        let written = Mutex::new(Vec::new());
        let is_begun = AtomicBool::new(false);
        let write = |number: u64| {
            // One more before each change: first what is linked to, as tasks do it.
            let Some((old, again, as_receipt)) =
                usize::try_from(number).ok().and_then(|it| writes.get(it))
            else { return };
            let child = raw(&format!("child {number}"));
            let parent = node(&format!("parent {number}"), &[*child.cid()]);
            put(&store, &child);
            put(&store, &parent);
            let mut written = written.lock().unwrap();
            written.extend([(*child.cid(), false), (*parent.cid(), false)]);
            let item = &graph.items[old.index(graph.items.len())];
            let old = graph.cids[old.index(graph.cids.len())];
            if *again && item.kind == Kind::Leaf && !item.is_absent {
                // Something that was garbage is put again.
                put(&store, &leaf(graph.names[&old]));
                written.push((old, false));
            }
            if *as_receipt {
                let new = receipt(task(&format!("new {number}")), &[*parent.cid()], ReceiptMeta::default());
                Receipts::put(&store, &record(&new)).unwrap();
                written.push((*new.cid(), true));
            }
        };
        let staged = Staged::new(&store, |number| {
            if is_begun.load(Ordering::SeqCst) {
                write(number);
            }
            Ok(())
        });
        let plan = plan(&staged, keep);
        is_begun.store(true, Ordering::SeqCst);
        write(u64::MAX);
        plan.run(&mut |_| {}).unwrap();
        prop_assert!(graph.kept(&store).is_superset(&reached));
        for (cid, is_receipt) in written.lock().unwrap().clone() {
            let is_here = if is_receipt { has_receipt(&store, &cid) } else { has_block(&store, &cid) };
            prop_assert!(is_here, "{} was written during the sweep", cid);
        }
    }
}

#[test]
fn what_was_garbage_stays_if_something_that_is_written_meanwhile_links_to_it() {
    let store = MemoryStore::new();
    let (old, garbage) = (raw("old"), raw("garbage"));
    put(&store, &old);
    put(&store, &garbage);
    let lonely = receipt(task("lonely"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&lonely)).unwrap();
    let parent = node("parent", &[*old.cid()]);
    // The first change is to remove the receipt: that is behind the plan.
    let staged = Staged::new(&store, |number| {
        if number == 0 {
            put(&store, &parent);
        }
        Ok(())
    });
    let swept = collect(&staged, Keep::None);
    assert_eq!((swept.receipts, swept.blocks), (1, 1));
    assert!(has_block(&store, old.cid()) && has_block(&store, parent.cid()));
    assert!(!has_block(&store, garbage.cid()));
}

#[test]
fn a_result_keeps_a_mutation_whose_second_record_is_lost() {
    let store = MemoryStore::new();
    let paid = receipt(task("pay"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&paid)).unwrap();
    mutate(&store, &task("pay"), paid.cid());
    let staged = Staged::new(&store, |_| Ok(()));
    staged.decay(Lost::Begun(task("pay")));
    assert_eq!(collect(&staged, Keep::None), Swept::default());
    assert_eq!(store.lookup(&Address::Task(task("pay"))), Ok(Some(*paid.cid())));
}

#[test]
fn a_ring_of_receipts_and_blocks_is_collected_as_one() {
    // A receipt links to a block, and the record of another says that its task took the
    // first one.
    let store = MemoryStore::new();
    let leaf = raw("leaf");
    put(&store, &leaf);
    let one = receipt(task("one"), &[*leaf.cid()], ReceiptMeta::default());
    let two = receipt(task("two"), &[*one.cid()], ReceiptMeta::default());
    Receipts::put(&store, &record(&one).with_inputs([*two.cid()])).unwrap();
    Receipts::put(&store, &record(&two)).unwrap();
    store.pin(one.cid()).unwrap();
    assert_eq!(collect(&store, Keep::None), Swept::default());
    store.unpin(one.cid()).unwrap();
    let swept = collect(&store, Keep::None);
    assert_eq!((swept.blocks, swept.bytes, swept.receipts), (1, 4, 2));
}

#[test]
fn a_mutation_that_was_done_is_not_free_afterwards() {
    let store = MemoryStore::new();
    let (pay, order, look) = (task("pay"), task("order"), task("look"));
    let paid = receipt(pay, &[], ReceiptMeta::default());
    let looked = receipt(look, &[], ReceiptMeta::default());
    for receipt in [&paid, &looked] {
        Receipts::put(&store, &record(receipt)).unwrap();
    }
    mutate(&store, &pay, paid.cid());
    begin(&store, &order);
    let _ = store.remember(&[Address::Task(look)], looked.cid()).unwrap();

    let swept = collect(&store, Keep::None);
    assert_eq!((swept.receipts, swept.results), (1, 1));
    let claim = |task, effect| store.claim(&task, effect, std::time::Duration::ZERO).unwrap();
    assert_eq!(claim(pay, EffectClass::Mutation), Claim::Done(*paid.cid()));
    assert_eq!(claim(order, EffectClass::Mutation), Claim::Indeterminate);
    assert!(matches!(claim(look, EffectClass::Pure), Claim::Won(_)), "it is run again");
    assert!(has_receipt(&store, paid.cid()));
}

#[test]
fn what_says_of_a_mutation_that_nobody_knows_stays_to_be_settled() {
    let store = MemoryStore::new();
    let order = task("order");
    let unknown = receipt(order, &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&unknown)).unwrap();
    begin(&store, &order);
    assert_eq!(collect(&store, Keep::None), Swept::default());
    assert!(has_receipt(&store, unknown.cid()));
}

#[test]
fn the_evidence_of_a_dispute_stays_with_both_receipts() {
    let store = MemoryStore::new();
    let (key, ran) = (task("key"), task("ran"));
    let [one, two] = [&["one"][..], &["two"]].map(|links| {
        let links: Vec<_> = links.iter().map(|name| cid(name)).collect();
        receipt(ran, &links, ReceiptMeta::default().with_computation(Some(key)))
    });
    let links = [one.cid(), two.cid()].map(|cid| Ipld::Link(*cid));
    let failure = Failure::new("nondeterministic", "two results")
        .with_detail("receipts", Ipld::List(links.into()));
    let meta = ReceiptMeta::default().with_fault().with_computation(Some(key));
    let evidence = Attestation::new(ran, failure.into(), at(1)).with_meta(meta);
    let evidence = evidence.sign(&executor()).unwrap();
    for receipt in [&one, &two, &evidence] {
        Receipts::put(&store, &record(receipt)).unwrap();
    }
    let _ = store.remember(&[Address::Computation(key)], evidence.cid()).unwrap();
    assert_eq!(collect(&store, Keep::None), Swept::default());
    assert_eq!(store.lookup(&Address::Computation(key)), Ok(Some(*evidence.cid())));

    // The same without the mark: nobody needs them.
    store.forget(&Address::Computation(key), evidence.cid()).unwrap();
    assert_eq!(collect(&store, Keep::None).receipts, 3);
}

#[test]
fn what_is_missing_is_told_and_stops_nothing() {
    let store = MemoryStore::new();
    let absent = cid("absent");
    let album = node("album", &[absent, task("answered")]);
    put(&store, &album);
    put(&store, &raw("garbage"));
    store.pin(album.cid()).unwrap();
    let answer = receipt(task("answered"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&answer)).unwrap();

    let plan = plan(&store, Keep::All);
    assert_eq!(plan.planned().missing, [absent], "a task that was answered is not missing");
    assert_eq!(plan.run(&mut |_| {}).unwrap().blocks, 1);
    assert!(has_block(&store, album.cid()));
}

#[test]
fn what_stands_in_a_receipt_is_not_missing_also_where_another_task_took_it() {
    let store = MemoryStore::new();
    let bytes = vec![7; 32];
    let inside = *Block::raw(bytes.as_slice()).cid();
    let (outside, pruned) = (cid("outside"), cid("pruned"));
    let value = Ipld::List(vec![Ipld::Bytes(bytes), Ipld::Link(outside)]);
    let made = Attestation::new(task("made"), Outcome::Ok(value), at(1_000));
    let made = made.sign(&executor()).unwrap();
    let record_of_made = record(&made).with_outputs([inside, outside]);
    Receipts::put(&store, &record_of_made).unwrap();
    let took = receipt(task("took"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&took).with_inputs([inside, pruned])).unwrap();

    let missing: BTreeSet<_> = plan(&store, Keep::All).planned().missing.iter().copied().collect();
    assert_eq!(missing, BTreeSet::from([outside, pruned]));
}

#[test]
fn what_is_damaged_is_told_and_stays() {
    let store = MemoryStore::new();
    let (leaf, other, garbage) = (raw("leaf"), raw("other"), raw("garbage"));
    let album = node("album", &[*leaf.cid()]);
    for block in [&leaf, &album, &other, &garbage] {
        put(&store, block);
    }
    store.pin(album.cid()).unwrap();
    let staged = Staged::new(&store, |_| Ok(()));
    staged.decay(Lost::Content(*album.cid()));
    staged.decay(Lost::Visibility(*other.cid()));
    let plan = plan(&staged, Keep::All);
    let Planned { damaged, unclear, blocks, .. } = plan.planned();
    assert_eq!(
        (damaged.as_slice(), unclear.as_slice()),
        (&[*album.cid()][..], &[*other.cid()][..])
    );
    // What only the damaged one reaches is not known to be reached.
    assert_eq!(*blocks, 2);
    plan.run(&mut |_| {}).unwrap();
    assert!(has_block(&store, album.cid()) && has_block(&store, other.cid()));
    assert!(!has_block(&store, garbage.cid()));
}

#[test]
fn a_damaged_receipt_is_kept_by_every_rule_but_none() {
    for lost in [Lost::Token, Lost::Facts] {
        let store = MemoryStore::new();
        let kept = receipt_until(task("kept"), &[], ReceiptMeta::default(), Some(at(1)));
        Receipts::put(&store, &record(&kept).with_about(about(&did(2)))).unwrap();
        let staged = Staged::new(&store, |_| Ok(()));
        staged.decay(lost(*kept.cid()));
        let subjects = Keep::Subjects([did(1)].into());
        assert_eq!(collect(&staged, subjects), Swept::default(), "{lost:?}");
        let rule = if lost(*kept.cid()) == Lost::Token(*kept.cid()) {
            collect(&staged, Keep::Current(at(2)))
        } else {
            Swept::default()
        };
        assert_eq!(rule, Swept::default());
        assert_eq!(plan(&staged, Keep::None).planned().receipts, 1);
    }
}

#[test]
fn a_block_whose_links_cannot_be_read_is_told_and_is_a_leaf() {
    let store = MemoryStore::new();
    let odd = Block::new(varsig::multicodec::DAG_CBOR, *b"\xff");
    put(&store, &odd);
    store.pin(odd.cid()).unwrap();
    let plan = plan(&store, Keep::All);
    assert_eq!(plan.planned().unread.iter().map(|it| it.cid).collect::<Vec<_>>(), [*odd.cid()]);
    assert_eq!(plan.run(&mut |_| {}).unwrap(), Swept::default());
}

#[test]
fn a_store_is_swept_once_at_a_time_and_a_plan_that_is_dropped_ends_it() {
    let store = MemoryStore::new();
    let first = plan(&store, Keep::All);
    let second = Plan::make(&store, &Roots::default(), &mut |_| {});
    assert_eq!(second.unwrap_err(), CollectError::Store(StoreError::SweepUnderWay));
    drop(first);
    drop(plan(&store, Keep::All));
}

#[test]
fn says_why_something_is_kept_by_a_shortest_way() {
    let store = MemoryStore::new();
    let leaf = raw("leaf");
    let inner = node("inner", &[*leaf.cid()]);
    let outer = node("outer", &[*inner.cid()]);
    for block in [&leaf, &inner, &outer] {
        put(&store, block);
    }
    let made = receipt(task("made"), &[*inner.cid()], ReceiptMeta::default());
    Receipts::put(&store, &record(&made)).unwrap();
    store.pin(outer.cid()).unwrap();
    let why = |keep, cid| Roots::keeping(keep).why(&store, cid).unwrap();

    let (root, way) = why(Keep::None, leaf.cid()).unwrap();
    assert_eq!((root.cid, root.kind), (*outer.cid(), RootKind::Pin));
    assert_eq!(way, [*outer.cid(), *inner.cid(), *leaf.cid()]);
    let (Root { kind, .. }, way) = why(Keep::All, outer.cid()).unwrap();
    assert_eq!((kind, way), (RootKind::Pin, vec![*outer.cid()]));
    store.unpin(outer.cid()).unwrap();
    let (root, way) = why(Keep::All, leaf.cid()).unwrap();
    assert_eq!((root.kind, way.first()), (RootKind::Receipt, Some(made.cid())));
    assert_eq!(why(Keep::None, leaf.cid()), None);
    assert_eq!(why(Keep::All, &cid("stranger")), None);
}

#[test]
fn statistics_count_what_there_is() {
    let store = MemoryStore::new();
    Blocks::put(&store, &raw("four"), Visibility::Public).unwrap();
    store.put_for(&[raw("five5"), raw("four")], &did(1)).unwrap();
    store.put_for(&[raw("five5")], &did(2)).unwrap();
    let done = receipt(task("done"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&done)).unwrap();
    mutate(&store, &task("done"), done.cid());
    begin(&store, &task("begun"));
    let _ = store.remember(&[Address::Task(task("pure"))], done.cid()).unwrap();
    store.pin(&cid("four")).unwrap();
    let counted = Statistics::of(&store).unwrap();
    assert_eq!((counted.public.blocks, counted.public.bytes), (1, 4));
    assert_eq!((counted.restricted.blocks, counted.restricted.bytes), (1, 5));
    assert_eq!((counted.owners, counted.receipts, counted.pins), (3, 1, 1));
    assert_eq!((counted.pure_results, counted.query_results, counted.mutation_results), (1, 0, 1));
    assert_eq!((counted.settled, counted.unsettled), (1, 1));
    assert_eq!((counted.damaged_blocks, counted.damaged_results), (0, 0));
}
