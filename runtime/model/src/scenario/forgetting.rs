//! Results that are forgotten while others look, claim and commit.

use std::{sync::Arc, time::Duration};

use cid::Cid;

use super::{
    Ledger, Notes, SharedMemo, cid, claim, contended_address, done, drawn, drawn_lease, pause,
    side_by_side,
};
use crate::store::{
    Claim, Committed,
    EffectClass::{Mutation, Pure, Query},
};

/// However often the record of a mutation is found damaged and dropped, nobody
/// is given the task again, under whatever class they ask; a settlement stands
/// until it is dropped itself.
///
/// # Panics
///
/// If a rule is broken.
pub fn a_lost_record_frees_no_mutation(memo: SharedMemo) {
    let ledger = Arc::new(Ledger::default());
    {
        let (memo, ledger) = (Arc::clone(&memo), Arc::clone(&ledger));
        side_by_side(3, move |number| {
            for attempt in 0..3 {
                match drawn(3) {
                    0 => forget_what_is_there(&memo),
                    _ => contend(&memo, &ledger, number * 10 + attempt),
                }
                pause();
            }
        });
    }
    for _ in 0..2 {
        for effect in [Mutation, Query, Pure] {
            let claim = claim(&memo, effect, Duration::ZERO);
            let won = matches!(claim, Claim::Won(_));
            assert!(!won || !ledger.is_begun(), "won as {effect:?} after it was begun: {claim:?}");
        }
        forget_what_is_there(&memo);
    }
}

fn contend(memo: &SharedMemo, ledger: &Ledger, who: usize) {
    match claim(memo, Mutation, drawn_lease()) {
        Claim::Won(fence) => {
            assert!(!ledger.is_begun(), "{who} won it after it was begun");
            ledger.begin(who);
            pause();
            if drawn(3) > 0 {
                let _committed = done(memo.commit(fence, &[], &receipt_of(who)));
                ledger.committed(who);
            }
        }
        Claim::Indeterminate => {
            let settled = cid(&format!("settled by {who}"));
            let _settled = done(memo.remember(&[contended_address()], &settled));
        }
        Claim::Held | Claim::Done(_) => {}
    }
}

fn forget_what_is_there(memo: &SharedMemo) {
    if let Some(receipt) = done(memo.lookup(&contended_address())) {
        pause();
        done(memo.forget(&contended_address(), &receipt));
    }
}

#[derive(Debug, Default)]
struct Events {
    offered: Vec<Cid>,
    first: Vec<Cid>,
    forgotten: Vec<Cid>,
}

/// A look sees only what was committed, and a result is gone only if it was
/// named itself, whoever forgets an earlier one at the same time.
///
/// # Panics
///
/// If a rule is broken.
pub fn forgetting_takes_what_was_named(memo: SharedMemo) {
    let events: Arc<Notes<Events>> = Arc::default();
    {
        let (memo, events) = (Arc::clone(&memo), Arc::clone(&events));
        side_by_side(3, move |number| {
            for attempt in 0..3 {
                if drawn(3) == 0 {
                    let Some(found) = done(memo.lookup(&contended_address())) else { continue };
                    let mut known = events.get();
                    assert!(known.offered.contains(&found), "{found} was never committed");
                    known.forgotten.push(found);
                    drop(known);
                    pause();
                    done(memo.forget(&contended_address(), &found));
                } else {
                    let who = number * 10 + attempt;
                    let receipt = receipt_of(who);
                    let Claim::Won(fence) = claim(&memo, Pure, drawn_lease()) else { continue };
                    events.get().offered.push(receipt);
                    pause();
                    match memo.commit(fence, &[], &receipt) {
                        Ok(Committed::First) => events.get().first.push(receipt),
                        Ok(Committed::Already(other)) => panic!("{other} stood at a held task"),
                        Err(_) => {}
                    }
                }
            }
        });
    }
    let events = events.get();
    let result = done(memo.lookup(&contended_address()));
    for receipt in events.first.iter().filter(|receipt| !events.forgotten.contains(receipt)) {
        assert_eq!(result, Some(*receipt), "nobody forgot it");
    }
    assert!(result.is_none_or(|found| events.first.contains(&found)), "{result:?} in {events:?}");
}

fn receipt_of(who: usize) -> Cid {
    cid(&format!("receipt of {who}"))
}
