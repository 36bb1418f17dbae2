//! Giving room on the disk back.

use std::{collections::HashSet, fs, sync::Arc};

use cid::Cid;
use ipvm_runtime::store::{Operation, StoreError};
use redb::{ReadableTable, WriteTransaction};
use varsig::Block;

use crate::{
    cut::{Cut, INLINE},
    directory::remove,
    engine::{guarded, io_error},
    index::whole_cid,
    inventory::rest,
    packs::{Packs, is_enough, is_packable},
    store::RedbStore,
    tables::{BLOCKS, BlockRow, Place},
    writer::Writer,
};

/// How many rows are looked at, and how many bytes are packed, in one transaction.
const MOST_ROWS: usize = 1 << 16;
const MOST_BYTES: usize = 8 << 20;

/// What a store has given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compacted {
    /// The length of the database file before, in bytes.
    pub before: u64,
    /// The length of the database file now.
    pub after: u64,
    /// How many small blocks that had rows of their own were packed.
    pub packed: u64,
    /// How many files of blocks were removed to which no row belongs: what a crash left.
    pub orphans: u64,
    /// The bytes of those files.
    pub orphan_bytes: u64,
    /// Whether such files were left alone, because a row of a block is damaged: one of
    /// them may be what it was about. Repair the store, or put the block again.
    pub kept_orphans: bool,
}

impl RedbStore {
    /// Packs small blocks that came one by one, cuts those that an earlier format had in one row
    /// that does not fill its pages, brings what finds receipts into its place,
    /// moves what is in the database file together and cuts the file off behind it, and removes
    /// files of blocks to which no row belongs.
    ///
    /// It takes as long as to write the database anew may take. Whoever calls has the store
    /// for himself; a crash at any moment loses nothing.
    ///
    /// # Errors
    ///
    /// If the store fails, or the disk is so full that there is no room to pack in, which takes
    /// some tens of megabytes before any are given back. All that it holds is still there; after
    /// [`StoreError::Closed`], [`StoreError::Corrupted`] or a full disk it has to be opened again.
    pub fn compact(&mut self) -> Result<Compacted, StoreError> {
        let mut compacted = Compacted::default();
        self.remove_orphans(&mut compacted)?;
        compacted.before = self.file_length()?;
        self.end_runs()?;
        let mut after = None;
        while let Some(Packed { last, count }) =
            self.write(move |transaction| pack_next(transaction, after.as_deref()))?
        {
            compacted.packed += count;
            after = Some(last);
        }
        // The writer and what is kept open for reading have the engine too.
        self.writer.close();
        self.snapshots.pass();
        let file = &self.file;
        let done = match Arc::get_mut(&mut self.engine) {
            None => Err(StoreError::Closed),
            Some(engine) => guarded(file, || {
                let compacted = engine.compact();
                compacted.map_err(|error| engine.error(Operation::Write, file, error))
            }),
        };
        let (engine, snapshots) = (Arc::clone(&self.engine), Arc::clone(&self.snapshots));
        self.writer = Writer::start(engine, snapshots, self.file.clone())?;
        done?;
        compacted.after = self.file_length()?;
        Ok(compacted)
    }

    pub(crate) fn file_length(&self) -> Result<u64, StoreError> {
        let found = fs::metadata(&self.file);
        found
            .map(|found| found.len())
            .map_err(|error| io_error(Operation::Read, &self.file, &error))
    }

    fn remove_orphans(&self, compacted: &mut Compacted) -> Result<(), StoreError> {
        let Some(large) = self.large_blocks()? else {
            compacted.kept_orphans = true;
            return Ok(());
        };
        self.files.each(|cid, path, length| {
            // What is named otherwise is not ours.
            if cid.is_some_and(|cid| !large.contains(&cid)) {
                remove(path)?;
                compacted.orphans += 1;
                compacted.orphan_bytes += length;
            }
            Ok(())
        })
    }

    /// The blocks that are files; nothing if a row of a block cannot be read.
    fn large_blocks(&self) -> Result<Option<HashSet<Cid>>, StoreError> {
        self.look(|transaction| {
            let mut large = HashSet::new();
            for row in transaction.open_table(BLOCKS)?.iter()? {
                let (key, row) = row?;
                let key = key.value();
                match (whole_cid(key), BlockRow::decode(key, row.value())) {
                    (Ok(cid), Ok(BlockRow { place: Place::File(_), .. })) => {
                        large.insert(cid);
                    }
                    (Ok(_), Ok(_)) => {}
                    _ => return Ok(None),
                }
            }
            Ok(Some(large))
        })
    }
}

/// How far packing has come.
struct Packed {
    /// The key of the last block that was looked at.
    last: Vec<u8>,
    count: u64,
}

/// Packs the next small blocks that have rows of their own; nothing at the end. What is
/// damaged stays where it is, for a check to find.
fn pack_next(
    transaction: &WriteTransaction,
    after: Option<&[u8]>,
) -> Result<Option<Packed>, redb::Error> {
    let mut rows = transaction.open_table(BLOCKS)?;
    let mut inline = Cut::write(transaction, INLINE)?;
    let (mut small, mut sum, mut last) = (Vec::new(), 0, None);
    // An earlier version kept them in one row.
    let mut uncut = Vec::new();
    for row in rows.range::<&[u8]>(rest(after))?.take(MOST_ROWS) {
        let (key, row) = row?;
        let key = key.value();
        last = Some(key.to_vec());
        let (Ok(cid), Ok(row)) = (whole_cid(key), BlockRow::decode(key, row.value())) else {
            continue;
        };
        if row.place != Place::Inline {
            continue;
        }
        let Some(found) = inline.get(key)? else { continue };
        let is_small = is_packable(found.len());
        if !is_small && !found.is_to_be_cut(key) {
            continue;
        }
        let Ok(block) = Block::verify(cid, found.bytes()) else { continue };
        sum += block.bytes().len();
        if is_small {
            small.push((key.to_vec(), row, block));
        } else {
            uncut.push((key.to_vec(), block));
        }
        if sum >= MOST_BYTES {
            break;
        }
    }
    let Some(last) = last else { return Ok(None) };
    let mut count = 0;
    for (key, block) in uncut {
        inline.insert(&key, block.bytes())?;
    }
    if is_enough(small.iter().map(|(.., block)| block.bytes().len()).sum()) {
        let spans = Packs::open(transaction)?.put(small.iter().map(|(.., block)| block))?;
        for ((key, row, _), span) in small.iter().zip(spans) {
            let row = BlockRow { place: Place::Packed(span), ..*row };
            rows.insert(key.as_slice(), row.encode(key).as_slice())?;
            inline.remove(key)?;
            count += 1;
        }
    }
    Ok(Some(Packed { last, count }))
}
