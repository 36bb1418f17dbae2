//! What stops a collection.

use ipvm_content::ReachError;
use ipvm_runtime::store::StoreError;

/// Why garbage was not collected, or not all of it. What was removed before was garbage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is reached could not be told to its end, so that nothing more is removed.
    #[error("what is reached is not known to its end: {0}; nothing more is removed")]
    Incomplete(#[from] ReachError),
}
