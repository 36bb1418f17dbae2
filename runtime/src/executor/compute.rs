//! Tasks of `/wasm/run`.

use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, Fault, WasmCall};
use ucan_invocation::{Effects, Failure, Outcome, ReceiptMeta};

use super::{
    ContentError, Core,
    called::{CameTo, limit_reached},
    error::{PrepareError, TaskError},
    execute::{Computed, How, Run},
};
use crate::{engine::CallOptions, store::Address};

impl Core {
    /// Finds or makes the result of a `/wasm/run`.
    pub(super) fn compute(&self, run: &Run<'_>) -> Result<Computed, TaskError> {
        let call = WasmCall::read(run.authorized.resolved().args()).map_err(PrepareError::from)?;
        let ready = match self.ready(&call, run.reader()) {
            Err(TaskError::Refused(PrepareError::Content(error))) if self.was_sought(&error) => {
                return Ok(not_had(&error));
            }
            ready => ready?,
        };
        // Secret work is never shared (ruling I6).
        let key = if run.circumstances.secret { None } else { Some(ready.key(ready.profile())?) };
        // What names the computation here even if it is secret.
        let disputable = key.unwrap_or_else(|| *run.resolved());
        let seed = *run.resolved();
        // At the address of a computation stands its result, or that receipts differ about it.
        let known = match key {
            Some(key) => self.known_receipt(&Address::Computation(key), EffectClass::Pure)?,
            None => self.disputed(&disputable)?,
        };
        let is_disputed = known.as_ref().is_some_and(|known| self.is_evidence(known));
        if let Some(key) = key
            && !is_disputed
            && let Some(known) = known
            && !known.meta().secret
        {
            let meta = known.meta().clone().with_computation(Some(key)).with_from(*known.cid());
            return Ok(Computed {
                outcome: known.outcome().clone(),
                effects: known.effects().clone(),
                tasks: Vec::new(),
                meta,
                how: How::Reused,
                passing: false,
                expiration: None,
                disputable: None,
            });
        }

        let options =
            CallOptions::new(self.limits(run.config)).with_cancellation(run.cancellation.clone());
        let execution = self.call(&ready, options, &seed)?;
        // What was made from the seed belongs to this task alone (ruling O63).
        let (key, disputable, is_disputed) = if execution.drew && key.is_some() {
            (None, seed, is_disputed || self.disputed(&seed)?.is_some())
        } else {
            (key, disputable, is_disputed)
        };
        if !run.circumstances.secret && !execution.output.is_empty() {
            // Of a task that is run once, this is the only output.
            let _ = run.output.set(execution.output);
        }
        let meta = ReceiptMeta::default().with_computation(key).with_fuel(execution.fuel);
        let came_to = CameTo::read(execution.ended, ready.asks)?;
        // A fault is small; what the guest gave is as large as it likes.
        let came_to = match over_disk(came_to.bytes, 0, self.limits(run.config).disk) {
            Some(over) if !came_to.is_fault => CameTo::stopped(over),
            _ => came_to,
        };
        let meta = meta.with_known(came_to.requested.known().copied());
        Ok(Computed {
            outcome: came_to.outcome,
            effects: came_to.requested.effects().clone(),
            tasks: came_to.tasks,
            meta: if came_to.is_fault { meta.with_fault() } else { meta },
            how: How::Executed,
            passing: came_to.passing || is_disputed,
            expiration: None,
            disputable: Some(disputable),
        })
    }
}

/// What comes of a task whose content was looked for and not had (ruling I8).
fn not_had(error: &ContentError) -> Computed {
    let failure = Failure::new(Fault::ContentUnavailable.name(), error.to_string())
        .with_detail("at-fault", Ipld::String(error.at_fault().to_string()));
    let failure = match error {
        ContentError::Unavailable { cid, reason } => failure
            .with_detail("cid", Ipld::Link(*cid))
            .with_detail("reason", Ipld::String(reason.name().into())),
        ContentError::Store(_) | ContentError::File(_) => failure,
    };
    Computed {
        outcome: failure.into(),
        effects: Effects::default(),
        tasks: Vec::new(),
        meta: ReceiptMeta::default().with_fault(),
        how: How::NotDone,
        passing: true,
        expiration: None,
        disputable: None,
    }
}

/// The fault that takes the place of an outcome of so many bytes, if with the bytes that were
/// kept for the task they are more than the limit that it may add to the store.
pub(super) fn over_disk(bytes: usize, kept: u64, limit: u64) -> Option<Outcome> {
    if u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(kept) <= limit {
        return None;
    }
    let beside =
        if kept > 0 { format!(" beside the {kept} that were kept") } else { String::new() };
    let message =
        format!("the result takes {bytes} bytes{beside}; the task may add {limit} to the store");
    Some(limit_reached("disk", &message).into())
}
