//! Taking in receipts, mutations and results.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cid::Cid;
use ipvm_runtime::store::{
    Address, Claim, EffectClass, Inventory, Memo, ReceiptRecord, Receipts, StoreError,
};
use ipvm_task::Fault;
use ucan_core::{Did, DidKeyCache, Resolver, VerifyError};
use ucan_invocation::{Receipt, ReceiptError};
use varsig::Block;

use super::{ImportFault, ImportOptions, work::ReceiptAt};
use crate::{
    archive::{BegunRow, ReceiptRow, ResultRow},
    collect::is_mutation,
    fingerprint::{Fingerprint, Fingerprints},
    receipt::{ReceiptFault, Verification, answers, outputs},
};

/// What became of something that was to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    New,
    Indeterminate,
    Stood,
    Unanswered,
    Untrusted(Did),
}

/// The receipts that were verified: for each and for each address that it answers the number
/// of its executor, of which 256 are told apart. So its results need neither read nor verify
/// it again.
#[derive(Default)]
struct Verified {
    executors: Vec<Did>,
    answers: Fingerprints<u8>,
}

impl Verified {
    /// Adds what a receipt of this executor answers.
    fn add(&mut self, executor: &Did, answers: Vec<Fingerprint>) {
        let known = self.executors.iter().position(|known| known == executor);
        let number = known.unwrap_or(self.executors.len());
        let Ok(number) = u8::try_from(number) else { return };
        if known.is_none() {
            self.executors.push(executor.clone());
        }
        for answer in answers {
            self.answers.insert(answer, number);
        }
    }

    /// The executor of a receipt, if it is known to answer this.
    fn executor(&self, receipt: &Cid, address: &Address) -> Option<&Did> {
        let executor = self.answers.get(said(receipt, address))?;
        self.executors.get(usize::from(executor))
    }
}

/// Whether a receipt says something of its task, and not of one executor at one time, which is
/// never remembered (ruling I8).
fn may_be_remembered(receipt: &Receipt) -> bool {
    Fault::of(receipt).is_none_or(|fault| fault.is_some_and(Fault::is_lasting))
}

/// What a receipt answers.
fn answered(receipt: &Receipt) -> Vec<Fingerprint> {
    let meta = receipt.meta();
    let tasks = [Some(*receipt.ran()), meta.resolved];
    let tasks = tasks.into_iter().flatten().map(Address::Task);
    let addresses = tasks.chain(meta.computation.map(Address::Computation));
    addresses.map(|address| said(receipt.cid(), &address)).collect()
}

/// That a receipt answers an address.
fn said(receipt: &Cid, address: &Address) -> Fingerprint {
    let (kind, cid) = match address {
        Address::Task(task) => (b't', task),
        Address::Computation(key) => (b'c', key),
    };
    // CIDs say themselves where they end.
    let mut said = receipt.to_bytes();
    said.push(kind);
    said.extend(cid.to_bytes());
    Fingerprint::of(&said)
}

/// What is to be done with a receipt.
pub(super) enum Judgement {
    Keep(Box<ReceiptRecord>),
    /// It is left out: the key of who signed it is not to be had.
    LeaveOut,
    /// Whoever signed it may not, as far as the blocks say that are here.
    Unproven,
}

/// What came of a result that was to be taken in.
pub(super) enum Told {
    /// It is decided.
    Taken(Taken),
    /// It is to be remembered, with others.
    Remember(Address, Cid),
}

/// How many receipts are verified together once more, and are in memory at a time.
const ASKED: usize = 1_024;

/// A receipt whose word counts, or what it is left out for.
type Word = Result<Box<Receipt>, Taken>;

/// A store, and whom to believe.
pub(super) struct Taker<'a> {
    pub(super) store: &'a dyn Inventory,
    pub(super) options: &'a ImportOptions<'a>,
    keys: DidKeyCache,
    verified: Mutex<Verified>,
}

impl<'a> Taker<'a> {
    pub(super) fn new(store: &'a dyn Inventory, options: &'a ImportOptions<'a>) -> Self {
        Self { store, options, keys: DidKeyCache::new(), verified: Mutex::default() }
    }

