//! The three stores of an executor.

use std::sync::Arc;

use crate::store::{Blocks, Memo, Receipts};

/// Where an executor keeps content, receipts and remembered results: one store
/// for all three, or three of them.
#[derive(Clone)]
pub struct Stores {
    blocks: Arc<dyn Blocks>,
    receipts: Arc<dyn Receipts>,
    memo: Arc<dyn Memo>,
}

impl Stores {
    /// Three stores, which may be different ones.
    #[must_use]
    pub fn new(blocks: Arc<dyn Blocks>, receipts: Arc<dyn Receipts>, memo: Arc<dyn Memo>) -> Self {
        Self { blocks, receipts, memo }
    }

    /// The content.
    #[must_use]
    pub fn blocks(&self) -> &dyn Blocks {
        self.blocks.as_ref()
    }

    /// The receipts.
    #[must_use]
    pub fn receipts(&self) -> &dyn Receipts {
        self.receipts.as_ref()
    }

    /// The remembered results.
    #[must_use]
    pub fn memo(&self) -> &dyn Memo {
        self.memo.as_ref()
    }
}

impl<S: Blocks + Receipts + Memo + 'static> From<Arc<S>> for Stores {
    fn from(store: Arc<S>) -> Self {
        Self::new(Arc::<S>::clone(&store), Arc::<S>::clone(&store), store)
    }
}

impl std::fmt::Debug for Stores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stores").finish_non_exhaustive()
    }
}
