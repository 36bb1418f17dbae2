//! A replay window in memory.

#[cfg(not(feature = "std"))]
use core::cell::RefCell;
#[cfg(feature = "std")]
use std::sync::{Mutex, PoisonError};

use ucan_core::Timestamp;

use super::{Admitted, Backing, ReplayError, ReplayKey, ReplayLimits, ReplayTable, ReplayWindow};

/// A replay window in memory, which forgets with the program: after a restart use
/// [`InMemoryReplayWindow::after_restart`].
///
/// With the feature `std` threads can share it.
#[derive(Debug)]
pub struct InMemoryReplayWindow {
    #[cfg(feature = "std")]
    table: Mutex<ReplayTable>,
    #[cfg(not(feature = "std"))]
    table: RefCell<ReplayTable>,
}

impl InMemoryReplayWindow {
    /// An empty window, for the first time ever.
    #[must_use]
    pub const fn new(limits: ReplayLimits) -> Self {
        Self::of(ReplayTable::new(limits))
    }

    /// An empty window of a program that may have run until `now`, as
    /// [`ReplayTable::after_restart`] makes it.
    #[must_use]
    pub fn after_restart(limits: ReplayLimits, now: Timestamp) -> Self {
        Self::of(ReplayTable::after_restart(limits, now))
    }

    /// Forgets an admission, since it is certain that nothing was done.
    pub fn withdraw(&self, admitted: Admitted) {
        self.with(|table| table.withdraw(admitted));
    }

    /// How many pieces of work are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.with(|table| table.len())
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[cfg(feature = "std")]
    const fn of(table: ReplayTable) -> Self {
        Self { table: Mutex::new(table) }
    }

    #[cfg(not(feature = "std"))]
    const fn of(table: ReplayTable) -> Self {
        Self { table: RefCell::new(table) }
    }

    #[cfg(feature = "std")]
    fn with<T>(&self, act: impl FnOnce(&mut ReplayTable) -> T) -> T {
        // Nothing panics under the lock; if it did, every step leaves a table that
        // refuses what it should.
        act(&mut self.table.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(not(feature = "std"))]
    fn with<T>(&self, act: impl FnOnce(&mut ReplayTable) -> T) -> T {
        act(&mut self.table.borrow_mut())
    }
}

impl ReplayWindow for InMemoryReplayWindow {
    type Terms = ();
    type Claim = Admitted;
    type Error = ReplayError;

    fn claim_once(&self, key: &ReplayKey, now: Timestamp, (): ()) -> Result<Admitted, ReplayError> {
        self.with(|table| table.admit(key, now, Backing::TableOnly))
    }
}
