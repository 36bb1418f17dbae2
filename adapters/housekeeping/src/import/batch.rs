//! Blocks that are put together.

use std::collections::BTreeMap;

use ipvm_runtime::store::{Inventory, StoreError, Visibility};
use ucan_core::Did;
use varsig::Block;

use crate::archive::BlockRow;

/// Blocks that wait to be put.
#[derive(Default)]
pub(super) struct Batch {
    /// Those that are public, or belong to nobody.
    blocks: Vec<(Block, Visibility)>,
    owned: BTreeMap<Did, Vec<Block>>,
    count: usize,
}

impl Batch {
    pub(super) fn add(&mut self, row: &BlockRow, block: Block) {
        self.count += 1;
        for owner in &row.owners {
            self.owned.entry(owner.clone()).or_default().push(block.clone());
        }
        if row.is_public {
            self.blocks.push((block, Visibility::Public));
        } else if row.owners.is_empty() {
            self.blocks.push((block, Visibility::Restricted));
        }
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    pub(super) fn put(&self, store: &dyn Inventory) -> Result<(), StoreError> {
        if !self.blocks.is_empty() {
            store.load_blocks(&self.blocks)?;
        }
        self.owned.iter().try_for_each(|(owner, blocks)| store.load_blocks_for(blocks, owner))
    }
}
