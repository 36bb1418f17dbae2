//! Signed receipts and the ways to find them.

use std::ops::Bound;

use cid::Cid;
use ipvm_runtime::store::{ReceiptRecord, Receipts, StoreError};
use redb::{MultimapTableDefinition, ReadableTable, WriteTransaction};
use varsig::Block;

use crate::{
    store::RedbStore,
    tables::{BY_INPUT, BY_OUTPUT, BY_TASK, RECEIPTS},
};

type Index = MultimapTableDefinition<'static, &'static [u8], &'static [u8]>;

impl Receipts for RedbStore {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        let record = record.clone();
        self.writer.write(move |target, transaction| {
            put(transaction, &record).map_err(|error| target.failed(error))
        })
    }

    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
        let bytes = self.latest(|tables| {
            let found = tables.receipts.get(receipt.to_bytes().as_slice());
            let found = found.map_err(|error| self.failed(error))?;
            Ok(found.map(|bytes| bytes.value().to_vec()))
        })?;
        let Some(bytes) = bytes else { return Ok(None) };
        let damaged = StoreError::Damaged { cid: *receipt };
        Block::verify(*receipt, bytes).map(Some).map_err(|_| damaged)
    }

    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        let after = after.map(Cid::to_bytes);
        let start = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        self.read(|transaction| {
            let receipts = transaction.open_table(RECEIPTS).map_err(|error| self.failed(error))?;
            let rest = receipts
                .range::<&[u8]>((start, Bound::Unbounded))
                .map_err(|error| self.failed(error))?;
            let mut page = Vec::new();
            for row in rest {
                if page.len() == limit {
                    break;
                }
                let (key, _) = row.map_err(|error| self.failed(error))?;
                // A key that has decayed names nothing that anybody could ask for.
                page.extend(Cid::try_from(key.value()).ok());
            }
            Ok(page)
        })
    }

    fn by_task(&self, task: &Cid) -> Result<Vec<Cid>, StoreError> {
        self.listed(BY_TASK, task)
    }

    fn by_input(&self, input: &Cid) -> Result<Vec<Cid>, StoreError> {
        self.listed(BY_INPUT, input)
    }

    fn by_output(&self, output: &Cid) -> Result<Vec<Cid>, StoreError> {
        self.listed(BY_OUTPUT, output)
    }
}

impl RedbStore {
    fn listed(&self, index: Index, key: &Cid) -> Result<Vec<Cid>, StoreError> {
        self.read(|transaction| {
            let index =
                transaction.open_multimap_table(index).map_err(|error| self.failed(error))?;
            let mut receipts = Vec::new();
            for receipt in
                index.get(key.to_bytes().as_slice()).map_err(|error| self.failed(error))?
            {
                let receipt = receipt.map_err(|error| self.failed(error))?;
                let receipt = Cid::try_from(receipt.value())
                    .map_err(|_| self.corrupted("an index entry names no receipt"))?;
                receipts.push(receipt);
            }
            // Rows are in the order of their bytes, which is nearly this one.
            receipts.sort_unstable();
            Ok(receipts)
        })
    }
}

fn put(transaction: &WriteTransaction, record: &ReceiptRecord) -> Result<(), redb::Error> {
    let receipt = record.block.cid().to_bytes();
    let receipt = receipt.as_slice();
    let mut tokens = transaction.open_table(RECEIPTS)?;
    let same = tokens.get(receipt)?.is_some_and(|found| found.value() == record.block.bytes());
    if !same {
        tokens.insert(receipt, record.block.bytes())?;
    }
    let tasks: Vec<Cid> = [Some(record.task), record.resolved].into_iter().flatten().collect();
    let indices = [(BY_TASK, &tasks), (BY_INPUT, &record.inputs), (BY_OUTPUT, &record.outputs)];
    for (index, keys) in indices {
        let mut index = transaction.open_multimap_table(index)?;
        for key in keys {
            index.insert(key.to_bytes().as_slice(), receipt)?;
        }
    }
    Ok(())
}
