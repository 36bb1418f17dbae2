//! What threads do to a memo under the model checker, and the rules that hold
//! whatever the schedule.
//!
//! A scenario is run inside of [`explore`](crate::explore::explore). Which
//! lease a thread asks for and what it does next is drawn from the model
//! checker's own source of randomness, so that a schedule says that too. A
//! lease is over at once or never: whatever can happen when one ends in the
//! middle happens among these as well.

mod forgetting;
mod mutation;
mod repeatable;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cid::Cid;
use shuttle::{
    rand::{Rng, thread_rng},
    thread,
};
use varsig::Block;

use crate::store::{Address, Claim, EffectClass, Memo, StoreError};

pub use forgetting::{a_lost_record_frees_no_mutation, forgetting_takes_what_was_named};
pub use mutation::{Ledger, a_mutation_is_begun_once};
pub use repeatable::{a_fenced_loser_changes_nothing, an_unended_lease_excludes};

/// A memo that the threads of a scenario share.
pub type SharedMemo = Arc<dyn Memo>;

/// The CID of a made-up task or receipt, the same for the same name.
#[must_use]
pub fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

/// The task that the threads of a scenario contend for.
#[must_use]
pub fn contended() -> Cid {
    cid("contended")
}

/// Where its result is remembered.
#[must_use]
pub fn contended_address() -> Address {
    Address::Task(contended())
}

/// A lease that is over at once, or one that never ends.
#[must_use]
pub fn drawn_lease() -> Duration {
    if drawn(2) == 0 { Duration::ZERO } else { Duration::MAX }
}

/// A number below `below`.
#[must_use]
pub fn drawn(below: usize) -> usize {
    thread_rng().gen_range(0..below)
}

/// Lets the other threads go on for a while, or not.
pub fn pause() {
    for _ in 0..drawn(3) {
        thread::yield_now();
    }
}

/// Runs `threads` threads of `run`, each with its number, and waits for them.
pub fn side_by_side(threads: usize, run: impl Fn(usize) + Send + Sync + Clone + 'static) {
    let threads: Vec<_> = (0..threads)
        .map(|number| {
            let run = run.clone();
            thread::spawn(move || run(number))
        })
        .collect();
    for thread in threads {
        thread.join().expect("a thread broke a rule");
    }
}

/// Asks for the contended task.
///
/// # Panics
///
/// If the memo fails.
pub fn claim(memo: &SharedMemo, effect: EffectClass, lease: Duration) -> Claim {
    done(memo.claim(&contended(), effect, lease))
}

fn done<T>(result: Result<T, StoreError>) -> T {
    result.expect("the memo failed")
}

/// What the observers write down. It is the standard library's lock on
/// purpose: writing down is no step of the model.
#[derive(Debug, Default)]
struct Notes<T>(Mutex<T>);

impl<T> Notes<T> {
    fn get(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
