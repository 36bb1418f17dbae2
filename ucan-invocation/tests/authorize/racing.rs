//! Two racing copies of one piece of work start once (ruling P11).

use std::{sync::Barrier, thread};

use ucan_invocation::{InMemoryReplayWindow, ReplayKey, ReplayLimits, ReplayWindow};

use crate::{
    parties::at,
    replay::{message_key, twins},
};

/// Starts `keys` all at once, and says how many were admitted.
fn race<W: ReplayWindow<Terms = ()> + Sync>(window: &W, keys: &[ReplayKey]) -> usize
where
    W::Claim: Send,
{
    let start = Barrier::new(keys.len());
    thread::scope(|scope| {
        let racing: Vec<_> = keys
            .iter()
            .map(|key| {
                scope.spawn(|| {
                    start.wait();
                    window.claim_once(key, at(0), ()).is_ok()
                })
            })
            .collect();
        racing.into_iter().map(|it| it.join().expect("no panic")).filter(|won| *won).count()
    })
}

#[test]
fn of_racing_copies_one_starts() {
    for round in 0..50 {
        let window = InMemoryReplayWindow::new(ReplayLimits::default());
        let keys = vec![message_key(round, 10); 2 + usize::from(round % 15)];
        assert_eq!(race(&window, &keys), 1);
    }
    // Twins, and another token for the same task.
    let [low, high] = twins();
    for _ in 0..50 {
        let window = InMemoryReplayWindow::new(ReplayLimits::default());
        assert_eq!(race(&window, &[low.clone(), high.clone(), low.clone()]), 1);
        assert_eq!(race(&window, &[message_key(1, 10), message_key(1, 11)]), 1);
    }
}

#[test]
fn racing_for_the_last_places_fills_them_and_no_more() {
    let keys: Vec<_> = (0..16).map(|number| message_key(number, 10)).collect();
    for _ in 0..20 {
        let window = InMemoryReplayWindow::new(ReplayLimits::new(5, 100));
        assert_eq!(race(&window, &keys), 5);
        assert_eq!(window.len(), 5);
    }
}
