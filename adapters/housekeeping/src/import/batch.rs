//! Blocks that are put together.

use std::collections::BTreeMap;

use ipvm_runtime::store::{Blocks, Inventory, StoreError, Visibility};
use ucan_core::Did;
use varsig::Block;

use crate::archive::BlockRow;

/// Blocks that wait to be put.
#[derive(Default)]
pub(super) struct Batch {
    /// Those that are public, or belong to nobody.
    blocks: Vec<(Block, Visibility)>,
    owned: BTreeMap<Did, Vec<Block>>,
    bytes: usize,
}

/// How many bytes wait at the most, but for the last block.
const MOST_BYTES: usize = 16 << 20;

impl Batch {
    pub(super) fn add(&mut self, row: &BlockRow, block: Block) {
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

    pub(super) const fn is_full(&self) -> bool {
        self.bytes >= MOST_BYTES
    }

    pub(super) fn put(&mut self, store: &dyn Inventory) -> Result<(), StoreError> {
        let Self { blocks, owned, .. } = std::mem::take(self);
        if !blocks.is_empty() {
            store.put_all(&blocks)?;
        }
        owned.iter().try_for_each(|(owner, blocks)| Blocks::put_for(store, blocks, owner))
    }
}
