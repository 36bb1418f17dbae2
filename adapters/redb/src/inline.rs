//! The bytes of blocks that have rows of their own.
//!
//! A row that is larger than a page takes two pages or four, and so on, whether it fills them
//! or not: one of 64 KiB with its key would take 128. But what is cut into pieces mostly has
//! pieces of a power of two. So a block that is a little longer than the pages it fills is
//! kept in two: as much as fills them, and the rest among rows of its kind.

use std::{borrow::Cow, sync::Arc};

use redb::{AccessGuard, ReadOnlyTable, ReadTransaction, ReadableTable, Table, WriteTransaction};

use crate::tables::{BLOCK_BYTES, BLOCK_TAILS};

type Bytes = &'static [u8];

/// The bytes of a page.
const PAGE: usize = 4096;

/// What a page has besides the key and the value of its only row: what it is, and where both
/// end.
const AROUND: usize = 12;

/// A rest of more bytes would take a good part of a page itself.
const LONGEST_TAIL: usize = 1024;

/// How many bytes of a block stand in its first row.
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

/// The bytes of a block as they stand.
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

/// The bytes of one block.
pub(crate) fn look_up(
    transaction: &ReadTransaction,
    key: &[u8],
) -> Result<Option<Found<'static>>, redb::Error> {
    let Some(head) = transaction.open_table(BLOCK_BYTES)?.get(key)? else { return Ok(None) };
    // Most are in one row, and to open a table takes longer than to look into it.
    let tail = || Ok(transaction.open_table(BLOCK_TAILS)?.get(key)?);
    Found::new(key, head, tail).map(Some)
}

/// Where they stand.
pub(crate) struct Inline<T> {
    bytes: T,
    tails: T,
}

impl Inline<ReadOnlyTable<Bytes, Bytes>> {
    pub(crate) fn read(transaction: &ReadTransaction) -> Result<Self, redb::TableError> {
        let (bytes, tails) =
            (transaction.open_table(BLOCK_BYTES)?, transaction.open_table(BLOCK_TAILS)?);
        Ok(Self { bytes, tails })
    }
}

impl<T: ReadableTable<Bytes, Bytes>> Inline<T> {
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Found<'_>>, redb::StorageError> {
        let head = self.bytes.get(key)?;
        head.map(|head| Found::new(key, head, || self.tails.get(key))).transpose()
    }
}

impl<'a> Inline<Table<'a, Bytes, Bytes>> {
    pub(crate) fn write(transaction: &'a WriteTransaction) -> Result<Self, redb::TableError> {
        let (bytes, tails) =
            (transaction.open_table(BLOCK_BYTES)?, transaction.open_table(BLOCK_TAILS)?);
        Ok(Self { bytes, tails })
    }

    pub(crate) fn insert(&mut self, key: &[u8], block: &[u8]) -> Result<(), redb::StorageError> {
        let (head, tail) = block.split_at(head_length(key, block.len()));
        self.bytes.insert(key, head)?;
        if !tail.is_empty() {
            self.tails.insert(key, tail)?;
        } else if may_go_on(key, head) {
            self.tails.remove(key)?;
        }
        Ok(())
    }

    /// Removes the bytes of a block, and says how many there were.
    pub(crate) fn remove(&mut self, key: &[u8]) -> Result<Option<usize>, redb::StorageError> {
        let head = self.bytes.remove(key)?;
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
