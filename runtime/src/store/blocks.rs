//! Content by CID.

use cid::Cid;
use ucan_core::Did;
use varsig::Block;

use super::StoreError;

/// Who may read a block through a task (ruling I11): knowing a CID is not
/// permission to read what it names.
///
/// The order is that of openness, so the wider of two is their `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Visibility {
    /// Only tasks that came with it, whose subject produced it, or that hold a
    /// capability for it. The store keeps the bytes; the executor judges.
    Restricted,
    /// Every task: the embedder imported it as public.
    Public,
}

/// A store of content-addressed blocks.
///
/// Every CID is a key of its own: the same bytes under another codec are
/// another block.
pub trait Blocks: Send + Sync {
    /// The block of `cid`, or `None` if it was never put here.
    ///
    /// The bytes are hashed on every read that left memory.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the block was put here and its bytes are gone
    /// or changed; any other variant if the store itself fails.
    fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError>;

    /// Keeps `block`; it is durable when the call returns.
    ///
    /// Putting a block again changes nothing, except that
    /// [`Visibility::Public`] is sticky: it widens a restricted block, and is
    /// never narrowed again. A damaged block is mended by putting it again.
    ///
    /// # Errors
    ///
    /// If the store fails. The block may then be there or not.
    fn put(&self, block: &Block, visibility: Visibility) -> Result<(), StoreError> {
        self.put_all(&[(block.clone(), visibility)])
    }

    /// Keeps several blocks at the price of one durable write, where the store
    /// can; otherwise as [`Blocks::put`] for each in turn.
    ///
    /// # Errors
    ///
    /// If the store fails. Some of the blocks may then be there.
    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError>;

    /// Keeps blocks that belong to `owner`, at the price of one durable write where the
    /// store can: tasks on that subject may read them (ruling I11).
    ///
    /// The blocks are [`Visibility::Restricted`], unless they are public already. A block
    /// may belong to many, and to somebody once that is never taken away.
    ///
    /// # Errors
    ///
    /// If the store fails. Some of the blocks may then be there, and belong to `owner`.
    fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError>;

    /// Whether the block of `cid` was put here for `owner`, up to the fragment of the DID.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the record of it cannot be read; any other variant if
    /// the store itself fails.
    fn belongs_to(&self, cid: &Cid, owner: &Did) -> Result<bool, StoreError>;

    /// Who may read the block of `cid`, or `None` if it was never put here.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the record of the block cannot be read; any
    /// other variant if the store itself fails.
    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError>;
}
