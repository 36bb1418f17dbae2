//! From a file to parts, and from parts to an archive.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ucan_core::{Envelope, Payload};
use varsig::{
    Block,
    car::{Car, CarLimits},
};

use super::{Archive, ArchiveError, ArchivePart, Parts, index::Index, receipts};
use crate::{WORKFLOW_RUN, document::Document};

pub(super) fn read(bytes: &[u8], limits: &CarLimits) -> Result<Archive, ArchiveError> {
    let car = Car::read(bytes, limits).map_err(ArchiveError::Car)?;
    let root = match car.roots() {
        [root] => *root,
        roots => return Err(ArchiveError::Roots { found: roots.len() }),
    };
    let index_block = car.get(&root).ok_or(ArchiveError::NoIndex { root })?;
    let index = Index::read(index_block)?;
    if let Some(duplicate) = car.duplicates().first() {
        let (cid, offset) = (duplicate.cid, duplicate.offset);
        return Err(ArchiveError::BlockTwice { cid, offset });
    }
    let named: BTreeSet<&Cid> = index.cids().chain([&root]).collect();
    if let Some(block) = car.blocks().iter().find(|block| !named.contains(block.cid())) {
        return Err(ArchiveError::BlockUnknown { cid: *block.cid() });
    }
    let missing: Vec<Cid> = index.cids().filter(|cid| car.get(cid).is_none()).copied().collect();
    if !missing.is_empty() {
        return Err(ArchiveError::BlocksMissing { missing });
    }
    // Now both are the same but for the order.
    for (expected, found) in [&root].into_iter().chain(index.cids()).zip(car.blocks()) {
        if expected != found.cid() {
            let (expected, found) = (*expected, *found.cid());
            return Err(ArchiveError::BlockOrder { expected, found });
        }
    }
    let mut blocks = car.into_blocks().into_iter().skip(1);
    let workflow = blocks.next().ok_or(ArchiveError::NoIndex { root })?;
    let mut list = |cids: &[Cid]| -> BTreeMap<Cid, Block> {
        blocks.by_ref().take(cids.len()).map(|block| (*block.cid(), block)).collect()
    };
    let (delegations, receipts) = (list(&index.delegations), list(&index.receipts));
    let content = list(&index.content);
    Archive::of(Parts { workflow, delegations, receipts, content })
}

impl Archive {
    /// An archive of parts of which no block stands in two.
    pub(super) fn of(parts: Parts) -> Result<Self, ArchiveError> {
        let index = parts.index().to_block();
        let Parts { workflow, delegations, receipts, content } = parts;
        let workflow = token(ArchivePart::Workflow, workflow)?;
        let task = ucan_invocation::Invocation::task(workflow.unverified_payload());
        if task.command().as_str() != WORKFLOW_RUN {
            return Err(ArchiveError::Command { found: task.command().clone() });
        }
        let document = Document::read(task.args()).map_err(ArchiveError::Document)?;
        let delegations = tokens(ArchivePart::Delegation, delegations)?;
        let receipts = tokens(ArchivePart::Receipt, receipts)?;
        let progress = receipts::progress(*task.id(), &document, &receipts)?;
        Ok(Self { index, workflow, document, delegations, receipts, content, progress })
    }
}

fn tokens<T: Payload>(
    part: ArchivePart,
    blocks: BTreeMap<Cid, Block>,
) -> Result<BTreeMap<Cid, Envelope<T>>, ArchiveError> {
    blocks.into_iter().map(|(cid, block)| token(part, block).map(|token| (cid, token))).collect()
}

fn token<T: Payload>(part: ArchivePart, block: Block) -> Result<Envelope<T>, ArchiveError> {
    let cid = *block.cid();
    Envelope::decode_block(block).map_err(|error| ArchiveError::Token { part, cid, error })
}
