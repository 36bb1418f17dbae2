//! The directory of a store, held against everybody else.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use ipvm_runtime::store::{Operation, StoreError};

use crate::engine::io_error;

/// The directory of an open store. The lock ends when this is dropped, or when
/// the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Held for as long as the file is open; nothing is read from it.
    lock: File,
}

impl Drop for Directory {
    fn drop(&mut self) {
        // To close the file is not enough: a child of this process that has
        // been forked, and has not got to its own program yet, has it open too.
        // An error leaves the lock to the end of the process.
        drop(self.lock.unlock());
    }
}

impl Directory {
    /// Makes the directory if there is none, and locks it.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(StoreError::NotADirectory { path: path.to_path_buf() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(path)?,
            Err(error) => return Err(io_error(Operation::Open, path, &error)),
        }
        let lock_path = path.join("lock");
        let lock = new_file(&lock_path, false)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_path_buf(), lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.to_path_buf() }),
            Err(TryLockError::Error(error)) => Err(io_error(Operation::Lock, &lock_path, &error)),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a directory for its owner only, and those above it that are missing.
pub(crate) fn make(path: &Path) -> Result<(), StoreError> {
    make_unsynced(path)?;
    path.parent().map_or(Ok(()), sync)
}

/// The same, and their names may be lost with the power.
pub(crate) fn make_unsynced(path: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| io_error(Operation::Create, path, &error))
}

/// Opens a file for reading and writing; makes it, for its owner only, if there
/// is none. If it has to be `new`, there must be none.
pub(crate) fn new_file(path: &Path, new: bool) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).create_new(new).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| io_error(Operation::Create, path, &error))
}

/// Makes the names in a directory durable.
pub(crate) fn sync(path: &Path) -> Result<(), StoreError> {
    // A relative path of one segment has the empty path for a parent.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // Elsewhere a directory cannot be opened as a file, and renaming is
    // durable by itself.
    if cfg!(unix) {
        let directory =
            File::open(path).map_err(|error| io_error(Operation::Open, path, &error))?;
        directory.sync_all().map_err(|error| io_error(Operation::Write, path, &error))?;
    }
    Ok(())
}

/// Removes a file; it is no error if there is none.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error(Operation::Remove, path, &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_free_when_it_is_dropped_though_a_fork_has_the_file_open() {
        let root = tempfile::tempdir().unwrap();
        let directory = Directory::open(root.path()).unwrap();
        // What a fork of the process has is the same open file once more.
        let forked = directory.lock.try_clone().unwrap();
        drop(directory);
        drop(Directory::open(root.path()).unwrap());
        drop(forked);
    }
}
