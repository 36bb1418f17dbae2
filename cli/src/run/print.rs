//! What came of the task: the result to standard output, the rest to standard error.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Write},
    path::Path,
};

use ipld_core::ipld::Ipld;
use ipvm_runtime::{TaskOutcome, TaskReport};
use ucan_core::TokenCid;
use ucan_invocation::Outcome;
use varsig::dag_json;

use crate::{arguments::Format, error::CliError, progress::how};

pub(super) fn report(
    format: Format,
    task: &TaskReport,
    written: Option<&Path>,
) -> Result<(), CliError> {
    match format {
        Format::Json => {
            let document = dag_json::encode(&document(task))?;
            let mut out = io::stdout().lock();
            out.write_all(&document).and_then(|()| writeln!(out)).map_err(CliError::Output)
        }
        Format::Text => text(task, written),
    }
}

/// Everything that is known, as DAG-JSON.
fn document(task: &TaskReport) -> Ipld {
    let mut map = BTreeMap::from([
        ("how".to_owned(), Ipld::String(how(task).into())),
        ("task".to_owned(), Ipld::Link(task.task)),
    ]);
    if let Some(receipt) = task.receipt() {
        map.insert("receipt".into(), Ipld::Link(*receipt));
    }
    if let Some(fuel) = task.fuel() {
        map.insert("fuel".into(), Ipld::Integer(fuel.into()));
    }
    if let Some(outcome) = task.result() {
        map.insert("out".into(), outcome.to_ipld());
    }
    for (name, stream) in [("stdout", &task.output.stdout), ("stderr", &task.output.stderr)] {
        if !stream.is_empty() {
            map.insert(name.into(), Ipld::String(stream.to_string()));
        }
    }
    if let TaskOutcome::Failed { error } = &task.outcome {
        map.insert("refused".into(), Ipld::String(error.to_string()));
    }
    Ipld::Map(map)
}

fn text(task: &TaskReport, written: Option<&Path>) -> Result<(), CliError> {
    for stream in [&task.output.stdout, &task.output.stderr] {
        if !stream.is_empty() {
            eprintln!("{}", for_terminals(&stream.to_string()));
        }
    }
    match (&task.outcome, task.result()) {
        (TaskOutcome::Failed { error }, _) => eprintln!("refused: {error}"),
        (_, Some(Outcome::Ok(value))) => match written {
            Some(path) => eprintln!("wrote {}", path.display()),
            None => value_for_people(value)?,
        },
        (_, Some(Outcome::Error(value))) => {
            eprintln!("the task failed: {}", one_line(value)?);
        }
        (_, None) => {}
    }
    eprintln!("{}  task    {}", how(task), task.task);
    if let Some(receipt) = task.receipt() {
        eprintln!("{:8}  receipt {}", "", TokenCid(receipt));
    }
    if let Some(fuel) = task.fuel() {
        eprintln!("{:8}  fuel    {fuel}", "");
    }
    Ok(())
}

/// Text and bytes as they are, everything else as DAG-JSON.
fn value_for_people(value: &Ipld) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match value {
        Ipld::String(text) => writeln!(out, "{text}"),
        Ipld::Bytes(bytes) if out.is_terminal() => {
            writeln!(
                out,
                "{} bytes; write them to a file with --out FILE, or into a pipe",
                bytes.len()
            )
        }
        Ipld::Bytes(bytes) => out.write_all(bytes),
        other => writeln!(out, "{}", one_line(other)?),
    }
    .map_err(CliError::Output)
}

/// What a guest printed, without the characters by which it could command a terminal.
fn for_terminals(text: &str) -> String {
    let shown = |it: char| it == '\n' || it == '\t' || !it.is_control();
    text.trim_end_matches('\n').chars().map(|it| if shown(it) { it } else { '\u{fffd}' }).collect()
}

fn one_line(value: &Ipld) -> Result<String, CliError> {
    Ok(String::from_utf8_lossy(&dag_json::encode(value)?).into_owned())
}
