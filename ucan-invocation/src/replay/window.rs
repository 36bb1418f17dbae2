//! What a store does so that two copies of one task start once.

use ucan_core::Timestamp;

use super::ReplayKey;

/// A place where work is claimed and remembered in one step (ruling P11).
///
/// Looking first and writing afterwards would let two copies in between. So there is one
/// call: a store looks for every address of the key, claims the task, and enters the
/// addresses, all under one lock or in one transaction; if any of that fails, none of it
/// has happened. A [`ReplayTable`](super::ReplayTable) does the looking and entering; a
/// store whose claims are durable writes its entries down in the same transaction.
///
/// ```
/// use std::{collections::BTreeSet, sync::Mutex};
///
/// use cid::Cid;
/// use ucan_core::Timestamp;
/// use ucan_invocation::{
///     Backing, ReplayAddress, ReplayError, ReplayKey, ReplayTable, ReplayWindow,
/// };
///
/// /// A store that counts its claims.
/// struct Store(Mutex<(ReplayTable, u64)>);
///
/// impl ReplayWindow for Store {
///     type Terms = ();
///     type Claim = u64;
///     type Error = ReplayError;
///
///     fn claim_once(&self, key: &ReplayKey, now: Timestamp, (): ()) -> Result<u64, ReplayError> {
///         let (table, claims) = &mut *self.0.lock().expect("nobody panics in here");
///         table.admit(key, now, Backing::TableOnly)?;
///         *claims += 1;
///         Ok(*claims)
///     }
/// }
/// ```
pub trait ReplayWindow {
    /// What a claim depends on beside the task: a lease, say; `()` for nothing.
    type Terms;
    /// The right to do the work, once.
    type Claim;
    /// A [`ReplayError`](super::ReplayError), or why the store failed.
    type Error;

    /// Claims the work that `key` stands for, unless it was claimed before.
    ///
    /// Of any number of callers with keys that share an address, in any order and on any
    /// number of threads, one gets a claim.
    ///
    /// # Errors
    ///
    /// A replay, a window that cannot remember the work, or a store that failed: the
    /// work is then not the caller's to do.
    fn claim_once(
        &self,
        key: &ReplayKey,
        now: Timestamp,
        terms: Self::Terms,
    ) -> Result<Self::Claim, Self::Error>;
}
