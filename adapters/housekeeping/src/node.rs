//! One CID as a node of the graph: what is kept under it, and what that names.

use std::collections::BTreeSet;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_content::LinksError;
use ipvm_runtime::store::{
    Address, Blocks, Inventory, Lookup, Memo, ReceiptRecord, Receipts, Role, StoreError,
};
use ucan_core::Envelope;
use ucan_invocation::Invocation;
use varsig::{
    Block,
    dag_cbor::{self, Limits},
    multicodec,
};

/// What a store has under a CID.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// It is there, whole or not.
    pub(crate) is_here: bool,
    /// What it names, each once.
    pub(crate) links: BTreeSet<Cid>,
    /// Its bytes, or what is known besides, are lost.
    pub(crate) is_damaged: bool,
    /// Its bytes are whole, and what they link to cannot be read.
    pub(crate) unread: Option<LinksError>,
}

impl Node {
    pub(crate) fn look(store: &dyn Inventory, cid: &Cid) -> Result<Self, StoreError> {
        let mut node = Self::default();
        if cid.hash().code() == multicodec::IDENTITY {
            // It is its own content, and nobody keeps it.
            node.is_here = true;
            return Ok(node);
        }
        match Blocks::get(store, cid) {
            Ok(Some(block)) => node.take(&block),
            Ok(None) => {}
            Err(StoreError::Damaged { .. }) => node.damaged(),
            Err(error) => return Err(error),
        }
        match store.record(cid) {
            Ok(Some(record)) => node.take_receipt(&record),
            Ok(None) => {}
            Err(StoreError::Damaged { .. }) => {
                node.damaged();
                // One of the two may still be whole.
                match Receipts::get(store, cid) {
                    Ok(Some(token)) => node.take_token(&token),
                    Ok(None) | Err(StoreError::Damaged { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
        node.links.remove(cid);
        Ok(node)
    }

    fn damaged(&mut self) {
        self.is_here = true;
        self.is_damaged = true;
    }

    fn take(&mut self, block: &Block) {
        self.is_here = true;
        match ipvm_content::links(block) {
            Ok(links) => self.links.extend(links),
            Err(error) => self.unread = Some(error),
        }
    }

    fn take_receipt(&mut self, record: &ReceiptRecord) {
        self.take_token(&record.block);
        self.links.extend(record.cids());
        if let Some(key) = computation(&record.block) {
            self.links.remove(&key);
        }
    }

    /// What a receipt names in its own bytes, but for the key of its computation, under
    /// which nothing is ever kept.
    fn take_token(&mut self, token: &Block) {
        self.take(token);
        if let Some(key) = computation(token) {
            self.links.remove(&key);
        }
    }
}

/// Under which key a receipt says that its result is known.
fn computation(token: &Block) -> Option<Cid> {
    let envelope = Envelope::<Invocation>::decode_block(token.clone()).ok()?;
    match envelope.unverified_payload().meta()?.get("ipvm/computation")? {
        Ipld::Link(key) => Some(*key),
        _ => None,
    }
}

/// Whether a CID under which nothing is kept is the address of a task: a receipt answers
/// it, or a result is remembered there. A task is known by its receipt, and its text need
/// not be here.
pub(crate) fn is_address(store: &dyn Inventory, cid: &Cid) -> Result<bool, StoreError> {
    if !store.find(&Lookup::new(Role::Task, cid), None, 1)?.is_empty() {
        return Ok(true);
    }
    for address in [Address::Task(*cid), Address::Computation(*cid)] {
        match Memo::lookup(store, &address) {
            Ok(None) => {}
            Ok(Some(_)) | Err(StoreError::DamagedEntry { .. }) => return Ok(true),
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// How many receipts are looked at for the bytes that one CID is the address of.
const MOST_RECEIPTS: usize = 64;

/// Whether nothing is kept under a CID because its bytes stand in a receipt: what comes of a task
/// is found by the raw blocks that the bytes in it would be (ruling O74).
pub(crate) fn stands_in_a_receipt(store: &dyn Inventory, cid: &Cid) -> Result<bool, StoreError> {
    if cid.codec() != multicodec::RAW {
        return Ok(false);
    }
    for receipt in store.find(&Lookup::output(cid), None, MOST_RECEIPTS)? {
        match Receipts::get(store, &receipt) {
            Ok(Some(token)) if holds(&token, cid) => return Ok(true),
            Ok(_) | Err(StoreError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Whether the bytes of a raw block stand somewhere in a token.
fn holds(token: &Block, raw: &Cid) -> bool {
    let Ok(value) = dag_cbor::decode(token.bytes(), &Limits::default()) else { return false };
    let mut left = vec![&value];
    while let Some(value) = left.pop() {
        match value {
            Ipld::Bytes(bytes) if Block::raw(bytes.as_slice()).cid() == raw => return true,
            Ipld::List(items) => left.extend(items),
            Ipld::Map(map) => left.extend(map.values()),
            _ => {}
        }
    }
    false
}
