//! One task: remembered, or run, and attested to.

use std::{collections::BTreeMap, time::Duration};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::{
    EncodeError,
    wasmtime::{ArgumentsError, EncodedOutput},
};
use ipvm_task::{ComputationKey, EffectClass, Fault, TaskConfig, WasmCall, computation_key};
use ucan_invocation::{Authorized, Outcome, Receipt, ReceiptMeta};
use varsig::dag_cbor::{self, DagCborError};

use super::{
    Executor,
    error::{PrepareError, TaskError},
    job::Job,
    receipts::inputs,
};
use crate::{
    engine::{Ended, Limits, Stop},
    store::{Address, Claim, Fence, Memo},
};

/// What a worker takes longer than the guest's time limit before its claim may be
/// taken over.
const CLAIM_MARGIN: Duration = Duration::from_secs(60);

/// What a receipt takes at the most beside the value in it, in bytes and in items.
const RECEIPT_BYTES: usize = 64 << 10;
const RECEIPT_ITEMS: usize = 1 << 10;

/// A task that ended with a receipt.
pub(super) struct Done {
    pub(super) receipt: Receipt,
    pub(super) executed: bool,
    pub(super) fuel: Option<u64>,
    /// The receipt, or one that it depends on, is never remembered (ruling I8).
    pub(super) passing: bool,
}

/// The result of a computation, new or known.
struct Computed {
    outcome: Outcome,
    meta: ReceiptMeta,
    executed: bool,
    passing: bool,
}

/// A claim on a task, which is given back unless it is taken for a commit: also
/// when a worker fails in between, so that nobody waits for a lease to end.
struct Claimed<'a> {
    memo: &'a dyn Memo,
    fence: Option<Fence>,
}

impl Claimed<'_> {
    fn take(mut self) -> Option<Fence> {
        self.fence.take()
    }
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        if let Some(fence) = self.fence.take() {
            // If this fails too, the lease ends by itself.
            let _ = self.memo.release(fence);
        }
    }
}

impl Executor {
    /// Runs an authorised task, or finds its result. `passing` says that an
    /// argument came from a receipt that is never remembered: then the result is
    /// not remembered for the task as written, only for the arguments as resolved.
    ///
    /// It takes an [`Authorized`], which nobody can make but by authorisation, and
    /// takes it for good.
    pub(super) fn execute(
        &self,
        authorized: Authorized,
        config: &TaskConfig,
        passing: bool,
        job: &Job,
    ) -> Result<Done, TaskError> {
        let written = *authorized.task().id();
        let resolved = *authorized.resolved().id();
        if !passing
            && let Some(receipt) = self.known(&Address::Task(written))?
            && *receipt.ran() == written
        {
            let fuel = receipt.meta().fuel;
            return Ok(Done { receipt, executed: false, fuel, passing: false });
        }
        let (claimed, _running) = loop {
            if let Some(known) = self.known(&Address::Task(resolved))? {
                return self.cite(&authorized, &known, passing);
            }
            let lease = self.limits(config).time.saturating_add(CLAIM_MARGIN);
            match self.stores.memo().claim(&resolved, EffectClass::Pure, lease)? {
                Claim::Won(fence) => {
                    let claimed = Claimed { memo: self.stores.memo(), fence: Some(fence) };
                    break (claimed, self.in_flight.begin(resolved));
                }
                Claim::Held => self.in_flight.wait(&resolved),
                // The next look finds it, or finds it damaged and forgets it.
                Claim::Done(_) => {}
                _ => return Err(TaskError::Indeterminate),
            }
        };
        let computed = self.compute(&authorized, config, job)?;
        self.conclude(&authorized, computed, claimed, passing)
    }

    /// A fresh receipt for a result that another task with the same arguments gave.
    fn cite(
        &self,
        authorized: &Authorized,
        known: &Receipt,
        passing: bool,
    ) -> Result<Done, TaskError> {
        let written = *authorized.task().id();
        if *known.ran() == written {
            let (receipt, fuel) = (known.clone(), known.meta().fuel);
            return Ok(Done { receipt, executed: false, fuel, passing });
        }
        // A receipt of its own may have been issued the last time.
        for cid in self.stores.receipts().by_task(&written)? {
            if let Some(receipt) = self.receipt(&cid)?
                && *receipt.ran() == written
                && receipt.executor() == &self.did
                && receipt.outcome() == known.outcome()
            {
                let fuel = receipt.meta().fuel;
                return Ok(Done { receipt, executed: false, fuel, passing });
            }
        }
        let resolved = *authorized.resolved().id();
        let meta = known
            .meta()
            .clone()
            .with_resolved((resolved != written).then_some(resolved))
            .with_from(*known.cid());
        let outcome = known.outcome().clone();
        let receipt = self.attest(&written, inputs(authorized), outcome, meta)?;
        if !passing {
            self.remember(None, &[Address::Task(written)], &receipt)?;
        }
        let fuel = receipt.meta().fuel;
        Ok(Done { receipt, executed: false, fuel, passing })
    }

