//! What would go.

use cid::Cid;
use ipvm_runtime::store::{Address, Inventory, KeptBlock, StoreError, Sweep, Visibility};

use super::{
    error::CollectError,
    mark::Marks,
    report::Planned,
    roots::{Roots, is_mutation},
};
use crate::{
    pages,
    progress::{Counter, Progress, Stage},
};

/// What a collection would remove; nothing has been removed yet.
///
/// From when a plan is begun until it is [run](Plan::run) or dropped, the store notes what
/// is written, and all of that stays, with what it reaches. What tasks had written that
/// were under way when it began, and what is reached only by what they are still to write,
/// is not seen: so either nothing runs, or the caller begins the sweep
/// ([`Inventory::begin_sweep`]), waits for longer than a task may take, and makes the plan
/// with it ([`Plan::under`]).
pub struct Plan<'a> {
    pub(super) store: &'a dyn Inventory,
    pub(super) sweep: Sweep,
    pub(super) marks: Marks,
    pub(super) planned: Planned,
}

impl std::fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("planned", &self.planned).finish_non_exhaustive()
    }
}

/// Something that no root reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Garbage {
    /// A block.
    Block {
        /// Its CID.
        cid: Cid,
        /// How many bytes it has.
        length: u64,
    },
    /// A receipt.
    Receipt {
        /// Its CID.
        cid: Cid,
    },
    /// What is remembered of a pure task or a query whose receipt goes.
    Result {
        /// Where it is remembered.
        address: Address,
        /// The receipt.
        receipt: Cid,
    },
}

impl<'a> Plan<'a> {
    /// Begins a sweep, and marks what the roots reach.
    ///
    /// # Errors
    ///
    /// [`StoreError::SweepUnderWay`] if the store is being swept;
    /// [`CollectError::Store`] if it fails otherwise.
    pub fn make(
        store: &'a dyn Inventory,
        roots: &Roots,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, CollectError> {
        let sweep = store.begin_sweep()?;
        Self::under(store, sweep, roots, progress)
    }

    /// Marks what the roots reach, under a sweep of this store that was begun before.
    ///
    /// # Errors
    ///
    /// [`CollectError::Store`] if the store fails.
    pub fn under(
        store: &'a dyn Inventory,
        sweep: Sweep,
        roots: &Roots,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, CollectError> {
        let mut plan = Self { store, sweep, marks: Marks::default(), planned: Planned::default() };
        let mut cids = Vec::new();
        roots.each(store, &mut |root| cids.push(root.cid))?;
        let mut counter = Counter::new(Stage::Marking, progress);
        plan.marks.add(store, cids, &mut plan.planned, &mut counter)?;
        plan.mark_written(&mut counter)?;
        plan.count()?;
        Ok(plan)
    }

    /// What would stay, what would go, and what was amiss on the way.
    #[must_use]
    pub const fn planned(&self) -> &Planned {
        &self.planned
    }

    /// Gives everything to `found` that would go, in the order in which it would.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn garbage(&self, found: &mut dyn FnMut(Garbage)) -> Result<(), StoreError> {
        pages::results(self.store, |page| {
            for (address, receipt) in page.iter().filter_map(|entry| self.result(entry)) {
                found(Garbage::Result { address, receipt });
            }
            Ok::<_, StoreError>(())
        })?;
        pages::receipts(self.store, |page| {
            for cid in page.into_iter().filter(|cid| !self.marks.contains(cid)) {
                found(Garbage::Receipt { cid });
            }
            Ok::<_, StoreError>(())
        })?;
        pages::blocks(self.store, |page| {
            for entry in page {
                if let Some(kept) = self.block(&entry.cid, entry.kept) {
                    found(Garbage::Block { cid: entry.cid, length: kept.length });
                }
            }
            Ok::<_, StoreError>(())
        })
    }

    /// The bytes of a block that is garbage. Nobody knows of a block without a record of it
    /// whether it was public.
    pub(super) fn block(&self, cid: &Cid, kept: Option<KeptBlock>) -> Option<KeptBlock> {
        kept.filter(|kept| kept.visibility != Visibility::Public && !self.marks.contains(cid))
    }

    /// The result that goes with its receipt.
    pub(super) fn result(&self, entry: &ipvm_runtime::store::MemoEntry) -> Option<(Address, Cid)> {
        let result = entry.result?;
        let goes = !is_mutation(result.effect) && !self.marks.contains(&result.receipt);
        goes.then_some((entry.address, result.receipt))
    }

    /// Marks what was written since the sweep began, and what that reaches.
    pub(super) fn mark_written(&mut self, counter: &mut Counter<'_>) -> Result<(), CollectError> {
        let written = self.sweep.noted();
        self.marks.add(self.store, written, &mut self.planned, counter)
    }

    fn count(&mut self) -> Result<(), StoreError> {
        let mut counted = Planned::default();
        self.garbage(&mut |garbage| match garbage {
            Garbage::Block { length, .. } => {
                counted.blocks += 1;
                counted.bytes = counted.bytes.saturating_add(length);
            }
            Garbage::Receipt { .. } => counted.receipts += 1,
            Garbage::Result { .. } => counted.results += 1,
        })?;
        pages::blocks(self.store, |page| {
            for entry in page {
                if self.block(&entry.cid, entry.kept).is_none() {
                    counted.kept_blocks += 1;
                    let length = entry.kept.map_or(0, |kept| kept.length);
                    counted.kept_bytes = counted.kept_bytes.saturating_add(length);
                }
                if entry.kept.is_none() && !self.marks.contains(&entry.cid) {
                    counted.unclear.push(entry.cid);
                }
            }
            Ok::<_, StoreError>(())
        })?;
        pages::receipts(self.store, |page| {
            let kept = page.iter().filter(|cid| self.marks.contains(cid)).count();
            counted.kept_receipts += u64::try_from(kept).unwrap_or(u64::MAX);
            Ok::<_, StoreError>(())
        })?;
        let Planned { missing, damaged, unread, .. } = std::mem::take(&mut self.planned);
        self.planned = Planned { missing, damaged, unread, ..counted };
        Ok(())
    }
}
