//! Operations on receipts, and on what awaits them.

use std::collections::BTreeMap;

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::{Check, DidKeyResolver, Envelope, Proofs};
use ucan_invocation::{Invocation, Receipt};
use ucan_pipeline::{
    AdmitError, BranchMismatch, Pipeline, Progress, Quorum, Settled, Standing, Step, Trust,
};
use varsig::VerifierSet;

use super::{
    data::{arguments, cid, did, ipld, link, list, now, value},
    errors,
};

/// What is not the executor that the waiting invocation names, whose word counts for all.
fn trust(case: &Case) -> Result<Trust, Fault> {
    let mut trust =
        Trust::new(list(case, "trusted")?.iter().map(did).collect::<Result<Vec<_>, _>>()?);
    if let Some(executor) = case.input.get("executor") {
        trust = trust.ours(did(executor)?);
    }
    for quorum in list(case, "quorums")? {
        let Value::Map(quorum) = quorum else { return Err(Fault::Invariant("a quorum is no map")) };
        let (Some(task), Some(Value::Integer(least)), Some(Value::List(panel))) =
            (quorum.get("task"), quorum.get("least"), quorum.get("panel"))
        else {
            return Err(Fault::Invariant("a quorum lacks a field"));
        };
        let least =
            usize::try_from(*least).map_err(|_| Fault::Invariant("a quorum is negative"))?;
        let panel = panel.iter().map(did).collect::<Result<Vec<_>, _>>()?;
        let quorum = Quorum::new(least, panel).map_err(|_| Fault::Invariant("a quorum is none"))?;
        trust = trust.demanding(cid(task)?, quorum);
    }
    Ok(trust)
}

/// The receipts, accepted.
fn receipts(case: &Case) -> Result<Vec<Receipt>, Fault> {
    let check = Check::at(now(case)?);
    let read = |bytes: &Value| {
        let Value::Bytes(bytes) = bytes else {
            return Err(Fault::Invariant("a receipt is no bytes"));
        };
        Envelope::<Invocation>::decode(bytes)
            .ok()
            .and_then(|token| token.verify(&DidKeyResolver, &VerifierSet::default()).ok())
            .and_then(|verified| Receipt::accept(&verified, &Proofs::new(), &check).ok())
            .ok_or(Fault::Invariant("a receipt is not accepted"))
    };
    list(case, "receipts")?.iter().map(read).collect()
}

pub(crate) fn admit(case: &Case) -> Run {
    let mut trust = trust(case)?;
    if let Some(named) = case.input.get("named") {
        trust = trust.naming(did(named)?);
    }
    let ours = case.input.get("re-executed").map(outcome).transpose()?;
    let (now, mut settled, mut all) = (now(case)?, Settled::new(), Vec::new());
    for (index, receipt) in receipts(case)?.iter().enumerate() {
        let standings = match &ours {
            Some(ours) => settled.confirm(receipt, ours, now),
            None => settled.admit(receipt, &trust, now),
        };
        let standings = match standings {
            Ok(standings) => standings,
            Err(error) => return Ok(Err(errors::of_admission(&error)?.of_entry(index))),
        };
        let resolved = receipt.meta().resolved.filter(|resolved| resolved != receipt.ran());
        let mut words = Vec::new();
        for task in std::iter::once(*receipt.ran()).chain(resolved) {
            words.extend(standings.get(&task).map(|standing| text(word(standing))));
        }
        all.push(Value::List(words));
    }
    Ok(Ok(Outcome::Value(Value::List(all))))
}

fn outcome(written: &Value) -> Result<ucan_invocation::Outcome, Fault> {
    match ipld(written)? {
        ipld_core::ipld::Ipld::Map(map) => ucan_invocation::Outcome::of(map),
        _ => None,
    }
    .ok_or(Fault::Invariant("an outcome is none"))
}

const fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Settles => "settles",
        Standing::Known => "known",
        Standing::Replaces { .. } => "replaces",
        Standing::Differs { .. } => "differs",
        Standing::Vote { .. } => "vote",
        _ => "",
    }
}

/// Resolves at once, and beside that as the receipts come.
pub(crate) fn resolve(case: &Case) -> Run {
    let at_once = at_once(case)?;
    let as_they_come = as_they_come(case)?;
    // Of several receipts one may be a fault that passes, and who waits may have ended with it
    // before the others came.
    let receipts = receipts(case)?;
    let passes = receipts.len() > 1 && receipts.iter().any(|receipt| receipt.meta().fault);
    if at_once != as_they_come && !passes {
        return Err(Fault::Invariant("a pipeline comes to something else"));
    }
    Ok(at_once)
}

