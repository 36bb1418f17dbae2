//! Putting an archive together.

use std::collections::BTreeMap;

use varsig::Block;

use super::{Archive, ArchiveError, Parts};

/// An archive in the making: see [`Archive::builder`].
///
/// A block that is given twice stands in the archive once, and one that is a token of it is
/// no content beside.
#[derive(Clone, Debug)]
pub struct ArchiveBuilder {
    workflow: Block,
    delegations: Vec<Block>,
    receipts: Vec<Block>,
    content: Vec<Block>,
}

impl ArchiveBuilder {
    pub(super) const fn new(workflow: Block) -> Self {
        Self { workflow, delegations: Vec::new(), receipts: Vec::new(), content: Vec::new() }
    }

    /// Adds a delegation.
    #[must_use]
    pub fn with_delegation(mut self, token: Block) -> Self {
        self.delegations.push(token);
        self
    }

    /// Adds a receipt.
    #[must_use]
    pub fn with_receipt(mut self, token: Block) -> Self {
        self.receipts.push(token);
        self
    }

    /// Adds a program, an input, or a part of a result.
    #[must_use]
    pub fn with_content(mut self, block: Block) -> Self {
        self.content.push(block);
        self
    }

    /// The archive.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Token`] for a token that is none of its kind,
    /// [`ArchiveError::Command`] and [`ArchiveError::Document`] for the workflow's,
    /// [`ArchiveError::ReceiptCommand`] and [`ArchiveError::Receipt`] for what is no receipt,
    /// [`ArchiveError::ForeignReceipt`] for one of another workflow's task, and
    /// [`ArchiveError::TooMuchCaught`] if it would take too long to tell.
    pub fn build(self) -> Result<Archive, ArchiveError> {
        let by_cid = |blocks: Vec<Block>| -> BTreeMap<_, _> {
            blocks.into_iter().map(|block| (*block.cid(), block)).collect()
        };
        let mut parts = Parts {
            workflow: self.workflow,
            delegations: by_cid(self.delegations),
            receipts: by_cid(self.receipts),
            content: by_cid(self.content),
        };
        let Parts { workflow, delegations, receipts, content } = &mut parts;
        content.retain(|cid, _| {
            cid != workflow.cid() && !delegations.contains_key(cid) && !receipts.contains_key(cid)
        });
        Archive::of(parts)
    }
}
