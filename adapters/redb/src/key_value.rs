//! Values by name.

mod rows;

use std::ops::Bound;

use cid::Cid;
use ipvm_runtime::store::{
    Change, Condition, Key, KeyValue, KeyValueError, Listed, Namespace, Outcome, Previous,
    StoreError,
};
use redb::{ReadTransaction, ReadableTable, WriteTransaction};
use varsig::Block;

pub(crate) use self::rows::{
    APPLIED, NAMES, OUTCOMES, TABLES, VALUES, is_whole_outcome, is_whole_value,
};
use self::rows::{OutcomeRow, decode_value, encode_value, key_of, row_key};
use crate::{store::RedbStore, tables::DamagedRow};

type Bytes = &'static [u8];

impl KeyValue for RedbStore {
    fn get(&self, namespace: &Namespace, key: &Key) -> Result<Option<Block>, KeyValueError> {
        let row = row_key(namespace, key.as_str());
        let found = self.look(|transaction| {
            let values = transaction.open_table(VALUES)?;
            let names = transaction.open_table(NAMES)?;
            standing(&values, &names, &row, |bytes| {
                let (cid, bytes) = decode_value(&row, bytes)?;
                Block::verify(cid, bytes).map_err(|_| DamagedRow)
            })
        })?;
        found.map_err(|DamagedRow| damaged_value(namespace, key))
    }

    fn list(
        &self,
        namespace: &Namespace,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<Listed>, KeyValueError> {
        let listed = self.look(|transaction| list(transaction, namespace, prefix, after, limit))?;
        listed.map_err(|DamagedName(key)| match key_of(namespace, &key) {
            Ok(key) => damaged_value(namespace, &key),
            Err(DamagedRow) => self.corrupted("the name of a value is no text").into(),
        })
    }

    fn apply(
        &self,
        task: &Cid,
        namespace: &Namespace,
        change: &Change,
    ) -> Result<Outcome, KeyValueError> {
        // What a read sees is on the disk: nothing has to be written for an answer
        // that is there.
        let fingerprint = change.fingerprint(namespace);
        let before = self.look(|transaction| {
            let outcomes = transaction.open_table(OUTCOMES)?;
            outcome(&outcomes, &transaction.open_table(APPLIED)?, task, &fingerprint)
        })?;
        if let Some(outcome) = before? {
            return Ok(outcome);
        }
        let (task, namespace, change) = (*task, namespace.clone(), change.clone());
        self.writer.write(move |target, transaction| {
            // What is refused here is no error of the transaction, in which others are.
            apply(transaction, &task, &namespace, &change).map_err(|error| target.failed(error))
        })?
    }
}

impl RedbStore {
    /// Reads from what has been committed.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&ReadTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, StoreError> {
        self.read(|transaction| look(transaction).map_err(|error| self.failed(error)))
    }
}

fn damaged_value(namespace: &Namespace, key: &Key) -> KeyValueError {
    KeyValueError::DamagedValue { namespace: namespace.clone(), key: key.clone() }
}

/// What stands under `key` in two tables that hold the same keys.
fn standing<T>(
    rows: &impl ReadableTable<Bytes, Bytes>,
    keys: &impl ReadableTable<Bytes, Bytes>,
    key: &[u8],
    decode: impl FnOnce(&[u8]) -> Result<T, DamagedRow>,
) -> Result<Result<Option<T>, DamagedRow>, redb::Error> {
    Ok(match (rows.get(key)?, keys.get(key)?) {
        (None, None) => Ok(None),
        (Some(row), Some(_)) => decode(row.value()).map(Some),
        _ => Err(DamagedRow),
    })
}

/// What the task has done before.
fn outcome(
    outcomes: &impl ReadableTable<Bytes, Bytes>,
    applied: &impl ReadableTable<Bytes, Bytes>,
    task: &Cid,
    fingerprint: &Cid,
) -> Result<Result<Option<Outcome>, KeyValueError>, redb::Error> {
    let key = task.to_bytes();
    let row = standing(outcomes, applied, &key, |row| OutcomeRow::decode(&key, row))?;
    Ok(match row {
        Ok(Some(row)) if row.fingerprint == *fingerprint => Ok(Some(row.outcome)),
        Ok(Some(_)) => Err(KeyValueError::OtherChange { task: *task }),
        Ok(None) => Ok(None),
        Err(DamagedRow) => Err(KeyValueError::DamagedOutcome { task: *task }),
    })
}

