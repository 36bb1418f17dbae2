//! Rows that are cut so that they fill their pages.
//!
//! A row that is larger than a page takes two pages or four, and so on, whether it fills them
//! or not: one of 64 KiB with its key would take 128. But what is cut into pieces mostly has
//! pieces of a power of two. So a row that is a little longer than the pages it fills is kept
//! in two: as much as fills them, and the rest among rows of its kind. Blocks that have rows of
//! their own are kept so, and packs of blocks.

use std::{borrow::Cow, ops::Range, sync::Arc};

use redb::{
    AccessGuard, ReadOnlyTable, ReadTransaction, ReadableTable, Table, TableDefinition,
    WriteTransaction,
};

use crate::tables::{BLOCK_BYTES, BLOCK_TAILS, PACK_TAILS, PACKS};

type Bytes = &'static [u8];

/// Where rows are whose rest is in another table, and where that is.
#[derive(Clone, Copy)]
pub(crate) struct Tables {
    rows: TableDefinition<'static, Bytes, Bytes>,
    tails: TableDefinition<'static, Bytes, Bytes>,
}

/// CID → bytes of a block that has a row of its own.
pub(crate) const INLINE: Tables = Tables { rows: BLOCK_BYTES, tails: BLOCK_TAILS };

/// Number → bytes of several blocks, one behind the other.
pub(crate) const PACKED: Tables = Tables { rows: PACKS, tails: PACK_TAILS };

/// The bytes of a page.
const PAGE: usize = 4096;

/// What a page has besides the key and the value of its only row: what it is, and where both
/// end.
pub(crate) const AROUND: usize = 12;

/// A rest of more bytes would take a good part of a page itself.
pub(crate) const LONGEST_TAIL: usize = 1024;

/// How many bytes stand in the first row.
fn head_length(key: &[u8], length: usize) -> usize {
    let row = AROUND + key.len() + length;
    let full = row.checked_next_power_of_two().unwrap_or(row) / 2;
    let tail = row - full;
    if full >= PAGE && tail <= LONGEST_TAIL && tail < length { length - tail } else { length }
}

/// Whether there may be more than a first row has: it fills its pages.
fn may_go_on(key: &[u8], head: &[u8]) -> bool {
    let row = AROUND + key.len() + head.len();
    row >= PAGE && row.is_power_of_two()
}

/// Bytes as they stand.
pub(crate) struct Found<'t> {
    head: AccessGuard<'t, Bytes>,
    tail: Option<AccessGuard<'t, Bytes>>,
}

impl<'t> Found<'t> {
    /// A first row, and what is in the table of the rest.
    pub(crate) fn new<E>(
        key: &[u8],
        head: AccessGuard<'t, Bytes>,
        tail: impl FnOnce() -> Result<Option<AccessGuard<'t, Bytes>>, E>,
    ) -> Result<Self, E> {
        let tail = if may_go_on(key, head.value()) { tail()? } else { None };
        Ok(Self { head, tail })
    }

    pub(crate) fn len(&self) -> usize {
        self.head.value().len() + self.tail().len()
    }

    pub(crate) fn is(&self, bytes: &[u8]) -> bool {
        let head = self.head.value();
        bytes.len() == self.len() && bytes.starts_with(head) && bytes.ends_with(self.tail())
    }

    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        match self.tail() {
            [] => Cow::Borrowed(self.head.value()),
            tail => Cow::Owned([self.head.value(), tail].concat()),
        }
    }

    /// Those from one place to another, if there are that many.
    pub(crate) fn part(&self, range: Range<usize>) -> Option<Cow<'_, [u8]>> {
        let (head, tail) = (self.head.value(), self.tail());
        if range.end <= head.len() {
            return head.get(range).map(Cow::Borrowed);
        }
        let end = range.end - head.len();
        match range.start.checked_sub(head.len()) {
            Some(start) => tail.get(start..end).map(Cow::Borrowed),
            None => Some(Cow::Owned([head.get(range.start..)?, tail.get(..end)?].concat())),
        }
    }

    pub(crate) fn to_shared(&self) -> Arc<[u8]> {
        Arc::from(self.bytes())
    }

    /// Whether it is kept in one row and would be in two if it were put now.
    pub(crate) fn is_to_be_cut(&self, key: &[u8]) -> bool {
        self.tail.is_none() && head_length(key, self.len()) < self.len()
    }

    /// Whether it is kept in two rows.
    pub(crate) const fn is_cut(&self) -> bool {
        self.tail.is_some()
    }

    fn tail(&self) -> &[u8] {
        self.tail.as_ref().map_or(&[], |tail| tail.value())
    }
}

/// The bytes under one key.
pub(crate) fn look_up(
    transaction: &ReadTransaction,
    tables: Tables,
    key: &[u8],
) -> Result<Option<Found<'static>>, redb::Error> {
    let Some(head) = transaction.open_table(tables.rows)?.get(key)? else { return Ok(None) };
    // Most are in one row, and to open a table takes longer than to look into it.
    let tail = || Ok(transaction.open_table(tables.tails)?.get(key)?);
    Found::new(key, head, tail).map(Some)
}

