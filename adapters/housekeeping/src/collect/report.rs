//! What a collection says of itself.

use cid::Cid;
use ipvm_content::LinksError;

/// What would stay, what would go, and what was amiss on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned {
    /// How many blocks stay.
    pub kept_blocks: u64,
    /// How many bytes these have.
    pub kept_bytes: u64,
    /// How many receipts stay.
    pub kept_receipts: u64,
    /// How many blocks go.
    pub blocks: u64,
    /// How many bytes these have.
    pub bytes: u64,
    /// How many receipts go.
    pub receipts: u64,
    /// How many remembered results go, since their receipts do: of pure tasks and queries,
    /// which are run again when they are asked for. Results of mutations never go.
    pub results: u64,
    /// What something reached names, and what is not here: neither kept, nor the address of
    /// a task that was answered. It may be fetched from elsewhere.
    pub missing: Vec<Cid>,
    /// What is reached, and whose bytes or records are lost: it stays, and what it links to
    /// is not known. What only that reaches goes.
    pub damaged: Vec<Cid>,
    /// What is reached and whole, and whose links cannot be read: it stays, as a leaf.
    pub unread: Vec<Unread>,
    /// Blocks of which the store cannot say who may read them. They stay, since they may
    /// have been public; what only they reach goes.
    pub unclear: Vec<Cid>,
}

/// A block whose links cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// The block.
    pub cid: Cid,
    /// Why not.
    pub reason: LinksError,
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Swept {
    /// How many blocks.
    pub blocks: u64,
    /// How many bytes these had.
    pub bytes: u64,
    /// How many receipts.
    pub receipts: u64,
    /// How many remembered results.
    pub results: u64,
    /// How many blocks and receipts were to go, and stay since they were written or pinned
    /// meanwhile.
    pub spared: u64,
}
