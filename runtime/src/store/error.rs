//! What can go wrong in a store.

use std::{fmt, io, path::PathBuf};

use cid::Cid;

use super::Address;

/// Why a store could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The store has the block or receipt, but not its bytes: they no longer
    /// hash to the CID, or are gone from the disk. Putting it again mends it.
    #[error("the stored bytes of {cid} are damaged")]
    Damaged {
        /// What was asked for.
        cid: Cid,
    },
    /// The entry that stands at an address of the memo cannot be read. For a
    /// mutation this is indeterminate, for anything else a miss.
    #[error("the memo entry of {address} is damaged")]
    DamagedEntry {
        /// The address that was looked up.
        address: Address,
    },
    /// The claim is no longer the caller's: somebody took it over, or it was
    /// committed or released before.
    #[error("the claim on task {task} has passed to somebody else")]
    Fenced {
        /// The resolved task that had been claimed.
        task: Cid,
    },
    /// Another process, or another handle in this one, has the store open.
    #[error("the store at {} is in use by another process", path.display())]
    Locked {
        /// The directory or file of the store.
        path: PathBuf,
    },
    /// The store is to be a directory, and its path leads to or through
    /// something else.
    #[error("{} is not a directory, or leads through something that is not", path.display())]
    NotADirectory {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The store may not be written to: permissions, or a read-only disk.
    #[error("{} cannot be written: {kind}; check its owner and permissions", path.display())]
    Unwritable {
        /// The directory or file.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// There is something at the path, and it is not a store of this kind. It
    /// was left as it is.
    #[error("{} is not a store of this kind and was left untouched", path.display())]
    NotAStore {
        /// The directory or file.
        path: PathBuf,
    },
    /// The store was written by another version of this software.
    #[error("{} has store format {found}; this version reads format {supported}", path.display())]
    UnsupportedVersion {
        /// The file of the store.
        path: PathBuf,
        /// The format number in the file.
        found: u64,
        /// The format number this version reads and writes.
        supported: u64,
    },
    /// The store's own structure is damaged, beyond single entries.
    #[error("the store at {} is corrupted ({reason}); restore it from a copy", path.display())]
    Corrupted {
        /// The directory or file of the store.
        path: PathBuf,
        /// What the storage engine found, in its own words.
        reason: String,
    },
    /// The operating system refused an operation on a file.
    #[error("could not {operation} {}: {kind}", path.display())]
    Io {
        /// What was being done.
        operation: Operation,
        /// The file or directory it was done to.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The operating system refused an operation on a file before, and the store has not
    /// touched that file since: pages in memory may not be what the file has. What was
    /// acknowledged is there when the store is opened again.
    #[error(
        "the store has stopped since it could not {operation} {}: {kind}; mend that, and open it again",
        path.display()
    )]
    Stopped {
        /// What was being done then.
        operation: Operation,
        /// The file it was done to.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The store has been shut down, or its writer has ended.
    #[error("the store has been closed")]
    Closed,
    /// A store is swept once at a time, and somebody is at it.
    #[error("the store is being swept already; try again when that has ended")]
    SweepUnderWay,
    /// What is to be removed is named under a sweep that this store did not begin.
    #[error("the sweep is not one of this store")]
    ForeignSweep,
    /// The storage engine failed in a way of its own.
    #[error("the storage engine failed: {reason}")]
    Backend {
        /// What the engine said, in its own words.
        reason: String,
    },
}

/// What was being done to a file when the operating system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Creating a file or directory.
    Create,
    /// Opening an existing file.
    Open,
    /// Locking a file against other processes.
    Lock,
    /// Reading.
    Read,
    /// Writing, or forcing what was written to the disk.
    Write,
    /// Giving a finished file its final name.
    Rename,
    /// Removing a file.
    Remove,
    /// Starting a thread.
    Start,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Open => "open",
            Self::Lock => "lock",
            Self::Read => "read",
            Self::Write => "write",
            Self::Rename => "rename",
            Self::Remove => "remove",
            Self::Start => "start the writer of",
        })
    }
}
