//! Settling what is indeterminate, by a person's word.

use std::sync::Arc;

use cid::Cid;
use ipvm_task::{EffectClass, Fault};
use ucan_invocation::{Outcome, Receipt, ReceiptMeta};

use super::{Executor, error::SettleError, known::Known, receipts::Remembered, traced::Traced};
use crate::store::Address;

impl Executor {
    /// Says what became of a mutation that was begun and not finished, for a person who
    /// has found out (ruling I10). `receipt` is the one with the fault `Indeterminate`;
    /// `outcome` is how the task ended. From then on the task has this result, and is not
    /// run again: whoever wants it done after all asks with a new nonce.
    ///
    /// A commit of the worker that once began the task may have come first. Then that
    /// stands, and its receipt is given back: see whether its outcome is the same.
    ///
    /// # Errors
    ///
    /// [`SettleError::NotIndeterminate`] if the receipt says something else, or is none of
    /// this executor's, [`SettleError::Unknown`] if there is no such receipt here,
    /// [`SettleError::Attest`] if the outcome cannot be signed, [`SettleError::Store`] if
    /// the store fails.
    pub fn settle(&self, receipt: &Cid, outcome: Outcome) -> Result<Arc<Receipt>, SettleError> {
        let core = &self.0;
        let asked = core.receipt(receipt).map_err(SettleError::Store)?;
        let asked = asked.ok_or(SettleError::Unknown { receipt: *receipt })?;
        if Fault::of(&asked) != Some(Some(Fault::Indeterminate)) || asked.executor() != &core.did {
            return Err(SettleError::NotIndeterminate { receipt: *receipt });
        }
        let written = *asked.ran();
        let resolved = asked.meta().resolved;
        let task = Address::Task(resolved.unwrap_or(written));
        let known = core.known(&task, EffectClass::Mutation).map_err(SettleError::Store)?;
        if let Known::Receipt(known) = known {
            return Ok(known);
        }
        let meta = ReceiptMeta::default()
            .with_resolved(resolved)
            .with_secret(asked.meta().secret)
            .with_settles(*receipt);
        // What the task was, its receipt is found by already.
        let about = core.stores.receipts().record(receipt).map_err(SettleError::Store)?;
        let about = about.and_then(|record| record.about);
        let traced = Traced { inputs: vec![*receipt], about };
        let settled = core
            .attest(&written, traced, outcome, meta, None)
            .map_err(|error| SettleError::Attest(Box::new(error)))?;
        // Under the task as written it is not: by a receipt nobody can tell whether its arguments
        // were mended, and then it was another one that was done (ruling O50). Who asks for it
        // as it was asked for finds it as resolved.
        match core.remember(None, &[task], &settled).map_err(SettleError::Store)? {
            Remembered::Stands => Ok(settled),
            Remembered::Same(known) | Remembered::Differs(known) => Ok(known),
        }
    }
}
