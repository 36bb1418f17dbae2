//! Reading a store, ahead of who writes it down.

use std::{ops::ControlFlow, sync::mpsc::SyncSender};

use cid::Cid;
use ipvm_runtime::store::{BegunMutation, Inventory, MemoEntry, Salvaged, StoreError};

use crate::pages::{self, Content, Record};

/// What a store says at a time.
pub(super) enum Entries {
    Blocks(Vec<Content>),
    Receipts(Vec<Record>),
    /// Receipts once more, for those that were left out because they are to come after all
    /// blocks.
    LeftOut(Vec<Record>),
    Begun(Vec<BegunMutation>),
    Results(Vec<MemoEntry>),
    Pins(Vec<Cid>),
    /// Anything, of a store that may not be whole: all blocks first.
    Salvaged(Vec<Salvaged>),
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

/// A part of a store that is read in one go.
pub(super) type Read = fn(&dyn Inventory, &SyncSender<Entries>) -> Result<(), Stopped>;

/// How many receipts take a turn: enough for their signatures to be verified together.
const TURN: usize = 2_048;

/// Reads blocks and receipts, which take turns: whoever takes them in has his disk and his
/// processors at work at the same time.
pub(super) fn content(store: &dyn Inventory, send: &SyncSender<Entries>) -> Result<(), Stopped> {
    let (mut next_blocks, mut next_receipts) = (pages::contents(store), pages::records(store));
    let (mut blocks, mut receipts) = (0, 0);
    while let Some(page) = next_blocks()? {
        blocks += page.len();
        give(send, Entries::Blocks(page))?;
        if blocks < receipts + TURN {
            continue;
        }
        while receipts < blocks
            && let Some(page) = next_receipts()?
        {
            receipts += page.len();
            give(send, Entries::Receipts(page))?;
        }
    }
    while let Some(page) = next_receipts()? {
        give(send, Entries::Receipts(page))?;
    }
    Ok(())
}

/// Reads the receipts once more.
pub(super) fn left_out(store: &dyn Inventory, send: &SyncSender<Entries>) -> Result<(), Stopped> {
    let mut next = pages::records(store);
    while let Some(page) = next()? {
        give(send, Entries::LeftOut(page))?;
    }
    Ok(())
}

/// Reads what has no content.
pub(super) fn rest(store: &dyn Inventory, send: &SyncSender<Entries>) -> Result<(), Stopped> {
    let give = |entries| give(send, entries);
    pages::begun(store, |page| give(Entries::Begun(page)))?;
    pages::results(store, |page| give(Entries::Results(page)))?;
    pages::pins(store, |page| give(Entries::Pins(page)))
}

/// Reads what can be read.
pub(super) fn salvaged(store: &dyn Inventory, send: &SyncSender<Entries>) -> Result<(), Stopped> {
    let (mut held, mut bytes) = (Vec::new(), 0);
    let mut given = Ok(());
    store.salvage(&mut |salvaged| {
        bytes += match &salvaged {
            Salvaged::Block(_, Some(block)) => block.bytes().len(),
            _ => 0,
        };
        held.push(salvaged);
        if held.len() >= SALVAGED || bytes >= SALVAGED_BYTES {
            bytes = 0;
            given = give(send, Entries::Salvaged(std::mem::take(&mut held)));
        }
        if given.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    given?;
    give(send, Entries::Salvaged(held))
}

/// How much of what is salvaged is given at a time.
const SALVAGED: usize = 256;
const SALVAGED_BYTES: usize = 4 << 20;

fn give(send: &SyncSender<Entries>, entries: Entries) -> Result<(), Stopped> {
    send.send(entries).map_err(|_| Stopped::Unread)
}
