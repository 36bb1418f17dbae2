//! Rows of the index that are not in their place yet.
//!
//! What finds a receipt stands anywhere in the index, and a page in which one row is new is
//! written anew. So where many rows come together they are kept together first, as a *run*: in
//! their order, behind a byte with the number of the run, which is lower than that of any role.
//! Whoever looks something up looks into the runs too. Many runs are brought into their place
//! in one go, by which each page of the index is written about once.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use ipvm_runtime::store::StoreError;
use redb::{Range, ReadableTable, Table, WriteTransaction};

use crate::{
    ascending::insert_ascending, snapshot::Snapshot, store::RedbStore, tables::INDEX,
    writer::Target,
};

/// How many runs there are at the most.
pub(crate) const MOST_RUNS: u8 = 32;

/// From how many rows on they make a run.
pub(crate) const ENOUGH_ROWS: usize = 4_096;

/// And from how many on where there are runs already. Rows in their place are in the way of those
/// that come there from runs: each such row ends a stretch of rows that go in together.
const ENOUGH_BESIDE_RUNS: usize = 256;

/// How many rows are brought into their place in one transaction.
const MOST_ROWS: usize = 1 << 16;

/// About how many bytes a row has.
const BYTES: usize = 128;

type Bytes = &'static [u8];

/// A key as it is in its place, whether it is in a run or not.
pub(crate) fn in_place(key: &[u8]) -> &[u8] {
    match key.split_first() {
        Some((1..=MOST_RUNS, key)) => key,
        _ => key,
    }
}

/// The key that stands in a run for one in its place; run 0 is that place.
pub(crate) fn in_run(run: u8, key: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(key.len() + 1);
    bytes.extend((run > 0).then_some(run));
    bytes.extend(key);
    bytes
}

/// The number of the last run, 0 if there is none.
pub(crate) fn last_run(index: &impl ReadableTable<Bytes, Bytes>) -> Result<u8, redb::Error> {
    let last = index.range::<&[u8]>(..[MOST_RUNS + 1].as_slice())?.next_back();
    let key = last.transpose()?;
    Ok(key.and_then(|(key, _)| key.value().first().copied()).unwrap_or(0))
}

/// The run that so many new rows make, 0 if they go to their place. What finds a receipt that comes
/// alone is no part of a load that brings runs into their place at its end.
pub(crate) fn run_for(
    index: &impl ReadableTable<Bytes, Bytes>,
    rows: usize,
    is_alone: bool,
) -> Result<u8, redb::Error> {
    let last = last_run(index)?;
    let enough = if last == 0 || is_alone { ENOUGH_ROWS } else { ENOUGH_BESIDE_RUNS };
    Ok(if last < MOST_RUNS && rows >= enough { last + 1 } else { 0 })
}

