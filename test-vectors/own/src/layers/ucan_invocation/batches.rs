//! Operations on the tasks of a batch.

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ucan_core::Timestamp;
use ucan_invocation::{BatchError, Proven, SignedBatch};

use super::{
    inputs::{Circumstances, input, list, proofs},
    judging::{prove, refuse_authorization, refuse_chain, refuse_proof, resolved, tasks},
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.batch.prove" => {
            Ok(proven(case, &Circumstances::of(case)?)?.map(|task| Outcome::Value(record(&task))))
        }
        "ucan.batch.authorize" => authorize(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// Takes the task of a case as far as `Proven`.
fn proven(case: &Case, circumstances: &Circumstances) -> Result<Result<Proven, Refusal>, Fault> {
    let path = list(input(case, "path")?)?
        .iter()
        .map(|key| match key {
            Value::Text(key) => Ok(key.as_str()),
            _ => Err(Fault::Invariant("a key of the path is no text")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let Value::Integer(limit) = input(case, "limit")? else {
        return Err(Fault::Invariant("the limit is no integer"));
    };
    let limit = usize::try_from(*limit).map_err(|_| Fault::Invariant("the limit is none"))?;
    let whole = match prove(case, circumstances)? {
        Ok(whole) => whole,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let batch = match SignedBatch::open(&whole, &path, limit, &mut Default::default()) {
        Ok(batch) => batch,
        Err(BatchError::Policy(error)) => return Ok(Err(refuse_chain(&error))),
        Err(error) => return Ok(Err(refuse(&error))),
    };
    Ok(batch
        .prove(case.text("label")?, &proofs(case)?, &circumstances.check())
        .map_err(|error| refuse_proof(&error)))
}

fn record(task: &Proven) -> Value {
    let bound =
        |time: Option<Timestamp>| time.map_or(Value::Null, |time| Value::Integer(time.seconds()));
    map([
        ("task", Value::Link(task.task().id().to_string())),
        ("issuer", text(task.issuer().as_str())),
        ("command", text(task.command().as_str())),
        ("not-before", bound(task.validity().not_before())),
        ("expiration", bound(task.validity().expiration())),
    ])
}

fn authorize(case: &Case) -> Run {
    let circumstances = Circumstances::of(case)?;
    let task = match proven(case, &circumstances)? {
        Ok(task) => task,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let later = circumstances.later(case)?;
    Ok(task
        .authorize(resolved(case, &task)?, &later.check(), &mut Default::default())
        .map(|authorized| tasks(&authorized))
        .map_err(|error| refuse_authorization(&error)))
}
