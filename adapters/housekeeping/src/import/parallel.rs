//! Many small durable writes at a time.

use std::thread;

/// How many writes are on their way at a time. A store that syncs what has queued up in one
/// go is as fast as there are many.
const THREADS: usize = 512;

/// Does something with each item, on several threads, and returns what came of each, in
/// order.
pub(super) fn each<T: Sync, U: Send>(items: &[T], act: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let share = items.len().div_ceil(THREADS).max(1);
    if items.len() <= 1 {
        return items.iter().map(act).collect();
    }
    let act = &act;
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(act).collect::<Vec<U>>()))
            .collect();
        let done = threads.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.flatten().collect()
    })
}
