//! The engine over a disk in memory, and its errors in the words of the store.

use std::{io, path::Path, sync::Arc};

use ipvm_runtime::store::{Operation, StoreError};

use crate::{
    disk::{Disk, Error, ReadTransaction, WriteTransaction},
    writer::Due,
};

/// What one session reads and writes.
#[derive(Debug)]
pub(crate) struct Engine {
    disk: Arc<Disk>,
    session: u64,
}

impl Engine {
    pub(crate) fn new(disk: Arc<Disk>, session: u64) -> Self {
        Self { disk, session }
    }

    pub(crate) fn begin_read(&self) -> Result<ReadTransaction, Error> {
        self.disk.begin_read(self.session)
    }

    pub(crate) fn begin_write(&self, due: Due) -> Result<WriteTransaction, Error> {
        Disk::begin_write(&self.disk, self.session, due)
    }

    #[expect(clippy::unused_self, reason = "the engine on a real disk remembers")]
    pub(crate) fn error(&self, _operation: Operation, _path: &Path, error: Error) -> StoreError {
        match error {
            Error::Ended => StoreError::Closed,
            Error::Failed => StoreError::Backend { reason: "the disk failed".to_owned() },
        }
    }
}

pub(crate) fn io_error(operation: Operation, path: &Path, error: &io::Error) -> StoreError {
    StoreError::Io { operation, path: path.to_path_buf(), kind: error.kind() }
}

/// The engine of the model does not panic on what it reads.
pub(crate) fn guarded<T>(
    _path: &Path,
    read: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    read()
}
