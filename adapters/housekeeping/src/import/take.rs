//! Taking in receipts, mutations and results.

use std::time::Duration;

use cid::Cid;
use ipvm_runtime::store::{
    Address, Claim, EffectClass, Inventory, Memo, ReceiptRecord, Receipts, StoreError,
};
use ucan_core::{Did, VerifyError};
use ucan_invocation::{Receipt, ReceiptError};
use varsig::Block;

use super::{ImportFault, ImportOptions};
use crate::{
    archive::{BegunRow, ReceiptRow, ResultRow},
    collect::is_mutation,
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
    Unverified,
}

/// A store, and whom to believe.
#[derive(Clone, Copy)]
pub(super) struct Taker<'a> {
    pub(super) store: &'a dyn Inventory,
    pub(super) options: &'a ImportOptions<'a>,
}

impl Taker<'_> {
    fn accept(&self, token: Block) -> Result<Result<Receipt, ReceiptFault>, StoreError> {
        let Self { store, options } = *self;
        Verification { store, resolver: options.resolver, now: options.now }.accept(token)
    }

    fn trusts(&self, executor: &Did) -> bool {
        self.options.trusted.contains(executor)
    }

    pub(super) fn receipt(&self, row: &ReceiptRow, token: &Block) -> Result<Taken, ImportFault> {
        let receipt = match self.accept(token.clone()).map_err(ImportFault::Store)? {
            Ok(receipt) => receipt,
            // Neither says that it is forged.
            Err(
                ReceiptFault::Signature(VerifyError::Resolve(_))
                | ReceiptFault::Receipt(ReceiptError::Chain(_)),
            ) => return Ok(Taken::Unverified),
            Err(fault) => {
                let fault = Box::new(fault);
                return Err(ImportFault::Receipt { receipt: row.cid, fault });
            }
        };
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
        Receipts::put(self.store, &record).map_err(ImportFault::Store)?;
        Ok(Taken::New)
    }

    /// A receipt that is kept here and whose word counts about an address; or what it is
    /// left out for.
    fn word(&self, receipt: &Cid, address: &Address) -> Result<Result<Receipt, Taken>, StoreError> {
        let token = match Receipts::get(self.store, receipt) {
            Ok(token) => token,
            Err(StoreError::Damaged { .. }) => None,
            Err(error) => return Err(error),
        };
        let Some(token) = token else { return Ok(Err(Taken::Unanswered)) };
        Ok(match self.accept(token)? {
            Ok(receipt) if !answers(&receipt, address) => Err(Taken::Unanswered),
            Ok(receipt) if !self.trusts(receipt.executor()) => {
                Err(Taken::Untrusted(receipt.executor().clone()))
            }
            Ok(receipt) => Ok(receipt),
            Err(_) => Err(Taken::Unanswered),
        })
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
        let word = match &row.receipt {
            Some(receipt) => self.word(receipt, &address)?.ok(),
            None => None,
        };
        self.mutation(&row.task, word.as_ref())
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
        let written = Address::Task(*receipt.ran());
        // It is entered as a mutation at both, so that forgetting it frees neither.
        let _ = self.store.commit(fence, &[written], receipt.cid())?;
        Ok(Taken::New)
    }

    pub(super) fn result(&self, row: &ResultRow) -> Result<Taken, StoreError> {
        if self.stands(&row.address)? {
            return Ok(Taken::Stood);
        }
        let receipt = match self.word(&row.receipt, &row.address)? {
            Ok(receipt) => receipt,
            Err(left_out) => return Ok(left_out),
        };
        match row.address {
            Address::Task(task) if is_mutation(row.effect) => self.mutation(&task, Some(&receipt)),
            address => {
                let _ = self.store.remember(&[address], receipt.cid())?;
                Ok(Taken::New)
            }
        }
    }
}
