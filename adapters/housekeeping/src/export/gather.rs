//! Reading what goes into an export, ahead of who writes it.

use std::sync::mpsc::SyncSender;

use cid::Cid;
use ipvm_runtime::store::{Inventory, StoreError, Visibility};
use ucan_core::Envelope;
use ucan_invocation::Invocation;
use varsig::{Block, dag_cbor::EncodeError};

use super::{ExportOptions, Exported};
use crate::{
    archive::{BegunRow, BlockRow, Kind, MOST_ROWS, ReceiptRow, ResultRow, Row, Rows},
    fingerprint::Fingerprints,
    pages,
};

/// How many bytes of blocks or receipts are held at the most while a page is filled, but for
/// the last one.
const PAGE_BYTES: usize = 4 << 20;

/// A page and what is to follow it.
pub(super) struct Gathered {
    pub(super) kind: Kind,
    pub(super) rows: Rows,
    pub(super) blocks: Vec<Block>,
    /// How many entries of the store it took.
    pub(super) looked_at: u64,
}

/// Why nothing more is read.
pub(super) enum Stopped {
    Store(StoreError),
    Encode(EncodeError),
    /// Who writes has ended.
    Unread,
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<EncodeError> for Stopped {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

pub(super) struct Gather<'a> {
    store: &'a dyn Inventory,
    options: &'a ExportOptions,
    send: SyncSender<Gathered>,
    exported: Exported,
    /// Receipts that went into it, as many as are remembered.
    receipts: Fingerprints<()>,
    looked_at: u64,
}

impl<'a> Gather<'a> {
    pub(super) fn new(
        store: &'a dyn Inventory,
        options: &'a ExportOptions,
        send: SyncSender<Gathered>,
    ) -> Self {
        let (exported, receipts) = Default::default();
        Self { store, options, send, exported, receipts, looked_at: 0 }
    }

    pub(super) fn run(mut self) -> Result<Exported, Stopped> {
        self.blocks()?;
        self.receipts()?;
        self.begun()?;
        self.results()?;
        self.pins()?;
        Ok(self.exported)
    }

    fn flush(&mut self, kind: Kind, held: &mut Held) -> Result<(), Stopped> {
        let Held { rows, blocks, .. } = std::mem::take(held);
        let looked_at = std::mem::take(&mut self.looked_at);
        let gathered = Gathered { kind, rows, blocks, looked_at };
        self.send.send(gathered).map_err(|_| Stopped::Unread)
    }

    fn blocks(&mut self) -> Result<(), Stopped> {
        let store = self.store;
        // A page says what follows it: what cannot be read is known before.
        let mut held = Held::default();
        pages::contents(store, |entries| {
            for (entry, block) in entries {
                self.looked_at += 1;
                let Some(kept) = entry.kept else {
                    self.exported.damaged.push(entry.cid);
                    continue;
                };
                // It may have gone meanwhile.
                let Some(block) = block else { continue };
                self.exported.blocks += 1;
                let is_public = kept.visibility == Visibility::Public;
                let row = BlockRow { cid: entry.cid, is_public, owners: entry.owners };
                if held.add_with(&row, block)? {
                    self.flush(Kind::Blocks, &mut held)?;
                }
            }
            Ok::<_, Stopped>(())
        })?;
        self.flush(Kind::Blocks, &mut held)
    }

