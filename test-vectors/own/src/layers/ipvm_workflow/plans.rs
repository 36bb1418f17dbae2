//! Plans.

use std::collections::BTreeMap;

use cid::Cid;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_task::HandlerDeclarations;
use ipvm_workflow::{
    Awaited, CATCH_LABEL, Document, FindingState, Knowledge, Plan, Planner, PolicyFinding,
    Prediction, Remembered, StageKind, Standing,
};
use ucan_core::{Check, Leeway, Proofs, Timestamp};
use ucan_invocation::{Branch, Task};
use varsig::Block;

use super::{
    any,
    data::{arguments, cid, did, link, list, now},
    names::refuse,
    opening::proofs,
    sealing::declarations,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "workflow.plan.stages" => stages(case),
        "workflow.plan.warnings" => warnings(case),
        "workflow.plan.authority" => authority(case),
        "workflow.plan.cost" => cost(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// What a case says of the past.
#[derive(Default)]
struct Past {
    ended: BTreeMap<Cid, Branch>,
    likely: BTreeMap<Cid, u64>,
}

impl Knowledge for Past {
    fn remembered(&self, task: &Cid) -> Option<Remembered> {
        let receipt = *Block::raw(task.to_bytes()).cid();
        self.ended.get(task).map(|branch| Remembered { receipt, branch: *branch, fuel: None })
    }

    fn likely_fuel(&self, task: &Task) -> Option<u64> {
        self.likely.get(task.id()).copied()
    }
}

fn document(case: &Case) -> Result<Result<Document, Refusal>, Fault> {
    Ok(Document::read(&arguments(case, "args")?).map_err(|error| refuse(&error)))
}

/// The plan for the issuer of a case, by what is at hand in it.
fn planned(case: &Case, document: &Document, past: &Past) -> Result<Plan, Fault> {
    let proofs = if case.has_input("proofs") { proofs(case)? } else { Proofs::new() };
    let time = if case.has_input("now") { now(case)? } else { epoch()? };
    let (handlers, check) = (declarations(case)?, Check::at(time).with_leeway(Leeway::NONE));
    let issuer = did(any(case, "issuer")?)?;
    let plan = plan_of(&handlers, &proofs, check, past, document, &issuer);
    ordered(&plan, document)?;
    Ok(plan)
}

fn plan_of(
    handlers: &HandlerDeclarations,
    proofs: &Proofs,
    check: Check<'_>,
    past: &Past,
    document: &Document,
    issuer: &ucan_core::Did,
) -> Plan {
    Planner::new(handlers, proofs, check).with_knowledge(past).plan(document, issuer)
}

fn epoch() -> Result<Timestamp, Fault> {
    Timestamp::from_seconds(0).map_err(|_| Fault::Invariant("there is no such time"))
}

/// Whatever comes of a plan, what a task awaits stands before it.
fn ordered(plan: &Plan, document: &Document) -> Result<(), Fault> {
    let mut before: Vec<&str> = Vec::new();
    for label in plan.stages().iter().flat_map(|stage| &stage.tasks) {
        let awaits = document.step(label).map(|step| step.awaits().keys());
        let awaits = awaits.ok_or(Fault::Invariant("a task that is not in the document"))?;
        if awaits.into_iter().any(|other| !before.contains(&other.as_str())) {
            return Err(Fault::Invariant("a task stands before what it awaits"));
        }
        before.push(label);
    }
    if before.len() == document.steps().len() {
        Ok(())
    } else {
        Err(Fault::Invariant("a task is in no stage, or in several"))
    }
}

fn size(number: usize) -> Result<Value, Fault> {
    i64::try_from(number).map(Value::Integer).map_err(|_| Fault::Invariant("too many"))
}

fn stages(case: &Case) -> Run {
    let document = match document(case)? {
        Ok(document) => document,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let plan = planned(case, &document, &Past::default())?;
    let stages = plan.stages().iter().map(|stage| {
        let kind = match stage.kind {
            StageKind::Queries => "queries",
            StageKind::Computation => "computation",
            StageKind::Mutations => "mutations",
            StageKind::After => "after",
            _ => return Err(Fault::Invariant("a stage without a word")),
        };
        Ok(map([
            ("kind", text(kind)),
            ("tasks", Value::List(stage.tasks.iter().map(text).collect())),
            ("width", size(stage.width)?),
            ("length", size(stage.length)?),
        ]))
    });
    Ok(Ok(Outcome::Value(Value::List(stages.collect::<Result<_, _>>()?))))
}

fn warnings(case: &Case) -> Run {
    let document = match document(case)? {
        Ok(document) => document,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let plan = planned(case, &document, &Past::default())?;
    let mut words: Vec<_> =
        plan.warnings().iter().map(|warning| (warning.name(), warning.is_fatal())).collect();
    words.sort_unstable();
    let words =
        words.into_iter().map(|(name, fatal)| Value::List(vec![text(name), Value::Boolean(fatal)]));
    Ok(Ok(Outcome::Value(Value::List(words.collect()))))
}

fn authority(case: &Case) -> Run {
    let document = match document(case)? {
        Ok(document) => document,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let plan = planned(case, &document, &Past::default())?;
    let authority = match case.text("label")? {
        CATCH_LABEL => plan.handler().map(|handler| &handler.authority),
        label => plan.task(label).map(|task| &task.authority),
    };
    let authority = authority.ok_or(Fault::Invariant("there is no such task"))?;
    let standing = match &authority.standing {
        Standing::Own => map([("is", text("own"))]),
        Standing::Proven { command, .. } => {
            map([("is", text("proven")), ("command", text(command.as_str()))])
        }
        Standing::Missing(missing) => {
            let places = missing.iter().map(|it| size(it.index)).collect::<Result<_, _>>()?;
            map([("is", text("missing")), ("proofs", Value::List(places))])
        }
        Standing::Refused(_) => map([("is", text("refused"))]),
        _ => return Err(Fault::Invariant("a standing without a word")),
    };
    let findings = authority.policies.findings.iter().map(finding).collect::<Result<_, _>>()?;
    Ok(Ok(Outcome::Value(map([
        ("standing", standing),
        ("holding", size(authority.policies.holding)?),
        ("findings", Value::List(findings)),
    ]))))
}

fn finding(finding: &PolicyFinding) -> Result<Value, Fault> {
    let (is, on) = match &finding.state {
        FindingState::Fails => ("fails", Vec::new()),
        FindingState::Waits(on) => {
            let awaited = |it: &Awaited| match it {
                Awaited::Task(label) => Ok(map([("label", text(label))])),
                Awaited::Outside(task) => Ok(map([("task", link(task))])),
                Awaited::Failure => Ok(map([("failure", Value::Boolean(true))])),
                _ => Err(Fault::Invariant("what a task waits for without a word")),
            };
            ("waits", on.iter().map(awaited).collect::<Result<_, _>>()?)
        }
        _ => return Err(Fault::Invariant("a finding without a word")),
    };
    Ok(map([
        ("proof", size(finding.proof)?),
        ("statement", size(finding.statement)?),
        ("is", text(is)),
        ("for", Value::List(on)),
    ]))
}

fn past(case: &Case, document: &Document) -> Result<Past, Fault> {
    let mut past = Past::default();
    for known in list(case, "known")? {
        let Value::Map(known) = known else { return Err(Fault::Invariant("no map")) };
        let (Some(task), Some(Value::Text(branch))) = (known.get("task"), known.get("branch"))
        else {
            return Err(Fault::Invariant("what is known lacks a field"));
        };
        let branch = match branch.as_str() {
            "ok" => Branch::Ok,
            "error" => Branch::Error,
            other => return Err(Fault::Choice { input: "known", found: other.into() }),
        };
        past.ended.insert(cid(task)?, branch);
    }
    let Value::Map(likely) = any(case, "likely")? else {
        return Err(Fault::Invariant("what is likely is no map"));
    };
    for (label, fuel) in likely {
        let step = document.step(label).ok_or(Fault::Invariant("there is no such task"))?;
        let Value::Integer(fuel) = fuel else { return Err(Fault::Invariant("fuel is no number")) };
        let fuel = u64::try_from(*fuel).map_err(|_| Fault::Invariant("fuel is negative"))?;
        past.likely.insert(*step.task().id(), fuel);
    }
    Ok(past)
}

fn cost(case: &Case) -> Run {
    let document = match document(case)? {
        Ok(document) => document,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let plan = planned(case, &document, &past(case, &document)?)?;
    let predictions = plan.tasks().iter().map(|(label, task)| {
        let word = match task.prediction {
            Prediction::Remembered(_) => "remembered",
            Prediction::AlreadyDone(_) => "already-done",
            Prediction::MayBeRemembered => "may-be-remembered",
            Prediction::WillRun => "will-run",
            Prediction::Mismatch { .. } => "mismatch",
            _ => return Err(Fault::Invariant("a prediction without a word")),
        };
        Ok((label.clone(), text(word)))
    });
    let path = &plan.estimate().critical_path;
    let fuel = i64::try_from(path.fuel).map_err(|_| Fault::Invariant("too much fuel"))?;
    Ok(Ok(Outcome::Value(map([
        ("predictions", Value::Map(predictions.collect::<Result<_, _>>()?)),
        (
            "critical-path",
            map([
                ("tasks", Value::List(path.tasks.iter().map(text).collect())),
                ("fuel", Value::Integer(fuel)),
                ("unknown", size(path.unknown)?),
            ]),
        ),
    ]))))
}
