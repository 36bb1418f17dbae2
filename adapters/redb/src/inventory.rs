//! What the store holds, and what is taken out of it.

use std::{
    collections::BTreeSet,
    ops::{Bound, ControlFlow},
    sync::Arc,
};

use cid::Cid;
use ipvm_runtime::store::{
    Address, BegunMutation, BlockEntry, Damage, Inventory, KeptBlock, MemoEntry, Remembered,
    Removed, Salvaged, StoreError, Sweep,
};
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, WriteTransaction};
use varsig::Block;

use crate::{
    alongside::{InlineBytes, Owners},
    cut::{Cut, INLINE},
    facts::ReceiptRow,
    index::whole_cid,
    packs::{OpenPack, Packs},
    parallel,
    put_receipts::found_by,
    runs,
    span::Span,
    store::RedbStore,
    tables::{
        BLOCKS, BlockRow, CLAIMS, INDEX, MEMO, MUTATIONS, MemoRow, OWNERS, PINNED, PINS, Place,
        RECEIPTS, address_key, address_of, seal,
    },
};

type Bytes = &'static [u8];

impl Inventory for RedbStore {
    fn blocks(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BlockEntry>, StoreError> {
        let rows = self.look(|transaction| block_rows(transaction, after, limit, None))?;
        let whole = |BlockRows { mut entry, place, .. }: BlockRows| {
            if let Some(Place::File(length)) = place
                && !self.files.has(&entry.cid, length)?
            {
                entry.kept = None;
            }
            Ok(entry)
        };
        rows.into_iter().map(whole).collect()
    }

    fn contents(
        &self,
        after: Option<&Cid>,
        limit: usize,
        bytes: u64,
    ) -> Result<Vec<(BlockEntry, Option<Block>)>, StoreError> {
        let rows = self.look(|transaction| block_rows(transaction, after, limit, Some(bytes)))?;
        let read = |BlockRows { mut entry, place, bytes }: BlockRows| {
            let block = match (place, bytes) {
                (Some(Place::Inline | Place::Packed(_)), Some(bytes)) => {
                    Block::verify(entry.cid, bytes).ok()
                }
                (Some(Place::File(length)), _) => match self.files.read(&entry.cid, length) {
                    Ok(block) => Some(block),
                    // It may have been removed since the row was read.
                    Err(StoreError::Damaged { .. }) if self.is_gone(&entry.cid)? => {
                        return Ok((entry, None));
                    }
                    Err(StoreError::Damaged { .. }) => None,
                    Err(error) => return Err(error),
                },
                _ => None,
            };
            if block.is_none() {
                entry.kept = None;
            }
            Ok((entry, block))
        };
        // Hashing takes longer than looking up, and files are read on the way.
        parallel::each(rows, read)
    }

    fn results(&self, after: Option<&Address>, limit: usize) -> Result<Vec<MemoEntry>, StoreError> {
        let after = after.map(address_key);
        self.look(|transaction| {
            let memo = transaction.open_table(MEMO)?;
            let mut page = Vec::new();
            for row in memo.range::<&[u8]>(rest(after.as_deref()))? {
                if page.len() == limit {
                    break;
                }
                let (key, row) = row?;
                // A key that has decayed is no address at which anybody could look.
                let Ok(address) = address_of(key.value()) else { continue };
                let result = MemoRow::decode(key.value(), row.value()).ok();
                let result =
                    result.map(|MemoRow { receipt, effect, .. }| Remembered { receipt, effect });
                page.push(MemoEntry { address, result });
            }
            Ok(page)
        })
    }

    fn begun(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BegunMutation>, StoreError> {
        self.look(|transaction| {
            let mutations = transaction.open_table(MUTATIONS)?;
            let claims = transaction.open_table(CLAIMS)?;
            let memo = transaction.open_table(MEMO)?;
            let begun = |task: Cid| {
                let key = address_key(&Address::Task(task));
                let row = memo.get(key.as_slice())?;
                let row = row.and_then(|row| MemoRow::decode(&key, row.value()).ok());
                Ok(BegunMutation { task, receipt: row.map(|row| row.receipt) })
            };
            union(&mutations, &claims, after, limit)?.into_iter().map(begun).collect()
        })
    }

    fn pin(&self, root: &Cid) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note([*root]);
        let key = root.to_bytes();
        self.write(move |transaction| {
            for table in [PINS, PINNED] {
                let row = seal(&key, &[]);
                transaction.open_table(table)?.insert(key.as_slice(), row.as_slice())?;
            }
            Ok(())
        })
    }

    fn unpin(&self, root: &Cid) -> Result<bool, StoreError> {
        let key = root.to_bytes();
        self.write(move |transaction| {
            let mut found = false;
            for table in [PINS, PINNED] {
                found |= transaction.open_table(table)?.remove(key.as_slice())?.is_some();
            }
            Ok(found)
        })
    }

    fn pins(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        self.look(|transaction| {
            let (pins, pinned) = (transaction.open_table(PINS)?, transaction.open_table(PINNED)?);
            union(&pins, &pinned, after, limit)
        })
    }

    fn begin_sweep(&self) -> Result<Sweep, StoreError> {
        self.sweeps.begin_sweep()
    }

    fn remove_blocks(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError> {
        self.sweeps.check(sweep)?;
        let (shared, cids) = (sweep.share(), cids.to_vec());
        let (removed, files) = self.write(move |transaction| {
            let mut left = Left::default();
            let removed = remove(transaction, &shared, &cids, |cid| {
                remove_block(transaction, cid, &mut left)
            })?;
            let Left { files, mut spans, unknown } = left;
            if !spans.is_empty() || !unknown.is_empty() {
                let mut packs = Packs::open(transaction)?;
                spans.extend(packs.places_of(&unknown)?);
                packs.leave(&mut transaction.open_table(BLOCKS)?, &spans)?;
            }
            Ok((removed, files))
        })?;
        for cid in files {
            // Whoever puts it again is noted before the file is written anew.
            sweep.unless_noted(&cid, || self.files.remove(&cid)).transpose()?;
        }
        Ok(removed)
    }

    fn remove_receipts(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError> {
        self.sweeps.check(sweep)?;
        let (shared, cids) = (sweep.share(), cids.to_vec());
        self.write(move |transaction| {
            remove(transaction, &shared, &cids, |cid| remove_receipt(transaction, cid))
        })
    }

    fn check(&self, found: &mut dyn FnMut(Damage)) -> Result<(), StoreError> {
        self.look_for_damage()?.into_iter().for_each(found);
        Ok(())
    }

    fn repair(&self, mended: &mut dyn FnMut(Damage)) -> Result<(), StoreError> {
        self.mend()?.into_iter().for_each(mended);
        Ok(())
    }

    fn salvage(
        &self,
        found: &mut dyn FnMut(Salvaged) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.take_out(found)
    }
}

impl RedbStore {
    /// Makes a change in a transaction, and returns when it is durable. It may be made more
    /// than once.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        change: impl Fn(&WriteTransaction) -> Result<T, redb::Error> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(move |target, transaction| {
            change(transaction).map_err(|error| target.failed(error))
        })
    }
}

