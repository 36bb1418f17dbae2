//! Taking out what can still be read, past pages that cannot.
//!
//! Whatever stands twice is taken from where it can be read: that a block is there from its row,
//! from its bytes, or from the place that they have in a pack; a mutation that was begun from its
//! own row, from its claim or from its result; a pin from either of its rows.

use std::{
    collections::BTreeSet,
    ops::{Bound, ControlFlow},
};

use cid::Cid;
use ipvm_runtime::store::{
    Address, BegunMutation, BlockEntry, Damage, KeptBlock, Lost, MemoEntry, ReceiptRecord,
    Remembered, Salvaged, StoreError, Visibility,
};
use redb::{ReadOnlyTable, ReadTransaction};
use ucan_core::Did;
use varsig::Block;

use crate::{
    cut::{Cut, INLINE},
    facts::ReceiptRow,
    index::{owned, whole_cid},
    packs::{OpenPack, read_place},
    panics::tried,
    span::Span,
    store::RedbStore,
    tables::{
        BLOCK_BYTES, BLOCKS, BlockRow, CLAIMS, MEMO, MUTATIONS, MemoRow, OWNERS, PINNED, PINS,
        PLACES, Place, RECEIPTS, Rows, address_key, address_of, unseal,
    },
    unreadable::{self, if_readable},
};

type Bytes = &'static [u8];
type Table = ReadOnlyTable<Bytes, Bytes>;

/// Why nothing more is taken out.
enum Stopped {
    /// Whoever takes it has enough.
    Enough,
    Engine(redb::Error),
    Store(StoreError),
}

impl From<redb::Error> for Stopped {
    fn from(error: redb::Error) -> Self {
        Self::Engine(error)
    }
}

impl RedbStore {
    pub(crate) fn take_out(
        &self,
        found: &mut dyn FnMut(Salvaged) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let transaction = self.engine.begin_read().map_err(|error| self.failed(error))?;
        let mut salvage = Salvage { store: self, transaction: &transaction, found };
        match salvage.everything() {
            Ok(()) | Err(Stopped::Enough) => Ok(()),
            Err(Stopped::Engine(error)) => Err(self.failed(error)),
            Err(Stopped::Store(error)) => Err(error),
        }
    }
}

struct Salvage<'a> {
    store: &'a RedbStore,
    transaction: &'a ReadTransaction,
    found: &'a mut dyn FnMut(Salvaged) -> ControlFlow<()>,
}

