//! The store that forgets when the process ends.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry as Slot},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use cid::Cid;
use ucan_core::Did;
use varsig::Block;

use super::{
    Address, AddressKey, Blocks, CidKey, Claim, ClaimTable, Committed, EffectClass, Fence, Lookup,
    Memo, ReceiptRecord, Receipts, StoreError, SweepTable, Visibility, claims::may_be_repeated,
    key_value::KeyValueTables, receipt_tables::ReceiptTables,
};
use crate::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A store in memory: for tests, for short-lived embedders, and as the model
/// that other stores are compared with.
///
/// It holds everything it is given until it is dropped, and never fails except
/// with [`StoreError::Fenced`].
#[derive(Debug)]
pub struct MemoryStore {
    blocks: RwLock<HashMap<CidKey, Box<MemoryBlock>>>,
    receipts: RwLock<ReceiptTables>,
    memo: Mutex<MemoTables>,
    pub(super) key_values: RwLock<KeyValueTables>,
    pub(super) pins: RwLock<BTreeSet<Cid>>,
    pub(super) sweeps: SweepTable,
}

#[derive(Debug)]
pub(super) struct MemoryBlock {
    pub(super) block: Block,
    pub(super) visibility: Visibility,
    /// Mostly one, or none; sorted.
    pub(super) owners: Vec<Did>,
}

#[derive(Debug)]
pub(super) struct MemoTables {
    pub(super) entries: HashMap<AddressKey, Entry>,
    claims: ClaimTable,
    /// What was claimed as a mutation and not released.
    pub(super) begun: BTreeSet<Cid>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) receipt: CidKey,
    pub(super) effect: EffectClass,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        // A session of its own, so that a fence of one store is nothing to another.
        static SESSIONS: AtomicU64 = AtomicU64::new(1);
        let claims = ClaimTable::new(SESSIONS.fetch_add(1, Ordering::Relaxed));
        let (entries, begun) = Default::default();
        Self {
            blocks: RwLock::default(),
            receipts: RwLock::default(),
            memo: Mutex::new(MemoTables { entries, claims, begun }),
            key_values: RwLock::default(),
            pins: RwLock::default(),
            sweeps: SweepTable::default(),
        }
    }

    pub(super) fn receipts(&self) -> RwLockReadGuard<'_, ReceiptTables> {
        self.receipts.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn receipts_mut(&self) -> RwLockWriteGuard<'_, ReceiptTables> {
        self.receipts.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn memo(&self) -> MutexGuard<'_, MemoTables> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn blocks(&self) -> RwLockReadGuard<'_, HashMap<CidKey, Box<MemoryBlock>>> {
        self.blocks.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn blocks_mut(&self) -> RwLockWriteGuard<'_, HashMap<CidKey, Box<MemoryBlock>>> {
        self.blocks.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl Blocks for MemoryStore {
    fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError> {
        Ok(self.blocks().get(&cid.into()).map(|kept| kept.block.clone()))
    }

    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(blocks.iter().map(|(block, _)| *block.cid()));
        let mut kept = self.blocks_mut();
        for (block, visibility) in blocks {
            let kept = kept.entry(block.cid().into()).or_insert_with(|| MemoryBlock::new(block));
            kept.visibility = kept.visibility.max(*visibility);
        }
        Ok(())
    }

    fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(blocks.iter().map(|block| *block.cid()));
        let mut kept = self.blocks_mut();
        for block in blocks {
            let kept = kept.entry(block.cid().into()).or_insert_with(|| MemoryBlock::new(block));
            if let Err(place) = kept.owners.binary_search(owner) {
                kept.owners.insert(place, owner.clone());
            }
        }
        Ok(())
    }

    fn belongs_to(&self, cid: &Cid, owner: &Did) -> Result<bool, StoreError> {
        let blocks = self.blocks();
        Ok(blocks.get(&cid.into()).is_some_and(|kept| kept.owners.binary_search(owner).is_ok()))
    }

    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
        Ok(self.blocks().get(&cid.into()).map(|kept| kept.visibility))
    }
}

impl MemoryBlock {
    fn new(block: &Block) -> Box<Self> {
        let (visibility, owners) = (Visibility::Restricted, Vec::new());
        Box::new(Self { block: block.clone(), visibility, owners })
    }
}

