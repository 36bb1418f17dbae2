//! Content by CID.

use std::sync::Arc;

use cid::Cid;
use ipvm_runtime::store::{Blocks, StoreError, Visibility};
use redb::{ReadTransaction, WriteTransaction};
use ucan_core::Did;
use varsig::Block;

use crate::{
    cut::{self, Cut, INLINE, PACKED},
    files::INLINE_LIMIT,
    index::owner_key,
    packs::bytes_at,
    put_blocks::put,
    span::Span,
    store::RedbStore,
    tables::{BLOCKS, BlockRow, OWNERS, Place, unseal},
    writer::{Due, Target},
};

impl Blocks for RedbStore {
    fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError> {
        let damaged = StoreError::Damaged { cid: *cid };
        let key = cid.to_bytes();
        let (row, bytes) = self.read(|transaction| {
            let Some(row) = self.block_row(transaction, cid)? else { return Ok((None, None)) };
            let bytes = match row.place {
                Place::File(_) => None,
                Place::Inline => self.inline_bytes(transaction, &key)?,
                Place::Packed(span) => self.packed_bytes(transaction, span)?,
            };
            Ok((Some(row), bytes))
        })?;
        match (row, bytes) {
            (None, _) => Ok(None),
            (Some(BlockRow { place: Place::File(length), .. }), _) => {
                match self.files.read(cid, length) {
                    // It may have been removed since the row was read.
                    Err(StoreError::Damaged { .. }) if self.is_gone(cid)? => Ok(None),
                    found => found.map(Some),
                }
            }
            (Some(_), Some(bytes)) => Block::verify(*cid, bytes).map(Some).map_err(|_| damaged),
            (Some(_), None) => Err(damaged),
        }
    }

    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.keep(blocks.iter().map(|(block, visibility)| (block, *visibility)), None, Due::Now)
    }

    fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        let blocks = blocks.iter().map(|block| (block, Visibility::Restricted));
        self.keep(blocks, Some(owner), Due::Now)
    }

    fn belongs_to(&self, cid: &Cid, owner: &Did) -> Result<bool, StoreError> {
        let key = owner_key(cid, owner);
        self.read(|transaction| {
            let owners = transaction.open_table(OWNERS).map_err(|error| self.failed(error))?;
            let row = owners.get(key.as_slice()).map_err(|error| self.failed(error))?;
            let Some(row) = row else { return Ok(false) };
            // Another one with the same hash is another one.
            let found = unseal(&key, row.value()).map(|did| did == owner.principal().as_bytes());
            found.map_err(|_| StoreError::Damaged { cid: *cid })
        })
    }

    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
        let row = self.read(|transaction| self.block_row(transaction, cid))?;
        Ok(row.map(|row| row.visibility))
    }
}

