//! Writing down what was read of a store.

use std::{
    collections::BTreeSet,
    io::{Seek, Write},
};

use cid::Cid;
use ipvm_runtime::store::{
    BegunMutation, BlockEntry, Inventory, MemoEntry, ReceiptRecord, Salvaged, StoreError,
    Visibility,
};
use ucan_core::Envelope;
use ucan_invocation::Invocation;
use varsig::{Block, car::CarStreamWriter, dag_cbor::EncodeError};

use super::{ExportError, ExportOptions, Exported, reader::Entries};
use crate::{
    archive::{
        BegunRow, BlockRow, Counts, Kind, MOST_ROWS, Page, ReceiptRow, ResultRow, Row, Rows,
    },
    fingerprint::{Fingerprint, Fingerprints},
    progress::Counter,
};

/// How many bytes of blocks or receipts are held at the most while a page is filled, but for
/// the last one.
const PAGE_BYTES: usize = 4 << 20;

pub(super) struct Writer<'a, W> {
    store: &'a dyn Inventory,
    options: &'a ExportOptions,
    archive: CarStreamWriter<W>,
    counter: Counter<'a>,
    previous: Option<Cid>,
    counts: Counts,
    /// What the next page is of, and what it is to hold.
    kind: Kind,
    held: Held,
    exported: Exported,
    has_left_out: bool,
    /// Receipts that went into it, as many as are remembered.
    receipts: Fingerprints<()>,
}

impl<'a, W: Write + Seek> Writer<'a, W> {
    pub(super) fn new(
        store: &'a dyn Inventory,
        options: &'a ExportOptions,
        archive: CarStreamWriter<W>,
        counter: Counter<'a>,
    ) -> Self {
        let (previous, kind) = (None, Kind::Blocks);
        let (counts, held, exported, has_left_out, receipts) = Default::default();
        Self {
            store,
            options,
            archive,
            counter,
            previous,
            counts,
            kind,
            held,
            exported,
            has_left_out,
            receipts,
        }
    }

    pub(super) fn write(&mut self, entries: Entries) -> Result<(), ExportError> {
        match entries {
            Entries::Blocks(entries) => {
                self.begin(Kind::Blocks)?;
                entries.into_iter().try_for_each(|(entry, block)| self.block(entry, block))
            }
            Entries::Receipts(records) => {
                self.begin(Kind::Receipts)?;
                records.into_iter().try_for_each(|(cid, record)| self.receipt(cid, record))
            }
            Entries::LeftOut(records) => {
                self.begin(Kind::Receipts)?;
                records.into_iter().try_for_each(|(cid, record)| self.left_out(cid, record))
            }
            Entries::Begun(entries) => {
                self.begin(Kind::Begun)?;
                entries.into_iter().try_for_each(|entry| self.begun(entry))
            }
            Entries::Results(entries) => {
                self.begin(Kind::Results)?;
                entries.into_iter().try_for_each(|entry| self.result(entry))
            }
            Entries::Pins(pins) => {
                self.begin(Kind::Pins)?;
                pins.into_iter().try_for_each(|pin| self.pin(pin))
            }
            Entries::Salvaged(entries) => {
                entries.into_iter().try_for_each(|entry| self.salvaged(entry))
            }
        }
    }

    fn salvaged(&mut self, entry: Salvaged) -> Result<(), ExportError> {
        match entry {
            Salvaged::Block(entry, block) => {
                self.begin(Kind::Blocks)?;
                self.block(entry, block)
            }
            Salvaged::Receipt(cid, record) => {
                self.begin(Kind::Receipts)?;
                self.salvaged_receipt(cid, record.map(|record| *record))
            }
            Salvaged::Begun(entry) => {
                self.begin(Kind::Begun)?;
                self.begun(entry)
            }
            Salvaged::Result(entry) => {
                self.begin(Kind::Results)?;
                self.result(entry)
            }
            Salvaged::Pin(pin) => {
                self.begin(Kind::Pins)?;
                self.pin(pin)
            }
            Salvaged::Unreadable(damage) => {
                self.exported.unreadable.push(damage);
                Ok(())
            }
        }
    }

