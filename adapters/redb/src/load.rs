//! Very many blocks, receipts and results, which become durable together.

use cid::Cid;
use ipvm_runtime::store::{Address, Committed, Load, ReceiptRecord, StoreError, Visibility};
use ucan_core::Did;
use varsig::Block;

use crate::{put_receipts::Prepared, runs::ENOUGH_ROWS, store::RedbStore, writer::Due};

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
        let writing = self.sweeps.begin_write();
        records.iter().for_each(|record| writing.note(record.cids()));
        if records.iter().map(|record| record.cids().count()).sum::<usize>() >= ENOUGH_ROWS {
            self.make_room_for_a_run()?;
        }
        let bytes = records.iter().map(|record| record.block.bytes().len()).sum();
        let prepared = Prepared::of(records);
        self.writer.load(bytes, move |target, transaction| {
            prepared.put(transaction).map_err(|error| target.failed(error))
        })
    }

    fn load_results(&self, results: &[(Address, Cid)]) -> Result<Vec<Committed>, StoreError> {
        self.remember_each(results)
    }

    fn end_load(&self) -> Result<(), StoreError> {
        self.end_runs()?;
        self.writer.sync()
    }
}
