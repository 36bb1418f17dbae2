//! The memo of the embedded store under a model checker.
//!
//! The adapter's own `memo`, `snapshot`, `span`, `store`, `tables` and `writer` are compiled here a
//! second time: the claims in memory, the queue, the thread that writes batches,
//! and what a new session restores. Locks, queues and threads are [`shuttle`]'s,
//! and below them, in the place of the storage engine and the directory, is a
//! [`Disk`] in memory. It keeps the engine's word, and no more than that:
//!
//! - a transaction sees the state that was committed when it began, and is
//!   committed as a whole or not at all
//! - one that is not due is on the disk when a later one that is due has been
//!   committed, and may be gone before that
//! - one writes at a time
//! - to begin or to commit may fail, and a commit that failed may have reached
//!   the disk all the same
//! - the process may end between any two steps
//!
//! What the real engine makes of this on a real disk is for the crash tests of
//! the adapter.

#![forbid(unsafe_code)]

// The files of the adapter name the engine by its crate.
extern crate self as redb;

mod disk;
mod engine;
#[path = "../../src/memo.rs"]
mod memo;
mod place;
#[expect(dead_code, reason = "receipts take no part")]
#[path = "../../src/snapshot.rs"]
mod snapshot;
#[expect(dead_code, reason = "blocks take no part")]
#[path = "../../src/span.rs"]
mod span;
#[expect(dead_code, reason = "the directory's name and the indices of receipts take no part")]
#[path = "../../src/store.rs"]
mod store;
mod sync;
#[expect(dead_code, reason = "the tables of blocks and receipts take no part")]
#[path = "../../src/tables.rs"]
mod tables;
#[path = "../../src/writer.rs"]
mod writer;

pub use disk::{
    Disk, Error, ReadOnlyTable, ReadTransaction, ReadableTable, Row, StorageError, Table,
    TableDefinition, TableError, WriteTransaction,
};
pub use store::RedbStore;
pub use tables::FORMAT_VERSION;

use cid::Cid;
use ipvm_runtime::store::{Address, Committed, StoreError};
// The parts of a store that the model does without.
use place::{database, directory, files, flusher};

/// What the adapter does for a load, as far as results go.
impl RedbStore {
    /// As the adapter's own.
    ///
    /// # Errors
    ///
    /// If the disk fails.
    pub fn load_results(&self, results: &[(Address, Cid)]) -> Result<Vec<Committed>, StoreError> {
        self.remember_each(results)
    }

    /// As the adapter's own, which has runs to end besides.
    ///
    /// # Errors
    ///
    /// If the disk fails.
    pub fn end_load(&self) -> Result<(), StoreError> {
        self.writer.sync()
    }
}