    fn receipts(&mut self) -> Result<(), Stopped> {
        let store = self.store;
        let mut held = Held::default();
        pages::records(store, |records| {
            for (cid, record) in records {
                self.looked_at += 1;
                // What is not whole is looked at once more, for what is wrong with it.
                let record = record.map_or_else(|| store.record(&cid), |record| Ok(Some(record)));
                let record = match record {
                    Ok(Some(record)) => record,
                    // It has gone meanwhile.
                    Ok(None) => continue,
                    Err(StoreError::Damaged { .. }) => {
                        self.exported.damaged.push(cid);
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                };
                match is_secret(&record.block) {
                    None => {
                        self.exported.damaged.push(cid);
                        continue;
                    }
                    Some(true) if !self.options.secrets => {
                        self.exported.secret += 1;
                        continue;
                    }
                    Some(_) => {}
                }
                self.exported.receipts += 1;
                self.receipts.insert(&cid.to_bytes(), ());
                let (inputs, outputs) = (record.inputs, record.outputs);
                let row = ReceiptRow { cid, inputs, outputs, about: record.about };
                if held.add_with(&row, record.block)? {
                    self.flush(Kind::Receipts, &mut held)?;
                }
            }
            Ok::<_, Stopped>(())
        })?;
        self.flush(Kind::Receipts, &mut held)
    }

    fn begun(&mut self) -> Result<(), Stopped> {
        let store = self.store;
        let mut held = Held::default();
        pages::begun(store, |entries| {
            for entry in entries {
                self.looked_at += 1;
                let receipt = match entry.receipt {
                    Some(receipt) if self.is_exported(&receipt)? => Some(receipt),
                    _ => None,
                };
                self.exported.begun += 1;
                if held.add(&BegunRow { task: entry.task, receipt })? {
                    self.flush(Kind::Begun, &mut held)?;
                }
            }
            Ok::<_, Stopped>(())
        })?;
        self.flush(Kind::Begun, &mut held)
    }

    fn results(&mut self) -> Result<(), Stopped> {
        let store = self.store;
        let mut held = Held::default();
        pages::results(store, |entries| {
            for entry in entries {
                self.looked_at += 1;
                let result = match entry.result {
                    Some(result) if self.is_exported(&result.receipt)? => result,
                    _ => {
                        self.exported.without_receipt += 1;
                        continue;
                    }
                };
                self.exported.results += 1;
                let (receipt, effect) = (result.receipt, result.effect);
                let row = ResultRow { address: entry.address, receipt, effect };
                if held.add(&row)? {
                    self.flush(Kind::Results, &mut held)?;
                }
            }
            Ok::<_, Stopped>(())
        })?;
        self.flush(Kind::Results, &mut held)
    }

    fn pins(&mut self) -> Result<(), Stopped> {
        let store = self.store;
        let mut held = Held::default();
        pages::pins(store, |pins| {
            for pin in pins {
                self.exported.pins += 1;
                if held.add(&pin)? {
                    self.flush(Kind::Pins, &mut held)?;
                }
            }
            Ok::<_, Stopped>(())
        })?;
        self.flush(Kind::Pins, &mut held)
    }

    /// Whether a receipt is one that goes into the export.
    fn is_exported(&self, receipt: &Cid) -> Result<bool, StoreError> {
        if self.receipts.get(&receipt.to_bytes()).is_some() {
            return Ok(true);
        }
        let record = match self.store.record(receipt) {
            Ok(record) => record,
            Err(StoreError::Damaged { .. }) => None,
            Err(error) => return Err(error),
        };
        let is_secret = record.and_then(|record| is_secret(&record.block));
        Ok(is_secret.is_some_and(|is_secret| !is_secret || self.options.secrets))
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
    fn add(&mut self, row: &impl Row) -> Result<bool, EncodeError> {
        self.rows.push(row)?;
        Ok(self.rows.count() >= MOST_ROWS)
    }

    /// Says whether it is enough.
    fn add_with(&mut self, row: &impl Row, block: Block) -> Result<bool, EncodeError> {
        self.bytes = self.bytes.saturating_add(block.bytes().len());
        self.blocks.push(block);
        Ok(self.add(row)? || self.bytes >= PAGE_BYTES)
    }
}

/// Whether a receipt says that it is secret; `None` if it is no token of an invocation.
fn is_secret(token: &Block) -> Option<bool> {
    let envelope = Envelope::<Invocation>::decode_block(token.clone()).ok()?;
    let meta = envelope.unverified_payload().meta();
    Some(meta.is_some_and(|meta| meta.contains_key("ipvm/secret")))
}