    fn verified(&self) -> MutexGuard<'_, Verified> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verification(&self) -> Verification<'_> {
        let (store, options) = (self.store, self.options);
        let resolver: &dyn Resolver = match options.resolver {
            Some(resolver) => resolver,
            None => &self.keys,
        };
        Verification { store, resolver, now: options.now }
    }

    fn trusts(&self, executor: &Did) -> bool {
        self.options.trusted.contains(executor)
    }

    /// What is to be done with each of these receipts.
    pub(super) fn receipts(
        &self,
        receipts: &[ReceiptAt],
    ) -> impl Iterator<Item = Result<Judgement, ImportFault>> {
        let accepted = self.verification().accept_all(receipts.iter().map(|it| it.token.clone()));
        let each = receipts.iter().zip(accepted);
        each.map(|(receipt, accepted)| self.receipt(&receipt.row, &receipt.token, accepted))
    }

    fn receipt(
        &self,
        row: &ReceiptRow,
        token: &Block,
        accepted: Result<Result<Receipt, ReceiptFault>, StoreError>,
    ) -> Result<Judgement, ImportFault> {
        let receipt = match accepted.map_err(ImportFault::Store)? {
            Ok(receipt) => receipt,
            // Neither says that it is forged.
            Err(ReceiptFault::Signature(VerifyError::Resolve(_))) => {
                return Ok(Judgement::LeaveOut);
            }
            Err(ReceiptFault::Receipt(ReceiptError::Chain(_))) => return Ok(Judgement::Unproven),
            Err(fault) => {
                let fault = Box::new(fault);
                return Err(ImportFault::Receipt { receipt: row.cid, fault });
            }
        };
        if may_be_remembered(&receipt) {
            self.verified().add(receipt.executor(), answered(&receipt));
        }
        let mut record = ReceiptRecord::new(token.clone(), *receipt.ran());
        if let Some(resolved) = receipt.meta().resolved {
            record = record.with_resolved(resolved);
        }
        let mut said = outputs(&receipt);
        said.extend(&receipt.meta().known);
        record = record.with_outputs(said);
        // The token does not say what the task was and what it took.
        if self.trusts(receipt.executor()) {
            record = record
                .with_outputs(row.outputs.iter().copied())
                .with_inputs(row.inputs.iter().copied());
            if let Some(about) = &row.about {
                record = record.with_about(about.clone());
            }
        }
        record.outputs.sort_unstable();
        record.outputs.dedup();
        Ok(Judgement::Keep(Box::new(record)))
    }

    /// Each receipt that is kept here and whose word counts about an address; or what it is
    /// left out for.
    fn words<'r>(
        &self,
        asked: impl Iterator<Item = (&'r Cid, Address)>,
    ) -> Vec<Result<Word, StoreError>> {
        let (mut tokens, mut found) = (Vec::new(), Vec::new());
        for (receipt, address) in asked {
            found.push(match Receipts::get(self.store, receipt) {
                Ok(Some(token)) => {
                    tokens.push(token);
                    Ok(Some(address))
                }
                Ok(None) | Err(StoreError::Damaged { .. }) => Ok(None),
                Err(error) => Err(error),
            });
        }
        let mut accepted = self.verification().accept_all(tokens.into_iter());
        let unanswered = Ok(Err(Taken::Unanswered));
        let said = found.into_iter().map(|asked| match asked? {
            None => unanswered.clone(),
            Some(address) => match accepted.next() {
                None => unanswered.clone(),
                Some(accepted) => Ok(self.word(accepted?, &address)),
            },
        });
        said.collect()
    }

    fn word(&self, accepted: Result<Receipt, ReceiptFault>, address: &Address) -> Word {
        match accepted {
            Ok(receipt) if !answers(&receipt, address) || !may_be_remembered(&receipt) => {
                Err(Taken::Unanswered)
            }
            Ok(receipt) if !self.trusts(receipt.executor()) => {
                Err(Taken::Untrusted(receipt.executor().clone()))
            }
            Ok(receipt) => Ok(Box::new(receipt)),
            Err(_) => Err(Taken::Unanswered),
        }
    }

