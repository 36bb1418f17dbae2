//! A whole store as one stream (ruling O80).

use std::io::{self, Seek, Write};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::store::{Blocks, Inventory, StoreError, Visibility};
use ucan_core::Envelope;
use ucan_invocation::Invocation;
use varsig::{Block, car::CarStreamWriter, dag_cbor::EncodeError};

use crate::{
    archive::{
        BegunRow, BlockRow, Counts, Kind, MOST_ROWS, Page, ReceiptRow, ResultRow, unfinished,
    },
    pages,
    progress::{Counter, Progress, Stage},
};

/// What goes into an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Whether receipts of secret tasks go into it too. What they link to is content like
    /// any other, and goes into it anyway: secrets that are to stay are kept in a store
    /// apart.
    pub secrets: bool,
}

impl ExportOptions {
    /// With the receipts of secret tasks.
    #[must_use]
    pub const fn with_secrets(mut self) -> Self {
        self.secrets = true;
        self
    }
}

/// What an export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// The root, which stands for all of it; `None` until it is written.
    pub root: Option<Cid>,
    /// How many blocks it holds.
    pub blocks: u64,
    /// How many bytes blocks and receipts have.
    pub bytes: u64,
    /// How many receipts.
    pub receipts: u64,
    /// How many mutations that were begun.
    pub begun: u64,
    /// How many remembered results.
    pub results: u64,
    /// How many pins.
    pub pins: u64,
    /// How many secret receipts were left out; results that name one were too.
    pub secret: u64,
    /// Blocks and receipts that are damaged, or that are kept as receipts and are none.
    /// They were left out, and so were results that name one.
    pub damaged: Vec<Cid>,
    /// Remembered results that are damaged, or whose receipts are not in the export.
    pub without_receipt: u64,
}

/// Why an export was not written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stream could not be written.
    #[error("the export could not be written: {kind}")]
    Write {
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// Something in the store has no form in DAG-CBOR.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write { kind: error.kind() }
    }
}

/// Writes everything that a store holds: blocks with who may read them, receipts with what
/// finds them, mutations that were begun, remembered results, pins. Values by name are not
/// among it.
///
/// The root is known at the end, so that the sink has to seek; until then the header names
/// none, and what is not finished is seen to be. Memory does not grow with the store. What
/// is written meanwhile may be left out.
///
/// # Errors
///
/// [`ExportError::Store`] if the store fails, [`ExportError::Write`] if the sink does.
/// Damaged entries are left out and told.
pub fn export<W: Write + Seek>(
    store: &dyn Inventory,
    options: &ExportOptions,
    sink: W,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Exported, W), ExportError> {
    let writer = CarStreamWriter::new(sink, &[unfinished()])?;
    let counter = Counter::new(Stage::Exporting, progress);
    let exported = Exported::default();
    let counts = Counts::default();
    let mut export =
        Export { store, options: *options, writer, previous: None, counts, exported, counter };
    export.blocks()?;
    export.receipts()?;
    export.begun()?;
    export.results()?;
    export.pins()?;
    export.finish()
}

struct Export<'a, W> {
    store: &'a dyn Inventory,
    options: ExportOptions,
    writer: CarStreamWriter<W>,
    previous: Option<Cid>,
    counts: Counts,
    exported: Exported,
    counter: Counter<'a>,
}

/// How many bytes of receipts are held at the most while a page is filled.
const PAGE_BYTES: usize = 4 << 20;

