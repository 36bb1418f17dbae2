//! The rules of `Memo`, one caller at a time.

use ipvm_runtime::store::{
    Claim, Committed,
    EffectClass::{Mutation, Pure, Query},
    Memo, StoreError,
};

use crate::{
    Case, cases,
    sample::{ENDED, LONG, assert_claim, cid, computation, done, task, won},
};

pub(crate) const CASES: &[Case<dyn Memo>] = cases![
    knows_nothing_at_first,
    a_claim_is_held_until_its_lease_ends,
    a_commit_fills_every_address_and_answers_later_claims,
    a_task_and_a_computation_of_one_cid_are_two_addresses,
    a_taken_address_stays_and_the_free_ones_are_filled,
    a_different_receipt_is_reported_before_the_same,
    addresses_may_be_none_or_repeated,
    a_released_task_is_free_and_nothing_is_remembered,
    an_abandoned_claim_has_ended_at_once,
    an_ended_claim_of_a_repeatable_task_is_taken_over,
    an_ended_claim_that_nobody_took_over_commits_late,
    an_ended_claim_of_a_mutation_is_indeterminate_until_settled,
    a_receipt_of_what_became_of_it_settles_a_mutation,
    a_standing_claim_counts_under_its_own_class,
    remembers_without_a_claim,
    what_is_remembered_with_a_mutation_is_of_it,
    a_result_remembered_meanwhile_stands_against_the_commit,
    a_forgotten_result_of_a_repeatable_task_is_free,
    a_forgotten_result_of_a_mutation_is_indeterminate,
    forgets_only_the_receipt_that_was_named,
    revisions_grow,
];

fn knows_nothing_at_first(memo: &dyn Memo) {
    assert_eq!(done(memo.lookup(&task("t"))), None);
    assert_eq!(done(memo.lookup(&computation("t"))), None);
    done(memo.forget(&task("t"), &cid("receipt")));
}

fn a_claim_is_held_until_its_lease_ends(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query), ("mutation", Mutation)] {
        let fence = won(memo, name, effect, LONG);
        assert_claim(memo, name, effect, Claim::Held);
        assert_eq!(done(memo.lookup(&task(name))), None);
        drop(fence);
        assert_claim(memo, name, effect, Claim::Held);
    }
}

fn a_commit_fills_every_address_and_answers_later_claims(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query), ("mutation", Mutation)] {
        let fence = won(memo, name, effect, LONG);
        let written = format!("{name} as written");
        let addresses = [task(&written), computation(name)];
        let receipt = cid(&format!("receipt of {name}"));
        assert_eq!(done(memo.commit(fence, &addresses, &receipt)), Committed::First);
        for address in [task(name), task(&written), computation(name)] {
            assert_eq!(done(memo.lookup(&address)), Some(receipt), "{address}");
        }
        assert_claim(memo, name, effect, Claim::Done(receipt));
        assert_claim(memo, &written, effect, Claim::Done(receipt));
    }
}

fn a_task_and_a_computation_of_one_cid_are_two_addresses(memo: &dyn Memo) {
    assert_eq!(done(memo.remember(&[computation("x")], &cid("receipt"))), Committed::First);
    assert_eq!(done(memo.lookup(&task("x"))), None);
    let _fence = won(memo, "x", Pure, LONG);
}

fn a_taken_address_stays_and_the_free_ones_are_filled(memo: &dyn Memo) {
    let (one, two) = (won(memo, "one", Pure, LONG), won(memo, "two", Pure, LONG));
    let first = memo.commit(one, &[computation("both")], &cid("receipt one"));
    assert_eq!(done(first), Committed::First);
    let second = memo.commit(two, &[computation("both")], &cid("receipt two"));
    assert_eq!(done(second), Committed::Already(cid("receipt one")));
    assert_eq!(done(memo.lookup(&computation("both"))), Some(cid("receipt one")));
    assert_eq!(done(memo.lookup(&task("two"))), Some(cid("receipt two")));
}

fn a_different_receipt_is_reported_before_the_same(memo: &dyn Memo) {
    assert_eq!(done(memo.remember(&[task("mine")], &cid("mine"))), Committed::First);
    // Several, so that in whatever order a store goes some come before and some
    // after the task that has the same receipt.
    for other in ["a", "b", "c", "d", "e", "f"] {
        let theirs = cid(&format!("theirs {other}"));
        assert_eq!(done(memo.remember(&[task(other)], &theirs)), Committed::First);
        let both = memo.remember(&[task("mine"), task(other)], &cid("mine"));
        assert_eq!(done(both), Committed::Already(theirs));
    }
}

