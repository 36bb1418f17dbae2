//! Calls that are called off, and calls that wait for each other.

use std::{sync::mpsc, thread, time::Duration};

use ipvm_runtime::{
    Cancellation,
    engine::{CallOptions, Ended, EngineConfig, Limits, Stop},
};

use super::{guest::Guest, returned};
use crate::stage::{NUMBERS, number};

const CANCELLED: Ended = Ended::Stopped(Stop::Cancelled);

fn options(cancellation: &Cancellation) -> CallOptions {
    CallOptions::from(Limits::default()).with_cancellation(cancellation.clone())
}

#[test]
fn a_guest_that_spins_is_stopped_when_it_is_called_off() {
    let guest = Guest::new(NUMBERS);
    let cancellation = Cancellation::new();
    let ended = thread::scope(|scope| {
        let spinning = scope.spawn(|| guest.run("spin", 0, options(&cancellation)));
        // It would go on for minutes.
        thread::sleep(Duration::from_millis(50));
        assert!(!spinning.is_finished());
        cancellation.cancel();
        spinning.join().unwrap()
    });
    assert_eq!(ended, CANCELLED);
}

#[test]
fn a_call_that_was_called_off_before_is_not_made() {
    let guest = Guest::new(NUMBERS);
    let cancellation = Cancellation::new();
    assert_eq!(guest.run("add-one", 1, options(&cancellation)), returned(&number(2)));
    cancellation.cancel();
    assert_eq!(guest.run("add-one", 1, options(&cancellation)), CANCELLED);
    // Others are none the worse for it.
    assert_eq!(guest.run("add-one", 1, options(&Cancellation::new())), returned(&number(2)));
}

#[test]
fn more_calls_than_there_is_room_for_wait_for_each_other() {
    let guest = Guest::with(NUMBERS, EngineConfig::default().with_parallelism(1));
    let (first, second) = (Cancellation::new(), Cancellation::new());
    thread::scope(|scope| {
        let spinning = scope.spawn(|| guest.run("spin", 0, options(&first)));
        thread::sleep(Duration::from_millis(50));
        // The wait is called off, and counts as time.
        let waiting = scope.spawn(|| guest.run("add-one", 1, options(&second)));
        let short = Limits::default().with_time(Duration::from_millis(30));
        assert_eq!(guest.run("add-one", 1, short), Ended::Stopped(Stop::Time));
        assert!(!waiting.is_finished());
        second.cancel();
        assert_eq!(waiting.join().unwrap(), CANCELLED);

        let (sender, given) = mpsc::channel();
        let in_turn: Vec<_> = (0..8)
            .map(|n| {
                let (guest, sender) = (&guest, sender.clone());
                scope.spawn(move || {
                    sender.send(()).unwrap();
                    guest.easily("add-one", n)
                })
            })
            .collect();
        // All of them are there before there is room for any.
        assert_eq!(given.iter().take(8).count(), 8);
        assert!(in_turn.iter().all(|call| !call.is_finished()));
        first.cancel();
        assert_eq!(spinning.join().unwrap(), CANCELLED);
        for (n, call) in (0..).zip(in_turn) {
            assert_eq!(call.join().unwrap(), returned(&number(n + 1)));
        }
    });
}

#[test]
fn many_calls_at_once_find_room_in_the_pool() {
    let guest = Guest::with(NUMBERS, EngineConfig::default().with_parallelism(2));
    assert!(guest.engine.is_pooled());
    thread::scope(|scope| {
        for n in 0..16 {
            let guest = &guest;
            scope.spawn(move || {
                for _ in 0..50 {
                    assert_eq!(guest.easily("add-one", n), returned(&number(n + 1)));
                }
            });
        }
    });
}
