//! One import.

use std::io::Read;

use cid::Cid;
use ipvm_runtime::store::{Inventory, StoreError};
use varsig::{
    Block,
    car::{CarStreamError, CarStreamReader, Section},
};

use super::{
    ImportError, ImportFault, ImportOptions, Imported,
    batch::Batch,
    parallel,
    take::{Taken, Taker, Told},
};
use crate::{
    archive::{
        BegunRow, BlockRow, Body, Counts, FormError, Kind, Page, ReceiptRow, ResultRow, unfinished,
    },
    progress::Counter,
};

pub(super) struct Session<'a, R> {
    taker: Taker<'a>,
    source: CarStreamReader<R>,
    root: Cid,
    /// The last page, and of which kind it was.
    previous: Option<(Cid, Kind)>,
    counts: Counts,
    imported: Imported,
    counter: Counter<'a>,
}

/// How many bytes of receipts wait at the most to be verified together.
const MOST_BYTES: usize = 16 << 20;

impl<'a, R: Read> Session<'a, R> {
    pub(super) fn begin(
        store: &'a dyn Inventory,
        options: &'a ImportOptions<'_>,
        source: R,
        counter: Counter<'a>,
    ) -> Result<Self, ImportError> {
        let source = CarStreamReader::new(source, &options.limits).map_err(car)?;
        let form = |error| ImportError { offset: 0, fault: ImportFault::Form(error) };
        let [root] = *source.roots() else {
            return Err(form(FormError::Roots { found: source.roots().len() }));
        };
        if root == unfinished() {
            return Err(form(FormError::Unfinished));
        }
        let taker = Taker::new(store, options);
        let (counts, imported) = Default::default();
        Ok(Self { taker, source, root, previous: None, counts, imported, counter })
    }

    pub(super) fn run(mut self) -> Result<Imported, ImportError> {
        while let Some(section) = self.section()? {
            let page = Page::read(&section.block).map_err(|error| form(&section, error))?;
            self.follows(&section, &page)?;
            let rows = match page.body {
                Body::Blocks(rows) => self.blocks(rows)?,
                Body::Receipts(rows) => self.receipts(rows)?,
                Body::Begun(rows) => self.begun(&rows)?,
                Body::Results(rows) => self.results(&rows)?,
                Body::Pins(rows) => self.pins(&rows)?,
                Body::End(counts) => return self.end(&section, &counts),
            };
            if let Some(count) = self.counts.of(page_kind(&self.previous)) {
                *count += length(rows);
            }
        }
        Err(self.failed(ImportFault::Form(FormError::NoEnd)))
    }

    fn section(&mut self) -> Result<Option<Section>, ImportError> {
        self.source.next().transpose().map_err(car)
    }

    /// Whether a page comes where it may.
    fn follows(&mut self, section: &Section, page: &Page) -> Result<(), ImportError> {
        let kind = page.body.kind();
        let expected = self.previous.map(|(previous, _)| previous);
        if page.previous != expected {
            let found = page.previous;
            return Err(form(section, FormError::Previous { expected, found }));
        }
        if let Some((_, after)) = self.previous
            && kind < after
        {
            let (after, found) = (after.name(), kind.name());
            return Err(form(section, FormError::Order { after, found }));
        }
        self.previous = Some((*section.block.cid(), kind));
        Ok(())
    }

    /// The block of a row, which stands next.
    fn block_of(&mut self, expected: &Cid) -> Result<(usize, Block), ImportError> {
        let Some(section) = self.section()? else {
            return Err(self.failed(ImportFault::Form(FormError::NoEnd)));
        };
        if section.block.cid() != expected {
            let (expected, found) = (*expected, *section.block.cid());
            return Err(form(&section, FormError::Block { expected, found }));
        }
        self.counter.step();
        let bytes = &mut self.imported.bytes;
        *bytes = bytes.saturating_add(length(section.block.bytes().len()));
        Ok((section.offset, section.block))
    }

    fn blocks(&mut self, rows: Vec<BlockRow>) -> Result<usize, ImportError> {
        let mut batch = Batch::default();
        let count = rows.len();
        for row in rows {
            let (_, block) = self.block_of(&row.cid)?;
            batch.add(&row, block);
            if batch.is_full() {
                batch.put(self.taker.store).map_err(|error| self.store_failed(error))?;
            }
        }
        batch.put(self.taker.store).map_err(|error| self.store_failed(error))?;
        self.imported.blocks += length(count);
        Ok(count)
    }

