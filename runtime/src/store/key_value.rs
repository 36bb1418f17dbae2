//! Values by name: what tasks keep for each other.

mod change;
mod error;
mod key;
mod memory;
mod namespace;

use cid::Cid;
use varsig::Block;

pub use change::{Change, Condition, Outcome, Previous, VALUE_LIMIT, ValueTooLarge};
pub use error::KeyValueError;
pub use key::{KEY_LIMIT, Key, KeyError};
pub(super) use memory::KeyValueTables;
pub use namespace::Namespace;

/// A store of values by name, each subject with [names of its own](Namespace).
///
/// A value is a [`Block`], so that it can be named by its CID and its bytes are
/// held against it whenever they are read.
///
/// # Once per task
///
/// [`KeyValue::apply`] makes a change *and* enters the resolved task that asked
/// for it, with the outcome, in one step that is there as a whole or not at all.
/// The same task applied again changes nothing and gives the outcome that it had
/// the first time, however often the value has changed since. So a handler that
/// makes one such change per task may honestly declare itself idempotent by task
/// ID (ruling I10): after a crash it is run again, and nothing happens twice.
///
/// Outcomes are kept for as long as the store is: a task ID never expires.
pub trait KeyValue: Send + Sync {
    /// The value of `key`, or `None` if it has none.
    ///
    /// # Errors
    ///
    /// [`KeyValueError::DamagedValue`] if there is a value and it cannot be read;
    /// [`KeyValueError::Store`] if the store itself fails.
    fn get(&self, namespace: &Namespace, key: &Key) -> Result<Option<Block>, KeyValueError>;

    /// The keys that begin with `prefix` and have a value, in the order of their
    /// bytes: the first `limit` of those that come behind `after`.
    ///
    /// To read on, give the last key of what came before. Each call sees one state
    /// of the store; two calls may see two.
    ///
    /// # Errors
    ///
    /// [`KeyValueError::DamagedValue`] if it cannot be told whether one of them has
    /// a value, or which; [`KeyValueError::Store`] if the store itself fails.
    fn list(
        &self,
        namespace: &Namespace,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<Listed>, KeyValueError>;

    /// Makes `change` for `task`, which is the task as resolved, unless that has
    /// been done before; durable when the call returns.
    ///
    /// A condition that does not hold is an outcome too, and stays the outcome of
    /// the task when it would hold later.
    ///
    /// # Errors
    ///
    /// - [`KeyValueError::OtherChange`] if the task has made another change before;
    /// - [`KeyValueError::DamagedOutcome`] if what the task has done before cannot
    ///   be read: it is not done again;
    /// - [`KeyValueError::DamagedValue`] if the change has a condition and the value
    ///   that stands there cannot be read. A change without a condition replaces it
    ///   and says so;
    /// - [`KeyValueError::Store`] if the store itself fails.
    ///
    /// With the last, the change may have been made or not, and to apply it again
    /// is safe. With any other nothing has been changed or entered.
    fn apply(
        &self,
        task: &Cid,
        namespace: &Namespace,
        change: &Change,
    ) -> Result<Outcome, KeyValueError>;
}

/// A key that has a value, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The key.
    pub key: Key,
    /// The CID of its value.
    pub value: Cid,
}