/// Some of the bytes under one key, if there are that many.
pub(crate) fn look_up_part(
    transaction: &ReadTransaction,
    tables: Tables,
    key: &[u8],
    range: Range<usize>,
) -> Result<Option<Arc<[u8]>>, redb::Error> {
    let Some(head) = transaction.open_table(tables.rows)?.get(key)? else { return Ok(None) };
    // Most are in the first row, and nobody asks for the rest then.
    if let Some(found) = head.value().get(range.clone()) {
        return Ok(Some(Arc::from(found)));
    }
    let tail = || Ok::<_, redb::Error>(transaction.open_table(tables.tails)?.get(key)?);
    Ok(Found::new(key, head, tail)?.part(range).map(Arc::from))
}

/// Rows with what was cut off of them.
pub(crate) struct Cut<T> {
    rows: T,
    tails: T,
}

impl Cut<ReadOnlyTable<Bytes, Bytes>> {
    pub(crate) fn read(
        transaction: &ReadTransaction,
        tables: Tables,
    ) -> Result<Self, redb::TableError> {
        let (rows, tails) =
            (transaction.open_table(tables.rows)?, transaction.open_table(tables.tails)?);
        Ok(Self { rows, tails })
    }

    /// The same as [`get`](Self::get), for as long as one likes.
    pub(crate) fn get_owned(
        &self,
        key: &[u8],
    ) -> Result<Option<Found<'static>>, redb::StorageError> {
        let head = self.rows.get(key)?;
        head.map(|head| Found::new(key, head, || self.tails.get(key))).transpose()
    }
}

impl<T: ReadableTable<Bytes, Bytes>> Cut<T> {
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Found<'_>>, redb::StorageError> {
        let head = self.rows.get(key)?;
        head.map(|head| Found::new(key, head, || self.tails.get(key))).transpose()
    }

    /// Whether anything stands under a key, be it a rest alone.
    pub(crate) fn has_any(&self, key: &[u8]) -> Result<bool, redb::StorageError> {
        Ok(self.rows.get(key)?.is_some() || self.tails.get(key)?.is_some())
    }

    /// Those in the first table.
    pub(crate) const fn rows(&self) -> &T {
        &self.rows
    }
}

impl<'a> Cut<Table<'a, Bytes, Bytes>> {
    pub(crate) fn write(
        transaction: &'a WriteTransaction,
        tables: Tables,
    ) -> Result<Self, redb::TableError> {
        let (rows, tails) =
            (transaction.open_table(tables.rows)?, transaction.open_table(tables.tails)?);
        Ok(Self { rows, tails })
    }

    pub(crate) fn insert(&mut self, key: &[u8], bytes: &[u8]) -> Result<(), redb::StorageError> {
        let (head, tail) = bytes.split_at(head_length(key, bytes.len()));
        let before = self.rows.insert(key, head)?;
        let had_tail = before.is_some_and(|before| may_go_on(key, before.value()));
        if !tail.is_empty() {
            self.tails.insert(key, tail)?;
        } else if had_tail || may_go_on(key, head) {
            self.tails.remove(key)?;
        }
        Ok(())
    }

    /// Removes what stands under a key, and says how many bytes it had.
    pub(crate) fn remove(&mut self, key: &[u8]) -> Result<Option<usize>, redb::StorageError> {
        let head = self.rows.remove(key)?;
        let head = head.map(|head| (head.value().len(), may_go_on(key, head.value())));
        if let Some((length, false)) = head {
            return Ok(Some(length));
        }
        // Where the first row has vanished with its key, the rest is of no use.
        let tail = self.tails.remove(key)?.map_or(0, |tail| tail.value().len());
        Ok(head.map(|(length, _)| length + tail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cut that is not seen again would lose the rest of the block.
    #[test]
    fn whatever_the_length_of_a_key_each_cut_is_seen_again_and_none_is_larger_than_it_may_be() {
        let zeros = vec![0; 140 * 1024];
        let mut cuts = 0;
        for key in [0, 1, 4, 36, 40, 68, 100, 4_000, 4_083, 4_084, 4_085, 5_000, 70_000] {
            let key = &zeros[..key];
            for full in (12..18).map(|bit| 1_usize << bit) {
                let around =
                    (0..2_200).filter_map(|more| (full + more).checked_sub(AROUND + 1_100));
                for length in around.filter_map(|row| row.checked_sub(key.len())) {
                    let head = head_length(key, length);
                    let tail = length - head;
                    assert!(tail <= LONGEST_TAIL, "{} {length}", key.len());
                    if tail > 0 {
                        cuts += 1;
                        assert!(
                            head > 0 && may_go_on(key, &zeros[..head]),
                            "{} {length}",
                            key.len()
                        );
                        // What fills its pages is not cut once more.
                        assert_eq!(head_length(key, head), head, "{} {length}", key.len());
                    }
                }
            }
        }
        assert!(cuts > 10_000, "{cuts}");
    }
}