    fn receipts(&mut self, rows: Vec<ReceiptRow>) -> Result<usize, ImportError> {
        let count = rows.len();
        let (mut waiting, mut bytes) = (Vec::new(), 0_usize);
        for row in rows {
            let (offset, token) = self.block_of(&row.cid)?;
            bytes = bytes.saturating_add(token.bytes().len());
            waiting.push((offset, row, token));
            if bytes >= MOST_BYTES {
                self.receive(&std::mem::take(&mut waiting))?;
                bytes = 0;
            }
        }
        self.receive(&waiting)?;
        Ok(count)
    }

    fn receive(&mut self, waiting: &[(usize, ReceiptRow, Block)]) -> Result<(), ImportError> {
        let taker = &self.taker;
        let mut records = Vec::with_capacity(waiting.len());
        let mut fault = None;
        let judged = parallel::each(waiting, |(_, row, token)| taker.receipt(row, token));
        for (judged, (offset, ..)) in judged.into_iter().zip(waiting) {
            match judged {
                Ok(None) => self.imported.unverified += 1,
                Ok(Some(record)) => records.push(record),
                Err(other) => {
                    fault = Some((*offset, other));
                    break;
                }
            }
        }
        // What is sound before the first fault is kept.
        let store = self.taker.store;
        store.put_records(&records).map_err(|error| self.store_failed(error))?;
        self.imported.receipts += length(records.len());
        match fault {
            None => Ok(()),
            Some((_, ImportFault::Store(error))) => Err(self.store_failed(error)),
            Some((offset, fault)) => Err(ImportError { offset, fault }),
        }
    }

    fn begun(&mut self, rows: &[BegunRow]) -> Result<usize, ImportError> {
        for row in rows {
            self.counter.step();
            match self.taker.begun(row).map_err(|error| self.store_failed(error))? {
                Taken::New => self.imported.settled += 1,
                other => self.count(&other),
            }
        }
        Ok(rows.len())
    }

    fn results(&mut self, rows: &[ResultRow]) -> Result<usize, ImportError> {
        let taker = &self.taker;
        let told = parallel::each(rows, |row| taker.result(row));
        let mut results = Vec::with_capacity(rows.len());
        for told in told {
            self.counter.step();
            match told.map_err(|error| self.store_failed(error))? {
                Told::Remember(address, receipt) => results.push((address, receipt)),
                Told::Taken(Taken::New) => self.imported.results += 1,
                Told::Taken(other) => self.count(&other),
            }
        }
        let store = self.taker.store;
        let remembered = store.remember_all(&results);
        self.imported.results +=
            length(remembered.map_err(|error| self.store_failed(error))?.len());
        Ok(rows.len())
    }

    fn count(&mut self, taken: &Taken) {
        match taken {
            Taken::New => {}
            Taken::Indeterminate => self.imported.indeterminate += 1,
            Taken::Stood => self.imported.stood += 1,
            Taken::Unanswered => self.imported.unanswered += 1,
            Taken::Untrusted(executor) => self.imported.count_untrusted(executor),
        }
    }

    fn pins(&mut self, rows: &[Cid]) -> Result<usize, ImportError> {
        let store = self.taker.store;
        for root in rows {
            store.pin(root).map_err(|error| self.store_failed(error))?;
            self.imported.pins += 1;
        }
        Ok(rows.len())
    }

    fn end(mut self, section: &Section, counts: &Counts) -> Result<Imported, ImportError> {
        counts.check(&self.counts).map_err(|error| form(section, error))?;
        let (expected, found) = (self.root, *section.block.cid());
        if expected != found {
            return Err(form(section, FormError::Root { expected, found }));
        }
        match self.section()? {
            Some(section) => Err(form(&section, FormError::AfterTheEnd)),
            None => Ok(self.imported),
        }
    }

    fn failed(&self, fault: ImportFault) -> ImportError {
        ImportError { offset: self.source.offset(), fault }
    }

    fn store_failed(&self, error: StoreError) -> ImportError {
        self.failed(ImportFault::Store(error))
    }
}

fn page_kind(previous: &Option<(Cid, Kind)>) -> Kind {
    previous.map_or(Kind::End, |(_, kind)| kind)
}

fn form(section: &Section, error: FormError) -> ImportError {
    ImportError { offset: section.offset, fault: ImportFault::Form(error) }
}

fn car(error: CarStreamError) -> ImportError {
    match error {
        CarStreamError::Car(error) => {
            ImportError { offset: error.offset, fault: ImportFault::Car(error.kind) }
        }
        CarStreamError::Read { offset, kind } => {
            ImportError { offset, fault: ImportFault::Read { kind } }
        }
    }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