    fn conclude(
        &self,
        authorized: &Authorized,
        computed: Computed,
        claimed: Claimed<'_>,
        passing: bool,
    ) -> Result<Done, TaskError> {
        let written = *authorized.task().id();
        let resolved = *authorized.resolved().id();
        let meta = computed.meta.with_resolved((resolved != written).then_some(resolved));
        let (fuel, computation) = (meta.fuel, meta.computation);
        let receipt = self.attest(&written, inputs(authorized), computed.outcome, meta)?;
        // What is never remembered leaves the claim to be released.
        if !computed.passing {
            let mut addresses = vec![Address::Task(resolved)];
            if resolved != written && !passing {
                addresses.push(Address::Task(written));
            }
            addresses.extend(computation.map(Address::Computation));
            self.remember(claimed.take(), &addresses, &receipt)?;
        }
        Ok(Done {
            receipt,
            executed: computed.executed,
            fuel,
            passing: passing || computed.passing,
        })
    }

    /// Finds or makes the result of a `/wasm/run`.
    fn compute(
        &self,
        authorized: &Authorized,
        config: &TaskConfig,
        job: &Job,
    ) -> Result<Computed, TaskError> {
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
        let key = if config.secret == Some(true) {
            None
        } else {
            Some(computation_key(ComputationKey {
                module: &callee.module,
                function: call.function(),
                params: list(&params)?,
                profile: self.engine.profile(),
            })?)
        };
        if let Some(key) = key
            && let Some(known) = self.known(&Address::Computation(key))?
        {
            let meta = known.meta().clone().with_computation(Some(key)).with_from(*known.cid());
            let outcome = known.outcome().clone();
            return Ok(Computed { outcome, meta, executed: false, passing: false });
        }

        let limits = self.limits(config);
        let execution = self
            .engine
            .call(&callee.component, function, &params, &limits)
            .map_err(PrepareError::from)?;
        let meta = ReceiptMeta::default().with_computation(key).with_fuel(execution.fuel);
        let (outcome, meta, passing) = match execution.ended {
            Ended::Returned(output) => match read(&output) {
                Ok(outcome) => (outcome, meta, false),
                // Of what the engine encoded, only the size can be at fault.
                Err(error) => {
                    (limit_reached("values", &error.to_string()), meta.with_fault(), true)
                }
            },
            // A budget is a limit like any other, and may be another tomorrow.
            Ended::Unrepresentable { error: error @ EncodeError::Budget { .. } } => {
                (limit_reached("values", &error.to_string()), meta.with_fault(), true)
            }
            Ended::Unrepresentable { error } => {
                let fault = fault(Fault::UnrepresentableOutput, &error.to_string(), []);
                (fault, meta.with_fault(), false)
            }
            Ended::Trapped { reason } => {
                (fault(Fault::Trap, &reason, []), meta.with_fault(), false)
            }
            Ended::GaveUp { reason } => {
                (fault(Fault::EngineGaveUp, &reason, []), meta.with_fault(), true)
            }
            Ended::Stopped(stop) => {
                (limit_reached(limit_name(stop), &stop.to_string()), meta.with_fault(), true)
            }
        };
        // A fault is small; what the guest gave is as large as it likes.
        let (outcome, meta, passing) = match over_disk(&outcome, config)? {
            Some(over) if !meta.fault => (over, meta.with_fault(), true),
            _ => (outcome, meta, passing),
        };
        Ok(Computed { outcome, meta, executed: true, passing })
    }

    fn limits(&self, config: &TaskConfig) -> Limits {
        let ours = self.engine.limits();
        ours.with_fuel(config.work.fuel().min(ours.fuel))
            .with_memory(config.memory.to_bytes().min(ours.memory))
            .with_time(config.time.to_duration().min(ours.time))
    }

    /// The receipt of a task whose promise was broken (ruling I5).
    pub(super) fn broken_promise(
        &self,
        written: &Cid,
        value: Ipld,
        passing: bool,
    ) -> Result<Done, TaskError> {
        let address = Address::Task(*written);
        if !passing && let Some(receipt) = self.known(&address)? {
            return Ok(Done { receipt, executed: false, fuel: None, passing: false });
        }
        let meta = ReceiptMeta::default().with_fault();
        let outcome = Outcome::Error(value);
        let receipt = self.attest(written, Default::default(), outcome, meta)?;
        if !passing {
            self.remember(None, &[address], &receipt)?;
        }
        Ok(Done { receipt, executed: true, fuel: None, passing })
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
/// store.
fn over_disk(outcome: &Outcome, config: &TaskConfig) -> Result<Option<Outcome>, TaskError> {
    let limit = config.disk.to_bytes();
    let bytes = dag_cbor::encode(&outcome.to_ipld())?.len();
    if u64::try_from(bytes).unwrap_or(u64::MAX) <= limit {
        return Ok(None);
    }
    let message = format!("the result takes {bytes} bytes; the task may add {limit} to the store");
    Ok(Some(limit_reached("disk", &message)))
}

fn limit_reached(limit: &str, message: &str) -> Outcome {
    let limit = ("limit".to_owned(), Ipld::String(limit.into()));
    fault(Fault::LimitReached, message, [limit])
}

/// The error value of an executor's own fault (ruling I3).
fn fault<const N: usize>(fault: Fault, message: &str, more: [(String, Ipld); N]) -> Outcome {
    let mut map = BTreeMap::from(more);
    map.insert("name".into(), Ipld::String(fault.name().into()));
    map.insert("message".into(), Ipld::String(message.into()));
    Outcome::Error(Ipld::Map(map))
}

const fn limit_name(stop: Stop) -> &'static str {
    match stop {
        Stop::Fuel => "fuel",
        Stop::Memory => "memory",
        Stop::Time => "time",
        Stop::Stack => "stack",
        Stop::Values => "values",
    }
}
