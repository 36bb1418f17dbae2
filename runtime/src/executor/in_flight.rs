//! Tasks that are being run right now, so that nobody runs them a second time.

use std::collections::HashMap;

use cid::Cid;

use crate::{
    store::CidKey,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Something to do when a task is no longer being run.
pub(super) type Waiter = Box<dyn FnOnce() + Send>;

/// The tasks of this process that are being run, each with those who wait for it.
///
/// Nobody sleeps: who waits leaves word, and does something else.
#[derive(Default)]
pub(super) struct InFlight {
    tasks: Mutex<HashMap<CidKey, Vec<Waiter>>>,
}

impl InFlight {
    /// Marks a task as being run until the guard is dropped; `None` if it is being run
    /// already.
    pub(super) fn begin(&self, task: Cid) -> Option<Running<'_>> {
        let task = CidKey::from(&task);
        let mut tasks = self.tasks();
        if tasks.contains_key(&task) {
            return None;
        }
        tasks.insert(task.clone(), Vec::new());
        Some(Running { in_flight: self, task })
    }

    /// Calls `waiter` when the task is no longer being run: at once if it is not.
    pub(super) fn when_ended(&self, task: &Cid, waiter: Waiter) {
        let mut tasks = self.tasks();
        match tasks.get_mut(&task.into()) {
            Some(waiters) => waiters.push(waiter),
            None => {
                drop(tasks);
                waiter();
            }
        }
    }

    fn tasks(&self) -> MutexGuard<'_, HashMap<CidKey, Vec<Waiter>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A task that is being run.
pub(super) struct Running<'a> {
    in_flight: &'a InFlight,
    task: CidKey,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let waiters = self.in_flight.tasks().remove(&self.task);
        for waiter in waiters.into_iter().flatten() {
            waiter();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[test]
    fn one_runs_and_the_others_are_told_when_it_ends() {
        let in_flight = InFlight::default();
        let task = *varsig::Block::raw(*b"task").cid();
        let told = Arc::new(AtomicUsize::new(0));
        let waiter = || -> Waiter {
            let told = Arc::clone(&told);
            Box::new(move || {
                told.fetch_add(1, Ordering::Relaxed);
            })
        };
        let running = in_flight.begin(task).expect("nobody runs it");
        assert!(in_flight.begin(task).is_none());
        in_flight.when_ended(&task, waiter());
        in_flight.when_ended(&task, waiter());
        assert_eq!(told.load(Ordering::Relaxed), 0);
        drop(running);
        assert_eq!(told.load(Ordering::Relaxed), 2);
        in_flight.when_ended(&task, waiter());
        assert_eq!(told.load(Ordering::Relaxed), 3);
        assert!(in_flight.begin(task).is_some());
    }
}
