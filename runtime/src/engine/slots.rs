//! Room for so many calls at once.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

/// Counts the calls that run. The pool has room for so many instances and none for one
/// more, so who comes then waits.
#[derive(Debug)]
pub(super) struct Slots {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug)]
struct State {
    free: u32,
    /// Who waits for a slot. To wake nobody costs as much as to wake somebody.
    waiting: u32,
}

/// A call that runs.
#[derive(Debug)]
pub(super) struct Slot<'s>(&'s Slots);

impl Slots {
    pub(super) const fn new(count: u32) -> Self {
        Self { state: Mutex::new(State { free: count, waiting: 0 }), freed: Condvar::new() }
    }

    /// Takes a slot, and waits for one if there is none. Every now and then, and when another
    /// slot was freed, `gives_up` is asked whether it still makes sense; the answer that ends
    /// it is handed on.
    pub(super) fn take<E>(
        &self,
        pause: Duration,
        mut gives_up: impl FnMut() -> Option<E>,
    ) -> Result<Slot<'_>, E> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(left) = state.free.checked_sub(1) {
                state.free = left;
                return Ok(Slot(self));
            }
            if let Some(reason) = gives_up() {
                return Err(reason);
            }
            state.waiting += 1;
            (state, _) =
                self.freed.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.free += 1;
            state.waiting
        };
        if waiting > 0 {
            self.0.freed.notify_one();
        }
    }
}
