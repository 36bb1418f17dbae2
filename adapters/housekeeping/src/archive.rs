//! The form of an export (ruling O80).
//!
//! One CAR of version 1. Its sections are *pages*, each a DAG-CBOR map, and after a page
//! of blocks or receipts the blocks that its rows name, in their order. Each page names the
//! one before it, and the root is the last page, so that the root stands for all of it and
//! neither side needs more than one page in memory.
//!
//! Pages of blocks and of receipts take turns, so that whoever takes them in has his disk at work
//! with the ones while his processors verify the others.

mod error;
mod kind;
mod page;
mod row;

use cid::Cid;
use varsig::multicodec;

pub use error::{FormError, RowError};
pub(crate) use kind::Kind;
pub(crate) use page::{Body, Counts, MOST_ROWS, Page, Rows};
pub(crate) use row::{BegunRow, BlockRow, ReceiptRow, ResultRow, Row};

/// What the header names until the root is known: 32 zeros, which nothing hashes to. An
/// export that was not written to its end has it.
pub(crate) fn unfinished() -> Cid {
    let zeros = cid::multihash::Multihash::wrap(multicodec::SHA2_256, &[0; 32]);
    Cid::new_v1(multicodec::DAG_CBOR, zeros.expect("32 bytes fit a digest of up to 64"))
}
