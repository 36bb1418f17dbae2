//! Removing what no root reaches.

use cid::Cid;
use ipvm_runtime::store::{BlockEntry, MemoEntry, Receipts, Removed, StoreError};

use super::{error::CollectError, plan::Plan, report::Swept};
use crate::{
    pages::PAGE,
    progress::{Counter, Progress, Stage},
};

impl Plan<'_> {
    /// Removes what would go, in batches: remembered results of pure tasks and queries first,
    /// then the receipts that these name, then blocks. So whenever it is ended, by an error
    /// or with the process, what is left is whole, and what the roots reach is all there.
    ///
    /// Before each batch, what was written meanwhile is marked with what it reaches.
    ///
    /// # Errors
    ///
    /// [`CollectError::Store`] if the store fails, [`CollectError::Incomplete`] if it cannot
    /// be told what is reached. What was removed until then was garbage.
    pub fn run(mut self, progress: &mut dyn FnMut(Progress)) -> Result<Swept, CollectError> {
        let mut counter = Counter::new(Stage::Sweeping, progress);
        let mut swept = Swept::default();
        self.forget_results(&mut swept, &mut counter)?;
        self.remove_receipts(&mut swept, &mut counter)?;
        self.remove_blocks(&mut swept, &mut counter)?;
        Ok(swept)
    }

    fn forget_results(
        &mut self,
        swept: &mut Swept,
        counter: &mut Counter<'_>,
    ) -> Result<(), CollectError> {
        let mut after = None;
        loop {
            let page: Vec<MemoEntry> = self.store.results(after.as_ref(), PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.address);
            self.mark_written(counter)?;
            for (address, receipt) in page.iter().filter_map(|entry| self.result(entry)) {
                self.store.forget(&address, &receipt)?;
                swept.results += 1;
                counter.step();
            }
        }
    }

    fn remove_receipts(
        &mut self,
        swept: &mut Swept,
        counter: &mut Counter<'_>,
    ) -> Result<(), CollectError> {
        let mut after = None;
        loop {
            let page = Receipts::page(self.store, after.as_ref(), PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(*last);
            self.mark_written(counter)?;
            let goes: Vec<Cid> = page.into_iter().filter(|cid| !self.marks.contains(cid)).collect();
            let removed = self.store.remove_receipts(&self.sweep, &goes)?;
            swept.receipts += removed.count;
            count(&goes, &removed, swept, counter);
        }
    }

    fn remove_blocks(
        &mut self,
        swept: &mut Swept,
        counter: &mut Counter<'_>,
    ) -> Result<(), CollectError> {
        let mut after = None;
        loop {
            let page: Vec<BlockEntry> = self.store.blocks(after.as_ref(), PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.cid);
            self.mark_written(counter)?;
            let goes = page.iter().filter(|entry| self.block(&entry.cid, entry.kept).is_some());
            let goes: Vec<Cid> = goes.map(|entry| entry.cid).collect();
            let removed = self.remove(&goes)?;
            swept.blocks += removed.count;
            swept.bytes = swept.bytes.saturating_add(removed.bytes);
            count(&goes, &removed, swept, counter);
        }
    }

    fn remove(&self, goes: &[Cid]) -> Result<Removed, StoreError> {
        if goes.is_empty() {
            return Ok(Removed::default());
        }
        self.store.remove_blocks(&self.sweep, goes)
    }
}

fn count(goes: &[Cid], removed: &Removed, swept: &mut Swept, counter: &mut Counter<'_>) {
    swept.spared =
        swept.spared.saturating_add(u64::try_from(removed.spared.len()).unwrap_or(u64::MAX));
    goes.iter().for_each(|_| counter.step());
}