fn addresses_may_be_none_or_repeated(memo: &dyn Memo) {
    assert_eq!(done(memo.remember(&[], &cid("receipt"))), Committed::First);
    let repeated = [task("t"), computation("c"), computation("c"), task("t")];
    let fence = won(memo, "t", Pure, LONG);
    assert_eq!(done(memo.commit(fence, &repeated, &cid("receipt"))), Committed::First);
    let fence = won(memo, "u", Pure, LONG);
    assert_eq!(done(memo.commit(fence, &[], &cid("receipt"))), Committed::First);
    assert_eq!(done(memo.lookup(&task("u"))), Some(cid("receipt")));
}

fn a_released_task_is_free_and_nothing_is_remembered(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query), ("mutation", Mutation)] {
        done(memo.release(won(memo, name, effect, LONG)));
        assert_eq!(done(memo.lookup(&task(name))), None);
        done(memo.release(won(memo, name, effect, ENDED)));
        let _fence = won(memo, name, effect, LONG);
    }
}

fn an_abandoned_claim_has_ended_at_once(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query)] {
        done(memo.abandon(won(memo, name, effect, LONG)));
        drop(won(memo, name, effect, LONG));
    }
    done(memo.abandon(won(memo, "mutation", Mutation, LONG)));
    assert_claim(memo, "mutation", Mutation, Claim::Indeterminate);
}

fn an_ended_claim_of_a_repeatable_task_is_taken_over(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query)] {
        let fenced = StoreError::Fenced { task: cid(name) };
        let released = won(memo, name, effect, ENDED);
        let stale = won(memo, name, effect, ENDED);
        let current = won(memo, name, effect, LONG);
        assert_eq!(memo.release(released), Err(fenced.clone()));
        assert_eq!(memo.commit(stale, &[computation(name)], &cid("stale")), Err(fenced));
        assert_eq!(done(memo.lookup(&task(name))), None);
        assert_eq!(done(memo.lookup(&computation(name))), None);
        assert_claim(memo, name, effect, Claim::Held);
        assert_eq!(done(memo.commit(current, &[], &cid("current"))), Committed::First);
        assert_eq!(done(memo.lookup(&task(name))), Some(cid("current")));
    }
}

fn an_ended_claim_that_nobody_took_over_commits_late(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query)] {
        let late = won(memo, name, effect, ENDED);
        assert_eq!(done(memo.commit(late, &[], &cid("late"))), Committed::First);
        assert_claim(memo, name, effect, Claim::Done(cid("late")));
    }
}

fn an_ended_claim_of_a_mutation_is_indeterminate_until_settled(memo: &dyn Memo) {
    let late = won(memo, "t", Mutation, ENDED);
    assert_claim(memo, "t", Mutation, Claim::Indeterminate);
    assert_claim(memo, "t", Mutation, Claim::Indeterminate);
    assert_eq!(done(memo.commit(late, &[], &cid("late"))), Committed::First);
    assert_claim(memo, "t", Mutation, Claim::Done(cid("late")));
}

fn a_receipt_of_what_became_of_it_settles_a_mutation(memo: &dyn Memo) {
    let late = won(memo, "t", Mutation, ENDED);
    assert_claim(memo, "t", Mutation, Claim::Indeterminate);
    assert_eq!(done(memo.remember(&[task("t")], &cid("settled"))), Committed::First);
    assert_claim(memo, "t", Mutation, Claim::Done(cid("settled")));
    let committed = done(memo.commit(late, &[], &cid("late")));
    assert_eq!(committed, Committed::Already(cid("settled")));
    assert_eq!(done(memo.lookup(&task("t"))), Some(cid("settled")));
    done(memo.forget(&task("t"), &cid("settled")));
    assert_claim(memo, "t", Mutation, Claim::Indeterminate);
}

fn a_standing_claim_counts_under_its_own_class(memo: &dyn Memo) {
    let _mutation = won(memo, "t", Mutation, ENDED);
    for asked in [Pure, Query, Mutation] {
        assert_claim(memo, "t", asked, Claim::Indeterminate);
    }
}

