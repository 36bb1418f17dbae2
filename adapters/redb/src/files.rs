//! Large blocks, one file each.
//!
//! A copy-on-write tree writes a large value several times over; a file takes
//! it once. The row in the database comes after the file is durable, so a file
//! without a row is a leftover of a crash and no harm.

use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use cid::Cid;
use ipvm_runtime::store::{Operation, StoreError};
use varsig::Block;

use crate::{
    directory::{make, make_unsynced, new_file, remove, sync},
    engine::io_error,
};

/// Blocks of more bytes than this are files of their own: 128 KiB, so that the leaves of
/// files, which mostly have 256 KiB, go through memory once.
pub const INLINE_LIMIT: usize = 128 * 1024;

/// So much room is made for a file before it is read, whatever its length says.
const MOST_ROOM: usize = 64 << 20;

/// The directory of large blocks.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    incoming: PathBuf,
    next: AtomicU64,
    /// Directories whose own names are known to be durable.
    durable: Mutex<HashSet<PathBuf>>,
}

impl Files {
    /// Removes what a crash left half-written under `root`. The store's lock
    /// must be held: nobody else is writing.
    pub(crate) fn open(root: PathBuf) -> Result<Self, StoreError> {
        let incoming = root.join("incoming");
        make(&incoming)?;
        let failed = |error| io_error(Operation::Read, &incoming, &error);
        for entry in fs::read_dir(&incoming).map_err(failed)? {
            remove(&entry.map_err(failed)?.path())?;
        }
        Ok(Self { root, incoming, next: AtomicU64::new(0), durable: Mutex::default() })
    }

    /// Keeps the bytes of these blocks; they are durable when this returns. If it fails,
    /// some of them are.
    ///
    /// Several wait for the disk at a time, and one sync of a directory is for all of them.
    pub(crate) fn write(&self, blocks: &[&Block]) -> Result<(), StoreError> {
        let number = |block: &&Block| (self.next.fetch_add(1, Ordering::Relaxed), *block.cid());
        let numbers: Vec<(u64, Cid)> = blocks.iter().map(number).collect();
        let written = self.write_numbered(&numbers, blocks);
        if written.is_err() {
            for (number, _) in numbers {
                // The first error is the one to tell.
                drop(remove(&self.incoming.join(number.to_string())));
            }
        }
        written
    }

    fn write_numbered(&self, numbers: &[(u64, Cid)], blocks: &[&Block]) -> Result<(), StoreError> {
        let incoming = |number: u64| self.incoming.join(number.to_string());
        let waiting: Vec<_> = numbers.iter().zip(blocks).collect();
        at_a_time(&waiting, |((number, _), block)| {
            let path = incoming(*number);
            let mut file = new_file(&path, true)?;
            file.write_all(block.bytes())
                .and_then(|()| file.sync_all())
                .map_err(|error| io_error(Operation::Write, &path, &error))
        })?;
        let places: Vec<_> = numbers.iter().map(|(_, cid)| self.place(cid)).collect();
        let directories: BTreeSet<&Path> =
            places.iter().map(|(directory, _)| directory.as_path()).collect();
        let new = self.make(&directories)?;
        for ((number, _), (_, path)) in numbers.iter().zip(&places) {
            fs::rename(incoming(*number), path)
                .map_err(|error| io_error(Operation::Rename, path, &error))?;
        }
        // The names of files, and those of the directories that they are in, in one go: no row
        // says of them before this is over.
        let above = new.iter().filter_map(|directory| directory.parent());
        let root = (!new.is_empty()).then_some(self.root.as_path());
        let all: BTreeSet<&Path> = directories.iter().copied().chain(above).chain(root).collect();
        at_a_time(&Vec::from_iter(all), |directory| sync(directory))?;
        if !new.is_empty() {
            let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
            durable.extend(new);
        }
        Ok(())
    }

