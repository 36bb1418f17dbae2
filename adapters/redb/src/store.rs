//! The open store.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use cid::Cid;
use ipvm_runtime::store::{ClaimTable, Operation, Revision, StoreError, SweepTable};
use redb::{ReadTransaction, ReadableTable};

use crate::{
    database,
    directory::Directory,
    engine::{Engine, guarded},
    files::Files,
    snapshot::{Snapshot, Snapshots},
    sync::{Mutex, MutexGuard, PoisonError},
    tables::{CLAIMS, decode_revision},
    writer::Writer,
};

/// Blocks, receipts and results in a directory.
///
/// See the [crate documentation](crate) for what is on the disk and what is
/// durable when. Handles are shared between threads by reference or in an
/// [`Arc`]; dropping the last one writes what is queued and closes the file.
#[derive(Debug)]
pub struct RedbStore {
    // The order of the fields is that of closing: first the queue, then the
    // file with what is open in it, and the lock on the directory last.
    pub(crate) writer: Writer,
    pub(crate) snapshots: Arc<Snapshots>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) files: Files,
    pub(crate) claims: Arc<Mutex<ClaimTable>>,
    pub(crate) sweeps: SweepTable,
    pub(crate) file: PathBuf,
    directory: Directory,
}

impl RedbStore {
    /// Opens the store in `directory`, which is made if it is not there.
    ///
    /// Claims of mutations that an earlier session left behind are
    /// indeterminate from now on; its claims of pure and query tasks are gone.
    ///
    /// # Errors
    ///
    /// - [`StoreError::NotADirectory`], [`StoreError::Unwritable`] or
    ///   [`StoreError::Io`] if there can be no store at the path
    /// - [`StoreError::Locked`] if it is open elsewhere
    /// - [`StoreError::NotAStore`] or [`StoreError::UnsupportedVersion`] if
    ///   there is something else, or a store of another version
    /// - [`StoreError::Corrupted`] if the store is damaged as a whole
    ///
    /// A store that cannot be opened is left as it is, never replaced. One of an earlier
    /// format is upgraded in one transaction, of which the crate's documentation tells.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        let directory = Directory::open(directory.as_ref())?;
        let file = directory.path().join("store.redb");
        let blocks = directory.path().join("blocks");
        let (engine, session) = database::open(&directory, &file, &blocks)?;
        let claims = restore_claims(&engine, &file, session)?;
        let files = Files::open(blocks)?;
        let engine = Arc::new(engine);
        let snapshots = Arc::<Snapshots>::default();
        let writer = Writer::start(Arc::clone(&engine), Arc::clone(&snapshots), file.clone())?;
        let claims = Arc::new(Mutex::new(claims));
        let sweeps = SweepTable::default();
        Ok(Self { writer, snapshots, engine, files, claims, sweeps, file, directory })
    }

    /// The directory of the store, as it was given.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Looks a row up in what has been committed.
    pub(crate) fn latest<T>(
        &self,
        read: impl FnOnce(&Snapshot) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        guarded(&self.file, || {
            let latest = self.snapshots.latest(&self.engine);
            read(&*latest.map_err(|error| self.failed(error))?)
        })
    }

    /// Reads from any table of what has been committed.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&ReadTransaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        guarded(&self.file, || {
            let transaction = self.engine.begin_read().map_err(|error| self.failed(error))?;
            read(&transaction)
        })
    }

    /// An error of the engine during a read.
    pub(crate) fn failed(&self, error: impl Into<redb::Error>) -> StoreError {
        self.engine.error(Operation::Read, &self.file, error.into())
    }

    /// An index or claim of the store that cannot be what it is.
    pub(crate) fn corrupted(&self, reason: &str) -> StoreError {
        StoreError::Corrupted { path: self.file.clone(), reason: reason.to_owned() }
    }

    pub(crate) fn claims(&self) -> MutexGuard<'_, ClaimTable> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The claims of mutations that were never settled.
fn restore_claims(engine: &Engine, file: &Path, session: u64) -> Result<ClaimTable, StoreError> {
    let failed = |error| engine.error(Operation::Read, file, error);
    let mut table = ClaimTable::new(session);
    guarded(file, || {
        let transaction = engine.begin_read().map_err(failed)?;
        let claims = transaction.open_table(CLAIMS).map_err(|error| failed(error.into()))?;
        for row in claims.iter().map_err(|error| failed(error.into()))? {
            let (key, value) = row.map_err(|error| failed(error.into()))?;
            let task = Cid::try_from(key.value()).map_err(|_| StoreError::Corrupted {
                path: file.to_path_buf(),
                reason: "a claim names no task".to_owned(),
            })?;
            // Nobody holds revision 0: a damaged claim is indeterminate, and
            // no late commit settles it.
            let nobody = Revision { session: 0, number: 0 };
            table.restore(task, decode_revision(key.value(), value.value()).unwrap_or(nobody));
        }
        Ok(())
    })?;
    Ok(table)
}
