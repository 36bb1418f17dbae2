//! Tasks of `/wasm/run`.

use ipld_core::ipld::Ipld;
use ipld_wit::{
    EncodeError,
    wasmtime::{ArgumentsError, EncodedOutput},
};
use ipvm_task::{ComputationKey, EffectClass, Fault, TaskConfig, WasmCall, computation_key};
use ucan_invocation::{Failure, Outcome, ReceiptMeta};
use varsig::dag_cbor::{self, DagCborError};

use super::{
    Core,
    error::{PrepareError, TaskError},
    execute::{Computed, How, Run},
};
use crate::{
    engine::{CallOptions, Ended, Stop},
    store::Address,
};

/// What a receipt takes at the most beside the value in it, in bytes and in items.
const RECEIPT_BYTES: usize = 64 << 10;
const RECEIPT_ITEMS: usize = 1 << 10;

impl Core {
    /// Finds or makes the result of a `/wasm/run`.
    pub(super) fn compute(&self, run: &Run<'_>) -> Result<Computed, TaskError> {
        let (authorized, job) = (run.authorized, run.job);
        let call = WasmCall::read(authorized.resolved().args()).map_err(PrepareError::from)?;
        let callee = self.callee(&call, job)?;
        let function = &callee.function;
        let params = dag_cbor::encode(&Ipld::List(call.params().to_vec()))?;
        let links = function.content_links(&params).map_err(PrepareError::from)?;
        let contents = self.fetch(links, job).map_err(PrepareError::from)?;
        let budget = self.engine.value_budget();
        // What the key names is what the guest gets.
        let params = function.canonical(&params, &contents, &budget).map_err(PrepareError::from)?;

        // Secret work is never shared (ruling I6).
        let key = if run.circumstances.secret {
            None
        } else {
            Some(computation_key(ComputationKey {
                module: &callee.module,
                function: call.function(),
                params: list(&params)?,
                profile: self.engine.profile(),
            })?)
        };
        // What names the computation here even if it is secret.
        let disputable = key.unwrap_or_else(|| *run.resolved());
        let is_disputed = self.disputed(&disputable)?.is_some();
        if let Some(key) = key
            && !is_disputed
            && let Some(known) =
                self.known_receipt(&Address::Computation(key), EffectClass::Pure)?
            && !known.meta().secret
        {
            let meta = known.meta().clone().with_computation(Some(key)).with_from(*known.cid());
            return Ok(Computed {
                outcome: known.outcome().clone(),
                meta,
                how: How::Reused,
                passing: false,
                expiration: None,
                disputable: None,
            });
        }

        let options =
            CallOptions::new(self.limits(run.config)).with_cancellation(run.cancellation.clone());
        let execution = self
            .engine
            .call_with(&callee.component, function, &params, &options)
            .map_err(PrepareError::from)?;
        let meta = ReceiptMeta::default().with_computation(key).with_fuel(execution.fuel);
        let ended = outcome_of(execution.ended);
        // A fault is small; what the guest gave is as large as it likes.
        let (outcome, is_fault, passing) = match over_disk(&ended.0, run.config)? {
            Some(over) if !ended.1 => (over, true, true),
            _ => ended,
        };
        Ok(Computed {
            outcome,
            meta: if is_fault { meta.with_fault() } else { meta },
            how: How::Executed,
            passing: passing || is_disputed,
            expiration: None,
            disputable: Some(disputable),
        })
    }
}

/// The outcome of a call, whether it is a fault of ours, and whether it passes.
pub(super) fn outcome_of(ended: Ended) -> (Outcome, bool, bool) {
    match ended {
        Ended::Returned(output) => match read(&output) {
            Ok(outcome) => (outcome, false, false),
            // Of what the engine encoded, only the size can be at fault.
            Err(error) => (limit_reached("values", &error.to_string()), true, true),
        },
        // A budget is a limit like any other, and may be another tomorrow.
        Ended::Unrepresentable { error: error @ EncodeError::Budget { .. } } => {
            (limit_reached("values", &error.to_string()), true, true)
        }
        Ended::Unrepresentable { error } => {
            (fault(Fault::UnrepresentableOutput, &error.to_string()), true, false)
        }
        Ended::Trapped { reason } => (fault(Fault::Trap, &reason), true, false),
        Ended::GaveUp { reason } => (fault(Fault::EngineGaveUp, &reason), true, true),
        Ended::Stopped(stop @ Stop::Cancelled) => {
            (fault(Fault::Cancelled, &stop.to_string()), true, true)
        }
        Ended::Stopped(stop) => (limit_reached(stop.name(), &stop.to_string()), true, true),
    }
}

/// The parameters in their canonical form, one by one.
pub(super) fn list(params: &[u8]) -> Result<Vec<Ipld>, PrepareError> {
    let limits = dag_cbor::Limits::default().with_bytes(usize::MAX).with_items(usize::MAX);
    match dag_cbor::decode(params, &limits) {
        Ok(Ipld::List(params)) => Ok(params),
        Ok(_) => Err(ArgumentsError::Unreadable.into()),
        Err(error) => Err(ArgumentsError::NotCanonical(error).into()),
    }
}

/// The branch of the receipt, if a receipt with it can be read back.
fn read(output: &EncodedOutput) -> Result<Outcome, DagCborError> {
    let limits = dag_cbor::Limits::default();
    let limits = limits
        .with_depth(dag_cbor::Limits::MAX_DEPTH)
        .with_bytes(limits.bytes - RECEIPT_BYTES)
        .with_items(limits.items - RECEIPT_ITEMS);
    Ok(match output {
        EncodedOutput::Ok(value) => Outcome::Ok(dag_cbor::decode(value, &limits)?),
        EncodedOutput::Error(value) => Outcome::Error(dag_cbor::decode(value, &limits)?),
    })
}

/// The fault that takes the place of an outcome that is more than the task may add to the
/// store.
pub(super) fn over_disk(
    outcome: &Outcome,
    config: &TaskConfig,
) -> Result<Option<Outcome>, TaskError> {
    let limit = config.disk.to_bytes();
    let bytes = dag_cbor::encode(&outcome.to_ipld())?.len();
    if u64::try_from(bytes).unwrap_or(u64::MAX) <= limit {
        return Ok(None);
    }
    let message = format!("the result takes {bytes} bytes; the task may add {limit} to the store");
    Ok(Some(limit_reached("disk", &message)))
}

/// The error of a limit that was reached.
pub(super) fn limit_reached(limit: &str, message: &str) -> Outcome {
    Failure::new(Fault::LimitReached.name(), message)
        .with_detail("limit", Ipld::String(limit.into()))
        .into()
}

/// The error value of an executor's own fault (ruling I3).
fn fault(fault: Fault, message: &str) -> Outcome {
    Failure::new(fault.name(), message).into()
}
