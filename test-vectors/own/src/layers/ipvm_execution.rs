//! The operation of the layer: an executor from the token to the receipt.

mod errors;

use std::sync::Arc;

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_runtime::{
    Clock, Executor, JobReport, Quiet, RunError, Stores, TaskOutcome, store::MemoryStore,
};
use ipvm_task::{Fault as Ended, OutcomeId};
use ucan_core::{Did, Leeway, Timestamp};
use varsig::{Block, dag_cbor, multicodec::DAG_CBOR, signer_from_multicodec};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "execution.run" => execute(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// A clock that stands still.
struct Standing(Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn list<'c>(case: &'c Case, input: &'static str) -> Result<&'c [Value], Fault> {
    match case.input.get(input) {
        None => Ok(&[]),
        Some(Value::List(items)) => Ok(items),
        Some(_) => Err(Fault::Invariant("an input is no list")),
    }
}

fn bytes<'c>(case: &'c Case, input: &'static str) -> Result<Vec<&'c [u8]>, Fault> {
    let bytes = |item: &'c Value| match item {
        Value::Bytes(bytes) => Ok(bytes.as_slice()),
        _ => Err(Fault::Invariant("an entry is no bytes")),
    };
    list(case, input)?.iter().map(bytes).collect()
}

fn executor(case: &Case) -> Result<Executor, Fault> {
    let signer = signer_from_multicodec(case.bytes("secret-key")?)
        .map_err(|_| Fault::Invariant("the secret key is none"))?;
    let Some(Value::Integer(now)) = case.input.get("now") else {
        return Err(Fault::Invariant("the time is no integer"));
    };
    let now = Timestamp::from_seconds(*now).map_err(|_| Fault::Invariant("the time is none"))?;
    let executor = Executor::builder(signer.into(), Stores::from(Arc::new(MemoryStore::new())))
        .with_clock(Arc::new(Standing(now)))
        .with_leeway(Leeway::NONE)
        .build()
        .map_err(|_| Fault::Invariant("there is no executor"))?;
    for content in bytes(case, "content")? {
        executor.publish(content).map_err(|_| Fault::Invariant("the store in memory failed"))?;
    }
    for kept in list(case, "kept")? {
        let Value::Map(kept) = kept else {
            return Err(Fault::Invariant("what is kept is no map"));
        };
        let (Some(Value::Text(owner)), Some(Value::Bytes(bytes))) =
            (kept.get("owner"), kept.get("bytes"))
        else {
            return Err(Fault::Invariant("what is kept has no owner or no bytes"));
        };
        let owner = owner.parse::<Did>().map_err(|_| Fault::Invariant("an owner is no DID"))?;
        executor
            .keep_for(&owner, &Block::raw(bytes.as_slice()))
            .map_err(|_| Fault::Invariant("the store in memory failed"))?;
    }
    Ok(executor)
}

fn execute(case: &Case) -> Run {
    let executor = executor(case)?;
    let proofs = bytes(case, "proofs")?.into_iter().map(|it| Block::new(DAG_CBOR, it));
    let sent = bytes(case, "sent")?.into_iter().map(Block::raw);
    let blocks = proofs.chain(sent).collect::<Vec<_>>();
    let job = match executor.receive(case.bytes("token")?, &blocks) {
        Ok(job) => job,
        Err(error) => return Ok(Err(errors::of_receiving(&error))),
    };
    match executor.run(&job, &mut Quiet) {
        Ok(report) => attested(&report),
        Err(RunError::Prepare { error, .. }) => Ok(Err(errors::of_preparing(&error))),
        Err(_) => Err(Fault::Invariant("the store in memory failed")),
    }
}

fn attested(report: &JobReport) -> Run {
    let [task] = report.tasks.as_slice() else {
        return Err(Fault::Invariant("there is not one task"));
    };
    let receipt = match &task.outcome {
        TaskOutcome::Executed { receipt } => receipt.released(),
        _ => return Err(Fault::Invariant("the task was not run")),
    };
    if let Some(fault) = Ended::of(receipt) {
        let fault = fault.ok_or(Fault::Invariant("the fault has no name"))?;
        let name = match fault {
            Ended::EngineGaveUp => "FaultEngineGaveUp",
            Ended::Trap => "FaultTrap",
            Ended::LimitReached => "FaultLimitReached",
            _ => return Err(Fault::Invariant("the task ended in a fault that no case has")),
        };
        return Ok(Err(Refusal::new(name, &fault)));
    }
    let encode = |_| Fault::Invariant("the outcome has no form");
    let (branch, value) = match receipt.outcome() {
        ucan_invocation::Outcome::Ok(value) => ("ok", value),
        ucan_invocation::Outcome::Error(value) => ("error", value),
    };
    let value = dag_cbor::encode(value).map_err(encode)?;
    let outcome = OutcomeId::of(receipt).map_err(encode)?;
    Ok(Ok(Outcome::Value(map([
        ("task", Value::Link(task.task.to_string())),
        ("branch", text(branch)),
        ("value", Value::Bytes(value)),
        ("outcome", Value::Link(outcome.cid().to_string())),
    ]))))
}
