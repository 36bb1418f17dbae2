//! The line from an archive into a store: one thread reads and hashes, several verify
//! receipts, one puts into the store.
//!
//! What goes in comes out in the same order. So the first fault in the archive is the one
//! that is told, all that stood before it is kept, and nothing that came after it. Where the
//! store itself fails, what it was given last may be missing, and blocks that came right after
//! may be there.

use std::{
    sync::mpsc::{self, Receiver, Sender},
    thread::{Scope, ScopedJoinHandle},
};

use ipvm_runtime::store::StoreError;

use super::{
    ImportError, ImportFault, Imported,
    judge::{self, Judge},
    keeper::Keeper,
    take::Taker,
    work::{Part, Work},
};

/// How many parts are on the way at a time, besides the one that is being read.
const ON_THE_WAY: usize = 2;

/// So many besides those with receipts that are being verified: what comes between them, and
/// the next of them, so that no processor waits while one thread puts a lot into the store.
const BETWEEN_RECEIPTS: usize = 6;

/// The end of the line at which an archive is read.
pub(super) struct Line<'scope> {
    parts: Sender<Sent>,
    answers: Receiver<Result<(), ImportError>>,
    on_the_way: usize,
    /// Whether receipts were put on it since it was drained, so that there are more parts.
    has_receipts: bool,
    /// Where reading was at the end of the last part.
    end: usize,
    fault: Option<ImportError>,
    keeper: ScopedJoinHandle<'scope, Imported>,
}

/// What is put on the line.
pub(super) enum Sent {
    Part(Work),
    /// Whoever reads waits until all is kept that came before, which ends here.
    All(usize),
}

impl<'scope> Line<'scope> {
    pub(super) fn start<'env>(
        scope: &'scope Scope<'scope, 'env>,
        taker: &'env Taker<'env>,
    ) -> Self {
        let (parts, read) = mpsc::channel();
        let (judge, judged) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        scope.spawn(move || Judge::new(scope, taker, judge).run(&read));
        let keeper = scope.spawn(move || {
            let mut keeper = Keeper::new(scope, taker);
            for (part, end) in judged {
                let kept = keeper.keep(part, end);
                let is_last = kept.is_err();
                if answer.send(kept).is_err() || is_last {
                    break;
                }
            }
            keeper.imported
        });
        Self { parts, answers, on_the_way: 0, has_receipts: false, end: 0, fault: None, keeper }
    }

    /// Puts a part on the line, once there is room on it.
    pub(super) fn send(&mut self, work: Work) -> Result<(), ImportError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.has_receipts |= matches!(work.part, Part::Receipts(_));
        let most =
            if self.has_receipts { judge::at_a_time() + BETWEEN_RECEIPTS } else { ON_THE_WAY };
        while self.on_the_way >= most {
            self.answer()?;
        }
        let end = work.end;
        self.end = end;
        if self.parts.send(Sent::Part(work)).is_err() {
            // Something before it was at fault, and that is told by now.
            self.drain()?;
            return Err(ended(end));
        }
        self.on_the_way += 1;
        Ok(())
    }

    /// Waits until all is kept that was put on the line.
    pub(super) fn drain(&mut self) -> Result<(), ImportError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        if self.parts.send(Sent::All(self.end)).is_ok() {
            self.on_the_way += 1;
        }
        while self.on_the_way > 0 {
            self.answer()?;
        }
        self.has_receipts = false;
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

#[cfg(test)]
mod tests {
    use std::thread;

    use ipld_core::ipld::Ipld;
    use ipvm_runtime::store::{MemoryStore, Receipts};
    use ucan_core::{Timestamp, VerifyError};
    use ucan_invocation::{Attestation, Outcome};
    use varsig::{Block, Ed25519Signer};

    use super::*;
    use crate::{ImportOptions, ReceiptFault, archive::ReceiptRow, import::work::ReceiptAt};

