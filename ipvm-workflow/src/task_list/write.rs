//! From a document to a list.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ipvm_task::{ConfigLayer, WASM_RUN};
use ucan_invocation::v0_2::{ConversionError, Dialect, Instruction, Links, Reference, Task, Wire};
use varsig::multicodec::SHA3_256;

use super::{error::WriteError, limits};
use crate::{
    document::{Document, Step},
    draft::encode,
};

/// Writes a document as a list, in DAG-JSON.
///
/// # Errors
///
/// As [`write()`], and [`WriteError::Json`].
pub fn to_dag_json(document: &Document) -> Result<String, WriteError> {
    encode(&write(document)?).map_err(WriteError::Json)
}

/// Writes a document as a list, every task behind those that it awaits. The subject of
/// a task of `/wasm/run` has no place there; whoever reads the list chooses another.
///
/// # Errors
///
/// [`WriteError::NoPlace`] for what holds for all tasks together, and the other variants
/// for a task, as they say.
pub fn write(document: &Document) -> Result<Ipld, WriteError> {
    for (field, is_there) in [
        ("meta", !document.meta().is_empty()),
        ("parent", document.parent().is_some()),
        ("config", *document.config() != ConfigLayer::EMPTY),
        ("defaults", *document.defaults() != ConfigLayer::EMPTY),
        ("catch", document.handler().is_some()),
    ] {
        if is_there {
            return Err(WriteError::NoPlace { field });
        }
    }
    let mut links = Links::new();
    let mut tasks = Vec::with_capacity(document.order().len());
    for label in document.order() {
        let Some(step) = document.step(label) else { continue };
        tasks.push(one(label, step, &mut links)?);
    }
    Ok(Ipld::Map(BTreeMap::from([("tasks".into(), Ipld::List(tasks))])))
}

fn one(label: &str, step: &Step, links: &mut Links) -> Result<Ipld, WriteError> {
    let task = label.to_owned();
    let converted = |error| WriteError::Convert { task: label.to_owned(), error };
    // What was outside of a list that was read has the address of that wire still.
    for outside in step.awaits_outside() {
        if outside.hash().code() == SHA3_256 {
            links.insert(*outside, *outside).map_err(converted)?;
        }
    }
    let instruction = instruction(step, links).map_err(converted)?;
    let count = step.embedded().proofs().len();
    if count > 0 {
        return Err(WriteError::Proofs { task, count });
    }
    let mut written = Task::new(Reference::Inline(instruction));
    match limits::outwards(step.embedded().meta().clone()) {
        Ok(meta) => written.meta = meta,
        Err(field) => return Err(WriteError::Limits { task, field }),
    }
    written.write(Dialect::Field).map_err(|error| WriteError::Write { task, error })
}

fn instruction(step: &Step, links: &mut Links) -> Result<Instruction, ConversionError> {
    if step.task().command().as_str() == WASM_RUN {
        Instruction::from_wasm_task(step.task(), links).map(|(_, instruction)| instruction)
    } else {
        Instruction::from_task(step.task(), links)
    }
}
