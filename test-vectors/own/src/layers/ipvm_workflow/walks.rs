//! Walks through tasks.

use std::collections::BTreeMap;

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_workflow::{
    Branches, Effective, Ended, Flow, FlowStep, HandlerEnded, NoReceipt, Schedule, Start, State,
};
use ucan_invocation::Branch;

use super::{
    any,
    data::{cid, ipld, link, list},
    names::refuse,
    sealing::class_of,
};

type Fields = BTreeMap<String, Value>;

fn fields(value: &Value) -> Result<&Fields, Fault> {
    match value {
        Value::Map(fields) => Ok(fields),
        _ => Err(Fault::Invariant("a value is no map")),
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> Result<&'a Value, Fault> {
    fields.get(name).ok_or(Fault::Invariant("a field is missing"))
}

fn word(value: &Value) -> Result<&str, Fault> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(Fault::Invariant("a value is no text")),
    }
}

fn flow(case: &Case) -> Result<Result<Flow, Refusal>, Fault> {
    let mut steps = BTreeMap::new();
    for (label, step) in fields(any(case, "tasks")?)? {
        let step = fields(step)?;
        let class = class_of(word(field(step, "class")?)?)?;
        let mut node = FlowStep::new(cid(field(step, "task")?)?, class);
        for (other, promises) in fields(field(step, "awaits")?)? {
            let Value::List(promises) = promises else {
                return Err(Fault::Invariant("promises are no list"));
            };
            let mut branches = Branches::NONE;
            for promise in promises {
                branches.insert(match word(promise)? {
                    "ok" => Some(Branch::Ok),
                    "error" => Some(Branch::Error),
                    "*" => None,
                    other => {
                        return Err(Fault::Choice { input: "tasks", found: other.into() });
                    }
                });
            }
            node = node.awaiting(other, branches);
        }
        steps.insert(label.clone(), node);
    }
    let Value::Boolean(handler) = any(case, "handler")? else {
        return Err(Fault::Invariant("the handler is no boolean"));
    };
    Ok(Flow::new(&steps, *handler).map_err(|error| refuse(&error)))
}

/// What comes of a walk, as far as it was told.
pub(crate) struct Walked {
    pub(crate) schedule: Schedule,
    steps: Vec<Value>,
}

