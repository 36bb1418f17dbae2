//! What is written while a store is swept, so that it is spared.

use std::{
    collections::HashSet,
    sync::{Arc, Weak},
};

use cid::Cid;

use super::StoreError;
use crate::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// A sweep of a store: from when it begins until it is dropped, the store notes what is
/// put, put again, named by a receipt or a result that is put, or pinned. See
/// [`Inventory::begin_sweep`](super::Inventory::begin_sweep).
#[derive(Debug)]
#[must_use = "the sweep ends when it is dropped"]
pub struct Sweep(Arc<Notes>);

#[derive(Debug, Default)]
struct Notes(Mutex<HashSet<Cid>>);

impl Notes {
    fn lock(&self) -> MutexGuard<'_, HashSet<Cid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sweep {
    /// What has been noted since it began, sorted: roots for whoever marks.
    #[must_use]
    pub fn noted(&self) -> Vec<Cid> {
        let mut noted: Vec<Cid> = self.0.lock().iter().copied().collect();
        noted.sort_unstable();
        noted
    }

    /// Whether `cid` was noted, and is to be spared.
    #[must_use]
    pub fn spares(&self, cid: &Cid) -> bool {
        self.0.lock().contains(cid)
    }

    /// Does something unless `cid` was noted, and keeps it from being noted until that is
    /// done. For stores only.
    pub fn unless_noted<T>(&self, cid: &Cid, action: impl FnOnce() -> T) -> Option<T> {
        let noted = self.0.lock();
        if noted.contains(cid) { None } else { Some(action()) }
    }

    /// The same sweep, for a thread that removes on its behalf. For stores only: the sweep
    /// ends with the last of them.
    pub fn share(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Whether a store is being swept, and what it has to note: what stores share.
#[derive(Debug, Default)]
pub struct SweepTable(RwLock<Weak<Notes>>);

/// A write on its way. A sweep begins before it or after it, never within.
#[derive(Debug)]
pub struct Writing<'a> {
    notes: Option<Arc<Notes>>,
    _gate: RwLockReadGuard<'a, Weak<Notes>>,
}

impl Writing<'_> {
    /// Whether the store is being swept: then what is there now may be gone in a moment,
    /// and what is put has to be written.
    #[must_use]
    pub const fn is_swept(&self) -> bool {
        self.notes.is_some()
    }

    /// Notes what is about to be written, before that is begun.
    pub fn note(&self, cids: impl IntoIterator<Item = Cid>) {
        if let Some(notes) = &self.notes {
            notes.lock().extend(cids);
        }
    }
}

impl SweepTable {
    /// Begins a write. It has to be held until the write has ended, and only one by each
    /// thread.
    pub fn begin_write(&self) -> Writing<'_> {
        let gate = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Writing { notes: gate.upgrade(), _gate: gate }
    }

    /// Waits for all writes that have begun, and begins a sweep.
    ///
    /// # Errors
    ///
    /// [`StoreError::SweepUnderWay`] if there is one.
    pub fn begin_sweep(&self) -> Result<Sweep, StoreError> {
        let mut gate = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if gate.strong_count() > 0 {
            return Err(StoreError::SweepUnderWay);
        }
        let notes = Arc::<Notes>::default();
        *gate = Arc::downgrade(&notes);
        Ok(Sweep(notes))
    }

    /// Looks whether the sweep is the one of this store.
    ///
    /// # Errors
    ///
    /// [`StoreError::ForeignSweep`] if it is not.
    pub fn check(&self, sweep: &Sweep) -> Result<(), StoreError> {
        let gate = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if std::ptr::eq(gate.as_ptr(), Arc::as_ptr(&sweep.0)) {
            Ok(())
        } else {
            Err(StoreError::ForeignSweep)
        }
    }
}
