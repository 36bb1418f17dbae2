//! The storage engine's errors in the words of the store.

use std::{io, path::Path, sync::OnceLock};

use ipvm_runtime::store::{Operation, StoreError};
use redb::{
    Database, DatabaseError, Durability, Error, ReadTransaction, ReadableDatabase, StorageError,
    WriteTransaction,
};

use crate::{panics::caught, writer::Due};

/// An error of the operating system.
pub(crate) fn io_error(operation: Operation, path: &Path, error: &io::Error) -> StoreError {
    let (path, kind) = (path.to_path_buf(), error.kind());
    match kind {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            if operation != Operation::Read =>
        {
            StoreError::Unwritable { path, kind }
        }
        io::ErrorKind::NotADirectory => StoreError::NotADirectory { path },
        _ => StoreError::Io { operation, path, kind },
    }
}

/// An error of the engine while it opens the file at `path` or makes it.
pub(crate) fn engine_error(operation: Operation, path: &Path, error: Error) -> StoreError {
    match error {
        Error::Io(error) => io_error(operation, path, &error),
        Error::Corrupted(reason) => StoreError::Corrupted { path: path.to_path_buf(), reason },
        Error::DatabaseAlreadyOpen => StoreError::Locked { path: path.to_path_buf() },
        // A table of ours is missing or of another type in a file that we made.
        error @ (Error::TableDoesNotExist(_)
        | Error::TableTypeMismatch { .. }
        | Error::TableIsMultimap(_)
        | Error::TableIsNotMultimap(_)
        | Error::TypeDefinitionChanged { .. }) => {
            StoreError::Corrupted { path: path.to_path_buf(), reason: error.to_string() }
        }
        other => StoreError::Backend { reason: other.to_string() },
    }
}

/// An error of the engine while it opens the existing file at `path`.
pub(crate) fn open_error(path: &Path, error: DatabaseError) -> StoreError {
    match error {
        // The engine's way of saying that the first bytes are not its own.
        DatabaseError::Storage(StorageError::Io(error))
            if error.kind() == io::ErrorKind::InvalidData =>
        {
            StoreError::NotAStore { path: path.to_path_buf() }
        }
        // A file that is shorter than its own header says.
        DatabaseError::Storage(StorageError::Io(error))
            if error.kind() == io::ErrorKind::UnexpectedEof =>
        {
            StoreError::Corrupted { path: path.to_path_buf(), reason: error.to_string() }
        }
        DatabaseError::UpgradeRequired(_) => StoreError::NotAStore { path: path.to_path_buf() },
        other => engine_error(Operation::Open, path, other.into()),
    }
}

/// The open database, which is closed without a panic whatever it holds.
#[derive(Debug)]
pub(crate) struct Engine {
    database: Option<Database>,
    /// The first thing that the operating system refused. The engine does nothing more then, and
    /// does not know any more why.
    refused: OnceLock<(Operation, io::ErrorKind)>,
}

impl Engine {
    pub(crate) const fn new(database: Database) -> Self {
        Self { database: Some(database), refused: OnceLock::new() }
    }

    /// An error while it reads or writes the open file at `path`.
    pub(crate) fn error(&self, operation: Operation, path: &Path, error: Error) -> StoreError {
        if let Error::Io(error) = &error {
            self.refused.get_or_init(|| (operation, error.kind()));
        }
        match (error, self.refused.get()) {
            (Error::PreviousIo, Some(&(operation, kind))) => {
                StoreError::Stopped { operation, path: path.to_path_buf(), kind }
            }
            (error, _) => engine_error(operation, path, error),
        }
    }

    pub(crate) fn begin_read(&self) -> Result<ReadTransaction, Error> {
        Ok(self.open()?.begin_read()?)
    }

    /// A transaction that is on the disk once it is committed, if it is due now, and after
    /// which the file opens at once even if the process is killed. One that is due later is
    /// on the disk with the next one that is due now.
    pub(crate) fn begin_write(&self, due: Due) -> Result<WriteTransaction, Error> {
        let mut transaction = self.open()?.begin_write()?;
        match due {
            Due::Now => {
                transaction.set_durability(Durability::Immediate)?;
                transaction.set_quick_repair(true);
            }
            Due::Later => transaction.set_durability(Durability::None)?,
        }
        Ok(transaction)
    }

    /// Moves pages together, and gives those at the end of the file back. Nothing may be
    /// open in it.
    pub(crate) fn compact(&mut self) -> Result<bool, Error> {
        Ok(self.database.as_mut().ok_or(Error::DatabaseClosed)?.compact()?)
    }

    fn open(&self) -> Result<&Database, Error> {
        self.database.as_ref().ok_or(Error::DatabaseClosed)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The engine panics when it is closed after it has panicked before.
        // Nothing is lost: what was acknowledged is on the disk.
        drop(caught(|| drop(self.database.take())));
    }
}

/// Runs something that reads pages of the file at `path`.
///
/// The engine trusts its pages: a damaged one can make it panic. That is an
/// error of the store here, not the end of the caller's thread.
pub(crate) fn guarded<T>(
    path: &Path,
    read: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    caught(read).unwrap_or_else(|_| {
        Err(StoreError::Corrupted {
            path: path.to_path_buf(),
            reason: "the storage engine panicked on what it read".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use redb::{Builder, TableDefinition};

    use super::*;
    use crate::failing_disk::Disk;

    const ROWS: TableDefinition<'_, u64, u64> = TableDefinition::new("rows");

    #[test]
    fn whatever_follows_a_refusal_of_the_operating_system_says_what_was_refused() {
        let path = Path::new("store.redb");
        let disk = Disk::with(Vec::new(), usize::MAX);
        let database = Builder::new().create_with_backend(disk.clone()).unwrap();
        let engine = Engine::new(database);
        let write = || -> Result<(), Error> {
            let transaction = engine.begin_write(Due::Now)?;
            transaction.open_table(ROWS)?.insert(1, 1)?;
            Ok(transaction.commit()?)
        };
        let written = || write().map_err(|error| engine.error(Operation::Write, path, error));
        assert_eq!(written(), Ok(()));
        disk.0.fail();
        let (operation, path, kind) =
            (Operation::Write, path.to_path_buf(), io::ErrorKind::StorageFull);
        assert_eq!(written(), Err(StoreError::Io { operation, path: path.clone(), kind }));
        let stopped = StoreError::Stopped { operation, path: path.clone(), kind };
        assert_eq!(written(), Err(stopped.clone()));
        // A reader is told as well that it was writing that failed.
        let told = engine.error(Operation::Read, &path, Error::PreviousIo);
        assert_eq!(told, stopped);
    }
}
