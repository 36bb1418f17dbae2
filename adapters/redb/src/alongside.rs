//! Tables that are read beside the one of all blocks, in the order of its keys.
//!
//! To go on in a table is cheaper than to look every key up from its root.

use redb::{AccessGuard, Range, ReadOnlyTable, ReadTransaction};
use ucan_core::Did;

use crate::{
    cut::Found,
    inventory::rest,
    tables::{BLOCK_BYTES, BLOCK_TAILS, OWNERS, unseal},
};

type Bytes = &'static [u8];
type Row = (AccessGuard<'static, Bytes>, AccessGuard<'static, Bytes>);

/// The bytes that are kept inline.
pub(crate) struct InlineBytes {
    table: ReadOnlyTable<Bytes, Bytes>,
    tails: ReadOnlyTable<Bytes, Bytes>,
    rows: Range<'static, Bytes, Bytes>,
    /// The row that comes next.
    next: Option<Row>,
}

impl InlineBytes {
    pub(crate) fn after(
        transaction: &ReadTransaction,
        key: Option<&[u8]>,
    ) -> Result<Self, redb::Error> {
        let table = transaction.open_table(BLOCK_BYTES)?;
        let mut rows = table.range::<&[u8]>(rest(key))?;
        let next = rows.next().transpose()?;
        let tails = transaction.open_table(BLOCK_TAILS)?;
        Ok(Self { table, tails, rows, next })
    }

    /// What stands under `key`, which comes after those that were asked for before.
    pub(crate) fn of(&mut self, key: &[u8]) -> Result<Option<Found<'static>>, redb::Error> {
        while self.next.as_ref().is_some_and(|(next, _)| next.value() < key) {
            self.next = self.rows.next().transpose()?;
        }
        let head = match self.next.take_if(|(next, _)| next.value() == key) {
            Some((_, bytes)) => {
                self.next = self.rows.next().transpose()?;
                Some(bytes)
            }
            // It is not there; or a key before it has decayed, and hides it only here.
            None => self.table.get(key)?,
        };
        Ok(head.map(|head| Found::new(key, head, || self.tails.get(key))).transpose()?)
    }
}

/// Who owns blocks.
pub(crate) struct Owners {
    rows: Range<'static, Bytes, Bytes>,
    /// The row that comes next among those that can be read.
    next: Option<(Vec<u8>, Did)>,
}

impl Owners {
    pub(crate) fn after(
        transaction: &ReadTransaction,
        block: Option<&[u8]>,
    ) -> Result<Self, redb::Error> {
        let rows = transaction.open_table(OWNERS)?.range::<&[u8]>(rest(block))?;
        let mut owners = Self { rows, next: None };
        owners.advance()?;
        Ok(owners)
    }

    /// The owners of a block that can be read. It comes after those that were asked for
    /// before, which is so of rows whose checks are right.
    pub(crate) fn of(&mut self, block: &[u8]) -> Result<Vec<Did>, redb::Error> {
        let mut found = Vec::new();
        while let Some((key, _)) = &self.next
            && (key.as_slice() < block || key.starts_with(block))
        {
            let is_of_block = key.starts_with(block);
            let owner = self.next.take().map(|(_, owner)| owner);
            found.extend(owner.filter(|_| is_of_block));
            self.advance()?;
        }
        Ok(found)
    }

    /// A key that has decayed would be in the way of all that come after it; but the check
    /// of its row is over the key too.
    fn advance(&mut self) -> Result<(), redb::Error> {
        self.next = None;
        while self.next.is_none()
            && let Some((key, row)) = self.rows.next().transpose()?
        {
            let owner = unseal(key.value(), row.value()).ok();
            let owner = owner.and_then(|owner| std::str::from_utf8(owner).ok()?.parse().ok());
            self.next = owner.map(|owner| (key.value().to_vec(), owner));
        }
        Ok(())
    }
}
