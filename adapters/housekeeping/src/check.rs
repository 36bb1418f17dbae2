//! What is lost in a store, what that means, and what can be done about it.

mod finding;
mod options;
mod remedy;
mod repair;
mod results;
mod session;

pub use finding::{Finding, Trouble};
pub use options::CheckOptions;
pub use remedy::Remedy;
pub use repair::{Repaired, repair};

use ipvm_runtime::store::{Inventory, StoreError};
use ucan_core::DidKeyCache;

use crate::progress::Progress;

/// Reads everything that a store holds, and tells what is amiss: damaged rows and bytes
/// first, then receipts that are none, results whose receipt is gone or answers another
/// task, content of receipts that is gone, mutations that were begun and not settled, and
/// pins on what is not here.
///
/// Nothing is changed. What is written meanwhile may be left out, and what is removed
/// meanwhile may be missed: for an answer that holds, nothing else is at work.
///
/// Where pages of the store cannot be read, the rows that stand in them are told as far as other
/// records say them, and then that there are such: whatever is looked at after the rows ends at the
/// first of them.
///
/// # Errors
///
/// If the store fails. [`StoreError::Corrupted`], after all findings, if there are pages that cannot
/// be read.
pub fn check(
    store: &dyn Inventory,
    options: &CheckOptions<'_>,
    progress: &mut dyn FnMut(Progress),
    found: &mut dyn FnMut(Finding),
) -> Result<(), StoreError> {
    session::Session::begin(store, options, &DidKeyCache::new())?.run(progress, found)
}
