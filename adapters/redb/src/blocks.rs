//! Content by CID.

use cid::Cid;
use ipvm_runtime::store::{Blocks, StoreError, Visibility};
use redb::{ReadTransaction, ReadableTable, WriteTransaction};
use ucan_core::Did;
use varsig::Block;

use crate::{
    files::INLINE_LIMIT,
    index::owner_key,
    store::RedbStore,
    tables::{BLOCK_BYTES, BLOCKS, BlockRow, OWNERS, Place, seal, unseal},
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
            };
            Ok((Some(row), bytes))
        })?;
        match (row, bytes) {
            (None, _) => Ok(None),
            (Some(BlockRow { place: Place::File(length), .. }), _) => {
                match self.files.read(cid, length) {
                    // It may have been removed since the row was read.
                    Err(StoreError::Damaged { .. }) if self.visibility(cid)?.is_none() => Ok(None),
                    found => found.map(Some),
                }
            }
            (Some(_), Some(bytes)) => Block::verify(*cid, bytes).map(Some).map_err(|_| damaged),
            (Some(_), None) => Err(damaged),
        }
    }

    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.keep(blocks.iter().map(|(block, visibility)| (block, *visibility)), None)
    }

    fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        let blocks = blocks.iter().map(|block| (block, Visibility::Restricted));
        self.keep(blocks, Some(owner))
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
    fn keep<'a>(
        &self,
        blocks: impl Iterator<Item = (&'a Block, Visibility)> + Clone,
        owner: Option<&Did>,
    ) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(blocks.clone().map(|(block, _)| *block.cid()));
        let mut changes = Vec::new();
        for (block, visibility) in blocks {
            // What is swept may be gone before it is put again.
            if !writing.is_swept()
                && self.holds(block, visibility)?
                && self.holds_owner(block.cid(), owner)?
            {
                continue;
            }
            let place = place_of(block);
            if let Place::File(_) = place {
                self.files.write(block)?;
            }
            changes.push((block.clone(), BlockRow { visibility, place }));
        }
        if changes.is_empty() {
            return Ok(());
        }
        let owner = owner.cloned();
        self.writer.write(move |target, transaction| {
            changes.iter().try_for_each(|(block, row)| {
                put(transaction, block, *row, owner.as_ref()).map_err(|error| target.failed(error))
            })
        })
    }

    /// Whether it stands there that the block belongs to this one.
    fn holds_owner(&self, cid: &Cid, owner: Option<&Did>) -> Result<bool, StoreError> {
        let Some(owner) = owner else { return Ok(true) };
        match self.belongs_to(cid, owner) {
            Err(StoreError::Damaged { .. }) => Ok(false),
            other => other,
        }
    }

    /// Whether putting the block would change nothing. What a read sees is
    /// committed, and so durable, file included.
    fn holds(&self, block: &Block, visibility: Visibility) -> Result<bool, StoreError> {
        let found = self.read(|transaction| {
            let Some(row) = self.block_row(transaction, block.cid())? else { return Ok(None) };
            if row.visibility < visibility || row.place != place_of(block) {
                return Ok(None);
            }
            Ok(Some(match row.place {
                Place::Inline => self.inline_bytes(transaction, &block.cid().to_bytes())?,
                Place::File(_) => None,
            }))
        });
        match (found, place_of(block)) {
            (Ok(None), _) | (Err(StoreError::Damaged { .. }), _) => Ok(false),
            (Err(error), _) => Err(error),
            (Ok(Some(bytes)), Place::Inline) => Ok(bytes.as_deref() == Some(block.bytes())),
            (Ok(Some(_)), Place::File(length)) => match self.files.read(block.cid(), length) {
                Ok(_) => Ok(true),
                Err(StoreError::Damaged { .. }) => Ok(false),
                Err(error) => Err(error),
            },
        }
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
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = transaction.open_table(BLOCK_BYTES).map_err(|error| self.failed(error))?;
        let found = bytes.get(key).map_err(|error| self.failed(error))?;
        Ok(found.map(|bytes| bytes.value().to_vec()))
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

fn put(
    transaction: &WriteTransaction,
    block: &Block,
    row: BlockRow,
    owner: Option<&Did>,
) -> Result<(), redb::Error> {
    let key = block.cid().to_bytes();
    let key = key.as_slice();
    let mut rows = transaction.open_table(BLOCKS)?;
    let mut bytes = transaction.open_table(BLOCK_BYTES)?;
    // Public is sticky. A row that cannot be read says nothing: the block
    // is as open as this call makes it.
    let standing = rows.get(key)?.and_then(|found| BlockRow::decode(key, found.value()).ok());
    let visibility = standing.map_or(row.visibility, |found| found.visibility.max(row.visibility));
    let row = BlockRow { visibility, ..row };
    if standing != Some(row) {
        rows.insert(key, row.encode(key).as_slice())?;
    }
    match row.place {
        Place::File(_) => {
            bytes.remove(key)?;
        }
        Place::Inline => {
            let same = bytes.get(key)?.is_some_and(|found| found.value() == block.bytes());
            if !same {
                bytes.insert(key, block.bytes())?;
            }
        }
    }
    if let Some(owner) = owner {
        let key = owner_key(block.cid(), owner);
        let row = seal(&key, owner.principal().as_bytes());
        transaction.open_table(OWNERS)?.insert(key.as_slice(), row.as_slice())?;
    }
    Ok(())
}
