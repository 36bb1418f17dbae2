//! Content, and who may read it.

mod custody;
mod outside;
mod reader;

use std::{collections::BTreeMap, sync::Arc};

use cid::Cid;
use ipld_wit::Contents;
use ipvm_content::unixfs::FileError;
use ipvm_task::{AtFault, Module};
use varsig::{Block, multicodec::DAG_PB};

pub use self::{
    custody::Custody,
    outside::{FetchBounds, FetchError, FetchLimits, Resolver},
};
pub(super) use self::{
    outside::Outside,
    reader::{Effort, LEAST_CONTENT, Lent, Reader},
};
use super::Core;
use crate::store::StoreError;

/// Why content was not had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unavailable {
    /// It is not in the store, and was not found elsewhere.
    Missing,
    /// Its bytes in the store no longer hash to its CID.
    Damaged,
    /// It is here, but this task may not read it (ruling I11).
    NotPermitted,
    /// It was looked for elsewhere, and the time for that is over.
    TimedOut,
    /// What was given for it elsewhere is other content.
    Untrue,
    /// It is larger than what may be fetched.
    TooLarge,
    /// It cannot be looked for elsewhere now.
    Unreachable,
    /// Its hash is not computed here, so that nothing could be believed to be it.
    UnsupportedHash,
}

impl Unavailable {
    /// The word for it in receipts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Damaged => "damaged",
            Self::NotPermitted => "not-permitted",
            Self::TimedOut => "timed-out",
            Self::Untrue => "untrue",
            Self::TooLarge => "too-large",
            Self::Unreachable => "unreachable",
            Self::UnsupportedHash => "unsupported-hash",
        }
    }

    /// Who has to act (IPVM Effects, Content Handles).
    #[must_use]
    pub const fn at_fault(self) -> AtFault {
        match self {
            Self::NotPermitted => AtFault::Requestor,
            // Elsewhere or later it may be had.
            _ => AtFault::Environment,
        }
    }
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
        Unavailable::NotPermitted => "may not be read by this task: it was neither published, nor sent along, nor made for this subject, and no delegation of `/content/read` came along",
        Unavailable::TimedOut => "was not found elsewhere in time",
        Unavailable::Untrue => "is not what was given for it elsewhere",
        Unavailable::TooLarge => "is larger than what is fetched from elsewhere; send it along, or allow more",
        Unavailable::Unreachable => "cannot be looked for elsewhere now",
        Unavailable::UnsupportedHash => "has a hash that is not computed here",
    })]
    Unavailable {
        /// What was asked for.
        cid: Cid,
        /// Why it is not to be had.
        reason: Unavailable,
    },
    /// It is here and is no file that can be read.
    #[error(transparent)]
    File(FileError),
}

impl ContentError {
    /// Who has to act if content is not to be had (IPVM Effects, Content Handles).
    #[must_use]
    pub const fn at_fault(&self) -> AtFault {
        match self {
            Self::Store(_) => AtFault::Runner,
            Self::Unavailable { reason, .. } => reason.at_fault(),
            // Whatever the CID names, it is the same everywhere.
            Self::File(_) => AtFault::Requestor,
        }
    }
}

/// Content that was fetched for one call.
#[derive(Debug, Default)]
pub(super) struct Fetched(BTreeMap<Cid, Arc<[u8]>>);

impl Contents for Fetched {
    fn content(&self, cid: &Cid) -> Option<&[u8]> {
        self.0.get(cid).map(AsRef::as_ref)
    }
}

impl Core {
    /// The program of a task.
    pub(super) fn module(
        &self,
        module: &Module,
        reader: &Reader<'_>,
    ) -> Result<Block, ContentError> {
        match module {
            // A file of many blocks is the program that its parts make.
            Module::Link(cid) if cid.codec() == DAG_PB => {
                Ok(Block::raw(Custody::of_program(self, *reader, cid).bytes(cid)?))
            }
            Module::Link(cid) => Custody::of_program(self, *reader, cid).held_block(cid),
            Module::Inline(bytes) => Ok(Block::raw(bytes.as_slice())),
        }
    }
}