pub(crate) fn walked(case: &Case) -> Result<Result<Walked, Refusal>, Fault> {
    let flow = match flow(case)? {
        Ok(flow) => flow,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let told = list(case, "told")?.iter().map(fields).collect::<Result<Vec<_>, _>>()?;
    let mut schedule = Schedule::new(&flow);
    let mut steps = vec![step(&mut schedule)?];
    for (index, told) in told.iter().enumerate() {
        if let Err(refusal) = tell(&mut schedule, told)? {
            return Ok(Err(refusal.of_entry(index)));
        }
        steps.push(step(&mut schedule)?);
    }
    let is_cancelled = told.iter().any(|told| told.contains_key("cancel"));
    if !is_cancelled && ends(&last_first(&flow, &told)?)? != ends(&schedule)? {
        return Err(Fault::Invariant("another order of the answers comes to another end"));
    }
    Ok(Ok(Walked { schedule, steps }))
}

/// The same walk, told of what was handed out last before the rest.
fn last_first(flow: &Flow, told: &[&Fields]) -> Result<Schedule, Fault> {
    let mut schedule = Schedule::new(flow);
    let mut open: Vec<&&Fields> = Vec::new();
    loop {
        while let Some(start) = schedule.ready() {
            let key = if matches!(start, Start::Handler { .. }) { "handled" } else { "end" };
            let label = Some(&text(start.label()));
            open.extend(told.iter().filter(|told| told.get(key) == label));
        }
        let Some(next) = open.pop() else { return Ok(schedule) };
        if tell(&mut schedule, next)?.is_err() {
            return Err(Fault::Invariant("what is heard depends on the order of the answers"));
        }
    }
}

/// All that may be done next, and what never will.
fn step(schedule: &mut Schedule) -> Result<Value, Fault> {
    let mut came = Vec::new();
    while let Some(start) = schedule.ready() {
        let inputs = schedule.inputs(start.label());
        let inputs = inputs.ok_or(Fault::Invariant("a task begins without its inputs"))?;
        if inputs.iter().any(|it| schedule.effective(it.label) != Some(it.effective)) {
            return Err(Fault::Invariant("an input is not how the task ended"));
        }
        let word = match start {
            Start::Task { .. } => "run",
            Start::Mismatch { .. } => "broken",
            Start::Handler { .. } => "ask",
            _ => "",
        };
        came.push(Value::List(vec![text(word), text(start.label())]));
    }
    let mut skipped = BTreeMap::new();
    while let Some((label, reason)) = schedule.skipped() {
        skipped.insert(label.to_owned(), reason);
    }
    came.extend(
        skipped.into_iter().map(|(label, reason)| {
            Value::List(vec![text("skip"), text(label), text(reason.word())])
        }),
    );
    Ok(Value::List(came))
}

fn tell(schedule: &mut Schedule, told: &Fields) -> Result<Result<(), Refusal>, Fault> {
    if let Some(label) = told.get("end") {
        let ended = if let Some(receipt) = told.get("ok") {
            Ended::Ok { receipt: cid(receipt)? }
        } else if let Some(receipt) = told.get("error") {
            Ended::Error { receipt: cid(receipt)?, error: ipld(field(told, "value")?)? }
        } else {
            let reason = NoReceipt::of_word(word(field(told, "none")?)?);
            Ended::None { reason: reason.ok_or(Fault::Invariant("a reason is none"))? }
        };
        return Ok(schedule.complete(word(label)?, ended).map_err(|error| refuse(&error)));
    }
    if let Some(label) = told.get("handled") {
        let ended = if let Some(receipt) = told.get("ok") {
            HandlerEnded::Ok { receipt: cid(receipt)?, output: ipld(field(told, "output")?)? }
        } else if let Some(receipt) = told.get("error") {
            HandlerEnded::Error { receipt: cid(receipt)? }
        } else {
            HandlerEnded::None
        };
        return Ok(schedule.handled(word(label)?, ended).map_err(|error| refuse(&error)));
    }
    field(told, "cancel")?;
    schedule.cancel();
    Ok(Ok(()))
}

/// An effective outcome, by its receipts.
pub(crate) fn effective(effective: Effective) -> Value {
    let branch = |branch| match branch {
        Branch::Ok => text("ok"),
        Branch::Error => text("error"),
    };
    let on = branch(effective.branch());
    match effective {
        Effective::Own { receipt, .. } => map([("branch", on), ("receipt", link(&receipt))]),
        Effective::Mended { failed, handler } | Effective::Rethrown { failed, handler } => {
            map([("branch", on), ("receipt", link(&failed)), ("handler", link(&handler))])
        }
    }
}

pub(crate) fn none(reason: NoReceipt) -> Value {
    map([("none", text(reason.word()))])
}

fn end(schedule: &Schedule, label: &str) -> Result<Value, Fault> {
    let state = |word| map([("state", text(word))]);
    Ok(match schedule.state(label) {
        Some(State::Waiting) => state("waiting"),
        Some(State::Running) => state("running"),
        Some(State::Caught) => state("caught"),
        Some(State::Rewired) => state("rewired"),
        Some(State::None(reason)) => none(reason),
        Some(State::Ended(_)) => effective(
            schedule.effective(label).ok_or(Fault::Invariant("an end without an outcome"))?,
        ),
        _ => return Err(Fault::Invariant("what is ready was not handed out")),
    })
}

pub(crate) fn walk(case: &Case) -> Run {
    let Walked { schedule, steps } = match walked(case)? {
        Ok(walked) => walked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let ends = ends(&schedule)?;
    Ok(Ok(Outcome::Value(map([("steps", Value::List(steps)), ("ends", Value::Map(ends))]))))
}

fn ends(schedule: &Schedule) -> Result<Fields, Fault> {
    schedule.labels().map(|label| Ok((label.to_owned(), end(schedule, label)?))).collect()
}

pub(crate) fn mended(case: &Case) -> Run {
    let Walked { schedule, .. } = match walked(case)? {
        Ok(walked) => walked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mended = schedule.labels().filter(|label| schedule.is_mended(label)).map(text);
    Ok(Ok(Outcome::Value(Value::List(mended.collect()))))
}
