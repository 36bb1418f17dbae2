//! Signed receipts and the ways to find them.

use std::{ops::Bound, sync::Arc};

use cid::Cid;
use ipvm_runtime::store::{Lookup, ReceiptRecord, Receipts, StoreError};
use varsig::Block;

use crate::{
    facts::{Facts, ReceiptRow, token_of},
    index::{Group, IndexKey, prefix, whole_cid},
    inventory::rest,
    put_receipts::Prepared,
    runs::in_run,
    store::RedbStore,
    tables::DamagedRow,
};

impl Receipts for RedbStore {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(record.cids());
        let prepared = Prepared::of(vec![record.clone()]);
        self.writer.write(move |target, transaction| {
            prepared.put(transaction).map_err(|error| target.failed(error))
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
