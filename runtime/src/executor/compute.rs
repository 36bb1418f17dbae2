//! Tasks of `/wasm/run`.

use ipld_core::ipld::Ipld;
use ipld_wit::{
    EncodeError,
    wasmtime::{ArgumentsError, EncodedOutput},
};
use ipvm_task::{
    ComputationKey, EffectClass, Fault, RequestError, Requested, TaskConfig, WasmCall,
    computation_key,
};
use ucan_invocation::{Failure, Outcome, ReceiptMeta};
use varsig::{
    Block,
    dag_cbor::{self, DagCborError},
};

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

        // Whether it asks for anything is told by its type, and is part of the key.
        let asks = function.ty().asks_for_effects();
        let mut profile = self.engine.profile().to_owned();
        if asks {
            profile.push_str(Requested::PROFILE);
        }
        // Secret work is never shared (ruling I6).
        let key = if run.circumstances.secret {
            None
        } else {
            Some(computation_key(ComputationKey {
                module: &callee.module,
                function: call.function(),
                params: list(&params)?,
                profile: &profile,
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
        let execution = self
            .engine
            .call_with(&callee.component, function, &params, &options)
            .map_err(PrepareError::from)?;
        let meta = ReceiptMeta::default().with_computation(key).with_fuel(execution.fuel);
        let mut ended = outcome_of(execution.ended);
        let mut requested = Requested::default();
        if asks && let (Outcome::Ok(result), false, _) = ended {
            (ended, requested) = split(result);
        }
        let tasks = requested.blocks()?;
        // A fault is small; what the guest gave is as large as it likes.
        let (outcome, is_fault, passing) = match over_disk(&ended.0, &tasks, run.config)? {
            Some(over) if !ended.1 => (over, true, true),
            _ => ended,
        };
        let (requested, tasks) = if is_fault { Default::default() } else { (requested, tasks) };
        let meta = meta.with_known(requested.known().copied());
        Ok(Computed {
            outcome,
            effects: requested.effects().clone(),
            tasks,
            meta: if is_fault { meta.with_fault() } else { meta },
            how: How::Executed,
            passing: passing || is_disputed,
            expiration: None,
            disputable: Some(disputable),
        })
    }
}

/// The outcome of a call, whether it is a fault of ours, and whether it passes.
fn outcome_of(ended: Ended) -> (Outcome, bool, bool) {
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

/// What a function that asks for effects returned: its value, and what it asks for. What
/// cannot be asked for is the guest's own fault, the same one everywhere.
fn split(result: Ipld) -> ((Outcome, bool, bool), Requested) {
    match Requested::split(result) {
        Ok((value, requested)) => ((Outcome::Ok(value), false, false), requested),
        Err(error) => ((invalid_effects(&error), true, false), Requested::default()),
    }
}

/// The fault of a guest that asks for what cannot be asked for.
fn invalid_effects(error: &RequestError) -> Outcome {
    let failure = Failure::new(Fault::InvalidEffects.name(), error.to_string())
        .with_detail("rule", Ipld::String(error.rule().into()));
    match error.place() {
        Some(place) => failure.with_detail("place", Ipld::String(place.to_string())).into(),
        None => failure.into(),
    }
}

/// The parameters in their canonical form, one by one.
fn list(params: &[u8]) -> Result<Vec<Ipld>, PrepareError> {
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
/// store, with the tasks that it asks for.
pub(super) fn over_disk(
    outcome: &Outcome,
    tasks: &[Block],
    config: &TaskConfig,
) -> Result<Option<Outcome>, TaskError> {
    let limit = config.disk.to_bytes();
    let tasks: usize = tasks.iter().map(|task| task.bytes().len()).sum();
    let bytes = dag_cbor::encode(&outcome.to_ipld())?.len() + tasks;
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
