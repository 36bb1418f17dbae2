//! What the store remembers of earlier.

use std::cell::RefCell;

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{self, Address, Memo as _, StoreError};
use ipvm_workflow::{Knowledge, Remembered};
use ucan_core::{Check, DidKeyResolver, Envelope, Leeway, Proofs, Timestamp};
use ucan_invocation::{Invocation, Receipt};
use varsig::{Block, VerifierSet};

use crate::{error::CliError, store_folder::StoreFolder};

/// The receipts in a store, if there is one.
pub(super) struct Receipts {
    store: Option<RedbStore>,
    now: Timestamp,
    error: RefCell<Option<StoreError>>,
}

impl Receipts {
    /// Opens the store of a folder. None is made where there is none.
    pub(super) fn open(folder: &StoreFolder, now: Timestamp) -> Result<Self, CliError> {
        let store = match folder.has_store() {
            true => Some(RedbStore::open(folder.path())?),
            false => None,
        };
        Ok(Self { store, now, error: RefCell::new(None) })
    }

    /// What went wrong while the plan was made.
    pub(super) fn failed(&self) -> Result<(), StoreError> {
        self.error.take().map_or(Ok(()), Err)
    }

    fn receipt(&self, task: &Cid) -> Result<Option<Receipt>, StoreError> {
        let Some(opened) = &self.store else { return Ok(None) };
        let Some(cid) = opened.lookup(&Address::Task(*task))? else { return Ok(None) };
        let block = store::Receipts::get(opened, &cid)?;
        Ok(block.and_then(|block| self.accept(block)))
    }

    /// The receipt in a token, if it counts now.
    fn accept(&self, token: Block) -> Option<Receipt> {
        let token = Envelope::<Invocation>::decode_block(token).ok()?;
        let token = token.verify(&DidKeyResolver, &VerifierSet::default()).ok()?;
        let receipt = Receipt::accept(&token, &Proofs::new(), &Check::at(self.now)).ok()?;
        receipt.is_current(self.now, Leeway::default()).then_some(receipt)
    }
}

impl Knowledge for Receipts {
    fn remembered(&self, task: &Cid) -> Option<Remembered> {
        match self.receipt(task) {
            Ok(receipt) => receipt.map(|receipt| Remembered {
                receipt: *receipt.cid(),
                branch: receipt.outcome().branch(),
                fuel: receipt.meta().fuel,
            }),
            Err(error) => {
                self.error.borrow_mut().get_or_insert(error);
                None
            }
        }
    }
}
