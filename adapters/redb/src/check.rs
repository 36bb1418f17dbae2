//! Looking at every row for what cannot be what was written.
//!
//! Every fact stands twice: a row has a check or a CID that vouches for it, and another
//! table has its key once more. The engine does not see that a key has decayed; here it is
//! a row that cannot be read in one table, and one that is missing there and left over in
//! the other. What stands in a page that the engine cannot read is missing, and the other
//! table says what it was.

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_runtime::store::{Address, Blocks, Damage, Lost, StoreError};
use redb::{AccessGuard, ReadOnlyTable, ReadTransaction, TableDefinition};
use ucan_core::Did;
use varsig::Block;

use crate::{
    cut::{Cut, Found, INLINE, PACKED},
    facts::{Facts, ReceiptRow},
    index::{IndexKey, owned, owner_key, whole_cid},
    key_value::{APPLIED, NAMES, OUTCOMES, VALUES, is_whole_outcome, is_whole_value},
    packs::{OpenPack, read_place},
    runs,
    span::Span,
    store::RedbStore,
    tables::{
        BLOCK_BYTES, BLOCK_TAILS, BLOCKS, BlockRow, CLAIMS, INDEX, MEMO, MUTATIONS, MemoRow,
        OWNERS, PACK_TAILS, PACKS, PINNED, PINS, PLACES, Place, RECEIPTS, address_key, address_of,
        decode_revision, number, seal, unseal,
    },
    unreadable::{self, if_readable},
};

type Bytes = &'static [u8];
type Rows = TableDefinition<'static, Bytes, Bytes>;
type Table = ReadOnlyTable<Bytes, Bytes>;

/// A large block, and how many bytes its file is to have.
type Large = (Cid, u64);