impl Salvage<'_> {
    fn everything(&mut self) -> Result<(), Stopped> {
        self.blocks()?;
        self.receipts()?;
        self.begun()?;
        self.results()?;
        self.pins()
    }

    fn tell(&mut self, salvaged: Salvaged) -> Result<(), Stopped> {
        match (self.found)(salvaged) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stopped::Enough),
        }
    }

    /// What is opened of the file, or nothing where the page is damaged that says where it is.
    fn open<T, E: Into<redb::Error>>(
        &self,
        open: impl FnOnce(&ReadTransaction) -> Result<T, E>,
    ) -> Result<Option<T>, Stopped> {
        match tried(|| open(self.transaction)) {
            Ok(Ok(opened)) => Ok(Some(opened)),
            Err(_) => Ok(None),
            Ok(Err(error)) => match self.store.failed(error) {
                StoreError::Corrupted { .. } => Ok(None),
                error => Err(Stopped::Store(error)),
            },
        }
    }

    fn table(&self, table: Rows) -> Result<Option<Table>, Stopped> {
        self.open(|transaction| transaction.open_table(table))
    }

    /// Goes through the rows of a table that can be read, and tells where others are. Says
    /// whether that was all of it.
    fn each(
        &mut self,
        name: &'static str,
        table: Option<&Table>,
        mut visit: impl FnMut(&mut Self, &[u8], &[u8]) -> Result<(), Stopped>,
    ) -> Result<bool, Stopped> {
        let stretches = match table {
            Some(table) => {
                let stretches = unreadable::each(table, &mut |key, row| visit(self, key, row))?;
                stretches.into_iter().map(|stretch| stretch.after).collect()
            }
            None => vec![Vec::new()],
        };
        let is_whole = stretches.is_empty();
        for after in stretches {
            self.tell(Salvaged::Unreadable(Damage::new(name, after, Lost::Rows)))?;
        }
        Ok(is_whole)
    }

    fn blocks(&mut self) -> Result<(), Stopped> {
        let (rows, owners) = (self.table(BLOCKS)?, self.table(OWNERS)?);
        let mut bytes = BlockBytes {
            inline: self.open(|transaction| Cut::read(transaction, INLINE))?,
            packs: self.open(OpenPack::open)?,
        };
        let owners = owners.as_ref();
        // Blocks that were here, and of which the row does not say more.
        let mut lost = BTreeSet::new();
        let mut has_decayed = false;
        let is_whole = self.each("blocks", rows.as_ref(), |salvage, key, row| {
            let Ok(cid) = whole_cid(key) else {
                has_decayed = true;
                return Ok(());
            };
            let Ok(row) = BlockRow::decode(key, row) else {
                lost.insert(cid);
                return Ok(());
            };
            let block = match row.place {
                Place::Inline => bytes.inline(cid)?,
                Place::Packed(span) => bytes.packed(cid, span)?,
                Place::File(length) => salvage.file(cid, length)?,
            };
            salvage.block(cid, block, row.visibility, owners)
        })?;
        // What follows is told of those only whose own rows say nothing.
        let has_row = |cid: Cid| {
            let Some(rows) = &rows else { return Ok(false) };
            let key = cid.to_bytes();
            let row = if_readable(|| Ok(rows.get(key.as_slice())?))?;
            Ok::<_, Stopped>(row.is_some_and(|row| BlockRow::decode(&key, row.value()).is_ok()))
        };
        let inline = self.table(BLOCK_BYTES)?;
        self.each("block_bytes", inline.as_ref(), |salvage, key, _| {
            let Ok(cid) = whole_cid(key) else { return Ok(()) };
            if has_row(cid)? {
                return Ok(());
            }
            let block = bytes.inline(cid)?;
            salvage.left_over(cid, block, &mut lost, owners)
        })?;
        let places = self.table(PLACES)?;
        self.each("block_places", places.as_ref(), |salvage, key, row| {
            let Ok((span, cid)) = read_place(key, row) else { return Ok(()) };
            if has_row(cid)? {
                return Ok(());
            }
            let block = bytes.packed(cid, span)?;
            salvage.left_over(cid, block, &mut lost, owners)
        })?;
        // In a store that is whole a file without a row is what a crash has left.
        if !is_whole || has_decayed || !lost.is_empty() {
            let mut files = Vec::new();
            let each = self.store.files.each(|cid, _, length| {
                files.extend(cid.map(|cid| (cid, length)));
                Ok(())
            });
            each.map_err(Stopped::Store)?;
            for (cid, length) in files {
                if !has_row(cid)? {
                    let block = self.file(cid, length)?;
                    self.left_over(cid, block, &mut lost, owners)?;
                }
            }
        }
        for cid in lost {
            self.block(cid, None, Visibility::Restricted, owners)?;
        }
        self.each("block_owners", owners, |_, _, _| Ok(()))?;
        Ok(())
    }

    fn file(&self, cid: Cid, length: u64) -> Result<Option<Block>, Stopped> {
        match self.store.files.read(&cid, length) {
            Ok(block) => Ok(Some(block)),
            Err(StoreError::Damaged { .. }) => Ok(None),
            Err(error) => Err(Stopped::Store(error)),
        }
    }

    /// A block whose bytes are there, and not who may read it.
    fn left_over(
        &mut self,
        cid: Cid,
        block: Option<Block>,
        lost: &mut BTreeSet<Cid>,
        owners: Option<&Table>,
    ) -> Result<(), Stopped> {
        if block.is_none() {
            lost.insert(cid);
            return Ok(());
        }
        lost.remove(&cid);
        self.block(cid, block, Visibility::Restricted, owners)
    }

    fn block(
        &mut self,
        cid: Cid,
        block: Option<Block>,
        visibility: Visibility,
        owners: Option<&Table>,
    ) -> Result<(), Stopped> {
        let kept = block.as_ref().map(|block| {
            let length = u64::try_from(block.bytes().len()).unwrap_or(u64::MAX);
            KeptBlock { length, visibility }
        });
        let entry = BlockEntry::new(cid, kept).with_owners(owners_of(owners, cid)?);
        self.tell(Salvaged::Block(entry, block))
    }

    fn receipts(&mut self) -> Result<(), Stopped> {
        let receipts = self.table(RECEIPTS)?;
        self.each("receipt_records", receipts.as_ref(), |salvage, key, row| {
            let Ok(cid) = whole_cid(key) else { return Ok(()) };
            salvage.tell(Salvaged::Receipt(cid, receipt(cid, key, row).map(Box::new)))
        })?;
        Ok(())
    }

    fn begun(&mut self) -> Result<(), Stopped> {
        let (mutations, claims) = (self.table(MUTATIONS)?, self.table(CLAIMS)?);
        let memo = self.table(MEMO)?;
        let begun = |task: Cid| -> Result<Salvaged, Stopped> {
            let key = address_key(&Address::Task(task));
            let row = get(memo.as_ref(), &key, |row| MemoRow::decode(&key, row).ok())?.flatten();
            Ok(Salvaged::Begun(BegunMutation { task, receipt: row.map(|row| row.receipt) }))
        };
        let is_there = |table: Option<&Table>, key: &[u8]| {
            Ok::<_, Stopped>(get(table, key, |_| ())?.is_some())
        };
        self.each("mutations", mutations.as_ref(), |salvage, key, _| {
            let Ok(task) = whole_cid(key) else { return Ok(()) };
            salvage.tell(begun(task)?)
        })?;
        self.each("claims", claims.as_ref(), |salvage, key, _| {
            let Ok(task) = whole_cid(key) else { return Ok(()) };
            if is_there(mutations.as_ref(), key)? {
                return Ok(());
            }
            salvage.tell(begun(task)?)
        })?;
        // Where that cannot be read is told with the results.
        let Some(results) = &memo else { return Ok(()) };
        unreadable::each(results, &mut |key, row| {
            let (Ok(Address::Task(task)), Ok(MemoRow { claimed: true, .. })) =
                (address_of(key), MemoRow::decode(key, row))
            else {
                return Ok(());
            };
            let key = task.to_bytes();
            if is_there(mutations.as_ref(), &key)? || is_there(claims.as_ref(), &key)? {
                return Ok(());
            }
            self.tell(begun(task)?)
        })?;
        Ok(())
    }

    fn results(&mut self) -> Result<(), Stopped> {
        let memo = self.table(MEMO)?;
        self.each("memo", memo.as_ref(), |salvage, key, row| {
            let Ok(address) = address_of(key) else { return Ok(()) };
            let result = MemoRow::decode(key, row).ok();
            let result =
                result.map(|MemoRow { receipt, effect, .. }| Remembered { receipt, effect });
            salvage.tell(Salvaged::Result(MemoEntry { address, result }))
        })?;
        Ok(())
    }

    fn pins(&mut self) -> Result<(), Stopped> {
        let (pins, pinned) = (self.table(PINS)?, self.table(PINNED)?);
        self.each("pins", pins.as_ref(), |salvage, key, _| {
            let Ok(root) = whole_cid(key) else { return Ok(()) };
            salvage.tell(Salvaged::Pin(root))
        })?;
        self.each("pinned", pinned.as_ref(), |salvage, key, _| {
            let Ok(root) = whole_cid(key) else { return Ok(()) };
            if get(pins.as_ref(), key, |_| ())?.is_some() {
                return Ok(());
            }
            salvage.tell(Salvaged::Pin(root))
        })?;
        Ok(())
    }
}

