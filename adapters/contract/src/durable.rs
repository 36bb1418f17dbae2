//! What outlives the process.

use ipvm_runtime::store::{
    Blocks, Claim, Committed, Condition,
    EffectClass::{Mutation, Pure},
    Inventory, KeyValue, Lookup, Memo, Outcome, Previous, ReceiptRecord, Receipts, StoreError,
    Visibility,
};

use crate::{
    cases,
    key_value::{alice, applied, delete, instead_of, made, names, put, swap, value, value_of},
    receipts::about,
    sample::{ENDED, LONG, assert_claim, block, cid, computation, did, done, task, won},
};

/// Opens the store of the case.
type Open<'a, T> = &'a dyn Fn() -> Box<T>;

/// A case of a suite, with its name.
type DurableCase<T> = (&'static str, fn(Open<'_, T>));

pub(crate) const BLOCKS: &[DurableCase<dyn Blocks>] = cases![keeps_blocks_and_who_may_read_them];

pub(crate) const RECEIPTS: &[DurableCase<dyn Receipts>] = cases![keeps_receipts_and_their_keys];

pub(crate) const MEMO: &[DurableCase<dyn Memo>] = cases![
    keeps_results,
    a_repeatable_task_left_behind_is_taken_over,
    a_mutation_left_behind_is_indeterminate,
    a_late_commit_from_an_earlier_session_settles_a_mutation,
    a_released_mutation_is_free,
    a_forgotten_mutation_stays_indeterminate,
];

pub(crate) const INVENTORY: &[DurableCase<dyn Inventory>] =
    cases![keeps_pins_owners_and_subjects, keeps_what_was_loaded, what_was_removed_stays_away];

pub(crate) const KEY_VALUE: &[DurableCase<dyn KeyValue>] = cases![
    keeps_values_and_what_was_taken_away,
    a_task_of_an_earlier_session_changes_nothing_again,
];

fn keeps_blocks_and_who_may_read_them(open: Open<'_, dyn Blocks>) {
    let kept = [(block(10), Visibility::Public), (block(300_000), Visibility::Restricted)];
    done(open().put_all(&kept));
    let store = open();
    for (block, visibility) in kept {
        assert_eq!(done(store.visibility(block.cid())), Some(visibility));
        assert_eq!(done(store.get(block.cid())), Some(block));
    }
}

