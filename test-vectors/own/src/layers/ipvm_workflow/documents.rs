//! Documents, read.

use std::collections::BTreeMap;

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_task::{Secrecy, TaskConfig};
use ipvm_workflow::{Branches, Document, Step};
use ucan_invocation::Branch;

use super::{
    data::{arguments, link, value},
    names::refuse,
};

pub(crate) fn read(case: &Case) -> Run {
    let document = match Document::read(&arguments(case, "args")?) {
        Ok(document) => document,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let steps = document.steps().iter();
    let tasks = steps.map(|(label, it)| Ok((label.clone(), step(it)?)));
    let tasks = tasks.collect::<Result<_, Fault>>()?;
    let parent = document.parent().map_or(Ok(Value::Null), |parent| value(&parent.to_ipld()))?;
    let handler = document.handler().map_or(Value::Null, |handler| link(handler.task().id()));
    Ok(Ok(Outcome::Value(map([
        ("order", Value::List(document.order().iter().map(text).collect())),
        ("tasks", Value::Map(tasks)),
        ("parent", parent),
        ("handler", handler),
    ]))))
}

fn step(step: &Step) -> Result<Value, Fault> {
    let awaits = step.awaits().iter();
    let awaits: BTreeMap<_, _> =
        awaits.map(|(label, branches)| (label.clone(), kept(*branches))).collect();
    Ok(map([
        ("id", link(step.task().id())),
        ("awaits", Value::Map(awaits)),
        ("outside", Value::List(step.awaits_outside().iter().map(link).collect())),
        ("secrecy", text(secrecy(step.secrecy()))),
        ("config", config(step.config())?),
    ]))
}

/// On which branches all promises are kept.
pub(crate) fn kept(branches: Branches) -> Value {
    let all = [(Branch::Ok, "ok"), (Branch::Error, "error")].into_iter();
    let kept = all.filter(|(branch, _)| branches.accept(*branch));
    Value::List(kept.map(|(_, word)| text(word)).collect())
}

pub(crate) const fn secrecy(secrecy: Secrecy) -> &'static str {
    match secrecy {
        Secrecy::Open => "open",
        Secrecy::Public => "public",
        Secrecy::Declassified => "declassified",
        Secrecy::Tainted => "tainted",
        Secrecy::Secret => "secret",
    }
}

fn config(config: &TaskConfig) -> Result<Value, Fault> {
    Ok(map([
        ("secret", config.secret.map_or(Value::Null, Value::Boolean)),
        ("check", value(&config.check.to_ipld())?),
        ("time", text(config.time.to_duration().as_nanos().to_string())),
        ("memory", text(config.memory.to_bytes().to_string())),
        ("disk", text(config.disk.to_bytes().to_string())),
        ("work", text(config.work.fuel().to_string())),
    ]))
}
