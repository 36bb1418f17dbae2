//! The tables that are read most, open as they were last committed.
//!
//! To begin to read and to open a table costs more than to look up a row. So the tables
//! stay open until the next transaction is committed.

use std::sync::{Arc, OnceLock};

use redb::{ReadOnlyTable, ReadTransaction};

use crate::{
    engine::Engine,
    sync::{Mutex, MutexGuard, PoisonError},
    tables::{INDEX, MEMO, MUTATIONS, RECEIPTS},
};

/// A table of bytes by bytes.
pub(crate) type OpenTable = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// What was committed, at one time.
pub(crate) struct Snapshot {
    pub(crate) memo: OpenTable,
    pub(crate) mutations: OpenTable,
    pub(crate) receipts: OpenTable,
    pub(crate) index: OpenTable,
    /// How many runs the index has, once somebody has looked.
    pub(crate) runs: OnceLock<u8>,
}

impl Snapshot {
    fn open(transaction: &ReadTransaction) -> Result<Self, redb::Error> {
        Ok(Self {
            memo: transaction.open_table(MEMO)?,
            mutations: transaction.open_table(MUTATIONS)?,
            receipts: transaction.open_table(RECEIPTS)?,
            index: transaction.open_table(INDEX)?,
            runs: OnceLock::new(),
        })
    }
}

/// The latest snapshot, if somebody has asked for one since the last commit.
#[derive(Default)]
pub(crate) struct Snapshots(Mutex<Option<Arc<Snapshot>>>);

impl Snapshots {
    /// What is committed now, or was when this began.
    pub(crate) fn latest(&self, engine: &Engine) -> Result<Arc<Snapshot>, redb::Error> {
        let mut latest = self.lock();
        if let Some(snapshot) = &*latest {
            return Ok(Arc::clone(snapshot));
        }
        // Under the lock: what is opened before a commit must not be kept after it.
        let snapshot = Arc::new(Snapshot::open(&engine.begin_read()?)?);
        *latest = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// Ends the use of the latest snapshot. Whoever commits does so before anybody is told;
    /// and the engine can use the pages again that only an older state needed.
    pub(crate) fn pass(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Snapshot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Snapshots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshots").finish_non_exhaustive()
    }
}
