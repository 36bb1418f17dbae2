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
    secrets: Option<Apart>,
}

/// Where secrets are kept.
#[derive(Clone)]
struct Apart {
    receipts: Arc<dyn Receipts>,
    blocks: Arc<dyn Blocks>,
}

impl Stores {
    /// Three stores, which may be different ones.
    #[must_use]
    pub fn new(blocks: Arc<dyn Blocks>, receipts: Arc<dyn Receipts>, memo: Arc<dyn Memo>) -> Self {
        Self { blocks, receipts, memo, secrets: None }
    }

    /// Keeps the receipts of secret tasks, of what is made from them, and the tasks that
    /// they ask for in `secrets` and nowhere else: for whoever shares the other stores with
    /// somebody.
    ///
    /// What is remembered of a secret task beside that is the CIDs of the task and of the
    /// receipt, which nobody can guess the content by: the receipt is signed.
    #[must_use]
    pub fn with_secrets<S: Blocks + Receipts + 'static>(mut self, secrets: Arc<S>) -> Self {
        let receipts = Arc::<S>::clone(&secrets);
        self.secrets = Some(Apart { receipts, blocks: secrets });
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
        self.secrets.as_ref().map_or_else(|| self.receipts(), |apart| apart.receipts.as_ref())
    }

    /// Where the tasks are kept that secret ones ask for; with all other content, unless
    /// [set apart](Stores::with_secrets).
    #[must_use]
    pub fn secret_blocks(&self) -> &dyn Blocks {
        self.secrets.as_ref().map_or_else(|| self.blocks(), |apart| apart.blocks.as_ref())
    }

    pub(super) fn blocks_of(&self, secret: bool) -> &dyn Blocks {
        if secret { self.secret_blocks() } else { self.blocks() }
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
