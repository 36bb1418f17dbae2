//! From formats 1 to 5 to format 6.
//!
//! Format 6 has the ends of packs in a table of their own, format 5 has the ends of blocks that are a little longer than their pages in a table of
//! their own, format 4 has runs in the index of receipts, format 3 has packs, and each has what
//! the one before has besides. What is there stays where it is.
//!
//! In format 1 the row of a receipt was its token alone, and three tables of many values
//! had what it is found by: nothing said of a receipt what it is found by, nor what its
//! task was. They are read backwards here. What the task was stays unsaid until the
//! receipt is put again.
//!
//! All of it is one transaction: a process that ends meanwhile, or a disk that is full,
//! leaves a whole store of the format that it had.

use cid::Cid;
use ipvm_runtime::store::{Address, Role};
use redb::{
    MultimapTableDefinition, ReadableMultimapTable, ReadableTable, TableDefinition,
    WriteTransaction,
};

use crate::{
    engine::Engine,
    facts::Facts,
    index::{Group, prefix, whole_cid},
    tables::{
        ABOUT, CLAIMS, FORMAT, FORMAT_VERSION, INDEX, MEMO, MUTATIONS, MemoRow, RECEIPTS, TABLES,
        address_of,
    },
    writer::Due,
};

/// The format whose receipts are put together anew.
const FIRST: u64 = 1;

/// The formats that are upgraded.
pub(crate) const FROM: std::ops::RangeInclusive<u64> = FIRST..=FORMAT_VERSION - 1;

type Bytes = &'static [u8];
type Index = MultimapTableDefinition<'static, Bytes, Bytes>;

/// CID → bytes of the receipt.
const TOKENS: TableDefinition<'static, Bytes, Bytes> = TableDefinition::new("receipts");
/// CID of a task, as written or resolved, of an input, or of an output → CIDs of receipts.
const INDICES: [(Role, Index); 3] = [
    (Role::Task, MultimapTableDefinition::new("receipts_by_task")),
    (Role::Input, MultimapTableDefinition::new("receipts_by_input")),
    (Role::Output, MultimapTableDefinition::new("receipts_by_output")),
];
/// The CID of a receipt, and the key in the index that finds it → nothing. It is gone again
/// before the transaction ends: however many receipts there are, memory stays what it is.
const BACKWARDS: TableDefinition<'static, Bytes, Bytes> = TableDefinition::new("upgrade");

/// Upgrades a store of this format, or leaves it as it is.
pub(crate) fn upgrade(engine: &Engine, format: u64) -> Result<(), redb::Error> {
    let transaction = engine.begin_write(Due::Now)?;
    for table in TABLES {
        transaction.open_table(table)?;
    }
    if format == FIRST {
        turn_indices(&transaction)?;
        add_facts(&transaction)?;
        transaction.delete_table(TOKENS)?;
        transaction.delete_table(BACKWARDS)?;
        for (_, index) in INDICES {
            transaction.delete_multimap_table(index)?;
        }
        enter_mutations(&transaction)?;
    }
    transaction.open_table(ABOUT)?.insert(FORMAT, FORMAT_VERSION)?;
    Ok(transaction.commit()?)
}

/// Brings the rows of the three tables into the one, and the same turned round. What has
/// decayed goes with the rest, for a check to find.
fn turn_indices(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut index = transaction.open_table(INDEX)?;
    let mut backwards = transaction.open_table(BACKWARDS)?;
    for (role, old) in INDICES {
        for row in transaction.open_multimap_table(old)?.iter()? {
            let (key, receipts) = row?;
            let found_by = match whole_cid(key.value()) {
                Ok(cid) => prefix(role, &cid, Some(Group::of(None))),
                Err(_) => [b"?", key.value()].concat(),
            };
            for receipt in receipts {
                let receipt = receipt?;
                let row = [&found_by, receipt.value()].concat();
                index.insert(row.as_slice(), [].as_slice())?;
                let row = [receipt.value(), &found_by].concat();
                backwards.insert(row.as_slice(), [].as_slice())?;
            }
        }
    }
    Ok(())
}

/// Puts what each receipt is found by in front of its token.
fn add_facts(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let tokens = transaction.open_table(TOKENS)?;
    let backwards = transaction.open_table(BACKWARDS)?;
    let mut receipts = transaction.open_table(RECEIPTS)?;
    for row in tokens.iter()? {
        let (key, token) = row?;
        let (key, token) = (key.value(), token.value());
        let mut facts = Facts::default();
        for row in backwards.range::<&[u8]>(key..)? {
            let (row, _) = row?;
            let Some(found_by) = row.value().strip_prefix(key) else { break };
            let Some((role, mut cid)) = found_by.split_first() else { continue };
            let Some(role) = role_of(*role) else { continue };
            if let Ok(cid) = Cid::read_bytes(&mut cid) {
                facts.found_by(role, cid);
            }
        }
        // Which of two tasks it answers as written, only the token says: it names that one.
        facts.tasks.sort_by_key(|task| !names(token, task));
        receipts.insert(key, facts.encode(key, token).as_slice())?;
    }
    Ok(())
}

