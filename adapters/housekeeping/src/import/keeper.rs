//! The end of the line: what is read and verified goes into the store.

use std::{
    collections::VecDeque,
    thread::{Scope, ScopedJoinHandle},
};

use cid::Cid;
use ipvm_runtime::store::{Committed, ReceiptRecord, StoreError};

use super::{
    ImportError, ImportFault, Imported,
    line::Judged,
    parallel,
    take::{Taken, Taker, Told},
    work::Part,
};
use crate::archive::{BegunRow, ResultRow};

/// How many receipts are put into the store together: what finds them stands all over its
/// index, and the more of it is written at a time, the less is written in all.
const TOGETHER: usize = 16_384;

/// How many parts with blocks are put at a time: while one waits for the disk the next is
/// written.
const AT_A_TIME: usize = 2;

pub(super) struct Keeper<'scope, 'env> {
    taker: &'env Taker<'env>,
    scope: &'scope Scope<'scope, 'env>,
    /// Parts that are being put, in their order, and where each ends.
    putting: VecDeque<(ScopedJoinHandle<'scope, Result<(), StoreError>>, usize)>,
    /// Receipts that are to be put, with others.
    records: Vec<ReceiptRecord>,
    pub(super) imported: Imported,
}

impl<'scope, 'env> Keeper<'scope, 'env> {
    pub(super) fn new(scope: &'scope Scope<'scope, 'env>, taker: &'env Taker<'env>) -> Self {
        let (putting, records, imported) = Default::default();
        Self { taker, scope, putting, records, imported }
    }

    /// Takes a part in. Whatever stands in it before a fault is kept; blocks and receipts at
    /// the latest with the next part of another kind.
    pub(super) fn keep(&mut self, part: Judged, end: usize) -> Result<(), ImportError> {
        let store = self.taker.store;
        if !matches!(part, Judged::Other(Part::Blocks(_))) {
            self.wait_for_all_but(0)?;
        }
        let kept = match part {
            Judged::Records { records, unverified, fault } => {
                self.imported.unverified += unverified;
                self.imported.receipts += length(records.len());
                self.records.extend(records);
                let is_enough = fault.is_some() || self.records.len() >= TOGETHER;
                let kept = if is_enough { self.put() } else { Ok(()) };
                match (kept, fault) {
                    (Ok(()), Some(fault)) => return Err(fault),
                    (kept, _) => kept,
                }
            }
            Judged::All => self.put(),
            Judged::Other(Part::Blocks(batch)) => {
                self.imported.blocks += length(batch.count());
                self.wait_for_all_but(AT_A_TIME - 1)?;
                let put = self.scope.spawn(move || batch.put(store));
                self.putting.push_back((put, end));
                Ok(())
            }
            Judged::Other(Part::Begun(rows)) => self.begun(&rows),
            Judged::Other(Part::Results(rows)) => self.results(&rows),
            Judged::Other(Part::Pins(rows)) => self.pins(&rows),
            // They were verified on the way here.
            Judged::Other(Part::Receipts(_)) => Ok(()),
        };
        kept.map_err(|error| ImportError { offset: end, fault: ImportFault::Store(error) })
    }

    /// Waits for parts that are being put, but for so many.
    fn wait_for_all_but(&mut self, most: usize) -> Result<(), ImportError> {
        while self.putting.len() > most
            && let Some((put, end)) = self.putting.pop_front()
        {
            let put = match put.join() {
                Ok(put) => put,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            put.map_err(|error| ImportError { offset: end, fault: ImportFault::Store(error) })?;
        }
        Ok(())
    }

    fn put(&mut self) -> Result<(), StoreError> {
        if self.records.is_empty() {
            return Ok(());
        }
        self.taker.store.put_records(&std::mem::take(&mut self.records))
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

    fn results(&mut self, rows: &[ResultRow]) -> Result<(), StoreError> {
        let taker = self.taker;
        let mut results = Vec::with_capacity(rows.len());
        for told in parallel::each(rows, |row| taker.result(row)) {
            match told? {
                Told::Remember(address, receipt) => results.push((address, receipt)),
                Told::Taken(Taken::New) => self.imported.results += 1,
                Told::Taken(other) => self.count(&other),
            }
        }
        if results.is_empty() {
            return Ok(());
        }
        for committed in taker.store.remember_all(&results)? {
            match committed {
                Committed::First => self.imported.results += 1,
                Committed::Already(_) => self.imported.stood += 1,
            }
        }
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

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
