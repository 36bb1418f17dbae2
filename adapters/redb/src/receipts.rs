//! Signed receipts and the ways to find them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

use cid::Cid;
use ipvm_runtime::store::{About, Lookup, ReceiptRecord, Receipts, StoreError};
use redb::{ReadableTable, WriteTransaction};
use varsig::Block;

use crate::{
    ascending::insert_ascending,
    facts::{Facts, ReceiptRow, token_of},
    index::{Group, IndexKey, prefix, whole_cid},
    inventory::rest,
    runs::{self, in_run},
    store::RedbStore,
    tables::{DamagedRow, INDEX, RECEIPTS},
};

impl Receipts for RedbStore {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(record.cids());
        let record = record.clone();
        self.writer.write(move |target, transaction| {
            put(transaction, std::slice::from_ref(&record)).map_err(|error| target.failed(error))
        })
    }

    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
        let damaged = |_| StoreError::Damaged { cid: *receipt };
        let bytes = self.latest(|tables| {
            let found = tables.receipts.get(receipt.to_bytes().as_slice());
            let found = found.map_err(|error| self.failed(error))?;
            found.map(|row| token_of(row.value()).map(<[u8]>::to_vec).map_err(damaged)).transpose()
        })?;
        let Some(bytes) = bytes else { return Ok(None) };
        let damaged = StoreError::Damaged { cid: *receipt };
        Block::verify(*receipt, bytes).map(Some).map_err(|_| damaged)
    }

    fn record(&self, receipt: &Cid) -> Result<Option<ReceiptRecord>, StoreError> {
        let key = receipt.to_bytes();
        let found = self.latest(|tables| {
            let row = tables.receipts.get(key.as_slice()).map_err(|error| self.failed(error))?;
            Ok(row.map(|row| whole(&key, row.value())))
        })?;
        let record =
            found.map(|found| found.and_then(|(facts, token)| record(receipt, facts, token)));
        record.transpose().map_err(|DamagedRow| StoreError::Damaged { cid: *receipt })
    }

    fn find(
        &self,
        lookup: &Lookup<'_>,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<Cid>, StoreError> {
        self.latest(|tables| {
            let group = match (lookup.subject, after) {
                (Some(subject), _) => Some(Group::of(Some(subject))),
                // Whose rows the last one stands among, its own record says.
                (None, Some(after)) => {
                    let key = after.to_bytes();
                    let row = tables.receipts.get(key.as_slice());
                    let row = row.map_err(|error| self.failed(error))?;
                    row.and_then(|row| ReceiptRow::read(&key, row.value()).facts.ok())
                        .map(|facts| facts.group())
                }
                (None, None) => None,
            };
            let all = prefix(lookup.role, lookup.cid, lookup.subject.and(group));
            let start = match (group, after) {
                (Some(group), Some(after)) => {
                    let (role, cid, receipt) = (lookup.role, *lookup.cid, *after);
                    IndexKey { role, cid, group, receipt }.encode()
                }
                _ => all.clone(),
            };
            let runs = tables.runs().map_err(|error| self.failed(error))?;
            let mut found = Vec::new();
            for run in 0..=runs {
                let (start, all) = (in_run(run, &start), in_run(run, &all));
                // No key of a row is a prefix alone.
                let rows = tables
                    .index
                    .range::<&[u8]>((Bound::Excluded(start.as_slice()), Bound::Unbounded))
                    .map_err(|error| self.failed(error))?;
                let before = found.len();
                for row in rows {
                    if found.len() - before == limit {
                        break;
                    }
                    let (key, _) = row.map_err(|error| self.failed(error))?;
                    if !key.value().starts_with(&all) {
                        break;
                    }
                    let key = IndexKey::decode(key.value())
                        .map_err(|DamagedRow| self.corrupted("an index entry names no receipt"))?;
                    found.push((key.group, key.receipt));
                }
            }
            if runs > 0 {
                in_order(&mut found);
                found.truncate(limit);
            }
            Ok(found.into_iter().map(|(_, receipt)| receipt).collect())
        })
    }

    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        self.rows(after, limit, |cid, _, _| cid)
    }

    fn records(
        &self,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<(Cid, Option<ReceiptRecord>)>, StoreError> {
        let rows = self.rows(after, limit, |cid, key, row| (cid, whole(key, row)))?;
        let whole = |(cid, found): (Cid, Whole)| {
            let record = found.and_then(|(facts, token)| record(&cid, facts, token));
            (cid, record.ok())
        };
        Ok(rows.into_iter().map(whole).collect())
    }
}

impl RedbStore {
    /// The next rows of receipts, each as `read` takes it.
    fn rows<T>(
        &self,
        after: Option<&Cid>,
        limit: usize,
        read: impl Fn(Cid, &[u8], &[u8]) -> T,
    ) -> Result<Vec<T>, StoreError> {
        let after = after.map(Cid::to_bytes);
        self.latest(|tables| {
            let rows = tables.receipts.range::<&[u8]>(rest(after.as_deref()));
            let mut page = Vec::new();
            for row in rows.map_err(|error| self.failed(error))? {
                if page.len() == limit {
                    break;
                }
                let (key, row) = row.map_err(|error| self.failed(error))?;
                // A key that has decayed names nothing that anybody could ask for.
                let Ok(cid) = whole_cid(key.value()) else { continue };
                page.push(read(cid, key.value(), row.value()));
            }
            Ok(page)
        })
    }
}