fn at_once(case: &Case) -> Run {
    let (args, mut trust, now) = (arguments(case, "args")?, trust(case)?, now(case)?);
    if let Some(named) = case.input.get("named") {
        trust = trust.naming(did(named)?);
    }
    let mut settled = Settled::new();
    for receipt in receipts(case)? {
        passed_over(settled.admit(&receipt, &trust, now))?;
    }
    let passing = ucan_pipeline::awaited(&args).iter().any(|task| settled.is_passing(task));
    match ucan_pipeline::resolve(&args, &settled) {
        Ok(Step::Need(tasks)) => need(tasks.iter()),
        Ok(Step::Ready(args)) => ready(args, passing),
        Ok(Step::BranchMismatch(mismatch)) => Ok(Ok(failed(&mismatch, passing))),
        Err(error) => Ok(Err(errors::of_resolution(&error)?)),
    }
}

fn as_they_come(case: &Case) -> Run {
    let (args, now) = (arguments(case, "args")?, now(case)?);
    let named = case.input.get("named").map(did).transpose()?;
    let mut pipeline = Pipeline::new(trust(case)?);
    let mut progress = pipeline
        .wait((), args, named, now)
        .map_err(|_| Fault::Invariant("an empty pipeline has a key in use"))?;
    for receipt in receipts(case)? {
        if let Some(mut admission) = passed_over(pipeline.admit(&receipt, now))?
            && let Some(touched) = admission.touched.remove(&())
        {
            progress = touched;
        }
    }
    came_to(&pipeline, &(), progress)
}

fn came_to<K: Ord + Clone>(pipeline: &Pipeline<K>, key: &K, progress: Progress) -> Run {
    match progress {
        Progress::Waiting { .. } => need(pipeline.needs(key).into_iter().flatten()),
        Progress::Ready { args, passing } => ready(args, passing),
        Progress::BranchMismatch { mismatch, passing } => Ok(Ok(failed(&mismatch, passing))),
        Progress::Refused(error) => Ok(Err(errors::of_resolution(&error)?)),
    }
}

/// Several tasks, which may each name an executor.
pub(crate) fn wait(case: &Case) -> Run {
    let now = now(case)?;
    let mut pipeline = Pipeline::new(trust(case)?);
    let Some(Value::Map(waiting)) = case.input.get("waiting") else {
        return Err(Fault::Invariant("those who wait are no map"));
    };
    let mut all = BTreeMap::new();
    for (label, waiting) in waiting {
        let Value::Map(waiting) = waiting else { return Err(Fault::Invariant("one is no map")) };
        let Some(Ok(ipld_core::ipld::Ipld::Map(args))) = waiting.get("args").map(ipld) else {
            return Err(Fault::Invariant("the arguments are no map"));
        };
        let named = waiting.get("named").map(did).transpose()?;
        let progress = pipeline
            .wait(label.clone(), args, named, now)
            .map_err(|_| Fault::Invariant("a label stands once in a map"))?;
        all.insert(label.clone(), progress);
    }
    let mut left_out = Vec::new();
    for (index, receipt) in (0_i64..).zip(receipts(case)?) {
        match passed_over(pipeline.admit(&receipt, now))? {
            Some(admission) => all.extend(admission.touched),
            None => left_out.push(Value::Integer(index)),
        }
    }
    let mut tasks = BTreeMap::new();
    for (label, progress) in all {
        match came_to(&pipeline, &label, progress)? {
            Ok(Outcome::Value(value)) => tasks.insert(label, value),
            Ok(_) | Err(_) => return Err(Fault::Invariant("what waits here is not refused")),
        };
    }
    Ok(Ok(Outcome::Value(map([("tasks", Value::Map(tasks)), ("left-out", Value::List(left_out))]))))
}

/// What was admitted, if it was: a receipt that does not count is passed over.
fn passed_over<T>(admitted: Result<T, AdmitError>) -> Result<Option<T>, Fault> {
    match admitted {
        Ok(admitted) => Ok(Some(admitted)),
        Err(error) => errors::of_admission(&error).map(|_| None),
    }
}

fn need<'a>(tasks: impl Iterator<Item = &'a cid::Cid>) -> Run {
    let tasks = Value::List(tasks.map(link).collect());
    Ok(Ok(Outcome::Value(map([("need", tasks)]))))
}

fn ready(args: ucan_invocation::Arguments, passing: bool) -> Run {
    let args = value(&ipld_core::ipld::Ipld::Map(args))?;
    Ok(Ok(with_passing("ready", args, passing)))
}

fn failed(mismatch: &BranchMismatch, passing: bool) -> Outcome {
    let error = map([
        ("expected", text(mismatch.expected.to_string())),
        ("got", text(mismatch.got.to_string())),
        ("from", link(&mismatch.from)),
    ]);
    with_passing("mismatch", error, passing)
}

fn with_passing(key: &str, value: Value, passing: bool) -> Outcome {
    Outcome::Value(if passing {
        map([(key, value), ("passing", Value::Boolean(true))])
    } else {
        map([(key, value)])
    })
}
