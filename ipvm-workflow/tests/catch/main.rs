//! Exception handlers and the receipts of workflows.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod effective;
mod failure;
mod handled;
mod results;
mod results_refused;

use cid::Cid;

/// Any CID: that of a text.
fn id(text: &str) -> Cid {
    *varsig::Block::raw(text.as_bytes()).cid()
}