impl Receipts for MemoryStore {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(record.cids());
        self.receipts_mut().put(record);
        Ok(())
    }

    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
        Ok(self.receipts().token(receipt).cloned())
    }

    fn record(&self, receipt: &Cid) -> Result<Option<ReceiptRecord>, StoreError> {
        Ok(self.receipts().record(receipt))
    }

    fn find(
        &self,
        lookup: &Lookup<'_>,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<Cid>, StoreError> {
        Ok(self.receipts().find(lookup, after, limit))
    }

    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        Ok(self.receipts_mut().page(after, limit))
    }
}

impl Memo for MemoryStore {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        Ok(self.memo().entries.get(&address.into()).map(|entry| entry.receipt.to_cid()))
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        let mut memo = self.memo();
        if let Some(entry) = memo.entries.get(&AddressKey::Task(task.into())) {
            return Ok(Claim::Done(entry.receipt.to_cid()));
        }
        let claim = memo.claims.claim(task, effect, lease, Instant::now());
        if let Claim::Won(_) = &claim
            && !may_be_repeated(effect)
        {
            memo.begun.insert(*task);
        }
        Ok(claim)
    }

    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note([*receipt]);
        let mut memo = self.memo();
        let effect = memo.claims.begin_commit(&fence)?;
        let claimed = [Address::Task(*fence.task())];
        let committed = memo.enter(claimed.iter().chain(addresses), receipt, |_, _| effect);
        memo.claims.end_commit(&fence, true);
        Ok(committed)
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        let mut memo = self.memo();
        let effect = memo.claims.effect(fence.task());
        memo.claims.release(&fence)?;
        if effect.is_some_and(|effect| !may_be_repeated(effect)) {
            memo.begun.remove(fence.task());
        }
        Ok(())
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.memo().claims.abandon(&fence)
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note([*receipt]);
        let mut memo = self.memo();
        let mutated = memo.mutated(addresses, receipt);
        Ok(memo.enter(addresses, receipt, |address, standing| {
            let also = mutated.filter(|_| matches!(address, Address::Task(_)));
            standing.or(also).unwrap_or(EffectClass::Pure)
        }))
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        let mut memo = self.memo();
        let Slot::Occupied(slot) = memo.entries.entry(address.into()) else { return Ok(()) };
        if slot.get().receipt != receipt.into() {
            return Ok(());
        }
        let entry = slot.remove();
        if let Address::Task(task) = address
            && !may_be_repeated(entry.effect)
        {
            memo.claims.lose(task);
            memo.begun.insert(*task);
        }
        Ok(())
    }
}

impl MemoTables {
    /// The class of the mutation whose outcome the receipt is, as far as these addresses say so.
    fn mutated(&self, addresses: &[Address], receipt: &Cid) -> Option<EffectClass> {
        let of = |address: &Address| {
            let Address::Task(task) = address else { return None };
            match self.entries.get(&address.into()) {
                None => self.claims.effect(task),
                Some(entry) if entry.receipt == receipt.into() => Some(entry.effect),
                Some(_) => None,
            }
        };
        addresses.iter().filter_map(of).find(|effect| !may_be_repeated(*effect))
    }

    /// Fills the free ones of `addresses`; `effect` gets each, and the class of the claim
    /// that stands on it, if it is a claimed task.
    fn enter<'a>(
        &mut self,
        addresses: impl IntoIterator<Item = &'a Address>,
        receipt: &Cid,
        effect: impl Fn(&Address, Option<EffectClass>) -> EffectClass,
    ) -> Committed {
        let addresses: BTreeSet<&Address> = addresses.into_iter().collect();
        let mut found = None;
        for address in addresses {
            let standing = match address {
                Address::Task(task) => self.claims.effect(task),
                Address::Computation(_) => None,
            };
            match self.entries.entry(address.into()) {
                Slot::Occupied(slot) => {
                    let other = slot.get().receipt.to_cid();
                    if found.is_none() || found == Some(*receipt) {
                        found = Some(other);
                    }
                }
                Slot::Vacant(slot) => {
                    slot.insert(Entry {
                        receipt: receipt.into(),
                        effect: effect(address, standing),
                    });
                }
            }
        }
        found.map_or(Committed::First, Committed::Already)
    }
}
