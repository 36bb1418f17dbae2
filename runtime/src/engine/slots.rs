//! Room for so many calls at once.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

/// Counts the calls that run. The pool has room for so many instances and none for one
/// more, so who comes then waits.
#[derive(Debug)]
pub(super) struct Slots {
    free: Mutex<u32>,
    freed: Condvar,
}

/// A call that runs.
#[derive(Debug)]
pub(super) struct Slot<'s>(&'s Slots);

impl Slots {
    pub(super) const fn new(count: u32) -> Self {
        Self { free: Mutex::new(count), freed: Condvar::new() }
    }

    /// Takes a slot, and waits for one if there is none. Every now and then, and when another
    /// slot was freed, `gives_up` is asked whether it still makes sense; the answer that ends
    /// it is handed on.
    pub(super) fn take<E>(
        &self,
        pause: Duration,
        mut gives_up: impl FnMut() -> Option<E>,
    ) -> Result<Slot<'_>, E> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(left) = free.checked_sub(1) {
                *free = left;
                return Ok(Slot(self));
            }
            if let Some(reason) = gives_up() {
                return Err(reason);
            }
            (free, _) =
                self.freed.wait_timeout(free, pause).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}
