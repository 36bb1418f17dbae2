//! The operations of the layer: an executor from the token to the receipt.

mod errors;

use std::{collections::BTreeMap, sync::Arc};

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_runtime::{
    Attested, Clock, Executor, JobReport, Quiet, RunError, Stores, TaskError, TaskOutcome,
    TaskReport, store::MemoryStore,
};
use ipvm_task::{Fault as Ended, OutcomeId};
use ucan_core::{Did, Leeway, Timestamp};
use ucan_invocation::Receipt;
use varsig::{Block, dag_cbor, multicodec::DAG_CBOR, signer_from_multicodec};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "execution.run" => execute(case),
        "execution.workflow" => workflow(case),
        "execution.jobs" => jobs(case),
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

/// The report of the job, or why it was refused.
fn ran(case: &Case) -> Result<Result<JobReport, Refusal>, Fault> {
    let executor = executor(case)?;
    let proofs = bytes(case, "proofs")?.into_iter().map(|it| Block::new(DAG_CBOR, it));
    let sent = bytes(case, "sent")?.into_iter().map(Block::raw);
    let blocks = proofs.chain(sent).collect::<Vec<_>>();
    let job = match executor.receive(case.bytes("token")?, &blocks) {
        Ok(job) => job,
        Err(error) => return Ok(Err(errors::of_receiving(&error))),
    };
    match executor.run(&job, &mut Quiet) {
        Ok(report) => Ok(Ok(report)),
        Err(RunError::Prepare { error, .. }) => Ok(Err(errors::of_preparing(&error))),
        Err(_) => Err(Fault::Invariant("the store in memory failed")),
    }
}

fn execute(case: &Case) -> Run {
    let report = match ran(case)? {
        Ok(report) => report,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let [task] = report.tasks.as_slice() else {
        return Err(Fault::Invariant("there is not one task"));
    };
    let receipt = match &task.outcome {
        TaskOutcome::Executed { receipt } => receipt.released(),
        _ => return Err(Fault::Invariant("the task was not run")),
    };
    if let Some(fault) = fault(receipt)? {
        let name = match fault {
            Ended::EngineGaveUp => "FaultEngineGaveUp",
            Ended::Trap => "FaultTrap",
            Ended::LimitReached => "FaultLimitReached",
            _ => return Err(Fault::Invariant("the task ended in a fault that no case has")),
        };
        return Ok(Err(Refusal::new(name, &fault)));
    }
    Ok(Ok(Outcome::Value(attested(task, receipt)?)))
}

fn workflow(case: &Case) -> Run {
    let report = match ran(case)? {
        Ok(report) => report,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut tasks = BTreeMap::new();
    for task in &report.tasks {
        let cid = Value::Link(task.task.to_string());
        let how = match task.attested().map(Attested::released) {
            None => map([("task", cid), ("none", Value::Boolean(true))]),
            Some(receipt) => match fault(receipt)? {
                Some(fault) => map([("task", cid), ("fault", text(fault.name()))]),
                None => attested(task, receipt)?,
            },
        };
        tasks.insert(task.label.clone(), how);
    }
    let branch = if report.is_ok() { "ok" } else { "error" };
    Ok(Ok(Outcome::Value(map([("branch", text(branch)), ("tasks", Value::Map(tasks))]))))
}

fn fault(receipt: &Receipt) -> Result<Option<Ended>, Fault> {
    let named = |fault: Option<Ended>| fault.ok_or(Fault::Invariant("the fault has no name"));
    Ended::of(receipt).map(named).transpose()
}

/// What the receipt says of a task that ended with a result.
fn attested(task: &TaskReport, receipt: &Receipt) -> Result<Value, Fault> {
    let encode = |_| Fault::Invariant("the outcome has no form");
    let (branch, value) = match receipt.outcome() {
        ucan_invocation::Outcome::Ok(value) => ("ok", value),
        ucan_invocation::Outcome::Error(value) => ("error", value),
    };
    let value = dag_cbor::encode(value).map_err(encode)?;
    let outcome = OutcomeId::of(receipt).map_err(encode)?;
    Ok(map([
        ("task", Value::Link(task.task.to_string())),
        ("branch", text(branch)),
        ("value", Value::Bytes(value)),
        ("outcome", Value::Link(outcome.cid().to_string())),
    ]))
}

fn jobs(case: &Case) -> Run {
    let executor = executor(case)?;
    let mut all = Vec::new();
    for (index, job) in list(case, "jobs")?.iter().enumerate() {
        match one(&executor, job)? {
            Ok(tasks) => all.push(tasks),
            Err(refusal) => return Ok(Err(refusal.of_entry(index))),
        }
    }
    Ok(Ok(Outcome::Value(Value::List(all))))
}

fn one(executor: &Executor, job: &Value) -> Result<Result<Value, Refusal>, Fault> {
    let Value::Map(fields) = job else { return Err(Fault::Invariant("a job is no map")) };
    let (Some(Value::Bytes(token)), Some(Value::List(proofs))) =
        (fields.get("token"), fields.get("proofs"))
    else {
        return Err(Fault::Invariant("a job lacks a field"));
    };
    let proof = |proof: &Value| match proof {
        Value::Bytes(bytes) => Ok(Block::new(DAG_CBOR, bytes.as_slice())),
        _ => Err(Fault::Invariant("a proof is no bytes")),
    };
    let proofs = proofs.iter().map(proof).collect::<Result<Vec<_>, _>>()?;
    let job = match executor.receive(token, &proofs) {
        Ok(job) => job,
        Err(error) => return Ok(Err(errors::of_receiving(&error))),
    };
    let report = match executor.run(&job, &mut Quiet) {
        Ok(report) => report,
        Err(RunError::Prepare { error, .. }) => return Ok(Err(errors::of_preparing(&error))),
        Err(_) => return Err(Fault::Invariant("the store in memory failed")),
    };
    let tasks = report.tasks.iter().map(|task| Ok((task.label.clone(), told(task)?)));
    Ok(Ok(Value::Map(tasks.collect::<Result<BTreeMap<_, _>, Fault>>()?)))
}

fn told(task: &TaskReport) -> Result<Value, Fault> {
    let (how, receipt) = match &task.outcome {
        TaskOutcome::Executed { receipt } => ("executed", receipt.released()),
        TaskOutcome::Reused { receipt } => ("reused", receipt.released()),
        TaskOutcome::Failed { error: TaskError::Refused(error) } => {
            let name = errors::of_preparing(error).name;
            return Ok(map([("how", text("refused")), ("refused", text(name))]));
        }
        _ => return Err(Fault::Invariant("a task ended in a way that no case has")),
    };
    let ended = match fault(receipt)? {
        Some(fault) => ("fault", text(fault.name())),
        None => {
            let outcome = OutcomeId::of(receipt);
            let outcome = outcome.map_err(|_| Fault::Invariant("the outcome has no form"))?;
            ("outcome", Value::Link(outcome.cid().to_string()))
        }
    };
    let mut told = vec![("how", text(how)), ended];
    told.extend(receipt.meta().resolved.map(|task| ("resolved", Value::Link(task.to_string()))));
    told.extend(receipt.meta().secret.then_some(("secret", Value::Boolean(true))));
    Ok(Value::Map(told.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}