    fn receipt(number: u16) -> Block {
        let task = *Block::raw(number.to_be_bytes().to_vec()).cid();
        let now = Timestamp::from_seconds(1_000).unwrap();
        let receipt = Attestation::new(task, Outcome::Ok(Ipld::Null), now);
        receipt.sign(&Ed25519Signer::from_seed(&[7; 32])).unwrap().block().clone()
    }

    fn forged(number: u16) -> Block {
        let mut bytes = receipt(number).bytes().to_vec();
        bytes[10] ^= 1;
        Block::dag_cbor(bytes).unwrap()
    }

    fn part(tokens: &[(usize, Block)]) -> Part {
        let at = |(offset, token): &(usize, Block)| {
            let (inputs, outputs, about) = Default::default();
            let row = ReceiptRow { cid: *token.cid(), inputs, outputs, about };
            ReceiptAt { offset: *offset, row, token: token.clone() }
        };
        Part::Receipts(tokens.iter().map(at).collect())
    }

    /// Parts follow each other as fast as they are taken, and two of them have faults.
    #[test]
    fn the_first_fault_is_told_whichever_thread_sees_one_first() {
        let parts: Vec<Vec<(usize, Block)>> = vec![
            vec![(0, receipt(0)), (1, receipt(1))],
            vec![(2, receipt(2)), (3, forged(3)), (4, receipt(4)), (5, forged(5))],
            vec![(6, forged(6))],
            vec![(7, receipt(7))],
        ];
        let mut kept: Vec<_> = (0..3).map(|number| *receipt(number).cid()).collect();
        kept.sort_unstable();
        for _ in 0..20 {
            let store = MemoryStore::new();
            let options = ImportOptions::at(Timestamp::from_seconds(2_000).unwrap());
            let taker = Taker::new(&store, &options);
            let fault = thread::scope(|scope| {
                let mut line = Line::start(scope, &taker);
                let sent = parts
                    .iter()
                    .try_for_each(|tokens| line.send(Work { part: part(tokens), end: 99 }));
                // Whoever asks again is told the same.
                let drained = line.drain().unwrap_err();
                assert_eq!(sent.err().unwrap_or_else(|| drained.clone()), drained);
                assert_eq!(line.drain(), Err(drained.clone()));
                drained
            });
            let receipt = *forged(3).cid();
            let signature = ReceiptFault::Signature(VerifyError::InvalidSignature);
            let expected = ImportFault::Receipt { receipt, fault: Box::new(signature) };
            assert_eq!(fault, ImportError { offset: 3, fault: expected });
            let mut found = Receipts::page(&store, None, 9).unwrap();
            found.sort_unstable();
            assert_eq!(found, kept);
        }
    }

    /// So many are verified together, on each of two processors.
    #[test]
    fn one_forged_receipt_among_many_is_told_and_all_before_it_are_kept() {
        let mut tokens: Vec<_> =
            (0..1_000).map(|number| (usize::from(number), receipt(number))).collect();
        tokens[700] = (700, forged(700));
        tokens[900] = (900, forged(900));
        let store = MemoryStore::new();
        let options = ImportOptions::at(Timestamp::from_seconds(2_000).unwrap());
        let taker = Taker::new(&store, &options);
        let fault = thread::scope(|scope| {
            let mut line = Line::start(scope, &taker);
            line.send(Work { part: part(&tokens), end: 9_999 }).unwrap();
            line.drain().unwrap_err()
        });
        let receipt = *tokens[700].1.cid();
        let signature = ReceiptFault::Signature(VerifyError::InvalidSignature);
        let expected = ImportFault::Receipt { receipt, fault: Box::new(signature) };
        assert_eq!(fault, ImportError { offset: 700, fault: expected });
        let mut kept: Vec<_> = tokens[..700].iter().map(|(_, token)| *token.cid()).collect();
        kept.sort_unstable();
        let mut found = Receipts::page(&store, None, 2_000).unwrap();
        found.sort_unstable();
        assert_eq!(found, kept);
    }
}
