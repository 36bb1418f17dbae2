//! Tasks that are being run right now, so that nobody runs them a second time.

use std::{
    collections::HashSet,
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

use cid::Cid;

/// How long to sleep at the most before looking again: somebody outside of this
/// process may hold the claim.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The tasks of this process that are being run.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    tasks: Mutex<HashSet<Cid>>,
    ended: Condvar,
}

impl InFlight {
    /// Marks a task as being run until the guard is dropped.
    pub(super) fn begin(&self, task: Cid) -> Running<'_> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).insert(task);
        Running { in_flight: self, task }
    }

    /// Sleeps until the task is no longer being run here, or for a while.
    pub(super) fn wait(&self, task: &Cid) {
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if tasks.contains(task) {
            drop(self.ended.wait_timeout_while(tasks, LOOK_AGAIN, |tasks| tasks.contains(task)));
        } else {
            drop(tasks);
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A task that is being run.
#[derive(Debug)]
pub(super) struct Running<'a> {
    in_flight: &'a InFlight,
    task: Cid,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut tasks = self.in_flight.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.remove(&self.task);
        drop(tasks);
        self.in_flight.ended.notify_all();
    }
}
