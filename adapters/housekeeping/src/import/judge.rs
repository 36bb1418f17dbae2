//! The middle of the line: receipts are verified.

use std::{
    collections::VecDeque,
    sync::mpsc::{Receiver, Sender, TryRecvError},
    thread::{Scope, ScopedJoinHandle},
};

use ipvm_runtime::store::ReceiptRecord;

use super::{
    ImportError, ImportFault,
    line::Sent,
    parallel,
    take::Taker,
    work::{Part, ReceiptAt, Work},
};

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
    /// All is to be kept that came before.
    All,
}

/// A part on its way, which comes out in the order in which it went in.
enum Under<'scope> {
    Verification(ScopedJoinHandle<'scope, Judged>),
    /// There was nothing to verify.
    Nothing(Box<Judged>),
}

/// How many parts with receipts are verified at the same time: as many as there are
/// processors, up to a number, since each part takes some 10 MB meanwhile.
pub(super) fn at_a_time() -> usize {
    parallel::processors().min(8)
}

/// Has parts with receipts verified, several at the same time: none waits for the end of
/// another one, and each is large enough for its signatures to be verified together.
pub(super) struct Judge<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    taker: &'env Taker<'env>,
    under_way: VecDeque<(Under<'scope>, usize)>,
    judged: Sender<(Judged, usize)>,
}

impl<'scope, 'env> Judge<'scope, 'env> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        taker: &'env Taker<'env>,
        judged: Sender<(Judged, usize)>,
    ) -> Self {
        Self { scope, taker, under_way: VecDeque::new(), judged }
    }

    /// Passes on what is read, until there is no more or something is at fault.
    pub(super) fn run(mut self, read: &Receiver<Sent>) {
        loop {
            let next = match self.under_way.len() {
                0 => read.recv().map_err(|_| TryRecvError::Disconnected),
                few if few < at_a_time() => read.try_recv(),
                _ => Err(TryRecvError::Empty),
            };
            let goes_on = match next {
                Ok(sent) => {
                    self.begin(sent);
                    true
                }
                Err(TryRecvError::Empty) => self.pass_on(),
                Err(TryRecvError::Disconnected) if self.under_way.is_empty() => false,
                Err(TryRecvError::Disconnected) => self.pass_on(),
            };
            if !goes_on {
                return;
            }
        }
    }

    fn begin(&mut self, sent: Sent) {
        let begun = match sent {
            Sent::All(end) => (Under::Nothing(Box::new(Judged::All)), end),
            Sent::Part(Work { part: Part::Receipts(receipts), end }) => {
                let taker = self.taker;
                let verifying = self.scope.spawn(move || verify(taker, &receipts, end));
                (Under::Verification(verifying), end)
            }
            Sent::Part(Work { part, end }) => (Under::Nothing(Box::new(Judged::Other(part))), end),
        };
        self.under_way.push_back(begun);
    }

    /// Passes on what went in first; says whether more is to come.
    fn pass_on(&mut self) -> bool {
        let Some((first, end)) = self.under_way.pop_front() else { return true };
        let judged = match first {
            Under::Nothing(judged) => *judged,
            Under::Verification(verifying) => match verifying.join() {
                Ok(judged) => judged,
                Err(panic) => std::panic::resume_unwind(panic),
            },
        };
        let is_last = matches!(judged, Judged::Records { fault: Some(_), .. });
        self.judged.send((judged, end)).is_ok() && !is_last
    }
}

fn verify(taker: &Taker<'_>, receipts: &[ReceiptAt], end: usize) -> Judged {
    let (mut records, mut unverified) = (Vec::with_capacity(receipts.len()), 0);
    for (judged, ReceiptAt { offset, .. }) in taker.receipts(receipts).zip(receipts) {
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
