//! A pure task or query that is taken over.

use std::{sync::Arc, time::Duration};

use cid::Cid;

use super::{
    Notes, SharedMemo, cid, claim, contended, contended_address, done, drawn, drawn_lease, pause,
    side_by_side,
};
use crate::store::{
    Address, Claim, Committed,
    EffectClass::{Pure, Query},
    StoreError,
};

#[derive(Debug, Default)]
struct Events {
    /// Who committed, and what stood afterwards.
    committed: Vec<(usize, Cid)>,
    /// Who was fenced.
    fenced: Vec<usize>,
    /// Who has a claim that does not end.
    holder: Option<usize>,
}

/// Of several that have taken a task over from each other one commits, and the
/// others change nothing: neither by a commit nor by giving the task back.
///
/// # Panics
///
/// If a rule is broken.
pub fn a_fenced_loser_changes_nothing(memo: SharedMemo) {
    let events: Arc<Notes<Events>> = Arc::default();
    {
        let (memo, events) = (Arc::clone(&memo), Arc::clone(&events));
        side_by_side(3, move |number| {
            for attempt in 0..2 {
                let who = number * 10 + attempt;
                let Claim::Won(fence) = claim(&memo, Pure, Duration::ZERO) else { continue };
                pause();
                if drawn(4) == 0 {
                    let given_back =
                        if drawn(2) == 0 { memo.release(fence) } else { memo.abandon(fence) };
                    match given_back {
                        Ok(()) => {}
                        Err(error) => assert_eq!(error, fenced()),
                    }
                    continue;
                }
                let receipt = receipt_of(who);
                match memo.commit(fence, &[own(who)], &receipt) {
                    Ok(Committed::First) => events.get().committed.push((who, receipt)),
                    Ok(Committed::Already(other)) => {
                        panic!("{receipt} was committed where {other} stood")
                    }
                    Err(error) => {
                        assert_eq!(error, fenced());
                        events.get().fenced.push(who);
                    }
                }
            }
        });
    }
    let events = events.get();
    let result = done(memo.lookup(&contended_address()));
    assert!(events.committed.len() <= 1, "several fences committed: {:?}", events.committed);
    let committed = events.committed.first();
    assert_eq!(result, committed.map(|(_, receipt)| *receipt));
    for (who, receipt) in &events.committed {
        assert_eq!(done(memo.lookup(&own(*who))), Some(*receipt));
    }
    for who in &events.fenced {
        assert_eq!(done(memo.lookup(&own(*who))), None, "{who} was fenced");
    }
}

/// Nobody else wins, and the holder is not fenced, while a lease has not
/// ended; what is given back is free.
///
/// # Panics
///
/// If a rule is broken.
pub fn an_unended_lease_excludes(memo: SharedMemo) {
    let events: Arc<Notes<Events>> = Arc::default();
    {
        let (memo, events) = (Arc::clone(&memo), Arc::clone(&events));
        side_by_side(3, move |number| {
            for attempt in 0..2 {
                let who = number * 10 + attempt;
                let lease = drawn_lease();
                let Claim::Won(fence) = claim(&memo, Query, lease) else { continue };
                {
                    let mut events = events.get();
                    assert_eq!(events.holder, None, "{who} won what somebody else holds");
                    if lease == Duration::MAX {
                        events.holder = Some(who);
                    }
                }
                pause();
                if lease == Duration::MAX {
                    events.get().holder = None;
                }
                let how = drawn(4);
                let given_back = how < 2;
                let ended = match how {
                    0 => memo.release(fence),
                    1 => memo.abandon(fence),
                    _ => memo.commit(fence, &[], &receipt_of(who)).map(|_| ()),
                };
                match ended {
                    Err(error) if lease == Duration::ZERO => assert_eq!(error, fenced()),
                    ended => {
                        assert_eq!(ended, Ok(()), "{who} held it");
                        if !given_back {
                            events.get().committed.push((who, receipt_of(who)));
                        }
                    }
                }
            }
        });
    }
    let events = events.get();
    assert!(events.committed.len() <= 1, "several fences committed: {:?}", events.committed);
    match (claim(&memo, Query, Duration::ZERO), events.committed.first()) {
        (Claim::Done(found), Some((_, receipt))) => assert_eq!(found, *receipt),
        (Claim::Won(fence), None) => done(memo.release(fence)),
        (other, committed) => panic!("{other:?} after {committed:?}"),
    }
}

fn fenced() -> StoreError {
    StoreError::Fenced { task: contended() }
}

fn receipt_of(who: usize) -> Cid {
    cid(&format!("receipt of {who}"))
}

/// An address that only one of the claimants fills.
fn own(who: usize) -> Address {
    Address::Task(cid(&format!("as written by {who}")))
}
