//! A store around another one, in which every call is a step.

use std::{sync::Arc, time::Duration};

use cid::Cid;
use ipvm_runtime::store::{
    Address, Blocks, Claim, Committed, EffectClass, Fence, Lookup, Memo, ReceiptRecord, Receipts,
    StoreError, Visibility,
};
use ucan_core::Did;
use varsig::Block;

use crate::{Step, Steps};

/// A store in which the process may end before and after every call.
#[derive(Debug)]
pub struct Crashing<S> {
    store: S,
    steps: Arc<Steps>,
}

impl<S> Crashing<S> {
    /// Around `store`.
    pub const fn new(store: S, steps: Arc<Steps>) -> Self {
        Self { store, steps }
    }
}

impl<S: Memo> Memo for Crashing<S> {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        self.steps.take(Step::Lookup, || self.store.lookup(address))
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        self.steps.take(Step::Claim, || self.store.claim(task, effect, lease))
    }

    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        self.steps.take(Step::Commit, || self.store.commit(fence, addresses, receipt))
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        self.steps.take(Step::Release, || self.store.release(fence))
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.steps.take(Step::Abandon, || self.store.abandon(fence))
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        self.steps.take(Step::Remember, || self.store.remember(addresses, receipt))
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        self.steps.take(Step::Forget, || self.store.forget(address, receipt))
    }
}

impl<S: Receipts> Receipts for Crashing<S> {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        self.steps.take(Step::PutReceipt, || self.store.put(record))
    }

    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
        self.steps.take(Step::ReadReceipts, || self.store.get(receipt))
    }

    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        self.steps.take(Step::ReadReceipts, || self.store.page(after, limit))
    }

    fn record(&self, receipt: &Cid) -> Result<Option<ReceiptRecord>, StoreError> {
        self.steps.take(Step::ReadReceipts, || self.store.record(receipt))
    }

    fn find(
        &self,
        lookup: &Lookup<'_>,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<Cid>, StoreError> {
        self.steps.take(Step::ReadReceipts, || self.store.find(lookup, after, limit))
    }
}

impl<S: Blocks> Blocks for Crashing<S> {
    fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError> {
        self.steps.take(Step::ReadBlocks, || self.store.get(cid))
    }

    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.steps.take(Step::PutBlocks, || self.store.put_all(blocks))
    }

    fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        self.steps.take(Step::PutBlocks, || self.store.put_for(blocks, owner))
    }

    fn belongs_to(&self, cid: &Cid, owner: &Did) -> Result<bool, StoreError> {
        self.steps.take(Step::ReadBlocks, || self.store.belongs_to(cid, owner))
    }

    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
        self.steps.take(Step::ReadBlocks, || self.store.visibility(cid))
    }
}
