//! What a store holds, for those who keep house.

use std::ops::ControlFlow;

use cid::Cid;
use ucan_core::Did;

use varsig::Block;

use super::{
    Address, Blocks, Damage, EffectClass, Load, Salvaged, StoreError, Sweep, Visibility, salvage,
};

/// A block as it stands in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockEntry {
    /// The block.
    pub cid: Cid,
    /// What is kept of it; `None` if it is seen to be damaged without reading its bytes.
    pub kept: Option<KeptBlock>,
    /// To whom it belongs, sorted; those that can be read.
    pub owners: Vec<Did>,
}

impl BlockEntry {
    /// An entry of a block that belongs to nobody. For stores only.
    #[must_use]
    pub const fn new(cid: Cid, kept: Option<KeptBlock>) -> Self {
        Self { cid, kept, owners: Vec::new() }
    }

    /// The block belongs to these. For stores only.
    #[must_use]
    pub fn with_owners(mut self, owners: impl IntoIterator<Item = Did>) -> Self {
        self.owners.extend(owners);
        self.owners.sort_unstable();
        self
    }
}

/// A block that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptBlock {
    /// How many bytes it has.
    pub length: u64,
    /// Who may read it.
    pub visibility: Visibility,
}

/// A remembered result as it stands in the list of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoEntry {
    /// Where it is remembered.
    pub address: Address,
    /// What is; `None` if the entry is damaged.
    pub result: Option<Remembered>,
}

/// What is remembered at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The receipt.
    pub receipt: Cid,
    /// The class under which its task was claimed.
    pub effect: EffectClass,
}

/// A mutation that was begun, and not released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BegunMutation {
    /// The task as resolved.
    pub task: Cid,
    /// The receipt that says what became of it. `None` if somebody is at work on it, or it
    /// is indeterminate.
    pub receipt: Option<Cid>,
}

/// What a call has removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// How many there were.
    pub count: u64,
    /// The bytes of their content.
    pub bytes: u64,
    /// Those that the call named and that stay: noted under the sweep, or pinned.
    pub spared: Vec<Cid>,
}

/// What a store holds, page by page, and what may be taken out of it: for garbage
/// collection, checks, export and import.
///
/// Pages are as of [`Receipts::page`](super::Receipts::page): `limit` entries at the most, after the given one or
/// from the first on, none at the end, in an order of the store's own that stays.
///
/// # Sweeping
///
/// Whoever collects garbage begins a sweep, marks what is reached from the roots, and
/// removes what is not. From when [`begin_sweep`](Self::begin_sweep) has returned, the
/// store notes what is put, put again, pinned, named by a record of a receipt, or remembered
/// as a result, and removing spares it. A write that returns after that is noted.
///
/// What was written *before*, and is reached only from what will be written later, is for
/// the collector to mind: content is put before the receipt that names it. So either
/// nothing runs when the sweep begins, or the collector waits for longer than a task may
/// take before it marks.
pub trait Inventory: Load {
    /// The blocks that are kept. Damaged ones are listed as damaged, as far as that shows
    /// without reading their bytes; [`check`](Self::check) reads them.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn blocks(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BlockEntry>, StoreError>;

    /// The blocks that are kept, each with its bytes, which were held against the CID: as
    /// [`blocks`](Self::blocks), but the page ends with the block that makes its content
    /// `bytes` long or longer. So it is not empty before the end, and what it takes in
    /// memory is bounded by that and by the largest block.
    ///
    /// A block that is damaged stands without bytes and without
    /// [`kept`](BlockEntry::kept), one that has gone meanwhile without bytes.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn contents(
        &self,
        after: Option<&Cid>,
        limit: usize,
        bytes: u64,
    ) -> Result<Vec<(BlockEntry, Option<Block>)>, StoreError> {
        let (mut page, mut sum) = (Vec::new(), 0_u64);
        for mut entry in self.blocks(after, limit)? {
            let block = match entry.kept.map(|_| Blocks::get(self, &entry.cid)).transpose() {
                Ok(block) => block.flatten(),
                Err(StoreError::Damaged { .. }) => {
                    entry.kept = None;
                    None
                }
                Err(error) => return Err(error),
            };
            sum = sum.saturating_add(entry.kept.map_or(0, |kept| kept.length));
            page.push((entry, block));
            if sum >= bytes {
                break;
            }
        }
        Ok(page)
    }

    /// The results that are remembered. Damaged entries are listed as damaged.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn results(&self, after: Option<&Address>, limit: usize) -> Result<Vec<MemoEntry>, StoreError>;

    /// The mutations that were begun and not released, settled or not.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn begun(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BegunMutation>, StoreError>;

    /// Keeps `root`, and all that is reached from it, from being collected; durable when
    /// the call returns. What is pinned need not be there.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn pin(&self, root: &Cid) -> Result<(), StoreError>;

    /// Takes a pin away, and says whether there was one.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn unpin(&self, root: &Cid) -> Result<bool, StoreError>;

    /// The pins. One whose record is damaged is still one.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn pins(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError>;

    /// Begins a sweep, once all writes have ended that have begun. It ends when it is
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`StoreError::SweepUnderWay`] if there is one; any other variant if the store fails.
    fn begin_sweep(&self) -> Result<Sweep, StoreError>;

    /// Removes blocks and who owns them: all that are not spared, or none. Blocks that are
    /// not there are passed over; damaged ones go too.
    ///
    /// # Errors
    ///
    /// [`StoreError::ForeignSweep`] if the sweep is not of this store; any other variant if
    /// the store fails.
    fn remove_blocks(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError>;

    /// Removes receipts and all they are found by: all that are not spared, or none.
    ///
    /// Results that name a receipt stay, and name what is gone: whoever removes it asks
    /// [`Memo::forget`](super::Memo::forget) first, which leaves a mutation indeterminate.
    ///
    /// # Errors
    ///
    /// As for [`remove_blocks`](Self::remove_blocks).
    fn remove_receipts(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError>;

    /// Reads everything, and tells what is damaged. What is put meanwhile may be left out.
    ///
    /// # Errors
    ///
    /// If the store fails, or is damaged beyond single entries.
    fn check(&self, found: &mut dyn FnMut(Damage)) -> Result<(), StoreError>;

    /// Mends what [`check`](Self::check) tells as far as another record says what stood
    /// there ([`Damage::can_be_mended`]), and tells what was mended. Nothing that is lost is
    /// made up, and no mutation becomes free.
    ///
    /// # Errors
    ///
    /// If the store fails; some of it may then be mended.
    fn repair(&self, mended: &mut dyn FnMut(Damage)) -> Result<(), StoreError>;

    /// Gives everything to `found` that can be read, until that breaks off: blocks, receipts,
    /// mutations that were begun, results, pins, in this order. For leaving a store that is
    /// damaged, when there is no copy to restore it from.
    ///
    /// Unlike the pages, it goes on past rows that cannot be read ([`Salvaged::Unreadable`]),
    /// and gives what other rows say of what stood there. A block of which nothing says who
    /// may read it is [`Restricted`](Visibility::Restricted), and belongs to those of whom
    /// that can be read; nobody may read more than before. Pages are for removing too, and
    /// leave nothing out: an entry that hides would let garbage be collected that it keeps.
    ///
    /// # Errors
    ///
    /// If the store fails in another way than that rows cannot be read. A store whose
    /// pages are all it can say ends there too, as this method does by itself.
    fn salvage(
        &self,
        found: &mut dyn FnMut(Salvaged) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        salvage::by_pages(self, found)
    }
}
