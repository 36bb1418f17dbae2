//! What a call takes, and what comes of it.

use std::borrow::Cow;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::{
    EncodeError,
    wasmtime::{ArgumentsError, EncodedOutput},
};
use ipvm_task::{
    ComputationKeyError, Fault, RequestError, Requested, WasmCall, computation_key_of_encoded,
};
use ucan_invocation::{Failure, Outcome};
use varsig::{
    Block,
    dag_cbor::{self, DagCborError, Encoder},
};

use super::{
    Core,
    content::{Custody, Reader},
    error::{PrepareError, TaskError},
    prepare::Prepared,
};
use crate::engine::{CallOptions, Ended, Execution, Stop};

/// What a receipt takes at the most beside the value in it, in bytes and in items.
const RECEIPT_BYTES: usize = 64 << 10;
const RECEIPT_ITEMS: usize = 1 << 10;

/// A call that can be made: what is called, and with what.
pub(super) struct Ready<'a> {
    callee: Prepared,
    function: &'a str,
    /// In their canonical form: what the key names is what the guest gets.
    params: Vec<u8>,
    /// The function asks for effects, which is told by its type and part of the key.
    pub(super) asks: bool,
}

impl Core {
    /// Finds what a call calls, and what it calls it with.
    pub(super) fn ready<'a>(
        &self,
        call: &'a WasmCall,
        reader: Reader<'_>,
    ) -> Result<Ready<'a>, TaskError> {
        let callee = self.callee(call, &reader)?;
        let function = &callee.function;
        let params = encoded(call.params())?;
        let links = function.content_links(&params).map_err(PrepareError::from)?;
        // It starts when every handle that it needs exists, and reads through these.
        let contents = Custody::new(self, reader).fetch(links).map_err(PrepareError::from)?;
        let budget = self.engine.value_budget();
        let canonical = function.canonical(&params, &contents, &budget);
        let canonical = match canonical.map_err(PrepareError::from)? {
            Cow::Borrowed(_) => None,
            Cow::Owned(other) => Some(other),
        };
        let asks = function.ty().asks_for_effects();
        let params = canonical.unwrap_or(params);
        Ok(Ready { callee, function: call.function(), params, asks })
    }

    /// Makes a call, with `seed` for what the guest may draw.
    pub(super) fn call(
        &self,
        ready: &Ready<'_>,
        options: CallOptions,
        seed: &Cid,
    ) -> Result<Execution, TaskError> {
        let options = options.with_seed(seed.to_bytes());
        let Ready { callee: Prepared { component, function, .. }, params, .. } = ready;
        let called = self.engine.call_with(component, function, params, &options);
        Ok(called.map_err(PrepareError::from)?)
    }
}

impl Ready<'_> {
    /// The profile that decides about the result, but for effects.
    pub(super) fn profile(&self) -> &str {
        self.callee.component.profile()
    }

    /// The computation key under a profile.
    pub(super) fn key(&self, profile: &str) -> Result<Cid, TaskError> {
        let mut profile = Cow::Borrowed(profile);
        if self.asks {
            profile.to_mut().push_str(Requested::PROFILE);
        }
        let Self { callee: Prepared { module, .. }, function, params, .. } = self;
        computation_key_of_encoded(module, function, params, &profile).map_err(
            |error| match error {
                ComputationKeyError::Encode(error) => TaskError::Encode(error),
                ComputationKeyError::Params(error) => {
                    not_canonical(ArgumentsError::NotCanonical(error))
                }
                _ => not_canonical(ArgumentsError::Unreadable),
            },
        )
    }
}

/// What came of a call.
pub(super) struct CameTo {
    pub(super) outcome: Outcome,
    /// The outcome is a fault of ours.
    pub(super) is_fault: bool,
    /// Another time it may come to something else (ruling I8).
    pub(super) passing: bool,
    /// What it asks for; nothing, if it failed.
    pub(super) requested: Requested,
    /// The tasks in that, spelled out.
    pub(super) tasks: Vec<Block>,
    /// What is kept of it, in bytes.
    pub(super) bytes: usize,
}

impl CameTo {
    /// Reads what came of the call of a function that asks for effects or does not.
    pub(super) fn read(ended: Ended, asks: bool) -> Result<Self, TaskError> {
        let mut bytes = match &ended {
            Ended::Returned(output) => taken(output),
            _ => 0,
        };
        let mut read = outcome_of(ended);
        let (mut requested, mut tasks) = (Requested::default(), Vec::new());
        if asks && let (Outcome::Ok(result), false, _) = read {
            (read, requested) = split(result);
            tasks = requested.blocks()?;
            let asked: usize = tasks.iter().map(|task| task.bytes().len()).sum();
            bytes = dag_cbor::encode(&read.0.to_ipld())?.len() + asked;
        }
        let (outcome, is_fault, passing) = read;
        Ok(Self { outcome, is_fault, passing, requested, tasks, bytes })
    }

    /// What came of anything but a call: nothing is asked for.
    pub(super) fn of(outcome: Outcome, is_fault: bool) -> Self {
        let (requested, tasks) = Default::default();
        Self { outcome, is_fault, passing: false, requested, tasks, bytes: 0 }
    }

    /// A fault of a limit that was reached when it was over.
    pub(super) fn stopped(outcome: Outcome) -> Self {
        let (requested, tasks) = Default::default();
        Self { outcome, is_fault: true, passing: true, requested, tasks, bytes: 0 }
    }
}

/// The outcome of a call, whether it is a fault of ours, and whether it passes.
fn outcome_of(ended: Ended) -> (Outcome, bool, bool) {
    match ended {
        Ended::Returned(output) => match read(&output) {
            Ok(outcome) => (outcome, false, false),
            // Of what the engine encoded, only the size can be at fault.
            Err(error) => (limit_reached("values", &error.to_string()).into(), true, true),
        },
        // A budget is a limit like any other, and may be another tomorrow.
        Ended::Unrepresentable { error: error @ EncodeError::Budget { .. } } => {
            (limit_reached("values", &error.to_string()).into(), true, true)
        }
        Ended::Unrepresentable { error } => {
            (fault(Fault::UnrepresentableOutput, &error.to_string()), true, false)
        }
        Ended::Trapped { reason } => (fault(Fault::Trap, &reason), true, false),
        Ended::GaveUp { reason } => (fault(Fault::EngineGaveUp, &reason), true, true),
        Ended::Stopped(stop @ Stop::Cancelled) => {
            (fault(Fault::Cancelled, &stop.to_string()), true, true)
        }
        Ended::Stopped(stop) => (limit_reached(stop.name(), &stop.to_string()).into(), true, true),
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

/// The error of a limit that was reached.
pub(crate) fn limit_reached(limit: &str, message: &str) -> Failure {
    Failure::new(Fault::LimitReached.name(), message)
        .with_detail("limit", Ipld::String(limit.into()))
}

/// The error value of an executor's own fault (ruling I3).
fn fault(fault: Fault, message: &str) -> Outcome {
    Failure::new(fault.name(), message).into()
}