    /// What comes is of this kind.
    fn begin(&mut self, kind: Kind) -> Result<(), ExportError> {
        if kind != self.kind {
            self.flush()?;
            self.kind = kind;
        }
        Ok(())
    }

    fn block(&mut self, entry: BlockEntry, block: Option<Block>) -> Result<(), ExportError> {
        self.counter.step();
        let Some(kept) = entry.kept else {
            self.exported.damaged.push(entry.cid);
            return Ok(());
        };
        // It may have gone meanwhile.
        let Some(block) = block else { return Ok(()) };
        self.exported.blocks += 1;
        let is_public = kept.visibility == Visibility::Public;
        let row = BlockRow { cid: entry.cid, is_public, owners: entry.owners };
        self.add(&row, Some(block))
    }

    fn receipt(&mut self, cid: Cid, record: Option<ReceiptRecord>) -> Result<(), ExportError> {
        self.counter.step();
        match self.whole(cid, record)? {
            Some((_, said)) if said.is_secret && !self.options.secrets => self.exported.secret += 1,
            // They are among the blocks, and come before it.
            Some((_, said)) if said.has_proofs => self.has_left_out = true,
            Some((record, _)) => self.add_receipt(record)?,
            None => {}
        }
        Ok(())
    }

    /// A receipt for the second time: it is written down if it was left out for its proofs.
    fn left_out(&mut self, cid: Cid, record: Option<ReceiptRecord>) -> Result<(), ExportError> {
        match self.whole(cid, record)? {
            Some((_, said)) if said.is_secret && !self.options.secrets => Ok(()),
            Some((record, said)) if said.has_proofs => self.add_receipt(record),
            _ => Ok(()),
        }
    }

    /// A receipt that comes after all blocks, its proofs among them.
    fn salvaged_receipt(
        &mut self,
        cid: Cid,
        record: Option<ReceiptRecord>,
    ) -> Result<(), ExportError> {
        self.counter.step();
        match record.and_then(|record| Said::by(&record.block).map(|said| (record, said))) {
            Some((_, said)) if said.is_secret && !self.options.secrets => self.exported.secret += 1,
            Some((record, _)) => self.add_receipt(record)?,
            None => self.exported.damaged.push(cid),
        }
        Ok(())
    }

