//! What was read of an archive, and waits to be taken in.

use varsig::Block;

use super::batch::Batch;
use crate::archive::{BegunRow, ReceiptRow, ResultRow};

/// What is taken in together: so many bytes at the most, but for the last block, and so many
/// rows, of blocks, of receipts and of what no bytes follow.
pub(super) const MOST_BYTES: usize = 4 << 20;
pub(super) const MOST_BLOCKS: usize = 4_096;
/// Enough for their signatures to be verified together, and few enough for several parts with
/// receipts to be on the way between those with blocks.
const MOST_RECEIPTS: usize = 1_024;
const MOST_ROWS_ALONE: usize = 16_384;

/// A receipt, and where it stood.
pub(super) struct ReceiptAt {
    pub(super) offset: usize,
    pub(super) row: ReceiptRow,
    pub(super) token: Block,
}

/// A part of an archive, all of one kind.
pub(super) enum Part {
    Blocks(Batch),
    Receipts(Vec<ReceiptAt>),
    Begun(Vec<BegunRow>),
    Results(Vec<ResultRow>),
    Pins(Vec<cid::Cid>),
}

impl Part {
    pub(super) fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    fn rows(&self) -> usize {
        match self {
            Self::Blocks(batch) => batch.count(),
            Self::Receipts(rows) => rows.len(),
            Self::Begun(rows) => rows.len(),
            Self::Results(rows) => rows.len(),
            Self::Pins(rows) => rows.len(),
        }
    }

    /// Whether it is enough, with so many bytes in it.
    pub(super) fn is_full(&self, bytes: usize) -> bool {
        let most_rows = match self {
            Self::Blocks(_) => MOST_BLOCKS,
            Self::Receipts(_) => MOST_RECEIPTS,
            Self::Begun(_) | Self::Results(_) | Self::Pins(_) => MOST_ROWS_ALONE,
        };
        bytes >= MOST_BYTES || self.rows() >= most_rows
    }
}

/// A part, and where reading was when it was complete.
pub(super) struct Work {
    pub(super) part: Part,
    pub(super) end: usize,
}
