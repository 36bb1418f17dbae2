//! Blocks that are put together.

use std::collections::BTreeMap;

use ipvm_runtime::store::{Inventory, StoreError, Visibility};
use ucan_core::Did;
use varsig::Block;

use super::work::{MOST_BLOCKS, MOST_BYTES};
use crate::archive::BlockRow;

/// Blocks that wait to be put.
#[derive(Default)]
pub(super) struct Batch {
    /// Those that are public, or belong to nobody.
    blocks: Vec<(Block, Visibility)>,
    owned: BTreeMap<Did, Vec<Block>>,
    count: usize,
    bytes: usize,
}

impl Batch {
    pub(super) fn add(&mut self, row: &BlockRow, block: Block) {
        self.count += 1;
        self.bytes = self.bytes.saturating_add(block.bytes().len());
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

    /// Takes in those of another one, which came behind these.
    pub(super) fn append(&mut self, others: Self) {
        let Self { blocks, owned, count, bytes } = others;
        self.blocks.extend(blocks);
        for (owner, blocks) in owned {
            self.owned.entry(owner).or_default().extend(blocks);
        }
        self.count += count;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Whether it is worth a transaction of its own.
    pub(super) const fn is_enough(&self) -> bool {
        self.bytes >= MOST_BYTES / 2 || self.count >= MOST_BLOCKS / 2
    }

    pub(super) fn put(&self, store: &dyn Inventory) -> Result<(), StoreError> {
        if !self.blocks.is_empty() {
            store.load_blocks(&self.blocks)?;
        }
        self.owned.iter().try_for_each(|(owner, blocks)| store.load_blocks_for(blocks, owner))
    }
}