impl RedbStore {
    /// Everything that is damaged, in the state that is committed when it begins.
    pub(crate) fn look_for_damage(&self) -> Result<Vec<Damage>, StoreError> {
        let (mut found, large) = self.look(|transaction| {
            let mut check = Check { transaction, found: Vec::new() };
            let large = check.blocks()?;
            check.owners()?;
            check.receipts()?;
            check.index()?;
            check.results()?;
            check.mutations()?;
            check.pins()?;
            check.values()?;
            check.outcomes()?;
            Ok((check.found, large))
        })?;
        for (cid, length) in large {
            match self.files.read(&cid, length) {
                Ok(_) => {}
                Err(StoreError::Damaged { .. }) => {
                    // It may have been removed meanwhile.
                    let kept = match Blocks::visibility(self, &cid) {
                        Err(StoreError::Damaged { .. }) => true,
                        other => other?.is_some(),
                    };
                    if kept {
                        let key = cid.to_bytes();
                        found.push(Damage::new("blocks", key, Lost::Content(cid)));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}

struct Check<'a> {
    transaction: &'a ReadTransaction,
    found: Vec<Damage>,
}

impl Check<'_> {
    fn open(&self, table: Rows) -> Result<Table, redb::Error> {
        Ok(self.transaction.open_table(table)?)
    }

    fn tell(&mut self, table: &'static str, key: &[u8], lost: Lost) {
        self.found.push(Damage::new(table, key.to_vec(), lost));
    }

    /// Goes through the rows of a table that can be found by their keys.
    fn each(
        &mut self,
        table: &'static str,
        rows: &Table,
        mut look: impl FnMut(&mut Self, &[u8], &[u8]) -> Result<(), redb::Error>,
    ) -> Result<(), redb::Error> {
        let stretches = unreadable::each(rows, &mut |key, value| {
            // Where the way to a row has decayed, it is listed and not found.
            if get(rows, key)?.is_some_and(|found| found.value() == value) {
                look(self, key, value)
            } else {
                self.tell(table, key, Lost::Unknown);
                Ok(())
            }
        })?;
        for stretch in stretches {
            self.tell(table, &stretch.after, Lost::Rows);
        }
        Ok(())
    }

    fn blocks(&mut self) -> Result<Vec<Large>, redb::Error> {
        let (rows, inline) = (self.open(BLOCKS)?, Cut::read(self.transaction, INLINE)?);
        let (mut packs, places) = (OpenPack::open(self.transaction)?, self.open(PLACES)?);
        let mut large = Vec::new();
        self.each("blocks", &rows, |check, key, row| {
            let Ok(cid) = whole_cid(key) else {
                check.tell("blocks", key, Lost::Unknown);
                return Ok(());
            };
            match BlockRow::decode(key, row) {
                Err(_) => check.tell("blocks", key, Lost::Visibility(cid)),
                Ok(BlockRow { place: Place::File(length), .. }) => large.push((cid, length)),
                Ok(BlockRow { place: Place::Inline, .. }) => {
                    if !whole(&inline, key)?.is_some_and(|found| vouches(cid, &found.bytes())) {
                        check.tell("block_bytes", key, Lost::Content(cid));
                    }
                }
                Ok(BlockRow { place: Place::Packed(span), .. }) => {
                    if !is_packed(&mut packs, span, cid)? {
                        check.tell("block_packs", &span.pack_key(), Lost::Content(cid));
                    }
                    let place = span.place_key();
                    let row = get(&places, &place)?;
                    let said = row.and_then(|row| read_place(&place, row.value()).ok());
                    if said != Some((span, cid)) {
                        check.tell("block_places", &place, Lost::Place(cid));
                    }
                }
            }
            Ok(())
        })?;
        let bytes = self.open(BLOCK_BYTES)?;
        self.each("block_bytes", &bytes, |check, key, _| {
            if get(&rows, key)?.is_none() {
                let cid = match (whole_cid(key), whole(&inline, key)?) {
                    (Ok(cid), Some(found)) if vouches(cid, &found.bytes()) => Some(cid),
                    _ => None,
                };
                let lost = cid.map_or(Lost::Unknown, Lost::Visibility);
                check.tell("block_bytes", key, lost);
            }
            Ok(())
        })?;
        self.tails("block_tails", BLOCK_TAILS, &inline)?;
        self.packs()?;
        Ok(large)
    }

    /// Whether each rest is one of a row.
    fn tails(
        &mut self,
        name: &'static str,
        tails: Rows,
        rows: &Cut<Table>,
    ) -> Result<(), redb::Error> {
        let tails = self.open(tails)?;
        self.each(name, &tails, |check, key, _| {
            if !whole(rows, key)?.is_some_and(|found| found.is_cut()) {
                check.tell(name, key, Lost::Unknown);
            }
            Ok(())
        })
    }

    fn packs(&mut self) -> Result<(), redb::Error> {
        let (rows, places) = (self.open(BLOCKS)?, self.open(PLACES)?);
        let packs = self.open(PACKS)?;
        self.tails("pack_tails", PACK_TAILS, &Cut::read(self.transaction, PACKED)?)?;
        let mut open = OpenPack::open(self.transaction)?;
        self.each("block_packs", &packs, |check, key, _| {
            let first = || Ok(places.range::<&[u8]>(key..)?.next().transpose()?);
            let first = if_readable(first)?;
            let is_used = first.is_some_and(|(place, _)| place.value().starts_with(key));
            if !is_used || number(key).is_err() {
                check.tell("block_packs", key, Lost::Unknown);
            }
            Ok(())
        })?;
        self.each("block_places", &places, |check, key, row| {
            let Ok((span, cid)) = read_place(key, row) else {
                check.tell("block_places", key, Lost::Unknown);
                return Ok(());
            };
            let block = cid.to_bytes();
            match get(&rows, &block)?.map(|row| BlockRow::decode(&block, row.value())) {
                None => {
                    let is_whole = is_packed(&mut open, span, cid)?;
                    let lost = if is_whole { Lost::Visibility(cid) } else { Lost::Unknown };
                    check.tell("block_places", key, lost);
                }
                Some(Ok(row)) if row.place != Place::Packed(span) => {
                    check.tell("block_places", key, Lost::Place(cid));
                }
                Some(_) => {}
            }
            Ok(())
        })
    }

    fn owners(&mut self) -> Result<(), redb::Error> {
        let (owners, blocks) = (self.open(OWNERS)?, self.open(BLOCKS)?);
        self.each("block_owners", &owners, |check, key, row| {
            let Ok(cid) = owned(key) else {
                check.tell("block_owners", key, Lost::Unknown);
                return Ok(());
            };
            let owner = unseal(key, row).ok();
            let owner: Option<Did> =
                owner.and_then(|owner| std::str::from_utf8(owner).ok()?.parse().ok());
            let right = owner.is_some_and(|owner| owner_key(&cid, &owner) == key);
            if !right || get(&blocks, &cid.to_bytes())?.is_none() {
                check.tell("block_owners", key, Lost::Owner(cid));
            }
            Ok(())
        })
    }

    fn receipts(&mut self) -> Result<(), redb::Error> {
        let (receipts, index) = (self.open(RECEIPTS)?, self.open(INDEX)?);
        let runs = if_readable(|| runs::last_run(&index).map(Some))?.unwrap_or(runs::MOST_RUNS);
        self.each("receipt_records", &receipts, |check, key, row| {
            let Ok(cid) = whole_cid(key) else {
                check.tell("receipt_records", key, Lost::Unknown);
                return Ok(());
            };
            let row = ReceiptRow::read(key, row);
            if !row.token.is_ok_and(|token| vouches(cid, token)) {
                check.tell("receipt_records", key, Lost::Token(cid));
            }
            match row.facts {
                Ok(facts) if !facts.tasks.is_empty() => {
                    for key in facts.keys(cid) {
                        let IndexKey { role, cid, receipt, .. } = key;
                        let key = key.encode();
                        let is_found = || Ok(runs::contains(&index, &key, runs)?.then_some(()));
                        if if_readable(is_found)?.is_none() {
                            check.tell("receipt_index", &key, Lost::Found { role, cid, receipt });
                        }
                    }
                }
                _ => check.tell("receipt_records", key, Lost::Facts(cid)),
            }
            Ok(())
        })
    }

    fn index(&mut self) -> Result<(), redb::Error> {
        let (receipts, index) = (self.open(RECEIPTS)?, self.open(INDEX)?);
        // Those that are found and not there, each told once.
        let mut gone = BTreeSet::new();
        self.each("receipt_index", &index, |check, key, _| {
            let Ok(found) = IndexKey::decode(key) else {
                check.tell("receipt_index", key, Lost::Unknown);
                return Ok(());
            };
            let IndexKey { role, cid, receipt, .. } = found;
            let receipt_key = receipt.to_bytes();
            match get(&receipts, &receipt_key)? {
                None => {
                    if gone.insert(receipt) {
                        check.tell("receipt_records", &receipt_key, Lost::Token(receipt));
                    }
                }
                Some(row) => {
                    let facts = ReceiptRow::read(&receipt_key, row.value()).facts;
                    if facts.is_ok_and(|facts: Facts| !facts.is_found_by(&found)) {
                        check.tell("receipt_index", key, Lost::Unfounded { role, cid, receipt });
                    }
                }
            }
            Ok(())
        })
    }

    fn results(&mut self) -> Result<(), redb::Error> {
        let (memo, mutations) = (self.open(MEMO)?, self.open(MUTATIONS)?);
        self.each("memo", &memo, |check, key, row| {
            let Ok(address) = address_of(key) else {
                check.tell("memo", key, Lost::Unknown);
                return Ok(());
            };
            match (address, MemoRow::decode(key, row)) {
                (_, Err(_)) => check.tell("memo", key, Lost::Result(address)),
                (Address::Task(task), Ok(MemoRow { claimed: true, .. })) => {
                    let key = task.to_bytes();
                    if get(&mutations, &key)?.is_none() {
                        check.tell("mutations", &key, Lost::Begun(task));
                    }
                }
                (_, Ok(_)) => {}
            }
            Ok(())
        })
    }

    fn mutations(&mut self) -> Result<(), redb::Error> {
        let (claims, mutations) = (self.open(CLAIMS)?, self.open(MUTATIONS)?);
        let memo = self.open(MEMO)?;
        self.each("claims", &claims, |check, key, row| {
            let Ok(task) = whole_cid(key) else {
                check.tell("claims", key, Lost::Unknown);
                return Ok(());
            };
            if decode_revision(key, row).is_err() {
                check.tell("claims", key, Lost::Claim(task));
            }
            if get(&mutations, key)?.is_none() {
                check.tell("mutations", key, Lost::Begun(task));
            }
            Ok(())
        })?;
        self.each("mutations", &mutations, |check, key, _| {
            let Ok(task) = whole_cid(key) else {
                check.tell("mutations", key, Lost::Unknown);
                return Ok(());
            };
            let address = address_key(&Address::Task(task));
            if get(&claims, key)?.is_none() && get(&memo, &address)?.is_none() {
                check.tell("mutations", key, Lost::Outcome(task));
            }
            Ok(())
        })
    }

    fn pins(&mut self) -> Result<(), redb::Error> {
        let (pins, pinned) = (self.open(PINS)?, self.open(PINNED)?);
        for (name, rows, other, others) in
            [("pins", &pins, "pinned", &pinned), ("pinned", &pinned, "pins", &pins)]
        {
            self.each(name, rows, |check, key, row| {
                let Ok(root) = whole_cid(key) else {
                    check.tell(name, key, Lost::Unknown);
                    return Ok(());
                };
                match (row == seal(key, &[]), get(others, key)?.is_some()) {
                    (true, true) => {}
                    (true, false) => check.tell(other, key, Lost::Pin(root)),
                    (false, true) => check.tell(name, key, Lost::Pin(root)),
                    (false, false) => check.tell(name, key, Lost::Unknown),
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn values(&mut self) -> Result<(), redb::Error> {
        let (values, names) = (self.open(VALUES)?, self.open(NAMES)?);
        self.each("key_value_values", &values, |check, key, row| {
            if !is_whole_value(key, row) || get(&names, key)?.is_none() {
                check.tell("key_value_values", key, Lost::Value);
            }
            Ok(())
        })?;
        self.each("key_value_names", &names, |check, key, _| {
            if get(&values, key)?.is_none() {
                check.tell("key_value_values", key, Lost::Value);
            }
            Ok(())
        })
    }

    fn outcomes(&mut self) -> Result<(), redb::Error> {
        let (outcomes, applied) = (self.open(OUTCOMES)?, self.open(APPLIED)?);
        let lost = |key: &[u8]| whole_cid(key).map_or(Lost::Unknown, Lost::Change);
        self.each("key_value_outcomes", &outcomes, |check, key, row| {
            if !is_whole_outcome(key, row) || get(&applied, key)?.is_none() {
                check.tell("key_value_outcomes", key, lost(key));
            }
            Ok(())
        })?;
        self.each("key_value_applied", &applied, |check, key, _| {
            if get(&outcomes, key)?.is_none() {
                check.tell("key_value_outcomes", key, lost(key));
            }
            Ok(())
        })
    }
}

/// The row under a key, if it can be read.
fn get(table: &Table, key: &[u8]) -> Result<Option<AccessGuard<'static, Bytes>>, redb::Error> {
    if_readable(|| Ok(table.get(key)?))
}

/// The same of a row that may be cut.
fn whole(rows: &Cut<Table>, key: &[u8]) -> Result<Option<Found<'static>>, redb::Error> {
    if_readable(|| Ok(rows.get_owned(key)?))
}

/// Whether the bytes of a block are at a place.
fn is_packed(packs: &mut OpenPack, span: Span, cid: Cid) -> Result<bool, redb::Error> {
    let is_there = || Ok(packs.of(span)?.filter(|bytes| vouches(cid, bytes)).map(drop));
    Ok(if_readable(is_there)?.is_some())
}

/// Whether the bytes are those of the CID.
fn vouches(cid: Cid, bytes: &[u8]) -> bool {
    Block::verify(cid, bytes).is_ok()
}