fn role_of(byte: u8) -> Option<Role> {
    let cid = Cid::default();
    [Role::Task, Role::Input, Role::Output]
        .into_iter()
        .find(|role| prefix(*role, &cid, None).first() == Some(&byte))
}

fn names(token: &[u8], task: &Cid) -> bool {
    let task = task.to_bytes();
    token.windows(task.len()).any(|window| window == task)
}

/// What was forgotten of mutations stood among the claims only, and of a result nothing
/// said which of its addresses was the task that was claimed.
fn enter_mutations(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut mutations = transaction.open_table(MUTATIONS)?;
    let mut elsewhere = Vec::new();
    let mut memo = transaction.open_table(MEMO)?;
    for row in memo.iter()? {
        let (key, row) = row?;
        let key = key.value();
        let Ok(row @ MemoRow { claimed: true, .. }) = MemoRow::decode(key, row.value()) else {
            continue;
        };
        let task = match address_of(key) {
            Ok(Address::Task(task)) => mutations.get(task.to_bytes().as_slice())?,
            _ => None,
        };
        if task.is_none() {
            elsewhere.push((key.to_vec(), MemoRow { claimed: false, ..row }.encode(key)));
        }
    }
    for (key, row) in elsewhere {
        memo.insert(key.as_slice(), row.as_slice())?;
    }
    for row in transaction.open_table(CLAIMS)?.iter()? {
        let (task, _) = row?;
        mutations.insert(task.value(), [].as_slice())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use redb::{Builder, Database, ReadableDatabase};

    use super::*;
    use crate::{
        facts::ReceiptRow,
        failing_disk::{Backend, Disk},
    };

    fn open(backend: &Backend) -> Result<Database, redb::DatabaseError> {
        Builder::new().set_cache_size(1 << 20).create_with_backend(backend.clone())
    }

    const RECEIPTS_MADE: u8 = 20;

    /// A database of format 1, with nothing in it but receipts.
    fn format_1() -> Vec<u8> {
        let disk = Disk::with(Vec::new(), usize::MAX);
        let database = open(&disk).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(ABOUT).unwrap().insert(FORMAT, FIRST).unwrap();
        for number in 0..RECEIPTS_MADE {
            let block = varsig::Block::raw(vec![number; 100]);
            let key = block.cid().to_bytes();
            let mut tokens = transaction.open_table(TOKENS).unwrap();
            tokens.insert(key.as_slice(), block.bytes()).unwrap();
            for (role, index) in INDICES {
                let found_by = varsig::Block::raw(format!("{role} {}", number % 3).into_bytes());
                let mut index = transaction.open_multimap_table(index).unwrap();
                index.insert(found_by.cid().to_bytes().as_slice(), key.as_slice()).unwrap();
            }
        }
        transaction.commit().unwrap();
        drop(database);
        disk.0.written.lock().unwrap().clone()
    }

    /// Looks for everything that was there, in the one format or the other.
    fn format_of_whole_store(bytes: Vec<u8>) -> u64 {
        let database = open(&Disk::with(bytes, usize::MAX)).expect("it opens");
        let transaction = database.begin_read().unwrap();
        let format = transaction.open_table(ABOUT).unwrap().get(FORMAT).unwrap().unwrap().value();
        for number in 0..RECEIPTS_MADE {
            let block = varsig::Block::raw(vec![number; 100]);
            let key = block.cid().to_bytes();
            let table = if format == FIRST { TOKENS } else { RECEIPTS };
            let row = transaction.open_table(table).unwrap().get(key.as_slice()).unwrap().unwrap();
            if format == FIRST {
                assert_eq!(row.value(), block.bytes());
                continue;
            }
            assert_eq!(format, FORMAT_VERSION);
            let row = ReceiptRow::read(&key, row.value());
            assert_eq!(row.token, Ok(block.bytes()));
            let facts = row.facts.unwrap();
            assert_eq!(facts.keys(*block.cid()).count(), 3);
            let index = transaction.open_table(INDEX).unwrap();
            for key in facts.keys(*block.cid()) {
                assert!(index.get(key.encode().as_slice()).unwrap().is_some());
            }
        }
        format
    }

    #[test]
    fn leaves_the_one_format_or_the_other_wherever_the_disk_fails() {
        let before = format_1();
        assert_eq!(format_of_whole_store(before.clone()), FIRST);
        let (mut seen, mut left) = ([0, 0], 0);
        loop {
            let disk = Disk::with(before.clone(), left);
            let upgraded = open(&disk).map_err(redb::Error::from).and_then(|database| {
                let engine = Engine::new(database);
                upgrade(&engine, FIRST)
            });
            for bytes in [&disk.0.written, &disk.0.durable] {
                match format_of_whole_store(bytes.lock().unwrap().clone()) {
                    FIRST => seen[0] += 1,
                    _ => seen[1] += 1,
                }
            }
            if upgraded.is_ok() && disk.0.left.load(Ordering::SeqCst) > 0 {
                break;
            }
            left += 1;
        }
        assert!(seen[0] > 10 && seen[1] > 1, "{seen:?} of {left}");
    }
}