fn remembers_without_a_claim(memo: &dyn Memo) {
    let addresses = [task("t"), computation("c")];
    assert_eq!(done(memo.remember(&addresses, &cid("receipt"))), Committed::First);
    let again = done(memo.remember(&addresses, &cid("receipt")));
    assert_eq!(again, Committed::Already(cid("receipt")));
    for address in addresses {
        assert_eq!(done(memo.lookup(&address)), Some(cid("receipt")));
    }
    assert_claim(memo, "t", Pure, Claim::Done(cid("receipt")));
}

fn what_is_remembered_with_a_mutation_is_of_it(memo: &dyn Memo) {
    // By the claim that it settles, and by what stands there already; but only with its receipt.
    drop(won(memo, "claimed", Mutation, ENDED));
    let settled = cid("settled");
    let of_it = [task("claimed"), task("with the claim"), computation("c")];
    assert_eq!(done(memo.remember(&of_it, &settled)), Committed::First);
    let later = [task("a later one"), task("claimed")];
    assert_eq!(done(memo.remember(&later, &settled)), Committed::Already(settled));
    let other = [task("claimed"), task("another's")];
    assert_eq!(done(memo.remember(&other, &cid("other"))), Committed::Already(settled));
    for name in ["with the claim", "a later one"] {
        done(memo.forget(&task(name), &settled));
        assert_claim(memo, name, Pure, Claim::Indeterminate);
    }
    done(memo.forget(&computation("c"), &settled));
    done(memo.forget(&task("another's"), &cid("other")));
    assert!(matches!(done(memo.claim(&cid("another's"), Pure, LONG)), Claim::Won(_)));
}

fn a_result_remembered_meanwhile_stands_against_the_commit(memo: &dyn Memo) {
    let fence = won(memo, "t", Pure, LONG);
    assert_eq!(done(memo.remember(&[task("t")], &cid("other"))), Committed::First);
    assert_claim(memo, "t", Pure, Claim::Done(cid("other")));
    let committed = memo.commit(fence, &[task("written")], &cid("mine"));
    assert_eq!(done(committed), Committed::Already(cid("other")));
    assert_eq!(done(memo.lookup(&task("t"))), Some(cid("other")));
    assert_eq!(done(memo.lookup(&task("written"))), Some(cid("mine")));
}

fn a_forgotten_result_of_a_repeatable_task_is_free(memo: &dyn Memo) {
    for (name, effect) in [("pure", Pure), ("query", Query)] {
        let fence = won(memo, name, effect, LONG);
        let committed = memo.commit(fence, &[computation(name)], &cid("damaged"));
        assert_eq!(done(committed), Committed::First);
        done(memo.forget(&task(name), &cid("damaged")));
        assert_eq!(done(memo.lookup(&task(name))), None);
        assert_eq!(done(memo.lookup(&computation(name))), Some(cid("damaged")));
        done(memo.forget(&computation(name), &cid("damaged")));
        let again = won(memo, name, effect, LONG);
        let committed = memo.commit(again, &[computation(name)], &cid("anew"));
        assert_eq!(done(committed), Committed::First);
    }
}

fn a_forgotten_result_of_a_mutation_is_indeterminate(memo: &dyn Memo) {
    let fence = won(memo, "t", Mutation, LONG);
    let committed = memo.commit(fence, &[task("written")], &cid("damaged"));
    assert_eq!(done(committed), Committed::First);
    for name in ["t", "written"] {
        done(memo.forget(&task(name), &cid("damaged")));
        assert_eq!(done(memo.lookup(&task(name))), None);
        assert_claim(memo, name, Mutation, Claim::Indeterminate);
    }
    assert_eq!(done(memo.remember(&[task("t")], &cid("settled"))), Committed::First);
    assert_claim(memo, "t", Mutation, Claim::Done(cid("settled")));
}

fn forgets_only_the_receipt_that_was_named(memo: &dyn Memo) {
    assert_eq!(done(memo.remember(&[task("t")], &cid("good"))), Committed::First);
    done(memo.forget(&task("t"), &cid("damaged")));
    assert_eq!(done(memo.lookup(&task("t"))), Some(cid("good")));
}

fn revisions_grow(memo: &dyn Memo) {
    let first = won(memo, "t", Pure, ENDED);
    let second = won(memo, "t", Pure, ENDED);
    assert!(second.revision() > first.revision(), "{second:?} after {first:?}");
}
