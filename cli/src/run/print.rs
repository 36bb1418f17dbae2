//! What came of the task: the result to standard output, the rest to standard error.

use std::{collections::BTreeMap, path::Path};

use ipld_core::ipld::Ipld;
use ipvm_runtime::{TaskOutcome, TaskReport};
use ucan_core::TokenCid;
use ucan_invocation::Outcome;
use varsig::dag_json;

use crate::{
    arguments::Format,
    error::CliError,
    progress::how,
    terminal::{Output, say},
};

/// `written` says which file the result was to go to, if any, and whether it did.
pub(super) fn report(
    format: Format,
    task: &TaskReport,
    written: Option<Option<&Path>>,
) -> Result<(), CliError> {
    match format {
        Format::Json => Output::open().line(&one_line(&document(task))?),
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

fn text(task: &TaskReport, written: Option<Option<&Path>>) -> Result<(), CliError> {
    for stream in [&task.output.stdout, &task.output.stderr] {
        if !stream.is_empty() {
            say!("{}", stream.to_string().trim_end_matches('\n'));
        }
    }
    match (&task.outcome, task.result()) {
        (TaskOutcome::Failed { error }, _) => say!("refused: {error}"),
        (_, Some(Outcome::Ok(value))) => match written {
            Some(Some(path)) => say!("wrote {}", path.display()),
            // It was to go into a file, and an error says why it did not.
            Some(None) => {}
            None => value_for_people(value)?,
        },
        (_, Some(Outcome::Error(value))) => {
            say!("the task failed: {}", one_line(value)?);
        }
        (_, None) => {}
    }
    say!("{}  task    {}", how(task), task.task);
    if let Some(receipt) = task.receipt() {
        say!("{:8}  receipt {}", "", TokenCid(receipt));
    }
    if let Some(fuel) = task.fuel() {
        say!("{:8}  fuel    {fuel}", "");
    }
    Ok(())
}

/// Text and bytes as they are, everything else as DAG-JSON.
fn value_for_people(value: &Ipld) -> Result<(), CliError> {
    let mut out = Output::open();
    match value {
        Ipld::String(text) => out.line(text),
        Ipld::Bytes(bytes) if out.is_terminal() => out.line(&format!(
            "{} bytes; write them to a file with --out FILE, or into a pipe",
            bytes.len()
        )),
        Ipld::Bytes(bytes) => out.bytes(bytes),
        other => out.line(&one_line(other)?),
    }
}

fn one_line(value: &Ipld) -> Result<String, CliError> {
    Ok(String::from_utf8_lossy(&dag_json::encode(value)?).into_owned())
}
