//! The line from an archive into a store: one thread reads and hashes, one has receipts
//! verified on all processors, one puts into the store.
//!
//! What goes in comes out in the same order. So the first fault in the archive is the one
//! that is told, all that stood before it is kept, and nothing that came after it.

use std::{
    sync::mpsc::{self, Receiver, Sender},
    thread::{Scope, ScopedJoinHandle},
};

use ipvm_runtime::store::{ReceiptRecord, StoreError};

use super::{
    ImportError, ImportFault, Imported,
    keeper::Keeper,
    parallel,
    take::Taker,
    work::{Part, ReceiptAt, Work},
};

/// How many parts are on the way at a time, besides the one that is being read.
const ON_THE_WAY: usize = 2;

/// The end of the line at which an archive is read.
pub(super) struct Line<'scope> {
    parts: Sender<Work>,
    answers: Receiver<Result<(), ImportError>>,
    on_the_way: usize,
    fault: Option<ImportError>,
    keeper: ScopedJoinHandle<'scope, Imported>,
}

/// A part whose receipts are verified.
pub(super) enum Judged {
    Records {
        records: Vec<ReceiptRecord>,
        /// How many were left out.
        unverified: u64,
        /// What is wrong with the receipt behind these.
        fault: Option<ImportError>,
    },
    Other(Part),
}

impl<'scope> Line<'scope> {
    pub(super) fn start<'env>(
        scope: &'scope Scope<'scope, 'env>,
        taker: &'env Taker<'env>,
    ) -> Self {
        let (parts, read) = mpsc::channel::<Work>();
        let (judge, judged) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        scope.spawn(move || {
            for Work { part, end } in read {
                let part = match part {
                    Part::Receipts(receipts) => verify(taker, &receipts, end),
                    other => Judged::Other(other),
                };
                let is_last = matches!(part, Judged::Records { fault: Some(_), .. });
                if judge.send((part, end)).is_err() || is_last {
                    break;
                }
            }
        });
        let keeper = scope.spawn(move || {
            let mut keeper = Keeper::new(taker);
            for (part, end) in judged {
                let kept = keeper.keep(part, end);
                let is_last = kept.is_err();
                if answer.send(kept).is_err() || is_last {
                    break;
                }
            }
            keeper.imported
        });
        Self { parts, answers, on_the_way: 0, fault: None, keeper }
    }

    /// Puts a part on the line, once there is room on it.
    pub(super) fn send(&mut self, work: Work) -> Result<(), ImportError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        while self.on_the_way >= ON_THE_WAY {
            self.answer()?;
        }
        let end = work.end;
        if self.parts.send(work).is_err() {
            // Something before it was at fault, and that is told by now.
            self.drain()?;
            return Err(ended(end));
        }
        self.on_the_way += 1;
        Ok(())
    }

    /// Waits for all that is on the line.
    pub(super) fn drain(&mut self) -> Result<(), ImportError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        while self.on_the_way > 0 {
            self.answer()?;
        }
        Ok(())
    }

    /// What was taken in.
    pub(super) fn finish(self) -> Imported {
        let Self { parts, answers, keeper, .. } = self;
        drop((parts, answers));
        match keeper.join() {
            Ok(imported) => imported,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    fn answer(&mut self) -> Result<(), ImportError> {
        self.on_the_way -= 1;
        let answer = self.answers.recv().unwrap_or_else(|_| Err(ended(0)));
        self.fault = answer.clone().err();
        answer
    }
}

/// That a thread is gone, which it is after a fault that was told, or with a panic that goes
/// on in whoever waits for all of them.
fn ended(offset: usize) -> ImportError {
    ImportError { offset, fault: ImportFault::Store(StoreError::Closed) }
}

fn verify(taker: &Taker<'_>, receipts: &[ReceiptAt], end: usize) -> Judged {
    let judged = parallel::each(receipts, |ReceiptAt { row, token, .. }| taker.receipt(row, token));
    let (mut records, mut unverified) = (Vec::with_capacity(receipts.len()), 0);
    for (judged, ReceiptAt { offset, .. }) in judged.into_iter().zip(receipts) {
        match judged {
            Ok(None) => unverified += 1,
            Ok(Some(record)) => records.push(record),
            Err(fault) => {
                let is_store = matches!(fault, ImportFault::Store(_));
                let offset = if is_store { end } else { *offset };
                let fault = Some(ImportError { offset, fault });
                return Judged::Records { records, unverified, fault };
            }
        }
    }
    Judged::Records { records, unverified, fault: None }
}