impl<W: Write + Seek> Export<'_, W> {
    fn page(&mut self, kind: Kind, rows: Vec<Ipld>) -> Result<(), ExportError> {
        if rows.is_empty() {
            return Ok(());
        }
        if let Some(count) = self.counts.of(kind) {
            *count += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        }
        let page = Page::of_rows(kind, self.previous, rows)?;
        self.writer.put(&page)?;
        self.previous = Some(*page.cid());
        Ok(())
    }

    fn put(&mut self, block: &Block) -> Result<(), ExportError> {
        self.writer.put(block)?;
        let length = u64::try_from(block.bytes().len()).unwrap_or(u64::MAX);
        self.exported.bytes = self.exported.bytes.saturating_add(length);
        Ok(())
    }

    fn blocks(&mut self) -> Result<(), ExportError> {
        let store = self.store;
        pages::blocks(store, |entries| {
            // A page says what follows it: what cannot be read is known before.
            let mut held = Held::default();
            for entry in entries {
                self.counter.step();
                let Some(kept) = entry.kept else {
                    self.exported.damaged.push(entry.cid);
                    continue;
                };
                let Some(block) = self.read(&entry.cid, Blocks::get(store, &entry.cid))? else {
                    continue;
                };
                self.exported.blocks += 1;
                let is_public = kept.visibility == Visibility::Public;
                let row = BlockRow { cid: entry.cid, is_public, owners: entry.owners };
                if held.add(row.write(), block) {
                    self.flush(Kind::Blocks, &mut held)?;
                }
            }
            self.flush(Kind::Blocks, &mut held)
        })
    }

    fn receipts(&mut self) -> Result<(), ExportError> {
        let store = self.store;
        let mut held = Held::default();
        pages::receipts(store, |cids| {
            for cid in cids {
                self.counter.step();
                let Some(record) = self.read(&cid, store.record(&cid))? else { continue };
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
                let (inputs, outputs) = (record.inputs, record.outputs);
                let row = ReceiptRow { cid, inputs, outputs, about: record.about };
                if held.add(row.write(), record.block) {
                    self.flush(Kind::Receipts, &mut held)?;
                }
            }
            Ok::<_, ExportError>(())
        })?;
        self.flush(Kind::Receipts, &mut held)
    }

    fn flush(&mut self, kind: Kind, held: &mut Held) -> Result<(), ExportError> {
        let Held { rows, blocks, .. } = std::mem::take(held);
        self.page(kind, rows)?;
        blocks.iter().try_for_each(|block| self.put(block))
    }

    fn begun(&mut self) -> Result<(), ExportError> {
        let store = self.store;
        pages::begun(store, |entries| {
            let mut rows = Vec::new();
            for entry in entries {
                self.counter.step();
                let receipt = match entry.receipt {
                    Some(receipt) if self.is_exported(&receipt)? => Some(receipt),
                    _ => None,
                };
                self.exported.begun += 1;
                rows.push(BegunRow { task: entry.task, receipt }.write());
            }
            self.page(Kind::Begun, rows)
        })
    }

    fn results(&mut self) -> Result<(), ExportError> {
        let store = self.store;
        // Fuller pages are fewer writes for whoever takes them in.
        let mut rows = Vec::new();
        pages::results(store, |entries| {
            for entry in entries {
                self.counter.step();
                let result = match entry.result {
                    Some(result) if self.is_exported(&result.receipt)? => result,
                    _ => {
                        self.exported.without_receipt += 1;
                        continue;
                    }
                };
                self.exported.results += 1;
                let (receipt, effect) = (result.receipt, result.effect);
                rows.push(ResultRow { address: entry.address, receipt, effect }.write());
                if rows.len() >= MOST_ROWS {
                    self.page(Kind::Results, std::mem::take(&mut rows))?;
                }
            }
            Ok::<_, ExportError>(())
        })?;
        self.page(Kind::Results, rows)
    }

    fn pins(&mut self) -> Result<(), ExportError> {
        let store = self.store;
        pages::pins(store, |pins| {
            let rows: Vec<Ipld> = pins.into_iter().map(Ipld::Link).collect();
            self.exported.pins += u64::try_from(rows.len()).unwrap_or(u64::MAX);
            self.page(Kind::Pins, rows)
        })
    }

    fn finish(mut self) -> Result<(Exported, W), ExportError> {
        let end = Page::of_end(self.previous, &self.counts)?;
        self.writer.put(&end)?;
        let sink = self.writer.finish_with_roots(&[*end.cid()])?;
        self.exported.root = Some(*end.cid());
        Ok((self.exported, sink))
    }

    /// What was read; what is damaged is told, and what has gone meanwhile passed over.
    fn read<T>(
        &mut self,
        cid: &Cid,
        read: Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, ExportError> {
        match read {
            Ok(found) => Ok(found),
            Err(StoreError::Damaged { .. }) => {
                self.exported.damaged.push(*cid);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a receipt is one that goes into the export.
    fn is_exported(&self, receipt: &Cid) -> Result<bool, StoreError> {
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
    rows: Vec<Ipld>,
    blocks: Vec<Block>,
    bytes: usize,
}

impl Held {
    /// Says whether it is enough.
    fn add(&mut self, row: Ipld, block: Block) -> bool {
        self.bytes = self.bytes.saturating_add(block.bytes().len());
        self.rows.push(row);
        self.blocks.push(block);
        self.bytes >= PAGE_BYTES || self.rows.len() >= MOST_ROWS
    }
}

/// Whether a receipt says that it is secret; `None` if it is no token of an invocation.
fn is_secret(token: &Block) -> Option<bool> {
    let envelope = Envelope::<Invocation>::decode_block(token.clone()).ok()?;
    let meta = envelope.unverified_payload().meta();
    Some(meta.is_some_and(|meta| meta.contains_key("ipvm/secret")))
}