fn keeps_receipts_and_their_keys(open: Open<'_, dyn Receipts>) {
    let token = block(700);
    let record = ReceiptRecord::new(token.clone(), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs([cid("in")])
        .with_outputs([cid("out")]);
    done(open().put(&record));
    let store = open();
    let found = vec![*token.cid()];
    assert_eq!(done(store.by_task(&cid("task"))), found);
    assert_eq!(done(store.by_task(&cid("resolved"))), found);
    assert_eq!(done(store.by_input(&cid("in"))), found);
    assert_eq!(done(store.by_output(&cid("out"))), found);
    assert_eq!(done(store.get(token.cid())), Some(token));
}

fn keeps_what_was_loaded(open: Open<'_, dyn Inventory>) {
    let (first, rest) = ((block(10), Visibility::Public), [block(9_000), block(300_000)]);
    let record = ReceiptRecord::new(block(700), cid("task")).with_inputs([cid("in")]);
    let receipt = *record.block.cid();
    // Of a load that is not ended nothing has to stay, unless the store is closed.
    for ends in [true, false] {
        {
            let store = open();
            done(store.load_blocks(std::slice::from_ref(&first)));
            done(store.load_blocks_for(&rest, &did("alice")));
            done(store.load_receipts(vec![record.clone()]));
            done(store.load_results(&[(task("task"), receipt)]));
            if ends {
                done(store.end_load());
            }
        }
        let store = open();
        assert_eq!(done(store.visibility(first.0.cid())), Some(first.1));
        for block in rest.iter().chain([&first.0]) {
            assert_eq!(done(Blocks::get(&*store, block.cid())).as_ref(), Some(block));
        }
        assert!(done(store.belongs_to(rest[0].cid(), &did("alice"))));
        assert_eq!(done(store.by_input(&cid("in"))), [receipt]);
        assert_eq!(done(store.lookup(&task("task"))), Some(receipt));
        let sweep = done(store.begin_sweep());
        let all = [first.0.cid(), rest[0].cid(), rest[1].cid()].map(|cid| *cid);
        assert_eq!(done(store.remove_blocks(&sweep, &all)).count, 3);
        assert_eq!(done(store.remove_receipts(&sweep, &[receipt])).count, 1);
        done(store.forget(&task("task"), &receipt));
    }
}

fn keeps_pins_owners_and_subjects(open: Open<'_, dyn Inventory>) {
    let record = ReceiptRecord::new(block(700), cid("task"))
        .with_inputs([cid("in")])
        .with_about(about("alice").with_call(cid("module"), "blur"));
    let owned = [block(10), block(300_000)];
    {
        let store = open();
        done(store.pin(&cid("root")));
        done(store.pin(&cid("taken away")));
        assert!(done(store.unpin(&cid("taken away"))));
        done(Receipts::put(&*store, &record));
        done(store.put_for(&owned, &did("alice")));
    }
    let store = open();
    assert_eq!(done(store.pins(None, 9)), [cid("root")]);
    assert_eq!(done(store.record(record.block.cid())).as_ref(), Some(&record));
    for subject in ["alice", "bob"] {
        let (input, subject) = (cid("in"), did(subject));
        let found = done(store.find(&Lookup::input(&input).of(&subject), None, 9));
        assert_eq!(found.len(), usize::from(subject == did("alice")));
        for block in &owned {
            let owns = done(store.belongs_to(block.cid(), &subject));
            assert_eq!(owns, subject == did("alice"));
        }
    }
}

fn what_was_removed_stays_away(open: Open<'_, dyn Inventory>) {
    let blocks = [block(10), block(300_000)];
    let record = ReceiptRecord::new(block(700), cid("task")).with_about(about("alice"));
    {
        let store = open();
        done(store.put_for(&blocks, &did("alice")));
        done(Receipts::put(&*store, &record));
        let sweep = done(store.begin_sweep());
        let cids = blocks.each_ref().map(|block| *block.cid());
        assert_eq!(done(store.remove_blocks(&sweep, &cids)).count, 2);
        assert_eq!(done(store.remove_receipts(&sweep, &[*record.block.cid()])).count, 1);
    }
    let store = open();
    for block in &blocks {
        assert_eq!(done(Blocks::get(&*store, block.cid())), None);
        assert!(!done(store.belongs_to(block.cid(), &did("alice"))));
    }
    assert_eq!(done(store.by_task(&cid("task"))), []);
    assert_eq!(done(store.record(record.block.cid())), None);
    let mut damage = Vec::new();
    done(store.check(&mut |found| damage.push(found)));
    assert_eq!(damage, []);
}

fn keeps_results(open: Open<'_, dyn Memo>) {
    {
        let store = open();
        let fence = won(&*store, "mutation", Mutation, LONG);
        assert_eq!(done(store.commit(fence, &[], &cid("receipt"))), Committed::First);
        let addresses = [task("pure"), computation("pure")];
        assert_eq!(done(store.remember(&addresses, &cid("other"))), Committed::First);
    }
    let store = open();
    assert_claim(&*store, "mutation", Mutation, Claim::Done(cid("receipt")));
    assert_eq!(done(store.lookup(&task("pure"))), Some(cid("other")));
    assert_eq!(done(store.lookup(&computation("pure"))), Some(cid("other")));
}

fn a_repeatable_task_left_behind_is_taken_over(open: Open<'_, dyn Memo>) {
    let stale = won(&*open(), "t", Pure, ENDED);
    let store = open();
    let current = won(&*store, "t", Pure, LONG);
    assert!(current.revision() > stale.revision(), "{current:?} after {stale:?}");
    let fenced = StoreError::Fenced { task: cid("t") };
    assert_eq!(store.commit(stale, &[], &cid("stale")), Err(fenced));
    assert_eq!(done(store.commit(current, &[], &cid("current"))), Committed::First);
}

fn a_mutation_left_behind_is_indeterminate(open: Open<'_, dyn Memo>) {
    drop(won(&*open(), "t", Mutation, ENDED));
    for _ in 0..2 {
        assert_claim(&*open(), "t", Mutation, Claim::Indeterminate);
    }
    assert_eq!(done(open().remember(&[task("t")], &cid("settled"))), Committed::First);
    assert_claim(&*open(), "t", Mutation, Claim::Done(cid("settled")));
}

fn a_late_commit_from_an_earlier_session_settles_a_mutation(open: Open<'_, dyn Memo>) {
    let late = won(&*open(), "t", Mutation, ENDED);
    assert_claim(&*open(), "t", Mutation, Claim::Indeterminate);
    assert_eq!(done(open().commit(late, &[], &cid("late"))), Committed::First);
    assert_claim(&*open(), "t", Mutation, Claim::Done(cid("late")));
}

fn a_released_mutation_is_free(open: Open<'_, dyn Memo>) {
    {
        let store = open();
        done(store.release(won(&*store, "t", Mutation, LONG)));
    }
    let _fence = won(&*open(), "t", Mutation, LONG);
}

fn a_forgotten_mutation_stays_indeterminate(open: Open<'_, dyn Memo>) {
    let names = ["resolved", "written"];
    {
        let store = open();
        let fence = won(&*store, "resolved", Mutation, LONG);
        let committed = store.commit(fence, &[task("written")], &cid("damaged"));
        assert_eq!(done(committed), Committed::First);
        for name in names {
            done(store.forget(&task(name), &cid("damaged")));
        }
    }
    let store = open();
    for name in names {
        assert_eq!(done(store.lookup(&task(name))), None);
        assert_claim(&*store, name, Mutation, Claim::Indeterminate);
    }
}

fn keeps_values_and_what_was_taken_away(open: Open<'_, dyn KeyValue>) {
    let (one, two) = (value("one"), value("two"));
    {
        let store = open();
        for name in ["a", "b", "c"] {
            applied(&*store, name, &put(name, &one), made(Previous::Absent));
        }
        applied(&*store, "replace", &put("b", &two), instead_of(&one));
        applied(&*store, "delete", &delete("c"), instead_of(&one));
    }
    let store = open();
    assert_eq!(value_of(&*store, "a"), Some(one));
    assert_eq!(value_of(&*store, "b"), Some(two));
    assert_eq!(value_of(&*store, "c"), None);
    assert_eq!(names(store.list(&alice(), "", None, 9)), ["a", "b"]);
}

fn a_task_of_an_earlier_session_changes_nothing_again(open: Open<'_, dyn KeyValue>) {
    let (one, two) = (value("one"), value("two"));
    let conflict = Outcome::Conflict { found: Some(*one.cid()) };
    let early = [
        ("create", swap("k", Condition::Absent, Some(&one)), made(Previous::Absent)),
        ("conflict", swap("k", Condition::Absent, Some(&two)), conflict),
        ("delete", delete("k"), instead_of(&one)),
    ];
    for (task, change, outcome) in &early {
        applied(&*open(), task, change, *outcome);
    }
    applied(&*open(), "late", &put("k", &two), made(Previous::Absent));
    for (task, change, outcome) in &early {
        let store = open();
        applied(&*store, task, change, *outcome);
        assert_eq!(value_of(&*store, "k").as_ref(), Some(&two), "after {task} again");
    }
}
