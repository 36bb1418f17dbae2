//! The end of the line: what is read and verified goes into the store.

use std::{
    collections::VecDeque,
    thread::{Scope, ScopedJoinHandle},
};

use cid::Cid;
use ipvm_runtime::store::{Committed, Inventory, ReceiptRecord, StoreError};

use super::{
    ImportError, ImportFault, Imported,
    batch::Batch,
    judge::{Judged, JudgedReceipts, judge},
    parallel,
    take::{Taken, Taker, Told},
    work::Part,
};
use crate::archive::{BegunRow, ResultRow};

/// How many receipts are put into the store together: the more of what finds them is written at
/// a time, the less is written in all.
const TOGETHER: usize = 8_192;

/// How many parts with blocks are put at a time: while one waits for the disk the next is
/// written. Of receipts and of results one is put while the next is judged.
const AT_A_TIME: usize = 2;

/// What putting something came to, so far as only the store knows.
#[derive(Default)]
struct Put {
    /// How many results are new, and in place of how many another one stood.
    results: u64,
    stood: u64,
}

pub(super) struct Keeper<'scope, 'env> {
    taker: &'env Taker<'env>,
    scope: &'scope Scope<'scope, 'env>,
    /// What is being put, in its order, and where each piece ends.
    putting: VecDeque<(ScopedJoinHandle<'scope, Result<Put, StoreError>>, usize)>,
    /// Blocks that are to be put, with others, and receipts.
    blocks: Batch,
    records: Vec<ReceiptRecord>,
    pub(super) imported: Imported,
}

impl<'scope, 'env> Keeper<'scope, 'env> {
    pub(super) fn new(scope: &'scope Scope<'scope, 'env>, taker: &'env Taker<'env>) -> Self {
        let (putting, blocks, records, imported) = Default::default();
        Self { taker, scope, putting, blocks, records, imported }
    }

    /// Takes a part in. Whatever stands in it before a fault is kept at the latest with the
    /// next part of another kind.
    pub(super) fn keep(&mut self, part: Judged, end: usize) -> Result<(), ImportError> {
        match part {
            Judged::Receipts(judged) => self.receipts(*judged, end),
            Judged::Other(Part::Blocks(batch)) => {
                self.imported.blocks += length(batch.count());
                self.blocks.append(batch);
                if self.blocks.is_enough() { self.put_blocks(end) } else { Ok(()) }
            }
            Judged::Other(Part::Results(rows)) => self.results(&rows, end),
            Judged::All => self.put_all(end),
            Judged::Other(part) => {
                self.put_all(end)?;
                let kept = match part {
                    Part::Begun(rows) => self.begun(&rows),
                    Part::Pins(rows) => self.pins(&rows),
                    // Receipts come as what was found of them, and the others are taken above.
                    Part::Receipts(_) | Part::Blocks(_) | Part::Results(_) => Ok(()),
                };
                kept.map_err(|error| store_failed(error, end))
            }
        }
    }

    fn receipts(&mut self, judged: JudgedReceipts, end: usize) -> Result<(), ImportError> {
        let JudgedReceipts { records, unverified, left, fault } = judged;
        self.imported.unverified += unverified;
        self.imported.receipts += length(records.len());
        self.records.extend(records);
        if self.records.len() >= TOGETHER {
            self.put_records(end)?;
        }
        if let Some(fault) = fault {
            return self.put_all(end).and(Err(fault));
        }
        if left.is_empty() {
            return Ok(());
        }
        // By all that stands before them.
        self.put_blocks(end)?;
        self.wait_for_all_but(0)?;
        self.receipts(judge(self.taker, left, end, true), end)
    }

    /// Has something put, meanwhile.
    fn put(
        &mut self,
        end: usize,
        put: impl FnOnce(&dyn Inventory) -> Result<Put, StoreError> + Send + 'scope,
    ) {
        let store = self.taker.store;
        self.putting.push_back((self.scope.spawn(move || put(store)), end));
    }

    /// Has the blocks put that are held.
    fn put_blocks(&mut self, end: usize) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.blocks);
        if batch.count() > 0 {
            self.wait_for_all_but(AT_A_TIME - 1)?;
            self.put(end, move |store| batch.put(store).map(|()| Put::default()));
        }
        Ok(())
    }

    /// Has the receipts put that are held, once those before are.
    fn put_records(&mut self, end: usize) -> Result<(), ImportError> {
        self.wait_for_all_but(0)?;
        let records = std::mem::take(&mut self.records);
        if !records.is_empty() {
            self.put(end, move |store| store.load_receipts(records).map(|()| Put::default()));
        }
        Ok(())
    }

    /// Waits until all is in the store.
    fn put_all(&mut self, end: usize) -> Result<(), ImportError> {
        self.put_blocks(end)?;
        self.put_records(end)?;
        self.wait_for_all_but(0)
    }

    /// Waits for what is being put, but for so many pieces.
    fn wait_for_all_but(&mut self, most: usize) -> Result<(), ImportError> {
        while self.putting.len() > most
            && let Some((put, end)) = self.putting.pop_front()
        {
            let put = match put.join() {
                Ok(put) => put.map_err(|error| store_failed(error, end))?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            self.imported.results += put.results;
            self.imported.stood += put.stood;
        }
        Ok(())
    }

    fn begun(&mut self, rows: &[BegunRow]) -> Result<(), StoreError> {
        let taker = self.taker;
        for taken in parallel::each_waiting(rows, |row| taker.begun(row)) {
            match taken? {
                Taken::New => self.imported.settled += 1,
                other => self.count(&other),
            }
        }
        Ok(())
    }

    fn results(&mut self, rows: &[ResultRow], end: usize) -> Result<(), ImportError> {
        let taker = self.taker;
        let mut results = Vec::with_capacity(rows.len());
        for told in parallel::shares(rows, |rows| taker.results(rows)) {
            match told.map_err(|error| store_failed(error, end))? {
                Told::Remember(address, receipt) => results.push((address, receipt)),
                Told::Taken(Taken::New) => self.imported.results += 1,
                Told::Taken(other) => self.count(&other),
            }
        }
        if results.is_empty() {
            return Ok(());
        }
        self.wait_for_all_but(0)?;
        self.put(end, move |store| {
            let mut put = Put::default();
            for committed in store.load_results(&results)? {
                match committed {
                    Committed::First => put.results += 1,
                    Committed::Already(_) => put.stood += 1,
                }
            }
            Ok(put)
        });
        Ok(())
    }

    fn pins(&mut self, rows: &[Cid]) -> Result<(), StoreError> {
        let store = self.taker.store;
        for pinned in parallel::each_waiting(rows, |root| store.pin(root)) {
            pinned?;
            self.imported.pins += 1;
        }
        Ok(())
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
}

fn store_failed(error: StoreError, offset: usize) -> ImportError {
    ImportError { offset, fault: ImportFault::Store(error) }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
