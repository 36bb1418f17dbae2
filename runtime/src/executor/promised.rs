//! Results of tasks outside of a job, and who may await them (rulings I11, O75).

use std::sync::Arc;

use cid::Cid;
use ipvm_task::EffectClass;
use ucan_core::Did;
use ucan_invocation::Receipt;

use super::{Core, content::Reader};
use crate::store::{Address, StoreError};

/// What keeps a promise of a task outside of the job.
#[derive(Clone)]
pub(super) struct Promised {
    pub(super) receipt: Arc<Receipt>,
    /// The task that was awaited.
    task: Cid,
    /// The subject of the task that the receipt is of, as it was said when that was put.
    owner: Option<Did>,
}

impl Promised {
    /// Whether a task of `reader` awaits it as its own: of a task on the same subject, or of one
    /// that was asked for together with the job, on the same authority.
    pub(super) fn is_own(&self, reader: &Reader<'_>) -> bool {
        let is_same = |owner: &Did| {
            reader.subject.is_some_and(|subject| owner.principal() == subject.principal())
        };
        reader.job.0.own.contains(&self.task) || self.owner.as_ref().is_some_and(is_same)
    }
}

impl Core {
    /// The receipt of a task outside of the job, if a task of `reader` may await it.
    ///
    /// Whoever may not is told the same as if there were none: IDs of tasks can be computed
    /// from what they ask for, so that another answer would say who asked for what.
    pub(super) fn promised(
        &self,
        id: &Cid,
        reader: &Reader<'_>,
    ) -> Result<Option<Promised>, StoreError> {
        // Of what class it is cannot be told from its ID; a receipt that has expired is of no
        // use, and nothing is dropped for that.
        let address = Address::Task(*id);
        let Some(receipt) = self.known_receipt(&address, EffectClass::Mutation)? else {
            return Ok(None);
        };
        let owner = self.owner_of(receipt.cid())?;
        let promised = Promised { receipt, task: *id, owner };
        Ok(self.keeps_promise(&promised, reader).then_some(promised))
    }

    /// Whether a result may be used by a task of `reader` now: it has not expired, and it is
    /// its own, or the owner lends the receipt as they would lend content.
    pub(super) fn keeps_promise(&self, promised: &Promised, reader: &Reader<'_>) -> bool {
        let Promised { receipt, owner, .. } = promised;
        let is_lent = |owner: &Did| self.lends(owner, receipt.cid(), reader);
        receipt.expiration().is_none_or(|expiration| self.clock.now() <= expiration)
            && (promised.is_own(reader) || owner.as_ref().is_some_and(is_lent))
    }

    /// The subject of the task that a receipt is of, as it was said when it was put. If nothing
    /// was said, or is known any more, it is nobody's.
    fn owner_of(&self, receipt: &Cid) -> Result<Option<Did>, StoreError> {
        let apart = self.stores.has_secrets_apart().then(|| self.stores.secrets());
        for receipts in [Some(self.stores.receipts()), apart].into_iter().flatten() {
            match receipts.record(receipt) {
                Ok(Some(record)) => {
                    if let Some(about) = record.about {
                        return Ok(Some(about.subject));
                    }
                }
                Ok(None) | Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