/// The keys after the given one.
pub(crate) fn rest(after: Option<&[u8]>) -> (Bound<&[u8]>, Bound<&[u8]>) {
    (after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded)
}

/// A block as its rows say it, without a look at files.
struct BlockRows {
    entry: BlockEntry,
    place: Option<Place>,
    /// What is kept inline, if it was asked for.
    bytes: Option<Arc<[u8]>>,
}

/// The next blocks, `limit` of them at the most, until they have so many bytes if the bytes
/// are asked for.
fn block_rows(
    transaction: &ReadTransaction,
    after: Option<&Cid>,
    limit: usize,
    most: Option<u64>,
) -> Result<Vec<BlockRows>, redb::Error> {
    let blocks = transaction.open_table(BLOCKS)?;
    let after = after.map(Cid::to_bytes);
    let mut inline = InlineBytes::after(transaction, after.as_deref())?;
    let mut packs = OpenPack::open(transaction)?;
    let mut owners = Owners::after(transaction, after.as_deref())?;
    let (mut page, mut sum) = (Vec::new(), 0_u64);
    for row in blocks.range::<&[u8]>(rest(after.as_deref()))? {
        let is_enough = most.is_some_and(|most| sum >= most) && !page.is_empty();
        if page.len() == limit || is_enough {
            break;
        }
        let (key, row) = row?;
        let key = key.value();
        let Ok(cid) = whole_cid(key) else { continue };
        let row = BlockRow::decode(key, row.value()).ok();
        let (length, bytes) = match row {
            Some(BlockRow { place: Place::Inline, .. }) => match inline.of(key)? {
                Some(found) => {
                    let bytes = most.map(|_| found.to_shared());
                    (u64::try_from(found.len()).ok(), bytes)
                }
                None => (None, None),
            },
            Some(BlockRow { place: Place::Packed(span), .. }) => match packs.of(span)? {
                Some(found) => (Some(span.length.into()), most.map(|_| Arc::from(found))),
                None => (None, None),
            },
            Some(BlockRow { place: Place::File(length), .. }) => (Some(length), None),
            None => (None, None),
        };
        let kept = row.zip(length).map(|(row, length)| {
            let visibility = row.visibility;
            KeptBlock { length, visibility }
        });
        sum = sum.saturating_add(length.unwrap_or(0));
        // A key that has decayed may be out of its order, and takes nobody along.
        let owners = match row {
            Some(_) => owners.of(key)?,
            None => Owners::after(transaction, Some(key))?.of(key)?,
        };
        let entry = BlockEntry::new(cid, kept).with_owners(owners);
        page.push(BlockRows { entry, place: row.map(|row| row.place), bytes });
    }
    Ok(page)
}

