//! Tasks of `/wasm/run`.

use ipvm_task::{EffectClass, TaskConfig, WasmCall};
use ucan_invocation::{Outcome, ReceiptMeta};

use super::{
    Core,
    called::{CameTo, limit_reached},
    error::{PrepareError, TaskError},
    execute::{Computed, How, Run},
};
use crate::{engine::CallOptions, store::Address};

impl Core {
    /// Finds or makes the result of a `/wasm/run`.
    pub(super) fn compute(&self, run: &Run<'_>) -> Result<Computed, TaskError> {
        let call = WasmCall::read(run.authorized.resolved().args()).map_err(PrepareError::from)?;
        let ready = self.ready(&call, run.job)?;
        // Secret work is never shared (ruling I6).
        let key = if run.circumstances.secret { None } else { Some(ready.key(ready.profile())?) };
        // What names the computation here even if it is secret.
        let disputable = key.unwrap_or_else(|| *run.resolved());
        let is_disputed = self.disputed(&disputable)?.is_some();
        let seed = *run.resolved();
        if let Some(key) = key
            && !is_disputed
            && let Some(known) =
                self.known_receipt(&Address::Computation(key), EffectClass::Pure)?
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
        let came_to = match over_disk(came_to.bytes, run.config) {
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

/// The fault that takes the place of an outcome of so many bytes, if they are more than the
/// task may add to the store.
pub(super) fn over_disk(bytes: usize, config: &TaskConfig) -> Option<Outcome> {
    let limit = config.disk.to_bytes();
    if u64::try_from(bytes).unwrap_or(u64::MAX) <= limit {
        return None;
    }
    let message = format!("the result takes {bytes} bytes; the task may add {limit} to the store");
    Some(limit_reached("disk", &message))
}