    /// Whether something stands at an address, be it readable or not.
    fn stands(&self, address: &Address) -> Result<bool, StoreError> {
        match Memo::lookup(self.store, address) {
            Ok(found) => Ok(found.is_some()),
            Err(StoreError::DamagedEntry { .. }) => Ok(true),
            Err(error) => Err(error),
        }
    }

    pub(super) fn begun(&self, row: &BegunRow) -> Result<Taken, StoreError> {
        let address = Address::Task(row.task);
        if self.stands(&address)? {
            return Ok(Taken::Stood);
        }
        let asked = row.receipt.iter().map(|receipt| (receipt, address));
        let word = self.words(asked).pop().transpose()?.and_then(Result::ok);
        self.mutation(&row.task, word.as_deref())
    }

    /// Begins a mutation, and settles it if there is a word on it.
    fn mutation(&self, task: &Cid, word: Option<&Receipt>) -> Result<Taken, StoreError> {
        let Claim::Won(fence) = self.store.claim(task, EffectClass::Mutation, Duration::ZERO)?
        else {
            return Ok(Taken::Stood);
        };
        let Some(receipt) = word else {
            self.store.abandon(fence)?;
            return Ok(Taken::Indeterminate);
        };
        // Not under the task as written, unless that stands among the results: what was made
        // from a mended outcome is not remembered so (ruling O50).
        let _ = self.store.commit(fence, &[], receipt.cid())?;
        Ok(Taken::New)
    }

    /// Takes in what a mutation came to, at a task of which a result says that it is one.
    fn mutated(&self, task: Cid, receipt: &Receipt) -> Result<Taken, StoreError> {
        let resolved = receipt.meta().resolved.filter(|resolved| *resolved != task);
        if let Some(resolved) = resolved.map(Address::Task)
            && Memo::lookup(self.store, &resolved) == Ok(Some(*receipt.cid()))
        {
            // It is of the one that stands as resolved, so that forgetting it frees neither.
            let both = [resolved, Address::Task(task)];
            let _ = self.store.remember(&both, receipt.cid())?;
            return Ok(Taken::New);
        }
        self.mutation(&task, Some(receipt))
    }

    /// What is to be done with each of these results.
    pub(super) fn results(&self, rows: &[ResultRow]) -> Vec<Result<Told, StoreError>> {
        let told: Vec<_> = rows.iter().map(|row| self.at_once(row)).collect();
        let open = told.iter().zip(rows).filter(|(told, _)| matches!(told, Ok(None)));
        let open: Vec<_> = open.map(|(_, row)| (&row.receipt, row.address)).collect();
        // One after the other, so that few receipts are in memory at a time.
        let mut words = open.chunks(ASKED).flat_map(|asked| self.words(asked.iter().copied()));
        let each = told.into_iter().zip(rows).map(|(told, row)| match told? {
            Some(told) => Ok(told),
            None => match words.next() {
                Some(word) => self.by_word(row, word?),
                None => Ok(Told::Taken(Taken::Unanswered)),
            },
        });
        each.collect()
    }

    /// What is to be done with a result, if its receipt need not be asked.
    fn at_once(&self, row: &ResultRow) -> Result<Option<Told>, StoreError> {
        if self.stands(&row.address)? {
            return Ok(Some(Told::Taken(Taken::Stood)));
        }
        let verified = self.verified();
        Ok(match verified.executor(&row.receipt, &row.address) {
            Some(executor) if !self.trusts(executor) => {
                Some(Told::Taken(Taken::Untrusted(executor.clone())))
            }
            Some(_) if mutated(row).is_none() => Some(Told::Remember(row.address, row.receipt)),
            _ => None,
        })
    }

    fn by_word(&self, row: &ResultRow, word: Word) -> Result<Told, StoreError> {
        match (word, mutated(row)) {
            (Err(left_out), _) => Ok(Told::Taken(left_out)),
            (Ok(receipt), Some(task)) => self.mutated(task, &receipt).map(Told::Taken),
            (Ok(_), None) => Ok(Told::Remember(row.address, row.receipt)),
        }
    }
}

/// The task of which a result says that it is a mutation.
const fn mutated(row: &ResultRow) -> Option<Cid> {
    match row.address {
        Address::Task(task) if is_mutation(row.effect) => Some(task),
        _ => None,
    }
}
