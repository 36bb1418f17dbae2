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
    take::{Taken, Taker},
};
use crate::{
    archive::{BlockRow, Body, Counts, FormError, Kind, Page, ReceiptRow, unfinished},
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
        let taker = Taker { store, options };
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
                Body::Begun(rows) => self.take(&rows, |taker, row| taker.begun(row))?,
                Body::Results(rows) => self.take(&rows, |taker, row| taker.result(row))?,
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
        let taker = self.taker;
        let taken = parallel::each(waiting, |(_, row, token)| taker.receipt(row, token));
        for (taken, (offset, ..)) in taken.into_iter().zip(waiting) {
            match taken {
                Ok(Taken::Unverified) => self.imported.unverified += 1,
                Ok(_) => self.imported.receipts += 1,
                Err(ImportFault::Store(error)) => return Err(self.store_failed(error)),
                Err(fault) => return Err(ImportError { offset: *offset, fault }),
            }
        }
        Ok(())
    }

    fn take<T: Sync>(
        &mut self,
        rows: &[T],
        take: impl Fn(&Taker<'_>, &T) -> Result<Taken, StoreError> + Sync,
    ) -> Result<usize, ImportError> {
        let taker = self.taker;
        let is_begun = page_kind(&self.previous) == Kind::Begun;
        for taken in parallel::each(rows, |row| take(&taker, row)) {
            self.counter.step();
            match taken.map_err(|error| self.store_failed(error))? {
                Taken::New if is_begun => self.imported.settled += 1,
                Taken::New => self.imported.results += 1,
                Taken::Indeterminate => self.imported.indeterminate += 1,
                Taken::Stood => self.imported.stood += 1,
                Taken::Unanswered | Taken::Unverified => self.imported.unanswered += 1,
                Taken::Untrusted(executor) => self.imported.count_untrusted(&executor),
            }
        }
        Ok(rows.len())
    }

    fn pins(&mut self, rows: &[Cid]) -> Result<usize, ImportError> {
        let store = self.taker.store;
        for pinned in parallel::each(rows, |root| store.pin(root)) {
            pinned.map_err(|error| self.store_failed(error))?;
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
