//! Letting a receipt count that was confirmed by running its task again.

use std::sync::Arc;

use cid::Cid;
use ucan_core::TokenCid;
use ucan_invocation::Receipt;

use super::{
    Executor,
    error::TaskError,
    receipts::{Remembered, record_of},
    reexecution::Confirmed,
    traced::Traced,
};
use crate::store::{Address, StoreError};

/// Why a confirmed receipt is not taken over.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AdoptError {
    /// Another executor has confirmed it.
    #[error("it was confirmed by another executor than this one")]
    ByAnother,
    /// Another result is remembered here.
    #[error("receipt {} stands here, with another outcome", TokenCid(known))]
    Differs {
        /// The receipt that stands.
        known: Cid,
    },
    /// The receipt could not be made or kept.
    #[error(transparent)]
    Task(Box<TaskError>),
}

impl Executor {
    /// Lets the result of a confirmed receipt count (ruling I7): keeps the receipt, attests
    /// to what came of running it again, and remembers that under the task as resolved
    /// and, of a computation, under its key. It was computed here, so that our receipt
    /// cites nobody.
    ///
    /// The receipt of ours is given back; one that stood there, if it says the same.
    ///
    /// # Errors
    ///
    /// [`AdoptError::ByAnother`] if another executor has confirmed it,
    /// [`AdoptError::Differs`] if a receipt with another outcome is remembered,
    /// [`AdoptError::Task`] if something cannot be signed or kept.
    pub fn adopt(&self, confirmed: &Confirmed) -> Result<Arc<Receipt>, AdoptError> {
        let core = &self.0;
        let Confirmed { receipt, task, ours, by } = confirmed;
        if by != &core.did {
            return Err(AdoptError::ByAnother);
        }
        let traced = Traced::of_task(task);
        core.stores.receipts().put(&record_of(receipt, traced.clone()))?;
        core.keep_tasks(&ours.tasks, false)?;
        let said = (ours.outcome.clone(), ours.effects.clone());
        let ours = core.attest_asking(task.id(), traced, said, ours.meta(), None)?;
        let mut addresses = vec![Address::Task(*task.id())];
        addresses.extend(ours.meta().computation.map(Address::Computation));
        match core.remember(None, &addresses, &ours)? {
            Remembered::Stands => Ok(ours),
            Remembered::Same(known) => Ok(known),
            Remembered::Differs(known) => Err(AdoptError::Differs { known: *known.cid() }),
        }
    }
}

impl From<TaskError> for AdoptError {
    fn from(error: TaskError) -> Self {
        Self::Task(Box::new(error))
    }
}

impl From<StoreError> for AdoptError {
    fn from(error: StoreError) -> Self {
        Self::Task(Box::new(error.into()))
    }
}