/// Whether a key is there, in its place or in one of so many runs.
pub(crate) fn contains(
    index: &impl ReadableTable<Bytes, Bytes>,
    key: &[u8],
    runs: u8,
) -> Result<bool, redb::Error> {
    for run in 0..=runs {
        if index.get(in_run(run, key).as_slice())?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes a key, wherever it is. One that names its run is removed from that one.
pub(crate) fn remove(index: &mut Table<'_, Bytes, Bytes>, key: &[u8]) -> Result<(), redb::Error> {
    if index.remove(key)?.is_some() {
        return Ok(());
    }
    for run in 1..=last_run(index)? {
        let _ = index.remove(in_run(run, key).as_slice())?;
    }
    Ok(())
}

impl Snapshot {
    /// How many runs there are.
    pub(crate) fn runs(&self) -> Result<u8, redb::Error> {
        if let Some(runs) = self.runs.get() {
            return Ok(*runs);
        }
        let runs = last_run(&self.index)?;
        Ok(*self.runs.get_or_init(|| runs))
    }
}

impl RedbStore {
    /// Brings all runs into their place.
    pub(crate) fn end_runs(&self) -> Result<(), StoreError> {
        while self.write(|transaction| end_some(transaction, MOST_ROWS))? {}
        Ok(())
    }

    /// Brings all runs into their place, if no more can be begun.
    pub(crate) fn make_room_for_a_run(&self) -> Result<(), StoreError> {
        if self.runs()? < MOST_RUNS {
            return Ok(());
        }
        let end = |target: &Target, transaction: &WriteTransaction| {
            end_some(transaction, MOST_ROWS).map_err(|error| target.failed(error))
        };
        while self.writer.load(MOST_ROWS * BYTES, end)? {}
        Ok(())
    }

    /// How many runs there are.
    fn runs(&self) -> Result<u8, StoreError> {
        self.latest(|tables| tables.runs().map_err(|error| self.failed(error)))
    }
}

/// Brings the first rows of all runs into their place, so many at the most, and says whether
/// there may be more.
fn end_some(transaction: &WriteTransaction, most: usize) -> Result<bool, redb::Error> {
    let mut index = transaction.open_table(INDEX)?;
    let mut keys = Vec::new();
    // The last key that is taken from each run.
    let mut last = BTreeMap::new();
    {
        let mut runs = BTreeMap::new();
        let mut next = BinaryHeap::new();
        for run in 1..=last_run(&index)? {
            let mut rows = index.range::<&[u8]>([run].as_slice()..[run + 1].as_slice())?;
            next.extend(first(&mut rows, run)?);
            runs.insert(run, rows);
        }
        while keys.len() < most
            && let Some(Reverse((key, run))) = next.pop()
        {
            if let Some(rows) = runs.get_mut(&run) {
                next.extend(first(rows, run)?);
            }
            last.insert(run, key.clone());
            keys.push(key);
        }
    }
    insert_ascending(&mut index, keys.iter().map(|key| (key, [])))?;
    for (run, key) in last {
        let (first, last) = ([run], in_run(run, &key));
        index.retain_in::<&[u8], _>(first.as_slice()..=last.as_slice(), |_, _| false)?;
    }
    Ok(keys.len() == most)
}

/// A key in its place, and the run that it is in.
type Next = (Vec<u8>, u8);

/// The next key of a run.
fn first(
    rows: &mut Range<'_, Bytes, Bytes>,
    run: u8,
) -> Result<Option<Reverse<Next>>, redb::Error> {
    let row = rows.next().transpose()?;
    Ok(row.map(|(key, _)| Reverse((in_place(key.value()).to_vec(), run))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use redb::{Database, backends::InMemoryBackend};

    use super::*;

    /// Every key as it is in its place.
    fn all(index: &impl ReadableTable<Bytes, Bytes>) -> BTreeSet<Vec<u8>> {
        let rows = index.iter().expect("the table is whole");
        rows.map(|row| in_place(row.expect("the table is whole").0.value()).to_vec()).collect()
    }

    fn key() -> impl Strategy<Value = Vec<u8>> {
        (prop::sample::select(&b"iot"[..]), proptest::collection::vec(0..4_u8, 1..5))
            .prop_map(|(role, rest)| [&[role], rest.as_slice()].concat())
    }

    proptest! {
        #[test]
        fn rows_come_into_their_place_a_few_at_a_time_and_are_found_all_along(
            placed in proptest::collection::btree_set(key(), 0..20),
            runs in proptest::collection::vec(proptest::collection::btree_set(key(), 1..20), 0..6),
            most in 1..9_usize,
        ) {
            let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
            let expected: BTreeSet<Vec<u8>> = runs.iter().flatten().chain(&placed).cloned().collect();
            let transaction = database.begin_write().unwrap();
            {
                let mut index = transaction.open_table(INDEX).unwrap();
                for (run, keys) in (0..).zip([&placed].into_iter().chain(&runs)) {
                    for key in keys {
                        index.insert(in_run(run, key).as_slice(), [].as_slice()).unwrap();
                    }
                }
                prop_assert_eq!(usize::from(last_run(&index).unwrap()), runs.len());
            }
            transaction.commit().unwrap();
            loop {
                let transaction = database.begin_write().unwrap();
                let is_more = end_some(&transaction, most).unwrap();
                transaction.commit().unwrap();
                let transaction = database.begin_write().unwrap();
                let mut index = transaction.open_table(INDEX).unwrap();
                prop_assert_eq!(&all(&index), &expected);
                let last = last_run(&index).unwrap();
                for key in &expected {
                    prop_assert!(contains(&index, key, last).unwrap());
                }
                if !is_more {
                    prop_assert_eq!(last, 0);
                    break;
                }
                // What is removed meanwhile is gone, wherever it is; the transaction is given up.
                for key in &expected {
                    remove(&mut index, key).unwrap();
                    prop_assert!(!index.iter().unwrap().any(|row| row.unwrap().0.value() == key));
                }
            }
        }
    }

    #[test]
    fn no_role_can_be_taken_for_a_run() {
        for role in *b"iot" {
            assert_eq!(in_place(&[role, 1, 2]), [role, 1, 2]);
            // Nor one of which a bit has turned.
            for bit in 0..8 {
                let turned = role ^ (1 << bit);
                assert_eq!(in_place(&[turned, 1, 2]), [turned, 1, 2]);
            }
        }
    }
}
