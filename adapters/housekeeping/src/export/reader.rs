//! Reading a store, ahead of who writes it down.

use std::sync::mpsc::SyncSender;

use cid::Cid;
use ipvm_runtime::store::{
    BegunMutation, BlockEntry, Inventory, MemoEntry, ReceiptRecord, StoreError,
};
use varsig::Block;

use crate::pages;

/// What a store says at a time.
pub(super) enum Entries {
    Blocks(Vec<(BlockEntry, Option<Block>)>),
    Receipts(Vec<(Cid, Option<ReceiptRecord>)>),
    Begun(Vec<BegunMutation>),
    Results(Vec<MemoEntry>),
    Pins(Vec<Cid>),
}

/// Why nothing more is read.
pub(super) enum Stopped {
    Store(StoreError),
    /// Who writes has ended.
    Unread,
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Reads all of it, in the order in which it is written down.
pub(super) fn read(store: &dyn Inventory, send: &SyncSender<Entries>) -> Result<(), Stopped> {
    let give = |entries| send.send(entries).map_err(|_| Stopped::Unread);
    pages::contents(store, |page| give(Entries::Blocks(page)))?;
    pages::records(store, |page| give(Entries::Receipts(page)))?;
    pages::begun(store, |page| give(Entries::Begun(page)))?;
    pages::results(store, |page| give(Entries::Results(page)))?;
    pages::pins(store, |page| give(Entries::Pins(page)))
}
