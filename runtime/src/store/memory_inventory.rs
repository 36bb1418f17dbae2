//! What the store in memory holds.

use std::ops::Bound;

use cid::Cid;

use super::{
    Address, AddressKey, BegunMutation, BlockEntry, CidKey, Damage, Inventory, KeptBlock, Load,
    MemoEntry, MemoryStore, Remembered, Removed, StoreError, Sweep,
};
use crate::sync::PoisonError;

/// Nothing here waits for a disk.
impl Load for MemoryStore {}

impl Inventory for MemoryStore {
    fn blocks(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BlockEntry>, StoreError> {
        let blocks = self.blocks();
        let page = least(blocks.keys(), after.map(CidKey::from).as_ref(), limit);
        let entry = |cid: &CidKey| {
            let kept = blocks.get(cid)?;
            let length = length(kept.block.bytes());
            let whole = KeptBlock { length, visibility: kept.visibility };
            Some(
                BlockEntry::new(cid.to_cid(), Some(whole)).with_owners(kept.owners.iter().cloned()),
            )
        };
        Ok(page.iter().filter_map(entry).collect())
    }

    fn results(&self, after: Option<&Address>, limit: usize) -> Result<Vec<MemoEntry>, StoreError> {
        let memo = self.memo();
        let after = after.map(AddressKey::from);
        let entry = |address: &AddressKey| {
            let entry = memo.entries.get(address)?;
            let result = Remembered { receipt: entry.receipt.to_cid(), effect: entry.effect };
            Some(MemoEntry { address: address.to_address(), result: Some(result) })
        };
        Ok(least(memo.entries.keys(), after.as_ref(), limit).iter().filter_map(entry).collect())
    }

    fn begun(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BegunMutation>, StoreError> {
        let memo = self.memo();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let begun = memo.begun.range((start, Bound::Unbounded)).take(limit);
        let entry = |task: &Cid| {
            let receipt = memo
                .entries
                .get(&AddressKey::Task(task.into()))
                .map(|entry| entry.receipt.to_cid());
            BegunMutation { task: *task, receipt }
        };
        Ok(begun.map(entry).collect())
    }

    fn pin(&self, root: &Cid) -> Result<(), StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note([*root]);
        self.pins.write().unwrap_or_else(PoisonError::into_inner).insert(*root);
        Ok(())
    }

    fn unpin(&self, root: &Cid) -> Result<bool, StoreError> {
        Ok(self.pins.write().unwrap_or_else(PoisonError::into_inner).remove(root))
    }

    fn pins(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        let pins = self.pins.read().unwrap_or_else(PoisonError::into_inner);
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        Ok(pins.range((start, Bound::Unbounded)).take(limit).copied().collect())
    }

    fn begin_sweep(&self) -> Result<Sweep, StoreError> {
        self.sweeps.begin_sweep()
    }

    fn remove_blocks(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError> {
        self.sweeps.check(sweep)?;
        let mut blocks = self.blocks_mut();
        Ok(self.remove(sweep, cids, |cid| {
            blocks.remove(&cid.into()).map(|kept| length(kept.block.bytes()))
        }))
    }

    fn remove_receipts(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError> {
        self.sweeps.check(sweep)?;
        let mut receipts = self.receipts_mut();
        Ok(self.remove(sweep, cids, |cid| receipts.remove(cid)))
    }

    fn check(&self, _found: &mut dyn FnMut(Damage)) -> Result<(), StoreError> {
        Ok(())
    }

    fn repair(&self, _mended: &mut dyn FnMut(Damage)) -> Result<(), StoreError> {
        Ok(())
    }
}

impl MemoryStore {
    fn remove(
        &self,
        sweep: &Sweep,
        cids: &[Cid],
        mut remove: impl FnMut(&Cid) -> Option<u64>,
    ) -> Removed {
        let pins = self.pins.read().unwrap_or_else(PoisonError::into_inner);
        let mut removed = Removed::default();
        for cid in cids {
            if sweep.spares(cid) || pins.contains(cid) {
                removed.spared.push(*cid);
            } else if let Some(bytes) = remove(cid) {
                removed.count += 1;
                removed.bytes += bytes;
            }
        }
        removed
    }
}

/// The least `limit` keys after the given one, sorted.
fn least<'a, K: Clone + Ord + 'a>(
    keys: impl Iterator<Item = &'a K>,
    after: Option<&K>,
    limit: usize,
) -> Vec<K> {
    let mut rest: Vec<K> =
        keys.filter(|key| after.is_none_or(|after| *key > after)).cloned().collect();
    if limit < rest.len() {
        rest.select_nth_unstable(limit);
        rest.truncate(limit);
    }
    rest.sort_unstable();
    rest
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
