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
    take::{Judgement, Taker},
    work::{Part, ReceiptAt, Work},
};

/// A part whose receipts are verified.
pub(super) enum Judged {
    Receipts(Box<JudgedReceipts>),
    Other(Part),
    /// All is to be kept that came before.
    All,
}

/// What came of receipts.
pub(super) struct JudgedReceipts {
    /// Those that are to be kept.
    pub(super) records: Vec<ReceiptRecord>,
    /// How many were left out.
    pub(super) unverified: u64,
    /// Those that are left, of which the first one's signer may not sign, by what was there when
    /// it was judged: blocks that stand before it may have been on their way.
    pub(super) left: Vec<ReceiptAt>,
    /// What is wrong with the one behind the others.
    pub(super) fault: Option<ImportError>,
}

/// A part on its way, which comes out in the order in which it went in.
enum Under<'scope> {
    Verification(ScopedJoinHandle<'scope, JudgedReceipts>),
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
            let verifying = self.under_way.iter();
            let verifying = verifying.filter(|(it, _)| matches!(it, Under::Verification(_)));
            let next = match verifying.count() {
                // What waits for nothing goes on first.
                _ if matches!(self.under_way.front(), Some((Under::Nothing(_), _))) => {
                    Err(TryRecvError::Empty)
                }
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
                let verifying = self.scope.spawn(move || judge(taker, receipts, end, false));
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
                Ok(judged) => Judged::Receipts(Box::new(judged)),
                Err(panic) => std::panic::resume_unwind(panic),
            },
        };
        let is_last = matches!(&judged, Judged::Receipts(receipts) if receipts.fault.is_some());
        self.judged.send((judged, end)).is_ok() && !is_last
    }
}

/// Judges receipts up to the first one that is at fault, or that is unproven: if it is not
/// known that all blocks before these are there, what is left is to be judged again.
pub(super) fn judge(
    taker: &Taker<'_>,
    mut receipts: Vec<ReceiptAt>,
    end: usize,
    has_blocks: bool,
) -> JudgedReceipts {
    let (mut records, mut unverified) = (Vec::with_capacity(receipts.len()), 0);
    let (mut fault, mut judged) = (None, 0);
    for (found, ReceiptAt { offset, .. }) in taker.receipts(&receipts).zip(&receipts) {
        match found {
            Ok(Judgement::Keep(record)) => records.push(*record),
            Ok(Judgement::Unproven) if !has_blocks => break,
            Ok(Judgement::LeaveOut | Judgement::Unproven) => unverified += 1,
            Err(found) => {
                let is_store = matches!(found, ImportFault::Store(_));
                let offset = if is_store { end } else { *offset };
                fault = Some(ImportError { offset, fault: found });
                break;
            }
        }
        judged += 1;
    }
    let left = if fault.is_some() { Vec::new() } else { receipts.split_off(judged) };
    JudgedReceipts { records, unverified, left, fault }
}
