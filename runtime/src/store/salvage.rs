//! Taking out of a store what can still be read of it.

use std::ops::ControlFlow;

use cid::Cid;
use varsig::Block;

use super::{BegunMutation, BlockEntry, Damage, Inventory, MemoEntry, ReceiptRecord, StoreError};

/// Something that is taken out of a store, or a place in it that cannot be read.
///
/// It is not `non_exhaustive`: who takes things along is told by the compiler of a kind that
/// is new, and leaves none behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Salvaged {
    /// A block, with its bytes, which were held against the CID. One that is known to have
    /// been there and whose bytes are lost stands without them.
    Block(BlockEntry, Option<Block>),
    /// A receipt with everything that is kept of it, or with nothing if it is damaged.
    Receipt(Cid, Option<Box<ReceiptRecord>>),
    /// A mutation that was begun.
    Begun(BegunMutation),
    /// A result that is remembered.
    Result(MemoEntry),
    /// A pin.
    Pin(Cid),
    /// Rows that cannot be read; of what they said there is as much as other rows say.
    Unreadable(Damage),
}

/// As [`Inventory::salvage`], for a store that can be read as a whole.
pub(super) fn by_pages(
    store: &(impl Inventory + ?Sized),
    found: &mut dyn FnMut(Salvaged) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut salvage = Salvage { found, is_enough: false };
    salvage.each(
        |after| store.contents(after, PAGE, CONTENT),
        |(entry, _)| entry.cid,
        |(entry, block)| Salvaged::Block(entry, block),
    )?;
    salvage.each(
        |after| store.records(after, PAGE),
        |(cid, _)| *cid,
        |(cid, record)| Salvaged::Receipt(cid, record.map(Box::new)),
    )?;
    salvage.each(|after| store.begun(after, PAGE), |entry| entry.task, Salvaged::Begun)?;
    salvage.each(|after| store.results(after, PAGE), |entry| entry.address, Salvaged::Result)?;
    salvage.each(|after| store.pins(after, PAGE), |cid| *cid, Salvaged::Pin)
}

/// How many entries are in memory at a time, and how many bytes of blocks.
const PAGE: usize = 256;
const CONTENT: u64 = 4 << 20;

struct Salvage<'a> {
    found: &'a mut dyn FnMut(Salvaged) -> ControlFlow<()>,
    is_enough: bool,
}

impl Salvage<'_> {
    fn each<T, K>(
        &mut self,
        mut read: impl FnMut(Option<&K>) -> Result<Vec<T>, StoreError>,
        key: impl Fn(&T) -> K,
        kind: impl Fn(T) -> Salvaged,
    ) -> Result<(), StoreError> {
        let mut after = None;
        while !self.is_enough {
            let page = read(after.as_ref())?;
            let Some(last) = page.last() else { break };
            after = Some(key(last));
            let mut entries = page.into_iter().map(&kind);
            self.is_enough = entries.try_for_each(&mut *self.found).is_break();
        }
        Ok(())
    }
}