/// Makes the change and enters the task, unless that has been done.
fn apply(
    transaction: &WriteTransaction,
    task: &Cid,
    namespace: &Namespace,
    change: &Change,
) -> Result<Result<Outcome, KeyValueError>, redb::Error> {
    let mut outcomes = transaction.open_table(OUTCOMES)?;
    let mut applied = transaction.open_table(APPLIED)?;
    let fingerprint = change.fingerprint(namespace);
    match outcome(&outcomes, &applied, task, &fingerprint)? {
        Ok(None) => {}
        Ok(Some(outcome)) => return Ok(Ok(outcome)),
        Err(error) => return Ok(Err(error)),
    }

    let mut values = transaction.open_table(VALUES)?;
    let mut names = transaction.open_table(NAMES)?;
    let key = row_key(namespace, change.key().as_str());
    let key = key.as_slice();
    let found = standing(&values, &names, key, |row| Ok(decode_value(key, row)?.0))?;
    let outcome = match (change.condition(), found) {
        (Condition::Any, Ok(None)) => Outcome::Made { previous: Previous::Absent },
        (Condition::Any, Ok(Some(cid))) => Outcome::Made { previous: Previous::Value(cid) },
        (Condition::Any, Err(DamagedRow)) => Outcome::Made { previous: Previous::Damaged },
        (_, Err(DamagedRow)) => return Ok(Err(damaged_value(namespace, change.key()))),
        (Condition::Absent, Ok(None)) => Outcome::Made { previous: Previous::Absent },
        (Condition::Equals(expected), Ok(Some(cid))) if cid == expected => {
            Outcome::Made { previous: Previous::Value(cid) }
        }
        (_, Ok(found)) => Outcome::Conflict { found },
    };
    if let Outcome::Made { .. } = outcome {
        if let Some(value) = change.value() {
            values.insert(key, encode_value(key, value).as_slice())?;
            names.insert(key, [].as_slice())?;
        } else {
            values.remove(key)?;
            names.remove(key)?;
        }
    }
    let key = task.to_bytes();
    let row = OutcomeRow { fingerprint, outcome }.encode(&key);
    outcomes.insert(key.as_slice(), row.as_slice())?;
    applied.insert(key.as_slice(), [].as_slice())?;
    Ok(Ok(outcome))
}

/// The key of a row that stands in one of two tables only, or is damaged.
struct DamagedName(Vec<u8>);

fn list(
    transaction: &ReadTransaction,
    namespace: &Namespace,
    prefix: &str,
    after: Option<&Key>,
    limit: usize,
) -> Result<Result<Vec<Listed>, DamagedName>, redb::Error> {
    let values = transaction.open_table(VALUES)?;
    let names = transaction.open_table(NAMES)?;
    let (first, last) = (row_key(namespace, prefix), after.map(Key::as_str));
    let last = last.filter(|last| *last >= prefix).map(|last| row_key(namespace, last));
    let start = last.as_ref().map_or(Bound::Included(&first), Bound::Excluded);
    let range = (start.map(Vec::as_slice), Bound::Unbounded);
    let (mut values, mut names) = (values.range::<&[u8]>(range)?, names.range::<&[u8]>(range)?);
    let mut listed = Vec::new();
    while listed.len() < limit {
        let value = values.next().transpose()?.filter(|row| row.0.value().starts_with(&first));
        let name = names.next().transpose()?.filter(|row| row.0.value().starts_with(&first));
        let (key, value) = match (value, name) {
            (None, None) => break,
            (Some((key, value)), Some((name, _))) if key.value() == name.value() => (key, value),
            (Some((key, _)), Some((name, _))) => {
                return Ok(Err(DamagedName(key.value().min(name.value()).to_vec())));
            }
            (Some((key, _)), None) | (None, Some((key, _))) => {
                return Ok(Err(DamagedName(key.value().to_vec())));
            }
        };
        let key = key.value();
        let row = key_of(namespace, key)
            .and_then(|name| Ok(Listed { key: name, value: decode_value(key, value.value())?.0 }));
        let Ok(row) = row else { return Ok(Err(DamagedName(key.to_vec()))) };
        listed.push(row);
    }
    Ok(Ok(listed))
}
