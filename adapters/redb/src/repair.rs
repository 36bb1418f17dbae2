//! Mending what another record still says.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_runtime::store::{Damage, Lost, StoreError};
use redb::{ReadableTable, WriteTransaction};

use crate::{
    facts::{Facts, ReceiptRow},
    index::IndexKey,
    packs::{Packs, read_place},
    runs,
    store::RedbStore,
    tables::{BLOCKS, BlockRow, INDEX, MUTATIONS, PINNED, PINS, PLACES, Place, RECEIPTS, seal},
};

impl RedbStore {
    /// Mends what can be mended, all or nothing, and returns what was.
    pub(crate) fn mend(&self) -> Result<Vec<Damage>, StoreError> {
        let found = self.look_for_damage()?;
        let is_unreadable = |damage: &&Damage| damage.lost == Lost::Rows;
        let unreadable: BTreeSet<_> =
            found.iter().filter(is_unreadable).map(|damage| damage.table).collect();
        // Nothing can be written to a page that cannot be read.
        let can_be_mended =
            |damage: &Damage| damage.can_be_mended() && !unreadable.contains(damage.table);
        let found: Vec<Damage> = found.into_iter().filter(can_be_mended).collect();
        if found.is_empty() {
            return Ok(found);
        }
        self.write(move |transaction| {
            let damaged = found.iter().filter_map(|damage| match damage.lost {
                Lost::Facts(receipt) => Some(receipt),
                _ => None,
            });
            let recovered = recover(transaction, &damaged.collect())?;
            let mut mended = Vec::new();
            for damage in &found {
                if mend(transaction, &recovered, damage)? {
                    mended.push(damage.clone());
                }
            }
            Ok(mended)
        })
    }
}

/// What the index says of receipts, and the keys that say so.
type Recovered = BTreeMap<Cid, (Facts, BTreeSet<Vec<u8>>)>;

fn recover(
    transaction: &WriteTransaction,
    damaged: &BTreeSet<Cid>,
) -> Result<Recovered, redb::Error> {
    let mut recovered = Recovered::new();
    if damaged.is_empty() {
        return Ok(recovered);
    }
    for row in transaction.open_table(INDEX)?.iter()? {
        let (bytes, _) = row?;
        let Ok(key) = IndexKey::decode(bytes.value()) else { continue };
        if damaged.contains(&key.receipt) {
            let (facts, keys) = recovered.entry(key.receipt).or_default();
            facts.found_by(key.role, key.cid);
            keys.insert(bytes.value().to_vec());
        }
    }
    Ok(recovered)
}

/// Mends one row, if it is still as it was found, and says whether it did.
fn mend(
    transaction: &WriteTransaction,
    recovered: &Recovered,
    damage: &Damage,
) -> Result<bool, redb::Error> {
    match damage.lost {
        Lost::Facts(receipt) => match recovered.get(&receipt) {
            Some((facts, keys)) if !facts.tasks.is_empty() => {
                mend_facts(transaction, receipt, facts, keys)
            }
            _ => Ok(false),
        },
        Lost::Found { .. } | Lost::Unfounded { .. } => mend_index(transaction, &damage.key),
        Lost::Place(cid) => mend_place(transaction, cid, &damage.key),
        Lost::Begun(_) => {
            let mut mutations = transaction.open_table(MUTATIONS)?;
            mutations.insert(damage.key.as_slice(), [].as_slice())?;
            Ok(true)
        }
        Lost::Pin(_) => {
            let key = damage.key.as_slice();
            for table in [PINS, PINNED] {
                transaction.open_table(table)?.insert(key, seal(key, &[]).as_slice())?;
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

fn mend_facts(
    transaction: &WriteTransaction,
    receipt: Cid,
    facts: &Facts,
    standing: &BTreeSet<Vec<u8>>,
) -> Result<bool, redb::Error> {
    let key = receipt.to_bytes();
    let key = key.as_slice();
    let mut receipts = transaction.open_table(RECEIPTS)?;
    let row = {
        let Some(row) = receipts.get(key)? else { return Ok(false) };
        let row = ReceiptRow::read(key, row.value());
        if row.facts.is_ok_and(|facts| !facts.tasks.is_empty()) {
            return Ok(false);
        }
        // A token that cannot be told from the facts is damaged and stays so.
        facts.encode(key, row.token.unwrap_or_default())
    };
    receipts.insert(key, row.as_slice())?;
    let mut index = transaction.open_table(INDEX)?;
    // Whose it was cannot be told from a hash, so it goes over to those of nobody.
    for key in standing {
        runs::remove(&mut index, key)?;
    }
    for key in facts.keys(receipt) {
        index.insert(key.encode().as_slice(), [].as_slice())?;
    }
    Ok(true)
}

/// Makes the table of places say of one what the block's own row says.
fn mend_place(transaction: &WriteTransaction, cid: Cid, place: &[u8]) -> Result<bool, redb::Error> {
    let key = cid.to_bytes();
    let mut rows = transaction.open_table(BLOCKS)?;
    let row = rows.get(key.as_slice())?.and_then(|row| BlockRow::decode(&key, row.value()).ok());
    let Some(row) = row else { return Ok(false) };
    match row.place {
        Place::Packed(span) if span.place_key() == place => {
            transaction.open_table(PLACES)?.insert(place, span.place_row(&key).as_slice())?;
        }
        _ => {
            let said = {
                let places = transaction.open_table(PLACES)?;
                places.get(place)?.and_then(|row| read_place(place, row.value()).ok())
            };
            let Some((span, _)) = said.filter(|(_, said)| *said == cid) else { return Ok(false) };
            Packs::open(transaction)?.leave(&mut rows, &[span])?;
        }
    }
    Ok(true)
}

/// Makes the index say of a key what the receipt's own record says.
fn mend_index(transaction: &WriteTransaction, bytes: &[u8]) -> Result<bool, redb::Error> {
    let Ok(key) = IndexKey::decode(bytes) else { return Ok(false) };
    let receipt = key.receipt.to_bytes();
    let receipts = transaction.open_table(RECEIPTS)?;
    let Some(row) = receipts.get(receipt.as_slice())? else { return Ok(false) };
    let Ok(facts) = ReceiptRow::read(&receipt, row.value()).facts else { return Ok(false) };
    let mut index = transaction.open_table(INDEX)?;
    let stands = runs::contains(&index, bytes, runs::last_run(&index)?)?;
    let says = facts.is_found_by(&key);
    match (says, stands) {
        (true, false) => drop(index.insert(bytes, [].as_slice())?),
        (false, true) => runs::remove(&mut index, bytes)?,
        _ => return Ok(false),
    }
    Ok(true)
}