/// The next keys that stand in either table, each once.
fn union(
    one: &ReadOnlyTable<Bytes, Bytes>,
    other: &ReadOnlyTable<Bytes, Bytes>,
    after: Option<&Cid>,
    limit: usize,
) -> Result<Vec<Cid>, redb::Error> {
    let after = after.map(Cid::to_bytes);
    let mut keys = BTreeSet::new();
    for table in [one, other] {
        let mut taken = 0;
        for row in table.range::<&[u8]>(rest(after.as_deref()))? {
            if taken == limit {
                break;
            }
            let (key, _) = row?;
            if whole_cid(key.value()).is_ok() {
                keys.insert(key.value().to_vec());
                taken += 1;
            }
        }
    }
    Ok(keys.iter().filter_map(|key| whole_cid(key).ok()).take(limit).collect())
}

/// Removes what is not spared, each by `remove`, which says how many bytes it had.
fn remove(
    transaction: &WriteTransaction,
    sweep: &Sweep,
    cids: &[Cid],
    mut remove: impl FnMut(&Cid) -> Result<Option<u64>, redb::Error>,
) -> Result<Removed, redb::Error> {
    let (pins, pinned) = (transaction.open_table(PINS)?, transaction.open_table(PINNED)?);
    let mut removed = Removed::default();
    for cid in cids {
        let key = cid.to_bytes();
        let key = key.as_slice();
        if sweep.spares(cid) || pins.get(key)?.is_some() || pinned.get(key)?.is_some() {
            removed.spared.push(*cid);
        } else if let Some(bytes) = remove(cid)? {
            removed.count += 1;
            removed.bytes = removed.bytes.saturating_add(bytes);
        }
    }
    Ok(removed)
}

/// Where the bytes of blocks are that are removed.
#[derive(Default)]
struct Left {
    files: Vec<Cid>,
    spans: Vec<Span>,
    /// Blocks whose rows do not say it.
    unknown: BTreeSet<Vec<u8>>,
}

fn remove_block(
    transaction: &WriteTransaction,
    cid: &Cid,
    left: &mut Left,
) -> Result<Option<u64>, redb::Error> {
    let key = cid.to_bytes();
    let key = key.as_slice();
    let mut owners = transaction.open_table(OWNERS)?;
    let mut owned = Vec::new();
    for row in owners.range::<&[u8]>(rest(Some(key)))? {
        let (key_of_owner, _) = row?;
        if !key_of_owner.value().starts_with(key) {
            break;
        }
        owned.push(key_of_owner.value().to_vec());
    }
    for key in owned {
        owners.remove(key.as_slice())?;
    }
    let inline = Cut::write(transaction, INLINE)?.remove(key)?;
    let mut blocks = transaction.open_table(BLOCKS)?;
    let place = blocks.remove(key)?.map(|row| BlockRow::decode(key, row.value()));
    let inline = inline.and_then(|length| u64::try_from(length).ok());
    Ok(match place {
        None => inline,
        Some(Ok(BlockRow { place: Place::Inline, .. })) => Some(inline.unwrap_or(0)),
        Some(Ok(BlockRow { place: Place::File(length), .. })) => {
            left.files.push(*cid);
            Some(length)
        }
        Some(Ok(BlockRow { place: Place::Packed(span), .. })) => {
            left.spans.push(span);
            Some(span.length.into())
        }
        // Where its bytes were cannot be told: everywhere, then.
        Some(Err(_)) => {
            left.files.push(*cid);
            left.unknown.insert(key.to_vec());
            Some(inline.unwrap_or(0))
        }
    })
}

fn remove_receipt(transaction: &WriteTransaction, cid: &Cid) -> Result<Option<u64>, redb::Error> {
    let key = cid.to_bytes();
    let mut index = transaction.open_table(INDEX)?;
    let (facts, length) = match transaction.open_table(RECEIPTS)?.remove(key.as_slice())? {
        // What was lost may be found all the same.
        None => (None, None),
        Some(row) => {
            let row = ReceiptRow::read(&key, row.value());
            (row.facts.ok(), Some(row.token.map_or(0, <[u8]>::len)))
        }
    };
    let keys: BTreeSet<Vec<u8>> = match facts {
        Some(facts) => facts.keys(*cid).map(|key| key.encode()).collect(),
        None => found_by(&index, cid, None)?.1,
    };
    for key in &keys {
        runs::remove(&mut index, key)?;
    }
    let length = length.or_else(|| keys.first().map(|_| 0));
    Ok(length.and_then(|length| u64::try_from(length).ok()))
}
