//! Putting receipts, in a transaction.
//!
//! What can be made of them without a look at the store is made before: the one thread that
//! writes has enough to do.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_runtime::store::{About, ReceiptRecord};
use redb::{ReadableTable, Table, WriteTransaction};

use crate::{
    ascending::insert_ascending,
    facts::{Facts, ReceiptRow},
    index::{Group, IndexKey},
    runs::{self, in_run},
    tables::{DamagedRow, INDEX, RECEIPTS},
};

type Rows<'a> = Table<'a, &'static [u8], &'static [u8]>;

/// Receipts that are to be put, with the rows of those that are not there yet.
pub(crate) struct Prepared {
    records: Vec<ReceiptRecord>,
    /// The key and the row of each, in the order of the keys, and which of the records it is.
    rows: Vec<(Vec<u8>, Vec<u8>, usize)>,
    /// The keys of the index, in their order, and of which of the records each is.
    index: Vec<(Vec<u8>, usize)>,
}

impl Prepared {
    pub(crate) fn of(records: Vec<ReceiptRecord>) -> Self {
        let mut rows = Vec::with_capacity(records.len());
        let mut index = Vec::with_capacity(2 * records.len());
        for (number, record) in records.iter().enumerate() {
            let mut facts = Facts::default();
            facts.add(record);
            let receipt = *record.block.cid();
            let key = receipt.to_bytes();
            let row = facts.encode(&key, record.block.bytes());
            rows.push((key, row, number));
            index.extend(facts.keys(receipt).map(|key| (key.encode(), number)));
        }
        rows.sort_unstable();
        index.sort_unstable();
        Self { records, rows, index }
    }

    /// Puts them; what is said of one that is there is added to what is known of it.
    pub(crate) fn put(&self, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut receipts = transaction.open_table(RECEIPTS)?;
        let mut index = transaction.open_table(INDEX)?;
        let mut are_there = vec![false; self.records.len()];
        for same in self.rows.chunk_by(|(one, ..), (other, ..)| one == other) {
            let is_there = match same {
                [(key, ..)] => receipts.get(key.as_slice())?.is_some(),
                // Of one that comes several times the second finds the first.
                _ => true,
            };
            for (.., number) in same {
                are_there.get_mut(*number).into_iter().for_each(|it| *it = is_there);
            }
        }
        let is_new = |number: usize| are_there.get(number) == Some(&false);
        let rows = self.rows.iter().filter(|(.., number)| is_new(*number));
        insert_ascending(&mut receipts, rows.map(|(key, row, _)| (key, row)))?;
        let keys = || self.index.iter().filter(|(_, number)| is_new(*number));
        let is_alone = self.records.len() == 1;
        let run = runs::run_for(&index, keys().count(), is_alone)?;
        insert_ascending(&mut index, keys().map(|(key, _)| (in_run(run, key), [])))?;
        let others = self.records.iter().zip(&are_there).filter(|(_, is_there)| **is_there);
        change(&mut receipts, &mut index, others.map(|(record, _)| record), is_alone)
    }
}

/// Puts receipts of which some may be there already, one after the other.
fn change<'a>(
    receipts: &mut Rows<'_>,
    index: &mut Rows<'_>,
    records: impl Iterator<Item = &'a ReceiptRecord>,
    is_alone: bool,
) -> Result<(), redb::Error> {
    // What is to stand in the index and what not: of one key the last word counts.
    let mut changes = BTreeMap::<Vec<u8>, bool>::new();
    for record in records {
        let receipt = *record.block.cid();
        let (key, token) = (receipt.to_bytes(), record.block.bytes());
        let key = key.as_slice();
        let found = receipts.get(key)?.map(|row| {
            let row = ReceiptRow::read(key, row.value());
            (row.facts, row.token == Ok(token))
        });
        // What is to be known of it, and under which keys it stands now.
        let (facts, standing) = match found {
            Some((Err(DamagedRow), _)) => {
                // Of a receipt that was put before in this call the row is whole.
                let (mut facts, standing) = found_by(index, &receipt, record.about.as_ref())?;
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
                (facts, BTreeSet::new())
            }
        };
        receipts.insert(key, facts.encode(key, token).as_slice())?;
        let mut keys: BTreeSet<Vec<u8>> = facts.keys(receipt).map(|key| key.encode()).collect();
        for key in standing {
            if !keys.remove(&key) {
                changes.insert(key, false);
            }
        }
        changes.extend(keys.into_iter().map(|key| (key, true)));
    }
    for (key, _) in changes.iter().filter(|(_, stands)| !**stands) {
        runs::remove(index, key)?;
    }
    let run = runs::run_for(index, changes.len(), is_alone)?;
    let standing = changes.iter().filter(|(_, stands)| **stands);
    insert_ascending(index, standing.map(|(key, _)| (in_run(run, key), [])))
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
