//! What outlives the process.

use ipvm_runtime::store::{
    Blocks, Claim, Committed,
    EffectClass::{Mutation, Pure},
    ReceiptRecord, Receipts, StoreError, Visibility,
};

use crate::{
    Store, cases,
    sample::{ENDED, LONG, assert_claim, block, cid, computation, done, task, won},
};

/// Opens the store of the case.
type Open<'a> = &'a dyn Fn() -> Box<dyn Store + 'a>;

/// A case of the suite, with its name.
type DurableCase = (&'static str, fn(Open<'_>));

pub(crate) const CASES: &[DurableCase] = cases![
    keeps_blocks_and_who_may_read_them,
    keeps_receipts_and_their_keys,
    keeps_results,
    a_repeatable_task_left_behind_is_taken_over,
    a_mutation_left_behind_is_indeterminate,
    a_late_commit_from_an_earlier_session_settles_a_mutation,
    a_released_mutation_is_free,
    a_forgotten_mutation_stays_indeterminate,
];

fn keeps_blocks_and_who_may_read_them(open: Open<'_>) {
    let kept = [(block(10), Visibility::Public), (block(300_000), Visibility::Restricted)];
    done(open().put_all(&kept));
    let store = open();
    for (block, visibility) in kept {
        assert_eq!(done(store.visibility(block.cid())), Some(visibility));
        assert_eq!(done(Blocks::get(&*store, block.cid())), Some(block));
    }
}

fn keeps_receipts_and_their_keys(open: Open<'_>) {
    let token = block(700);
    let record = ReceiptRecord::new(token.clone(), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs([cid("in")])
        .with_outputs([cid("out")]);
    done(Receipts::put(&*open(), &record));
    let store = open();
    let found = vec![*token.cid()];
    assert_eq!(done(store.by_task(&cid("task"))), found);
    assert_eq!(done(store.by_task(&cid("resolved"))), found);
    assert_eq!(done(store.by_input(&cid("in"))), found);
    assert_eq!(done(store.by_output(&cid("out"))), found);
    assert_eq!(done(Receipts::get(&*store, token.cid())), Some(token));
}

fn keeps_results(open: Open<'_>) {
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

fn a_repeatable_task_left_behind_is_taken_over(open: Open<'_>) {
    let stale = won(&*open(), "t", Pure, ENDED);
    let store = open();
    let current = won(&*store, "t", Pure, LONG);
    assert!(current.revision() > stale.revision(), "{current:?} after {stale:?}");
    let fenced = StoreError::Fenced { task: cid("t") };
    assert_eq!(store.commit(stale, &[], &cid("stale")), Err(fenced));
    assert_eq!(done(store.commit(current, &[], &cid("current"))), Committed::First);
}

fn a_mutation_left_behind_is_indeterminate(open: Open<'_>) {
    drop(won(&*open(), "t", Mutation, ENDED));
    for _ in 0..2 {
        assert_claim(&*open(), "t", Mutation, Claim::Indeterminate);
    }
    assert_eq!(done(open().remember(&[task("t")], &cid("settled"))), Committed::First);
    assert_claim(&*open(), "t", Mutation, Claim::Done(cid("settled")));
}

fn a_late_commit_from_an_earlier_session_settles_a_mutation(open: Open<'_>) {
    let late = won(&*open(), "t", Mutation, ENDED);
    assert_claim(&*open(), "t", Mutation, Claim::Indeterminate);
    assert_eq!(done(open().commit(late, &[], &cid("late"))), Committed::First);
    assert_claim(&*open(), "t", Mutation, Claim::Done(cid("late")));
}

fn a_released_mutation_is_free(open: Open<'_>) {
    {
        let store = open();
        done(store.release(won(&*store, "t", Mutation, LONG)));
    }
    let _fence = won(&*open(), "t", Mutation, LONG);
}

fn a_forgotten_mutation_stays_indeterminate(open: Open<'_>) {
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
