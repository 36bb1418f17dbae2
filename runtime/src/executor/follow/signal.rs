//! Being told that one of several jobs has ended.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::Wake,
    time::Duration,
};

use rayon::{ThreadPool, Yield};

/// How long to sleep at the most before looking whether it was cancelled, or whether there is
/// something to tell.
const LOOK: Duration = Duration::from_millis(10);

/// How long a worker sleeps when there is nothing to do.
const IDLE: Duration = Duration::from_micros(50);

/// Woken when a job ends.
#[derive(Default)]
pub(super) struct Signal {
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    /// Waits until it is woken, but not for long. A worker of `pool` works meanwhile: nobody
    /// else might be left to do it.
    pub(super) fn wait(&self, pool: &ThreadPool) {
        if pool.current_thread_index().is_some() {
            if pool.yield_now() != Some(Yield::Executed) {
                std::thread::sleep(IDLE);
            }
            return;
        }
        let woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut woken, _) = self
            .changed
            .wait_timeout_while(woken, LOOK, |woken| !*woken)
            .unwrap_or_else(PoisonError::into_inner);
        *woken = false;
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }
}
