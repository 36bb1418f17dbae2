//! Tasks of `/wasm/run`.

use std::borrow::Cow;

use ipld_core::ipld::Ipld;
use ipld_wit::{
    EncodeError,
    wasmtime::{ArgumentsError, EncodedOutput},
};
use ipvm_task::{
    ComputationKeyError, EffectClass, Fault, RequestError, Requested, TaskConfig, WasmCall,
    computation_key_of_encoded,
};
use ucan_invocation::{Failure, Outcome, ReceiptMeta};
use varsig::dag_cbor::{self, DagCborError, Encoder};

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
        let params = encoded(call.params())?;
        let links = function.content_links(&params).map_err(PrepareError::from)?;
        let contents = self.fetch(links, job).map_err(PrepareError::from)?;
        let budget = self.engine.value_budget();
        // What the key names is what the guest gets.
        let params = function.canonical(&params, &contents, &budget).map_err(PrepareError::from)?;

        // Whether it asks for anything is told by its type, and is part of the key.
        let asks = function.ty().asks_for_effects();
        let mut profile = Cow::Borrowed(callee.component.profile());
        if asks {
            profile.to_mut().push_str(Requested::PROFILE);
        }
        // Secret work is never shared (ruling I6).
        let key = if run.circumstances.secret {
            None
        } else {
            let module = &callee.module;
            let key = computation_key_of_encoded(module, call.function(), &params, &profile);
            Some(key.map_err(|error| match error {
                ComputationKeyError::Encode(error) => TaskError::Encode(error),
                ComputationKeyError::Params(error) => {
                    not_canonical(ArgumentsError::NotCanonical(error))
                }
                _ => not_canonical(ArgumentsError::Unreadable),
            })?)
        };
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
        let options = options.with_seed(seed.to_bytes());
        let execution = self
            .engine
            .call_with(&callee.component, function, &params, &options)
            .map_err(PrepareError::from)?;
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
        let taken = match &execution.ended {
            Ended::Returned(output) => taken(output),
            _ => 0,
        };
        let mut ended = outcome_of(execution.ended);
        let mut requested = Requested::default();
        if asks && let (Outcome::Ok(result), false, _) = ended {
            (ended, requested) = split(result);
        }
        let tasks = requested.blocks()?;
        // A fault is small; what the guest gave is as large as it likes.
        let asked: usize = tasks.iter().map(|task| task.bytes().len()).sum();
        let taken = if asks { dag_cbor::encode(&ended.0.to_ipld())?.len() } else { taken };
        let (outcome, is_fault, passing) = match over_disk(taken + asked, run.config) {
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

/// The parameters as the DAG-CBOR of a list.
fn encoded(params: &[Ipld]) -> Result<Vec<u8>, TaskError> {
    let mut encoder = Encoder::new();
    encoder.list(u64::try_from(params.len()).unwrap_or(u64::MAX));
    params.iter().try_for_each(|param| encoder.value(param, 1))?;
    Ok(encoder.finish())
}

fn not_canonical(error: ArgumentsError) -> TaskError {
    PrepareError::from(error).into()
}

/// How many bytes an output takes in the map of its branch.
fn taken(output: &EncodedOutput) -> usize {
    let (branch, value) = match output {
        EncodedOutput::Ok(value) => ("ok", value),
        EncodedOutput::Error(value) => ("error", value),
    };
    // Two heads of a byte each.
    branch.len() + 2 + value.len()
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
