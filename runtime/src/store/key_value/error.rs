//! What can go wrong with values by name.

use cid::Cid;

use super::{super::StoreError, Key, Namespace};

/// Why a store of values could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyValueError {
    /// What has become of an earlier run of the task cannot be read. The task is
    /// not applied again: whether it changed something is known to nobody.
    #[error("what task {task} has done before is damaged, and it is not done again")]
    DamagedOutcome {
        /// The resolved task.
        task: Cid,
    },
    /// There is, or was, a value of that name, and it cannot be read. A put or a
    /// delete without a condition mends it.
    #[error("the value of key `{key}` among {namespace} is damaged")]
    DamagedValue {
        /// Among whose names it stands.
        namespace: Namespace,
        /// Its name.
        key: Key,
    },
    /// One task makes one change. This one has made another before, so that the
    /// outcome that is kept is no answer.
    #[error("task {task} has made another change before; a task makes one change only")]
    OtherChange {
        /// The resolved task.
        task: Cid,
    },
    /// The store itself fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}
