//! What happened, for people or as JSON.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use cid::{Cid, multibase::Base};
use ipld_core::ipld::Ipld;
use ipvm_runtime::{JobReport, TaskOutcome, TaskReport};
use serde_json::{Value, json};
use ucan_core::Did;
use ucan_invocation::Outcome;

use crate::{arguments::Format, error::CliError, progress::how, terminal::Output};

/// Somebody who takes part.
pub(super) struct Person<'a> {
    pub(super) name: &'static str,
    pub(super) role: &'static str,
    pub(super) did: &'a Did,
}

/// One workflow and how it went.
pub(super) struct Run {
    pub(super) workflow: &'static str,
    pub(super) last: &'static str,
    pub(super) owner: Did,
    pub(super) report: JobReport,
}

pub(super) fn all(
    format: Format,
    store: &Path,
    people: &[Person<'_>],
    runs: &[Run],
    images: &[PathBuf],
) -> Result<(), CliError> {
    let mut bytes = Vec::new();
    match format {
        Format::Json => write!(bytes, "{:#}", document(runs)),
        Format::Text => text(&mut bytes, store, people, runs, images),
    }
    .map_err(CliError::Output)?;
    Output::open().line(String::from_utf8_lossy(&bytes).trim_end())
}

fn document(runs: &[Run]) -> Value {
    let tasks = runs.iter().flat_map(|run| {
        run.report.tasks.iter().map(|task| {
            let mut value = json!({
                "workflow": run.workflow,
                "label": task.label,
                "task": task.task.to_string(),
                "receipt": task.receipt().map(token),
                "outcome": how(task),
                "fuel": task.fuel(),
                "micros": u64::try_from(task.time.as_micros()).unwrap_or(u64::MAX),
            });
            if let (Some(reason), Value::Object(map)) = (reason(task), &mut value) {
                map.insert("error".to_owned(), Value::String(reason));
            }
            value
        })
    });
    json!({
        "executed": count(runs, "executed"),
        "reused": count(runs, "reused"),
        "tasks": tasks.collect::<Vec<_>>(),
    })
}

fn count(runs: &[Run], what: &str) -> usize {
    let tasks = runs.iter().flat_map(|run| &run.report.tasks);
    tasks.filter(|task| how(task) == what).count()
}

/// Tokens print in base58btc (UCAN Core, Content Identifiers).
fn token(cid: &Cid) -> String {
    cid.to_string_of_base(Base::Base58Btc).unwrap_or_else(|_| cid.to_string())
}

/// Why a task has no good result.
fn reason(task: &TaskReport) -> Option<String> {
    match &task.outcome {
        TaskOutcome::Failed { error } => Some(error.to_string()),
        _ => match task.result()? {
            Outcome::Ok(_) => None,
            Outcome::Error(Ipld::String(text)) => Some(text.clone()),
            Outcome::Error(Ipld::Map(map)) => match (map.get("name"), map.get("message")) {
                (Some(Ipld::String(name)), Some(Ipld::String(message))) => {
                    Some(format!("{name}: {message}"))
                }
                _ => Some("an error value".to_owned()),
            },
            Outcome::Error(_) => Some("an error value".to_owned()),
        },
    }
}

fn text(
    out: &mut dyn Write,
    store: &Path,
    people: &[Person<'_>],
    runs: &[Run],
    images: &[PathBuf],
) -> io::Result<()> {
    writeln!(out, "store     {}", store.display())?;
    for person in people {
        write!(out, "{:<9} {}", person.name, person.did)?;
        match person.role {
            "" => writeln!(out)?,
            role => writeln!(out, "  ({role})")?,
        }
    }
    for run in runs {
        let owner = people.iter().find(|person| *person.did == run.owner);
        writeln!(
            out,
            "\nworkflow {}: crop → rotate90 → {}, on the authority of {}",
            run.workflow,
            run.last,
            owner.map_or("?", |person| person.name)
        )?;
        for task in &run.report.tasks {
            let fuel = task.fuel().map_or_else(|| "-".to_owned(), grouped);
            let micros = u64::try_from(task.time.as_micros()).unwrap_or(u64::MAX);
            writeln!(
                out,
                "  {:<10} {:<8}  {:>14} fuel  {:>9} µs",
                task.label,
                how(task),
                fuel,
                grouped(micros)
            )?;
            writeln!(out, "             task    {}", task.task)?;
            if let Some(receipt) = task.receipt() {
                writeln!(out, "             receipt {}", token(receipt))?;
            }
            if let Some(reason) = reason(task) {
                writeln!(out, "             {reason}")?;
            }
        }
    }
    let failed = count(runs, "failed");
    write!(out, "\n{} executed, {} reused", count(runs, "executed"), count(runs, "reused"))?;
    if failed > 0 {
        write!(out, ", {failed} failed")?;
    }
    writeln!(out)?;
    for image in images {
        writeln!(out, "wrote {}", image.display())?;
    }
    Ok(())
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}