/// Where the bytes of small blocks are.
struct BlockBytes {
    inline: Option<Cut<Table>>,
    packs: Option<OpenPack>,
}

impl BlockBytes {
    fn inline(&self, cid: Cid) -> Result<Option<Block>, Stopped> {
        let Some(inline) = &self.inline else { return Ok(None) };
        let bytes = if_readable(|| {
            let found = inline.get_owned(&cid.to_bytes())?;
            Ok(found.map(|found| found.to_shared()))
        })?;
        Ok(bytes.and_then(|bytes| Block::verify(cid, bytes).ok()))
    }

    fn packed(&mut self, cid: Cid, span: Span) -> Result<Option<Block>, Stopped> {
        let Some(packs) = &mut self.packs else { return Ok(None) };
        let bytes = if_readable(|| Ok(packs.of(span)?.map(Vec::from)))?;
        Ok(bytes.and_then(|bytes| Block::verify(cid, bytes).ok()))
    }
}

/// What is made of the row under a key, if there is one that can be read.
fn get<T>(
    table: Option<&Table>,
    key: &[u8],
    read: impl FnOnce(&[u8]) -> T,
) -> Result<Option<T>, Stopped> {
    let Some(table) = table else { return Ok(None) };
    Ok(if_readable(|| Ok(table.get(key)?.map(|row| read(row.value()))))?)
}

/// The owners of a block that can be read.
fn owners_of(owners: Option<&Table>, cid: Cid) -> Result<Vec<Did>, Stopped> {
    let Some(owners) = owners else { return Ok(Vec::new()) };
    let first = cid.to_bytes();
    // Behind every key that begins so; what is far behind may not be readable.
    let last = [first.as_slice(), &[u8::MAX; 32]].concat();
    let mut found = Vec::new();
    let bounds = (Bound::Excluded(first.as_slice()), Bound::Included(last.as_slice()));
    let Some(mut rows) = if_readable(|| Ok(Some(owners.range::<&[u8]>(bounds)?)))? else {
        return Ok(found);
    };
    while let Some(Some(owner)) = if_readable(|| {
        let row = rows.next().transpose()?;
        Ok(Some(row.map(|(key, row)| {
            let (key, row) = (key.value(), row.value());
            let owner = unseal(key, row).ok().filter(|_| owned(key) == Ok(cid))?;
            std::str::from_utf8(owner).ok()?.parse::<Did>().ok()
        })))
    })? {
        found.extend(owner);
    }
    Ok(found)
}

/// What is kept of a receipt, unless its row or its token is damaged.
fn receipt(cid: Cid, key: &[u8], row: &[u8]) -> Option<ReceiptRecord> {
    let row = ReceiptRow::read(key, row);
    let token = Block::verify(cid, row.token.ok()?.to_vec()).ok()?;
    row.facts.ok()?.record(token)
}
