//! The store that forgets when the process ends.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry as Slot},
    ops::Bound,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use cid::Cid;
use varsig::Block;

use super::{
    Address, Blocks, Claim, ClaimTable, Committed, EffectClass, Fence, Memo, ReceiptRecord,
    Receipts, StoreError, Visibility, claims::may_be_repeated, key_value::KeyValueTables,
};
use crate::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A store in memory: for tests, for short-lived embedders, and as the model
/// that other stores are compared with.
///
/// It holds everything it is given until it is dropped, and never fails except
/// with [`StoreError::Fenced`].
#[derive(Debug)]
pub struct MemoryStore {
    blocks: RwLock<HashMap<Cid, (Block, Visibility)>>,
    receipts: RwLock<ReceiptTables>,
    memo: Mutex<MemoTables>,
    pub(super) key_values: RwLock<KeyValueTables>,
}

#[derive(Debug, Default)]
struct ReceiptTables {
    tokens: BTreeMap<Cid, Block>,
    /// Mostly one each, and sorted.
    by_task: HashMap<Cid, Vec<Cid>>,
    by_input: BTreeMap<Cid, BTreeSet<Cid>>,
    by_output: BTreeMap<Cid, BTreeSet<Cid>>,
}

#[derive(Debug)]
struct MemoTables {
    entries: HashMap<Address, Entry>,
    claims: ClaimTable,
}

#[derive(Debug)]
struct Entry {
    receipt: Cid,
    effect: EffectClass,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        // A session of its own, so that a fence of one store is nothing to another.
        static SESSIONS: AtomicU64 = AtomicU64::new(1);
        let claims = ClaimTable::new(SESSIONS.fetch_add(1, Ordering::Relaxed));
        Self {
            blocks: RwLock::default(),
            receipts: RwLock::default(),
            memo: Mutex::new(MemoTables { entries: HashMap::new(), claims }),
            key_values: RwLock::default(),
        }
    }

    fn receipts(&self) -> RwLockReadGuard<'_, ReceiptTables> {
        self.receipts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn memo(&self) -> MutexGuard<'_, MemoTables> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn blocks(&self) -> RwLockReadGuard<'_, HashMap<Cid, (Block, Visibility)>> {
        self.blocks.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn blocks_mut(&self) -> RwLockWriteGuard<'_, HashMap<Cid, (Block, Visibility)>> {
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
        Ok(self.blocks().get(cid).map(|(block, _)| block.clone()))
    }

    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        let mut kept = self.blocks_mut();
        for (block, visibility) in blocks {
            kept.entry(*block.cid())
                .and_modify(|(_, standing)| *standing = (*standing).max(*visibility))
                .or_insert_with(|| (block.clone(), *visibility));
        }
        Ok(())
    }

    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
        Ok(self.blocks().get(cid).map(|(_, visibility)| *visibility))
    }
}

impl Receipts for MemoryStore {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        let mut tables = self.receipts.write().unwrap_or_else(PoisonError::into_inner);
        let receipt = *record.block.cid();
        tables.tokens.entry(receipt).or_insert_with(|| record.block.clone());
        for task in [Some(record.task), record.resolved].into_iter().flatten() {
            let receipts = tables.by_task.entry(task).or_default();
            if let Err(place) = receipts.binary_search(&receipt) {
                receipts.insert(place, receipt);
            }
        }
        for input in &record.inputs {
            tables.by_input.entry(*input).or_default().insert(receipt);
        }
        for output in &record.outputs {
            tables.by_output.entry(*output).or_default().insert(receipt);
        }
        Ok(())
    }

    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
        Ok(self.receipts().tokens.get(receipt).cloned())
    }

    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let tables = self.receipts();
        let rest = tables.tokens.range((start, Bound::Unbounded));
        Ok(rest.take(limit).map(|(cid, _)| *cid).collect())
    }

    fn by_task(&self, task: &Cid) -> Result<Vec<Cid>, StoreError> {
        Ok(self.receipts().by_task.get(task).cloned().unwrap_or_default())
    }

    fn by_input(&self, input: &Cid) -> Result<Vec<Cid>, StoreError> {
        Ok(listed(&self.receipts().by_input, input))
    }

    fn by_output(&self, output: &Cid) -> Result<Vec<Cid>, StoreError> {
        Ok(listed(&self.receipts().by_output, output))
    }
}

fn listed(index: &BTreeMap<Cid, BTreeSet<Cid>>, key: &Cid) -> Vec<Cid> {
    index.get(key).into_iter().flatten().copied().collect()
}

impl Memo for MemoryStore {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        Ok(self.memo().entries.get(address).map(|entry| entry.receipt))
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        let mut memo = self.memo();
        if let Some(entry) = memo.entries.get(&Address::Task(*task)) {
            return Ok(Claim::Done(entry.receipt));
        }
        Ok(memo.claims.claim(task, effect, lease, Instant::now()))
    }

    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        let mut memo = self.memo();
        let effect = memo.claims.begin_commit(&fence)?;
        let claimed = [Address::Task(*fence.task())];
        let committed = memo.enter(claimed.iter().chain(addresses), receipt, |_| effect);
        memo.claims.end_commit(&fence, true);
        Ok(committed)
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        self.memo().claims.release(&fence)
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.memo().claims.abandon(&fence)
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        let mut memo = self.memo();
        Ok(memo.enter(addresses, receipt, |standing| standing.unwrap_or(EffectClass::Pure)))
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        let mut memo = self.memo();
        let Slot::Occupied(slot) = memo.entries.entry(*address) else { return Ok(()) };
        if slot.get().receipt != *receipt {
            return Ok(());
        }
        let entry = slot.remove();
        if let Address::Task(task) = address
            && !may_be_repeated(entry.effect)
        {
            memo.claims.lose(task);
        }
        Ok(())
    }
}

impl MemoTables {
    /// Fills the free ones of `addresses`; `effect` gets the class of the claim
    /// that stands on the address, if it is a claimed task.
    fn enter<'a>(
        &mut self,
        addresses: impl IntoIterator<Item = &'a Address>,
        receipt: &Cid,
        effect: impl Fn(Option<EffectClass>) -> EffectClass,
    ) -> Committed {
        let addresses: BTreeSet<&Address> = addresses.into_iter().collect();
        let mut found = None;
        for address in addresses {
            let standing = match address {
                Address::Task(task) => self.claims.effect(task),
                Address::Computation(_) => None,
            };
            match self.entries.entry(*address) {
                Slot::Occupied(slot) => {
                    let other = slot.get().receipt;
                    if found.is_none() || found == Some(*receipt) {
                        found = Some(other);
                    }
                }
                Slot::Vacant(slot) => {
                    slot.insert(Entry { receipt: *receipt, effect: effect(standing) });
                }
            }
        }
        found.map_or(Committed::First, Committed::Already)
    }
}
