//! Operations on work that comes again.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, valid};
use ucan_core::{Check, Leeway, Proofs, Timestamp};
use ucan_invocation::{
    Arguments, Backing, Proven, ReplayAddress, ReplayKey, ReplayLimits, ReplayTable,
};

use super::{
    data::{cid_text, ipld},
    inputs::{Circumstances, input, list, timestamp},
    judging::{prove, refuse_authorization, refuse_proof, resolved, verified},
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.replay.key" => key(case),
        "ucan.replay.admit" => admit(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn key(case: &Case) -> Run {
    let circumstances = Circumstances::of(case)?;
    let proven = match prove(case, &circumstances)? {
        Ok(proven) => proven,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let args = resolved(case, &proven)?;
    match authorize(&proven, args, &circumstances.check()) {
        Ok(key) => Ok(Ok(Outcome::Value(record(&proven, &key)?))),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn authorize(proven: &Proven, args: Arguments, check: &Check<'_>) -> Result<ReplayKey, Refusal> {
    proven
        .authorize(args, check, &mut Default::default())
        .map(|authorized| authorized.replay_key())
        .map_err(|error| refuse_authorization(&error))
}

fn record(proven: &Proven, key: &ReplayKey) -> Result<Value, Fault> {
    let mut resolved = None;
    let mut tokens = Vec::new();
    for address in key.addresses() {
        match address {
            ReplayAddress::Task(task) if resolved.is_none() => resolved = Some(task.to_string()),
            ReplayAddress::Task(_) => return Err(Fault::Invariant("two tasks in one key")),
            ReplayAddress::Token { token, task } if task == proven.task().id() => {
                tokens.push(cid_text(token)?);
            }
            ReplayAddress::Token { .. } => return Err(Fault::Invariant("another task's token")),
        }
    }
    tokens.sort();
    Ok(map([
        ("task", Value::Link(resolved.ok_or(Fault::Invariant("no task in the key"))?)),
        ("tokens", Value::List(tokens.into_iter().map(Value::Text).collect())),
        ("until", key.until().map_or(Value::Null, |time| Value::Integer(time.seconds()))),
    ]))
}

fn admit(case: &Case) -> Run {
    let number = |name: &str| match case.input.get(name) {
        Some(Value::Integer(number)) => {
            u32::try_from(*number).map_err(|_| Fault::Invariant("a number is too large"))
        }
        _ => Err(Fault::Invariant("a number is missing")),
    };
    let capacity = usize::try_from(number("capacity")?);
    let capacity = capacity.map_err(|_| Fault::Invariant("the capacity is too large"))?;
    let leeway = Leeway::from_seconds(number("leeway")?);
    let backing = if case.input.get("durable") == Some(&Value::Boolean(true)) {
        Backing::DurableClaim
    } else {
        Backing::TableOnly
    };
    let mut table = ReplayTable::new(ReplayLimits::new(capacity, number("horizon")?));
    for (index, attempt) in list(input(case, "attempts")?)?.iter().enumerate() {
        let (key, now) = match attempted(attempt, leeway)? {
            Ok(attempt) => attempt,
            Err(refusal) => return Ok(Err(refusal.of_entry(index))),
        };
        if let Err(error) = table.admit(&key, now, backing) {
            return Ok(Err(refuse(&error).of_entry(index)));
        }
    }
    Ok(Ok(valid()))
}

/// The key of one attempt, and when it is made.
fn attempted(
    attempt: &Value,
    leeway: Leeway,
) -> Result<Result<(ReplayKey, Timestamp), Refusal>, Fault> {
    let Value::Map(fields) = attempt else { return Err(Fault::Invariant("an attempt is no map")) };
    let (Some(Value::Bytes(token)), Some(now)) = (fields.get("invocation"), fields.get("now"))
    else {
        return Err(Fault::Invariant("an attempt lacks a field"));
    };
    let args = match fields.get("args").map(ipld).transpose()? {
        None => None,
        Some(Ipld::Map(args)) => Some(args),
        Some(_) => return Err(Fault::Invariant("the arguments are no map")),
    };
    let now = timestamp(now)?;
    let check = Check::at(now).with_leeway(leeway);
    Ok(verified(token).and_then(|token| {
        let proven = Proven::prove(&token, &Proofs::new(), &check, None)
            .map_err(|error| refuse_proof(&error))?;
        let args = args.unwrap_or_else(|| proven.task().args().clone());
        Ok((authorize(&proven, args, &check)?, now))
    }))
}
