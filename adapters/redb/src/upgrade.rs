//! From format 1 to format 2.
//!
//! In format 1 the row of a receipt was its token alone, and three tables of many values
//! had what it is found by: nothing said of a receipt what it is found by, nor what its
//! task was. They are read backwards here. What the task was stays unsaid until the
//! receipt is put again.
//!
//! All of it is one transaction: a process that ends meanwhile, or a disk that is full,
//! leaves a whole store of format 1.

use cid::Cid;
use ipvm_runtime::store::Role;
use redb::{
    MultimapTableDefinition, ReadableMultimapTable, ReadableTable, TableDefinition,
    WriteTransaction,
};

use crate::{
    engine::Engine,
    facts::Facts,
    index::{Group, prefix, whole_cid},
    tables::{ABOUT, CLAIMS, FORMAT, FORMAT_VERSION, INDEX, MUTATIONS, RECEIPTS, TABLES},
};

/// The format that is upgraded.
pub(crate) const FROM: u64 = 1;

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

/// Upgrades the store, or leaves it as it is.
pub(crate) fn upgrade(engine: &Engine) -> Result<(), redb::Error> {
    let transaction = engine.begin_write()?;
    for table in TABLES {
        transaction.open_table(table)?;
    }
    turn_indices(&transaction)?;
    add_facts(&transaction)?;
    transaction.delete_table(TOKENS)?;
    transaction.delete_table(BACKWARDS)?;
    for (_, index) in INDICES {
        transaction.delete_multimap_table(index)?;
    }
    enter_claims(&transaction)?;
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

/// What was forgotten of mutations stood among the claims only.
fn enter_claims(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut mutations = transaction.open_table(MUTATIONS)?;
    for row in transaction.open_table(CLAIMS)?.iter()? {
        let (task, _) = row?;
        mutations.insert(task.value(), [].as_slice())?;
    }
    Ok(())
}
