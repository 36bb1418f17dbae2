//! The rules of `Memo` when threads race.

use std::{sync::Barrier, thread};

use ipvm_runtime::store::{
    Claim, Committed,
    EffectClass::{self, Mutation, Pure, Query},
    Memo, StoreError,
};

use crate::{
    Case, cases,
    sample::{ENDED, LONG, assert_claim, cid, computation, done, task, won},
};

const THREADS: usize = 4;
const ROUNDS: usize = 16;

pub(crate) const CASES: &[Case<dyn Memo>] = cases![
    one_of_the_racing_claims_wins,
    one_takes_over_an_ended_claim,
    nobody_takes_over_a_mutation,
    one_commit_to_a_shared_computation_is_the_first,
    one_result_stands_however_often_the_task_was_run,
];

/// What every thread got, each from its own call of `call`, all let go at once.
pub(crate) fn race<T: Send>(call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (barrier, call) = (&Barrier::new(THREADS), &call);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    barrier.wait();
                    call(thread)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a racing thread broke a rule"))
            .collect()
    })
}

/// Asserts that one of the claims was won, and that all others are held.
#[track_caller]
fn assert_one_winner(claims: Vec<Claim>) {
    let mut winners = 0;
    for claim in claims {
        match claim {
            Claim::Won(_) => winners += 1,
            other => assert_eq!(other, Claim::Held),
        }
    }
    assert_eq!(winners, 1);
}

fn race_for(memo: &dyn Memo, name: &str, effect: EffectClass) -> Vec<Claim> {
    race(|_| done(memo.claim(&cid(name), effect, LONG)))
}

fn one_of_the_racing_claims_wins(memo: &dyn Memo) {
    for effect in [Pure, Query, Mutation] {
        for round in 0..ROUNDS {
            assert_one_winner(race_for(memo, &format!("{effect:?} {round}"), effect));
        }
    }
}

fn one_takes_over_an_ended_claim(memo: &dyn Memo) {
    for round in 0..ROUNDS {
        let name = format!("task {round}");
        let stale = won(memo, &name, Pure, ENDED);
        assert_one_winner(race_for(memo, &name, Pure));
        let fenced = StoreError::Fenced { task: cid(&name) };
        assert_eq!(memo.commit(stale, &[], &cid("stale")), Err(fenced));
    }
}

fn nobody_takes_over_a_mutation(memo: &dyn Memo) {
    for round in 0..ROUNDS {
        let name = format!("task {round}");
        let late = won(memo, &name, Mutation, ENDED);
        for claim in race_for(memo, &name, Mutation) {
            assert_eq!(claim, Claim::Indeterminate);
        }
        assert_eq!(done(memo.commit(late, &[], &cid("late"))), Committed::First);
    }
}

fn one_commit_to_a_shared_computation_is_the_first(memo: &dyn Memo) {
    for round in 0..ROUNDS {
        let shared = computation(&format!("computation {round}"));
        let receipt = |thread| cid(&format!("receipt {round} {thread}"));
        let committed = race(|thread| {
            let fence = won(memo, &format!("task {round} {thread}"), Pure, LONG);
            done(memo.commit(fence, &[shared], &receipt(thread)))
        });
        let first: Vec<usize> =
            (0..THREADS).filter(|thread| committed[*thread] == Committed::First).collect();
        let [first] = *first.as_slice() else { panic!("not one first: {committed:?}") };
        assert_eq!(done(memo.lookup(&shared)), Some(receipt(first)));
        for (thread, committed) in committed.into_iter().enumerate().filter(|(n, _)| *n != first) {
            assert_eq!(committed, Committed::Already(receipt(first)), "thread {thread}");
        }
    }
}

fn one_result_stands_however_often_the_task_was_run(memo: &dyn Memo) {
    for round in 0..ROUNDS {
        let name = format!("task {round}");
        let receipt = |thread| cid(&format!("receipt {round} {thread}"));
        // Leases that end at once: claims are taken over all the time, also
        // while a commit is on its way.
        let firsts = race(|thread| {
            for _ in 0..100_000 {
                match done(memo.claim(&cid(&name), Pure, ENDED)) {
                    Claim::Won(fence) => match memo.commit(fence, &[], &receipt(thread)) {
                        Ok(Committed::First) => return Some(thread),
                        Ok(Committed::Already(_)) => return None,
                        Err(error) => {
                            assert_eq!(error, StoreError::Fenced { task: cid(&name) });
                        }
                    },
                    Claim::Done(_) => return None,
                    other => assert_eq!(other, Claim::Held),
                }
                thread::yield_now();
            }
            panic!("nobody came to a result");
        });
        let firsts: Vec<usize> = firsts.into_iter().flatten().collect();
        let [first] = *firsts.as_slice() else { panic!("not one first: {firsts:?}") };
        assert_eq!(done(memo.lookup(&task(&name))), Some(receipt(first)));
        assert_claim(memo, &name, Pure, Claim::Done(receipt(first)));
    }
}
