//! Many small things, at the same time.

use std::{sync::OnceLock, thread};

/// How many wait for the disk at a time: what waits together shares a durable write.
const WAITING: usize = 64;

/// Does something with items, a share on each of as many threads as there are processors, and
/// returns what came of each, in order.
pub(super) fn shares<T: Sync, U: Send>(items: &[T], act: impl Fn(&[T]) -> Vec<U> + Sync) -> Vec<U> {
    on(processors(), items, act)
}

/// Does something with each item that waits for the disk, and returns what came of each, in
/// order.
pub(super) fn each_waiting<T: Sync, U: Send>(items: &[T], act: impl Fn(&T) -> U + Sync) -> Vec<U> {
    on(WAITING, items, |share| share.iter().map(&act).collect())
}

fn on<T: Sync, U: Send>(
    threads: usize,
    items: &[T],
    act: impl Fn(&[T]) -> Vec<U> + Sync,
) -> Vec<U> {
    let share = items.len().div_ceil(threads).max(1);
    if items.len() <= 1 || threads == 1 {
        return act(items);
    }
    let act = &act;
    thread::scope(|scope| {
        let threads: Vec<_> =
            items.chunks(share).map(|share| scope.spawn(move || act(share))).collect();
        let done = threads.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.flatten().collect()
    })
}

/// How many there are; one at the least. Asked once: the system looks it up in files.
pub(super) fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}