    /// The block of `cid`, which has `length` bytes.
    pub(crate) fn read(&self, cid: &Cid, length: u64) -> Result<Block, StoreError> {
        let damaged = StoreError::Damaged { cid: *cid };
        let (_, path) = self.place(cid);
        // Asked before it is opened: opening a pipe would wait for ever.
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() && found.len() == length => {}
            Ok(_) => return Err(damaged),
            Err(error) => return Err(unless_missing(damaged, &path, &error)),
        }
        let room = usize::try_from(length).unwrap_or(MOST_ROOM).min(MOST_ROOM);
        let mut bytes = Vec::with_capacity(room.saturating_add(1));
        File::open(&path)
            .and_then(|file| file.take(length.saturating_add(1)).read_to_end(&mut bytes))
            .map_err(|error| unless_missing(damaged.clone(), &path, &error))?;
        Block::verify(*cid, bytes).map_err(|_| damaged)
    }

    /// Whether there is a file of that many bytes in the block's place.
    pub(crate) fn has(&self, cid: &Cid, length: u64) -> Result<bool, StoreError> {
        let (_, path) = self.place(cid);
        match fs::symlink_metadata(&path) {
            Ok(found) => Ok(found.is_file() && found.len() == length),
            Err(error) => match unless_missing(StoreError::Damaged { cid: *cid }, &path, &error) {
                StoreError::Damaged { .. } => Ok(false),
                error => Err(error),
            },
        }
    }

    /// Removes the file of a block whose row is gone; it is no error if there is none.
    pub(crate) fn remove(&self, cid: &Cid) -> Result<(), StoreError> {
        remove(&self.place(cid).1)
    }

    /// Goes through the files of blocks, with the name and the length of each.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(Option<Cid>, &Path, u64) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut pending = vec![(self.root.clone(), 0)];
        while let Some((directory, depth)) = pending.pop() {
            let failed = |error: io::Error| io_error(Operation::Read, &directory, &error);
            for entry in fs::read_dir(&directory).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                let found = match fs::symlink_metadata(&path) {
                    // It has gone meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    other => other.map_err(failed)?,
                };
                if found.is_dir() && depth < 2 && path != self.incoming {
                    pending.push((path, depth + 1));
                } else if found.is_file() && depth == 2 {
                    let name = path.file_name().and_then(|name| name.to_str());
                    let cid = name.and_then(|name| Cid::try_from(name).ok());
                    // Elsewhere than in its place it is not the file of that block.
                    let cid = cid.filter(|cid| self.place(cid).1 == path);
                    visit(cid, &path, found.len())?;
                }
            }
        }
        Ok(())
    }

    /// The directory and the path of the file of a block: two levels by the
    /// first bytes of the digest, so that no directory grows large.
    pub(crate) fn place(&self, cid: &Cid) -> (PathBuf, PathBuf) {
        let mut digest = cid.hash().digest().iter().copied();
        let mut level = || format!("{:02x}", digest.next().unwrap_or_default());
        let directory = self.root.join(level()).join(level());
        let path = directory.join(cid.to_string());
        (directory, path)
    }

    /// Makes directories of the second level, and gives those whose names are not known to be
    /// durable: one that is there already may be there in memory only.
    fn make(&self, directories: &BTreeSet<&Path>) -> Result<Vec<PathBuf>, StoreError> {
        let new: Vec<PathBuf> = {
            let durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
            let new = directories.iter().filter(|path| !durable.contains(**path));
            new.map(|path| path.to_path_buf()).collect()
        };
        new.iter().try_for_each(|directory| make_unsynced(directory))?;
        Ok(new)
    }
}

/// How many files wait for the disk at a time.
const AT_A_TIME: usize = 8;

/// Does something with each of some that wait for the disk, several at a time, and gives the
/// first error in their order.
fn at_a_time<T: Sync>(
    items: &[T],
    act: impl Fn(&T) -> Result<(), StoreError> + Sync,
) -> Result<(), StoreError> {
    if items.len() <= 1 {
        return items.iter().try_for_each(act);
    }
    let share = items.len().div_ceil(AT_A_TIME);
    let act = &act;
    thread::scope(|scope| {
        let shares = items.chunks(share);
        let threads: Vec<_> =
            shares.map(|share| scope.spawn(move || share.iter().try_for_each(act))).collect();
        let done: Vec<_> = threads.into_iter().map(thread::ScopedJoinHandle::join).collect();
        done.into_iter().try_for_each(|done| match done {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// A file that is not there is damage; one that cannot be read is an error.
fn unless_missing(damaged: StoreError, path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => damaged,
        _ => io_error(Operation::Read, path, error),
    }
}
