//! Very many blocks, receipts and results, which become durable together.

use cid::Cid;
use ipvm_runtime::store::{Address, Committed, Load, ReceiptRecord, StoreError, Visibility};
use ucan_core::Did;
use varsig::Block;

use crate::{
    memo::enter_each,
    receipts,
    runs::{ENOUGH_RESULTS, ENOUGH_ROWS, end_some_while},
    store::RedbStore,
    sync::atomic::Ordering,
    writer::Due,
};

impl Load for RedbStore {
    fn load_blocks(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        let blocks = blocks.iter().map(|(block, visibility)| (block, *visibility));
        self.keep(blocks, None, Due::Later)
    }

    fn load_blocks_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        let blocks = blocks.iter().map(|block| (block, Visibility::Restricted));
        self.keep(blocks, Some(owner), Due::Later)
    }

    fn load_receipts(&self, records: Vec<ReceiptRecord>) -> Result<(), StoreError> {
        self.receipts_come.store(true, Ordering::Relaxed);
        let writing = self.sweeps.begin_write();
        records.iter().for_each(|record| writing.note(record.cids()));
        if records.iter().map(|record| record.cids().count()).sum::<usize>() >= ENOUGH_ROWS {
            self.make_room_for_a_run()?;
        }
        let bytes = records.iter().map(|record| record.block.bytes().len()).sum();
        self.writer.load(bytes, move |target, transaction| {
            receipts::put(transaction, &records).map_err(|error| target.failed(error))
        })
    }

    fn load_results(&self, results: &[(Address, Cid)]) -> Result<Vec<Committed>, StoreError> {
        // Where results follow results there are no more receipts, most likely, and what finds
        // them can be brought into its place.
        let receipts_come = self.receipts_come.swap(false, Ordering::Relaxed);
        if receipts_come || results.len() < ENOUGH_RESULTS || self.runs()? == 0 {
            return self.remember_each(results, enter_each);
        }
        self.remember_each(results, |transaction, entries| {
            end_some_while(transaction, entries.len(), || enter_each(transaction, entries))
        })
    }

    fn end_load(&self) -> Result<(), StoreError> {
        self.end_runs()?;
        self.writer.sync()
    }
}