    /// A receipt and what it says of itself, unless it is damaged or gone.
    fn whole(
        &mut self,
        cid: Cid,
        record: Option<ReceiptRecord>,
    ) -> Result<Option<(ReceiptRecord, Said)>, ExportError> {
        // What is not whole is looked at once more, for what is wrong with it.
        let record = match record.map_or_else(|| self.store.record(&cid), |it| Ok(Some(it))) {
            Ok(Some(record)) => Some(record),
            // It has gone meanwhile.
            Ok(None) => return Ok(None),
            Err(StoreError::Damaged { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let found = record.and_then(|record| Said::by(&record.block).map(|said| (record, said)));
        if found.is_none() {
            self.exported.damaged.push(cid);
        }
        Ok(found)
    }

    fn add_receipt(&mut self, record: ReceiptRecord) -> Result<(), ExportError> {
        let cid = *record.block.cid();
        self.exported.receipts += 1;
        self.receipts.insert(Fingerprint::of(&cid.to_bytes()), ());
        let (inputs, outputs) = (record.inputs, record.outputs);
        let row = ReceiptRow { cid, inputs, outputs, about: record.about };
        self.add(&row, Some(record.block))
    }

    fn begun(&mut self, entry: BegunMutation) -> Result<(), ExportError> {
        self.counter.step();
        let receipt = match entry.receipt {
            Some(receipt) if self.is_exported(&receipt)? => Some(receipt),
            _ => None,
        };
        self.exported.begun += 1;
        self.add(&BegunRow { task: entry.task, receipt }, None)
    }

    fn result(&mut self, entry: MemoEntry) -> Result<(), ExportError> {
        self.counter.step();
        let result = match entry.result {
            Some(result) if self.is_exported(&result.receipt)? => result,
            _ => {
                self.exported.without_receipt += 1;
                return Ok(());
            }
        };
        self.exported.results += 1;
        let (receipt, effect) = (result.receipt, result.effect);
        self.add(&ResultRow { address: entry.address, receipt, effect }, None)
    }

    fn pin(&mut self, pin: Cid) -> Result<(), ExportError> {
        self.exported.pins += 1;
        self.add(&pin, None)
    }

    /// Whether there are receipts that are to come after all blocks.
    pub(super) const fn has_left_out(&self) -> bool {
        self.has_left_out
    }

    /// Whether a receipt is one that goes into the export.
    fn is_exported(&self, receipt: &Cid) -> Result<bool, StoreError> {
        if self.receipts.get(Fingerprint::of(&receipt.to_bytes())).is_some() {
            return Ok(true);
        }
        let record = match self.store.record(receipt) {
            Ok(record) => record,
            Err(StoreError::Damaged { .. }) => None,
            Err(StoreError::Corrupted { .. }) if self.options.salvage => None,
            Err(error) => return Err(error),
        };
        let said = record.and_then(|record| Said::by(&record.block));
        Ok(said.is_some_and(|said| !said.is_secret || self.options.secrets))
    }

    /// Adds a row to the page, with the block that is to follow it.
    fn add(&mut self, row: &impl Row, block: Option<Block>) -> Result<(), ExportError> {
        if self.held.add(row, block)? { self.flush() } else { Ok(()) }
    }

    /// A page says what follows it, so that it is written when all of that is known.
    fn flush(&mut self) -> Result<(), ExportError> {
        let Held { rows, blocks, .. } = std::mem::take(&mut self.held);
        if rows.count() == 0 {
            return Ok(());
        }
        if let Some(count) = self.counts.of(self.kind) {
            *count += u64::try_from(rows.count()).unwrap_or(u64::MAX);
        }
        let page = Page::of_rows(self.kind, self.previous, rows)?;
        self.archive.put(&page)?;
        self.previous = Some(*page.cid());
        for block in &blocks {
            self.archive.put(block)?;
            let length = u64::try_from(block.bytes().len()).unwrap_or(u64::MAX);
            self.exported.bytes = self.exported.bytes.saturating_add(length);
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(Exported, W), ExportError> {
        self.flush()?;
        let end = Page::of_end(self.previous, &self.counts)?;
        let mut archive = self.archive;
        archive.put(&end)?;
        let sink = archive.finish_with_roots(&[*end.cid()])?;
        self.exported.root = Some(*end.cid());
        if self.has_left_out {
            // What was read twice was told twice.
            let mut told = BTreeSet::new();
            self.exported.damaged.retain(|cid| told.insert(*cid));
        }
        Ok((self.exported, sink))
    }
}

/// Rows, and the blocks that are to follow them.
#[derive(Default)]
struct Held {
    rows: Rows,
    blocks: Vec<Block>,
    bytes: usize,
}

impl Held {
    /// Says whether it is enough.
    fn add(&mut self, row: &impl Row, block: Option<Block>) -> Result<bool, EncodeError> {
        self.rows.push(row)?;
        if let Some(block) = block {
            self.bytes = self.bytes.saturating_add(block.bytes().len());
            self.blocks.push(block);
        }
        Ok(self.rows.count() >= MOST_ROWS || self.bytes >= PAGE_BYTES)
    }
}

/// What a receipt says of itself.
struct Said {
    is_secret: bool,
    has_proofs: bool,
}

impl Said {
    /// Nothing, if it is no token of an invocation.
    fn by(token: &Block) -> Option<Self> {
        let envelope = Envelope::<Invocation>::decode_block(token.clone()).ok()?;
        let payload = envelope.unverified_payload();
        let is_secret = payload.meta().is_some_and(|meta| meta.contains_key("ipvm/secret"));
        Some(Self { is_secret, has_proofs: !payload.proofs().is_empty() })
    }
}