impl RedbStore {
    pub(crate) fn keep<'a>(
        &self,
        blocks: impl Iterator<Item = (&'a Block, Visibility)> + Clone,
        owner: Option<&Did>,
        due: Due,
    ) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(blocks.clone().map(|(block, _)| *block.cid()));
        // What is swept may be gone before it is put again.
        let missing: Vec<_> = if writing.is_swept() {
            blocks.collect()
        } else {
            let held = self.held(blocks.clone(), owner)?;
            blocks.zip(held).filter(|(_, is_held)| !is_held).map(|(put, _)| put).collect()
        };
        if missing.is_empty() {
            return if due == Due::Now { self.writer.sync() } else { Ok(()) };
        }
        let files = missing.iter().filter(|(block, _)| place_of(block) != Place::Inline);
        self.files.write(&files.map(|(block, _)| *block).collect::<Vec<_>>())?;
        let changes: Vec<_> = missing
            .into_iter()
            .map(|(block, visibility)| {
                (block.clone(), BlockRow { visibility, place: place_of(block) })
            })
            .collect();
        let owner = owner.cloned();
        let bytes = changes.iter().map(|(block, _)| block.bytes().len()).sum();
        let put = move |target: &Target, transaction: &WriteTransaction| {
            put(transaction, &changes, owner.as_ref()).map_err(|error| target.failed(error))
        };
        if due == Due::Now { self.writer.write(put) } else { self.writer.load(bytes, put) }
    }

    /// Whether there is no row of the block.
    pub(crate) fn is_gone(&self, cid: &Cid) -> Result<bool, StoreError> {
        match self.visibility(cid) {
            Err(StoreError::Damaged { .. }) => Ok(false),
            found => found.map(|found| found.is_none()),
        }
    }

    /// Of each block, whether putting it for the owner would change nothing. What a read
    /// sees is committed, and so durable, file included, unless it was loaded.
    fn held<'a>(
        &self,
        blocks: impl Iterator<Item = (&'a Block, Visibility)> + Clone,
        owner: Option<&Did>,
    ) -> Result<Vec<bool>, StoreError> {
        let mut held = self.read(|transaction| {
            let failed = |error| self.failed(error);
            let rows = transaction.open_table(BLOCKS).map_err(failed)?;
            let inline = Cut::read(transaction, INLINE).map_err(failed)?;
            let packs = Cut::read(transaction, PACKED).map_err(failed)?;
            let owners = transaction.open_table(OWNERS).map_err(failed)?;
            let is_held = |block: &Block, visibility| -> Result<bool, redb::Error> {
                let key = block.cid().to_bytes();
                let key = key.as_slice();
                let place = place_of(block);
                let row = rows.get(key)?.and_then(|row| BlockRow::decode(key, row.value()).ok());
                let Some(row) = row.filter(|row| row.visibility >= visibility) else {
                    return Ok(false);
                };
                let is_whole = match (place, row.place) {
                    (Place::Inline, Place::Inline) => {
                        inline.get(key)?.is_some_and(|found| found.is(block.bytes()))
                    }
                    (Place::Inline, Place::Packed(span)) => {
                        let pack = packs.get(span.pack_key().as_slice())?;
                        pack.is_some_and(|pack| {
                            bytes_at(&pack, span).as_deref() == Some(block.bytes())
                        })
                    }
                    (place, found) => place == found,
                };
                let Some(owner) = owner else { return Ok(is_whole) };
                let key = owner_key(block.cid(), owner);
                let row = owners.get(key.as_slice())?;
                let is_his = row.is_some_and(|row| {
                    unseal(&key, row.value()) == Ok(owner.principal().as_bytes())
                });
                Ok(is_whole && is_his)
            };
            let held = blocks.clone().map(|(block, visibility)| is_held(block, visibility));
            held.collect::<Result<Vec<_>, _>>().map_err(|error| self.failed(error))
        })?;
        for (is_held, (block, _)) in held.iter_mut().zip(blocks) {
            if let (true, Place::File(length)) = (&is_held, place_of(block)) {
                *is_held = match self.files.read(block.cid(), length) {
                    Ok(_) => true,
                    Err(StoreError::Damaged { .. }) => false,
                    Err(error) => return Err(error),
                };
            }
        }
        Ok(held)
    }

    fn block_row(
        &self,
        transaction: &ReadTransaction,
        cid: &Cid,
    ) -> Result<Option<BlockRow>, StoreError> {
        let key = cid.to_bytes();
        let blocks = transaction.open_table(BLOCKS).map_err(|error| self.failed(error))?;
        let Some(row) = blocks.get(key.as_slice()).map_err(|error| self.failed(error))? else {
            return Ok(None);
        };
        let row = BlockRow::decode(&key, row.value());
        row.map(Some).map_err(|_| StoreError::Damaged { cid: *cid })
    }

    fn inline_bytes(
        &self,
        transaction: &ReadTransaction,
        key: &[u8],
    ) -> Result<Option<Arc<[u8]>>, StoreError> {
        let found = cut::look_up(transaction, INLINE, key).map_err(|error| self.failed(error))?;
        Ok(found.map(|found| found.to_shared()))
    }

    fn packed_bytes(
        &self,
        transaction: &ReadTransaction,
        span: Span,
    ) -> Result<Option<Arc<[u8]>>, StoreError> {
        let Some(range) = span.range() else { return Ok(None) };
        let found = cut::look_up_part(transaction, PACKED, &span.pack_key(), range);
        found.map_err(|error| self.failed(error))
    }
}

/// Where the bytes of a block go.
fn place_of(block: &Block) -> Place {
    let length = block.bytes().len();
    match u64::try_from(length) {
        Ok(length_on_disk) if length > INLINE_LIMIT => Place::File(length_on_disk),
        _ => Place::Inline,
    }
}

#[cfg(test)]
mod tests {
    use ipvm_runtime::store::Inventory;

    use super::*;

    /// The limit was 256 KiB.
    #[test]
    fn a_block_that_an_earlier_version_kept_in_the_database_is_read_and_moves_when_put_again() {
        let root = tempfile::tempdir().unwrap();
        let store = RedbStore::open(root.path()).unwrap();
        let block = Block::raw(vec![7; INLINE_LIMIT + 1]);
        let row = BlockRow { visibility: Visibility::Restricted, place: Place::Inline };
        let changes = vec![(block.clone(), row)];
        store
            .writer
            .write(move |target, transaction| {
                put(transaction, &changes, None).map_err(|error| target.failed(error))
            })
            .unwrap();
        let place = || {
            let row = store.read(|transaction| store.block_row(transaction, block.cid()));
            row.unwrap().map(|row| row.place)
        };
        let damage = || {
            let mut damage = Vec::new();
            store.check(&mut |found| damage.push(found)).unwrap();
            damage
        };
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block.clone())));
        assert_eq!((place(), damage()), (Some(Place::Inline), vec![]));

        Blocks::put(&store, &block, Visibility::Restricted).unwrap();
        let length = u64::try_from(block.bytes().len()).unwrap();
        assert_eq!((place(), damage()), (Some(Place::File(length)), vec![]));
        let inline =
            store.read(|transaction| store.inline_bytes(transaction, &block.cid().to_bytes()));
        assert_eq!(inline, Ok(None));
        assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
    }
}
