//! A mutation that several want to do.

use std::sync::Arc;

use cid::Cid;

use super::{
    Notes, SharedMemo, cid, claim, contended, contended_address, done, drawn, drawn_lease, pause,
    side_by_side,
};
use crate::store::{
    Address, Claim, Committed,
    EffectClass::{Mutation, Pure, Query},
};

/// What the world knows of one mutation.
#[derive(Debug, Default)]
pub struct Ledger(Notes<Events>);

#[derive(Debug, Default)]
struct Events {
    /// Who began it: what cannot be undone.
    begun: Vec<usize>,
    /// Who committed it.
    committed: Vec<usize>,
    /// The receipts that were told that every address was free.
    first: Vec<Cid>,
    /// The receipts that were told to stand.
    standing: Vec<Cid>,
}

impl Ledger {
    /// Does what cannot be undone.
    ///
    /// # Panics
    ///
    /// If it was done before.
    pub fn begin(&self, who: usize) {
        let mut events = self.0.get();
        events.begun.push(who);
        assert_eq!(events.begun.len(), 1, "the mutation was begun twice: {:?}", events.begun);
    }

    /// Whether it was done.
    pub fn is_begun(&self) -> bool {
        !self.0.get().begun.is_empty()
    }

    /// Writes down that `who` committed.
    ///
    /// # Panics
    ///
    /// If somebody else had.
    pub fn committed(&self, who: usize) {
        let mut events = self.0.get();
        events.committed.push(who);
        let committed = &events.committed;
        assert_eq!(committed.len(), 1, "more than one fence committed: {committed:?}");
    }

    /// Writes down what became of remembering `receipt`.
    pub fn entered(&self, receipt: Cid, committed: Committed) {
        let mut events = self.0.get();
        match committed {
            Committed::First => {
                events.first.push(receipt);
                events.standing.push(receipt);
            }
            Committed::Already(standing) => events.standing.push(standing),
        }
    }

    /// Writes down that `receipt` was said to be the result.
    pub fn seen(&self, receipt: Cid) {
        self.0.get().standing.push(receipt);
    }
}

/// A mutation is begun at most once and committed by at most one fence, and
/// there is at most one result: also when leases end at once, holders vanish
/// or commit late, and others settle meanwhile what looks indeterminate.
///
/// # Panics
///
/// If a rule is broken.
pub fn a_mutation_is_begun_once(memo: SharedMemo) {
    let ledger = Arc::new(Ledger::default());
    {
        let (memo, ledger) = (Arc::clone(&memo), Arc::clone(&ledger));
        side_by_side(3, move |number| {
            for _ in 0..2 {
                contend(&memo, &ledger, number);
                pause();
            }
        });
    }
    let result = done(memo.lookup(&contended_address()));
    let events = ledger.0.get();
    assert!(events.first.len() <= 1, "two results were the first: {:?}", events.first);
    for receipt in &events.standing {
        assert_eq!(Some(*receipt), result, "another result had been told to stand");
    }
    for who in &events.committed {
        let written = done(memo.lookup(&as_written(*who)));
        assert_eq!(written, Some(receipt_of(*who)), "a committed address is not filled");
    }
    for effect in [Pure, Query, Mutation] {
        match (claim(&memo, effect, drawn_lease()), result) {
            (Claim::Done(receipt), Some(result)) => assert_eq!(receipt, result),
            (Claim::Indeterminate | Claim::Held, None) if !events.begun.is_empty() => {}
            // Whoever had it gave it back.
            (Claim::Won(fence), None) if events.begun.is_empty() => done(memo.release(fence)),
            (other, _) => panic!("{other:?} with the result {result:?} after {events:?}"),
        }
    }
}

fn contend(memo: &SharedMemo, ledger: &Ledger, number: usize) {
    match claim(memo, Mutation, drawn_lease()) {
        Claim::Won(fence) => match drawn(5) {
            // It is certain that nothing was done.
            0 => done(memo.release(fence)),
            // It is done, and nobody hears of it again.
            1 => ledger.begin(number),
            // It is done, or not.
            2 => {
                ledger.begin(number);
                pause();
                done(memo.abandon(fence));
            }
            _ => {
                ledger.begin(number);
                pause();
                let receipt = receipt_of(number);
                // Nobody takes a mutation over, so its holder is never fenced.
                let committed = done(memo.commit(fence, &[as_written(number)], &receipt));
                ledger.committed(number);
                ledger.entered(receipt, committed);
            }
        },
        Claim::Held => {}
        Claim::Done(receipt) => ledger.seen(receipt),
        Claim::Indeterminate => {
            if drawn(2) == 0 {
                let receipt = cid(&format!("settled by {number}"));
                let settled = done(memo.remember(&[contended_address()], &receipt));
                ledger.entered(receipt, settled);
            }
        }
    }
}

fn receipt_of(number: usize) -> Cid {
    cid(&format!("receipt of {number}"))
}

fn as_written(number: usize) -> Address {
    assert_ne!(cid(&format!("as written by {number}")), contended());
    Address::Task(cid(&format!("as written by {number}")))
}