/// Puts what was found under one CID into the order of the index, each once.
fn in_order(found: &mut Vec<(Group, Cid)>) {
    found.sort_by_cached_key(|(group, receipt)| (*group, receipt.to_bytes()));
    found.dedup();
}

/// What the row of a receipt says, with the bytes of the token.
type Whole = Result<(Facts, Arc<[u8]>), DamagedRow>;

fn whole(key: &[u8], row: &[u8]) -> Whole {
    let row = ReceiptRow::read(key, row);
    Ok((row.facts?, Arc::from(row.token?)))
}

fn record(receipt: &Cid, facts: Facts, token: Arc<[u8]>) -> Result<ReceiptRecord, DamagedRow> {
    let token = Block::verify(*receipt, token).map_err(|_| DamagedRow)?;
    facts.record(token).ok_or(DamagedRow)
}

pub(crate) fn put(
    transaction: &WriteTransaction,
    records: &[ReceiptRecord],
) -> Result<(), redb::Error> {
    let mut receipts = transaction.open_table(RECEIPTS)?;
    let mut index = transaction.open_table(INDEX)?;
    // What is to stand in the index and what not.
    let mut changes = Vec::<(Vec<u8>, bool)>::new();
    // The rows of receipts that were not here, in the order of their keys.
    let mut new = BTreeMap::<Vec<u8>, Vec<u8>>::new();
    for record in records {
        let receipt = *record.block.cid();
        let (key, token) = (receipt.to_bytes(), record.block.bytes());
        if new.contains_key(&key) {
            insert_ascending(&mut receipts, std::mem::take(&mut new).iter())?;
        }
        let key = key.as_slice();
        let found = receipts.get(key)?.map(|row| {
            let row = ReceiptRow::read(key, row.value());
            (row.facts, row.token == Ok(token))
        });
        // What is to be known of it, and under which keys it stands now.
        let (facts, standing) = match found {
            Some((Err(DamagedRow), _)) => {
                // Of a receipt that was put before in this call the row is whole.
                let (mut facts, standing) = found_by(&index, &receipt, record.about.as_ref())?;
                let about = facts.about.take();
                facts.add(record);
                (Facts { about, ..facts }, standing)
            }
            Some((Ok(before), whole)) => {
                let mut facts = before.clone();
                facts.add(record);
                if whole && facts == before {
                    continue;
                }
                (facts, before.keys(receipt).map(|key| key.encode()).collect())
            }
            None => {
                let mut facts = Facts::default();
                facts.add(record);
                new.insert(key.to_vec(), facts.encode(key, token));
                changes.extend(facts.keys(receipt).map(|key| (key.encode(), true)));
                continue;
            }
        };
        receipts.insert(key, facts.encode(key, token).as_slice())?;
        let mut keys: BTreeSet<Vec<u8>> = facts.keys(receipt).map(|key| key.encode()).collect();
        for key in standing {
            if !keys.remove(&key) {
                changes.push((key, false));
            }
        }
        changes.extend(keys.into_iter().map(|key| (key, true)));
    }
    insert_ascending(&mut receipts, new.iter())?;
    // Of one key the last word counts.
    let changes: BTreeMap<Vec<u8>, bool> = changes.into_iter().collect();
    let run = runs::run_for(&index, changes.len())?;
    for (key, _) in changes.iter().filter(|(_, stands)| !**stands) {
        runs::remove(&mut index, key)?;
    }
    let standing = changes.iter().filter(|(_, stands)| **stands);
    insert_ascending(&mut index, standing.map(|(key, _)| (in_run(run, key), [])))
}

/// What the index says of a receipt whose own record is damaged, and the keys that say so.
/// The whole index is read for it.
///
/// What its task was the index does not say. But it has a hash of the subject: `about` is
/// taken if it is of that one.
pub(crate) fn found_by(
    index: &impl ReadableTable<&'static [u8], &'static [u8]>,
    receipt: &Cid,
    about: Option<&About>,
) -> Result<(Facts, BTreeSet<Vec<u8>>), redb::Error> {
    let (mut facts, mut keys) = (Facts::default(), BTreeSet::new());
    let group = Group::of(about.map(|about| &about.subject));
    facts.about = about.cloned();
    for row in index.iter()? {
        let (bytes, _) = row?;
        let Ok(key) = IndexKey::decode(bytes.value()) else { continue };
        if key.receipt == *receipt {
            facts.found_by(key.role, key.cid);
            if key.group != Group::of(None) && key.group != group {
                facts.about = None;
            }
            keys.insert(bytes.value().to_vec());
        }
    }
    Ok((facts, keys))
}
