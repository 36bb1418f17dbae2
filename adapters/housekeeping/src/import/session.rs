//! One import.

use std::{io::Read, thread};

use cid::Cid;
use varsig::{
    Block,
    car::{CarStreamError, CarStreamReader, Section},
};

use super::{
    ImportError, ImportFault, ImportOptions, Imported,
    batch::Batch,
    line::Line,
    take::Taker,
    work::{Part, ReceiptAt, Work},
};
use crate::{
    archive::{BlockRow, Body, Counts, FormError, Kind, Page, ReceiptRow, unfinished},
    progress::Counter,
};

/// The reading of an archive.
pub(super) struct Session<'a, R> {
    source: CarStreamReader<R>,
    root: Cid,
    /// The last page, and of which kind it was.
    previous: Option<(Cid, Kind)>,
    counts: Counts,
    /// What has been read and is not on the line yet, and how many bytes it has.
    part: Part,
    bytes: usize,
    /// How many bytes blocks and receipts had.
    read_bytes: u64,
    counter: Counter<'a>,
}

impl<'a, R: Read> Session<'a, R> {
    pub(super) fn begin(
        options: &ImportOptions<'_>,
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
        let (counts, part) = (Counts::default(), Part::Pins(Vec::new()));
        let (bytes, read_bytes, previous) = (0, 0, None);
        Ok(Self { source, root, previous, counts, part, bytes, read_bytes, counter })
    }

    pub(super) fn run(mut self, taker: &Taker<'_>) -> Result<Imported, ImportError> {
        thread::scope(|scope| {
            let mut line = Line::start(scope, taker);
            let read = self.read(&mut line);
            // What was whole before a fault is kept, and a fault in it comes before this one.
            let flushed = self.flush(&mut line);
            let drained = line.drain();
            let imported = line.finish();
            // What stands before a fault stays, too.
            let ended = taker.store.end_load();
            let taken = drained.and(read).and(flushed);
            let fault = taken.as_ref().err().map(|error| &error.fault);
            if let Err(error) = ended
                && !matches!(fault, Some(ImportFault::Store(_)))
            {
                // Worse than a fault in the archive: what stands before that may not stay.
                return Err(self.failed(ImportFault::Store(error)));
            }
            taken?;
            Ok(Imported { bytes: self.read_bytes, ..imported })
        })
    }

    fn read(&mut self, line: &mut Line<'_>) -> Result<(), ImportError> {
        while let Some(section) = self.section()? {
            let page = Page::read(&section.block).map_err(|error| form(&section, error))?;
            let before = self.previous.map(|(_, kind)| kind);
            self.follows(&section, &page)?;
            let kind = page.body.kind();
            if before.is_some_and(|before| before != kind) {
                self.flush(line)?;
            }
            if before.is_some_and(|before| !before.may_follow(kind)) {
                // Results are held against receipts that are there.
                line.drain()?;
            }
            let rows = match page.body {
                Body::Blocks(rows) => self.blocks(line, rows)?,
                Body::Receipts(rows) => self.receipts(line, rows)?,
                Body::Begun(rows) => self.rows(line, rows, Part::Begun, |part| match part {
                    Part::Begun(rows) => Some(rows),
                    _ => None,
                })?,
                Body::Results(rows) => self.rows(line, rows, Part::Results, |part| match part {
                    Part::Results(rows) => Some(rows),
                    _ => None,
                })?,
                Body::Pins(rows) => self.rows(line, rows, Part::Pins, |part| match part {
                    Part::Pins(rows) => Some(rows),
                    _ => None,
                })?,
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
            && !kind.may_follow(after)
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
        let bytes = &mut self.read_bytes;
        *bytes = bytes.saturating_add(length(section.block.bytes().len()));
        Ok((section.offset, section.block))
    }

    fn blocks(&mut self, line: &mut Line<'_>, rows: Vec<BlockRow>) -> Result<usize, ImportError> {
        let count = rows.len();
        for row in rows {
            let (_, block) = self.block_of(&row.cid)?;
            let bytes = block.bytes().len();
            if !matches!(self.part, Part::Blocks(_)) {
                self.part = Part::Blocks(Batch::default());
            }
            if let Part::Blocks(batch) = &mut self.part {
                batch.add(&row, block);
            }
            self.added(line, bytes)?;
        }
        Ok(count)
    }

    fn receipts(
        &mut self,
        line: &mut Line<'_>,
        rows: Vec<ReceiptRow>,
    ) -> Result<usize, ImportError> {
        let count = rows.len();
        for row in rows {
            let (offset, token) = self.block_of(&row.cid)?;
            let bytes = token.bytes().len();
            let receipt = ReceiptAt { offset, row, token };
            match &mut self.part {
                Part::Receipts(receipts) => receipts.push(receipt),
                part => *part = Part::Receipts(vec![receipt]),
            }
            self.added(line, bytes)?;
        }
        Ok(count)
    }

    /// So many bytes were added to the part that is read.
    fn added(&mut self, line: &mut Line<'_>, bytes: usize) -> Result<(), ImportError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.part.is_full(self.bytes) { self.flush(line) } else { Ok(()) }
    }

    /// Rows that no blocks follow.
    fn rows<T>(
        &mut self,
        line: &mut Line<'_>,
        rows: Vec<T>,
        part: impl FnOnce(Vec<T>) -> Part,
        held: impl FnOnce(&mut Part) -> Option<&mut Vec<T>>,
    ) -> Result<usize, ImportError> {
        let count = rows.len();
        rows.iter().for_each(|_| self.counter.step());
        match held(&mut self.part) {
            Some(held) => held.extend(rows),
            None => self.part = part(rows),
        }
        self.added(line, 0)?;
        Ok(count)
    }

    /// Puts the part that is read on the line.
    fn flush(&mut self, line: &mut Line<'_>) -> Result<(), ImportError> {
        self.bytes = 0;
        let part = std::mem::replace(&mut self.part, Part::Pins(Vec::new()));
        if part.is_empty() {
            return Ok(());
        }
        line.send(Work { part, end: self.source.offset() })
    }

    fn end(&mut self, section: &Section, counts: &Counts) -> Result<(), ImportError> {
        counts.check(&self.counts).map_err(|error| form(section, error))?;
        let (expected, found) = (self.root, *section.block.cid());
        if expected != found {
            return Err(form(section, FormError::Root { expected, found }));
        }
        match self.section()? {
            Some(section) => Err(form(&section, FormError::AfterTheEnd)),
            None => Ok(()),
        }
    }

    fn failed(&self, fault: ImportFault) -> ImportError {
        ImportError { offset: self.source.offset(), fault }
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
