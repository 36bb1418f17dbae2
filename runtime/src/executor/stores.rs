//! The stores of an executor.

use std::sync::Arc;

use crate::store::{Blocks, Memo, Receipts};

/// Where an executor keeps content, receipts and remembered results: one store
/// for all three, or three of them; and one more for secrets, if the others are shared.
#[derive(Clone)]
pub struct Stores {
    blocks: Arc<dyn Blocks>,
    receipts: Arc<dyn Receipts>,
    memo: Arc<dyn Memo>,
    secrets: Option<Arc<dyn Receipts>>,
}

impl Stores {
    /// Three stores, which may be different ones.
    #[must_use]
    pub fn new(blocks: Arc<dyn Blocks>, receipts: Arc<dyn Receipts>, memo: Arc<dyn Memo>) -> Self {
        Self { blocks, receipts, memo, secrets: None }
    }

    /// Keeps the receipts of secret tasks, and of what is made from them, in `secrets` and
    /// nowhere else: for whoever shares the other stores with somebody.
    ///
    /// What is remembered of a secret task beside that is the CIDs of the task and of the
    /// receipt, which nobody can guess the content by: the receipt is signed.
    #[must_use]
    pub fn with_secrets(mut self, secrets: Arc<dyn Receipts>) -> Self {
        self.secrets = Some(secrets);
        self
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

    /// Where the receipts of secret tasks are kept; with all others, unless
    /// [set apart](Stores::with_secrets).
    #[must_use]
    pub fn secrets(&self) -> &dyn Receipts {
        self.secrets.as_deref().unwrap_or_else(|| self.receipts())
    }

    /// Whether the receipts of secret tasks are kept apart.
    #[must_use]
    pub const fn has_secrets_apart(&self) -> bool {
        self.secrets.is_some()
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
