//! Content, and who may read it.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_wit::Contents;
use ipvm_task::Module;
use varsig::Block;

use super::{Core, job::Job};
use crate::store::{StoreError, Visibility};

/// Why content was not had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unavailable {
    /// It is not in the store.
    Missing,
    /// Its bytes in the store no longer hash to its CID.
    Damaged,
    /// It is here, but this task may not read it (ruling I11).
    NotPermitted,
}

/// Content that a task needs and does not get.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The content is not to be had.
    #[error("content {cid} {}", match reason {
        Unavailable::Missing => "is not here; send it with the invocation, or publish it first",
        Unavailable::Damaged => "is damaged in the store; publish it again",
        Unavailable::NotPermitted => "may not be read by this task; it was neither published nor sent with the invocation",
    })]
    Unavailable {
        /// What was asked for.
        cid: Cid,
        /// Why it is not to be had.
        reason: Unavailable,
    },
}

/// Content that was fetched for one call.
#[derive(Debug, Default)]
pub(super) struct Fetched(BTreeMap<Cid, Block>);

impl Contents for Fetched {
    fn content(&self, cid: &Cid) -> Option<&[u8]> {
        self.0.get(cid).map(Block::bytes)
    }
}

impl Core {
    /// A block that the tasks of `job` may read: it came with the job, or the
    /// embedder published it.
    ///
    /// What may not be read is told apart from what is not here: whoever knows the
    /// CID learns that it exists, which is what a missing permission must say if
    /// anybody is to mend it.
    pub(super) fn content(&self, cid: &Cid, job: &Job) -> Result<Block, ContentError> {
        if let Some(block) = job.0.content.get(cid) {
            return Ok(block.clone());
        }
        let unavailable = |reason| Err(ContentError::Unavailable { cid: *cid, reason });
        let blocks = self.stores.blocks();
        match blocks.visibility(cid).map_err(ContentError::Store)? {
            None => unavailable(Unavailable::Missing),
            Some(Visibility::Restricted) => unavailable(Unavailable::NotPermitted),
            Some(Visibility::Public) => match blocks.get(cid) {
                Ok(Some(block)) => Ok(block),
                Ok(None) => unavailable(Unavailable::Missing),
                Err(StoreError::Damaged { .. }) => unavailable(Unavailable::Damaged),
                Err(error) => Err(ContentError::Store(error)),
            },
        }
    }

    /// The program of a task.
    pub(super) fn module(&self, module: &Module, job: &Job) -> Result<Block, ContentError> {
        match module {
            Module::Link(cid) => self.content(cid, job),
            Module::Inline(bytes) => Ok(Block::raw(bytes.as_slice())),
        }
    }

    pub(super) fn fetch(
        &self,
        links: impl IntoIterator<Item = Cid>,
        job: &Job,
    ) -> Result<Fetched, ContentError> {
        let mut fetched = BTreeMap::new();
        for cid in links {
            fetched.insert(cid, self.content(&cid, job)?);
        }
        Ok(Fetched(fetched))
    }
}
