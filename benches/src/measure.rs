//! Timing with the thread's own clock.

use std::{hint::black_box, time::Duration};

use rustix::time::{ClockId, clock_gettime};

/// How often each way is measured.
const ROUNDS: usize = 31;
/// How long one way runs within a round, at least.
const SLICE: Duration = Duration::from_millis(2);

/// What came out: medians over the rounds.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Nanoseconds of one call of ours.
    pub nanoseconds: f64,
    /// Nanoseconds of one call of the other; not a number if there is none.
    pub other: f64,
    /// Ours by the other, within a round; not a number if there is none.
    pub ratio: f64,
}

/// Measures `ours` alone.
pub fn alone<T>(mut ours: impl FnMut() -> T) -> Measured {
    let calls = calibrate(&mut ours);
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| per_call(calls, &mut ours)).collect();
    Measured { nanoseconds: median(&mut rounds), other: f64::NAN, ratio: f64::NAN }
}

/// Measures `ours` and `other`, each in turn first.
pub fn beside<T, U>(ours: impl FnMut() -> T, other: impl FnMut() -> U) -> Measured {
    beside_in(ROUNDS, ours, other)
}

/// As [`beside`], in so many rounds, for what takes long; at least one.
pub fn beside_in<T, U>(
    rounds: usize,
    mut ours: impl FnMut() -> T,
    mut other: impl FnMut() -> U,
) -> Measured {
    let (our_calls, other_calls) = (calibrate(&mut ours), calibrate(&mut other));
    let round = |round: usize| {
        if round.is_multiple_of(2) {
            let ours = per_call(our_calls, &mut ours);
            (ours, per_call(other_calls, &mut other))
        } else {
            let other = per_call(other_calls, &mut other);
            (per_call(our_calls, &mut ours), other)
        }
    };
    let mut rounds: Vec<(f64, f64)> = (0..rounds.max(1)).map(round).collect();
    rounds.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    let (ours, other) = rounds[rounds.len() / 2];
    Measured {
        nanoseconds: median(&mut rounds.iter().map(|round| round.0).collect::<Vec<_>>()),
        other: median(&mut rounds.iter().map(|round| round.1).collect::<Vec<_>>()),
        ratio: ours / other,
    }
}

/// The CPU time of this thread that one call takes, for what cannot be repeated.
pub fn spent(call: impl FnOnce()) -> Duration {
    let before = now();
    call();
    now().saturating_sub(before)
}

/// How many calls fill a slice.
fn calibrate<T>(call: &mut impl FnMut() -> T) -> u32 {
    let mut calls = 1_u32;
    while run(calls, call) < SLICE {
        calls = calls.saturating_mul(2);
    }
    calls
}

fn per_call<T>(calls: u32, call: &mut impl FnMut() -> T) -> f64 {
    run(calls, call).as_secs_f64() * 1e9 / f64::from(calls)
}

fn run<T>(calls: u32, call: &mut impl FnMut() -> T) -> Duration {
    let before = now();
    for _ in 0..calls {
        black_box(call());
    }
    now().saturating_sub(before)
}

/// The CPU time that this thread has had.
fn now() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
