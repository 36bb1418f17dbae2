//! Very many things, put into a store together.

use cid::Cid;
use ucan_core::Did;
use varsig::Block;

use super::{Address, Blocks, Committed, Memo, ReceiptRecord, Receipts, StoreError, Visibility};

/// Puts very many things, which become durable together: for imports.
///
/// A *load* is any number of calls that put something, and one that ends it. What was loaded
/// is found at once, and is durable when [`end_load`](Self::end_load) has returned. Until
/// then a store may leave for later what costs most: waiting for the disk, and bringing what
/// finds a receipt into its place. If the process ends before that, what was loaded last may
/// be gone; whatever is there has all that was put before it. A store that is closed ends
/// its loads.
///
/// What others put meanwhile is durable when their own calls return, with what they found
/// there, and so is a result that a lookup or a claim has told. A store that leaves nothing for later has nothing to implement:
///
/// ```
/// # use ipvm_runtime::store::{Blocks, Load, MemoryStore, Visibility};
/// # use varsig::Block;
/// let store = MemoryStore::new();
/// let photo = Block::raw(*b"a photo");
/// store.load_blocks(&[(photo.clone(), Visibility::Restricted)])?;
/// store.end_load()?;
/// assert_eq!(Blocks::get(&store, photo.cid())?, Some(photo));
/// # Ok::<(), ipvm_runtime::store::StoreError>(())
/// ```
pub trait Load: Blocks + Receipts + Memo {
    /// As [`Blocks::put_all`].
    ///
    /// # Errors
    ///
    /// If the store fails. Some of the blocks may then be there.
    fn load_blocks(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.put_all(blocks)
    }

    /// As [`Blocks::put_for`].
    ///
    /// # Errors
    ///
    /// If the store fails. Some of the blocks may then be there, and belong to `owner`.
    fn load_blocks_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        self.put_for(blocks, owner)
    }

    /// Keeps receipts, as [`Receipts::put`] does for each in turn. Until the load is ended, to
    /// find receipts may take longer.
    ///
    /// # Errors
    ///
    /// If the store fails. Some of the receipts may then be there, each as a whole.
    fn load_receipts(&self, records: Vec<ReceiptRecord>) -> Result<(), StoreError> {
        records.iter().try_for_each(|record| Receipts::put(self, record))
    }

    /// Remembers receipts, as [`Memo::remember`] does for each in turn, and says of each what
    /// that would.
    ///
    /// # Errors
    ///
    /// If the store fails. Some of them may then be remembered.
    fn load_results(&self, results: &[(Address, Cid)]) -> Result<Vec<Committed>, StoreError> {
        results.iter().map(|(address, receipt)| self.remember(&[*address], receipt)).collect()
    }

    /// Ends a load: makes durable whatever was loaded, and brings it into its place. Others
    /// that load at the same time can go on.
    ///
    /// # Errors
    ///
    /// If the store fails. What was loaded since the last load was ended may then be gone when
    /// the store is opened again.
    fn end_load(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
