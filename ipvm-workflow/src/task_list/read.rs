//! From a list to a draft.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields, Nonce};
use ucan_invocation::{
    Branch, Promise,
    v0_2::{self, Deferrable, Instruction, Reference, Wire},
};

use super::{error::ReadError, labels::Labels, limits, loss::Loss};
use crate::{
    document::MAX_TASKS,
    draft::{
        Draft, Offence, OlderTask, Replaced, TaskDraft, awaits, awaits_either, awaits_error,
        convert_older, decode, replace,
    },
};

/// What a list of tasks became.
#[derive(Clone, Debug, PartialEq)]
pub struct Converted {
    /// The draft.
    pub draft: Draft,
    /// What of the list is not in the draft, in the order of the list.
    pub losses: Vec<Loss>,
}

/// Reads a list in DAG-JSON of any layout.
///
/// # Errors
///
/// [`ReadError::Json`] for what is not DAG-JSON, and as [`read()`].
pub fn from_dag_json(text: &[u8]) -> Result<Converted, ReadError> {
    decode(text).map_err(ReadError::Json).and_then(read)
}

/// Reads the data of a list: `{"tasks": […]}`.
///
/// # Errors
///
/// [`ReadError`] for the first rule that is broken.
pub fn read(value: Ipld) -> Result<Converted, ReadError> {
    let mut fields = Fields::of("workflow", value).map_err(ReadError::Field)?;
    let Ipld::List(items) = fields.required("tasks").map_err(ReadError::Field)? else {
        let rule = FieldRule::Value { expected: "a list of tasks" };
        return Err(ReadError::Field(FieldError::new("tasks", rule)));
    };
    fields.finish().map_err(ReadError::Field)?;
    if items.len() > MAX_TASKS {
        return Err(ReadError::TooManyTasks { limit: MAX_TASKS });
    }

    let mut labels = Labels::new();
    let mut by_address: BTreeMap<Cid, String> = BTreeMap::new();
    let mut tasks = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let v0_2::Task { run, meta, proofs, cause } =
            v0_2::Task::read(item).map_err(|error| ReadError::Task { index, error })?;
        let Reference::Inline(instruction) = run else { return Err(ReadError::ByLink { index }) };
        let meta = limits::inwards(meta).ok_or(ReadError::Limits { index })?;
        let label = labels.label(name(&instruction));
        by_address.entry(*instruction.address()).or_insert_with(|| label.clone());
        tasks.push((label, instruction, meta, proofs, cause));
    }

    let mut draft = Draft::new();
    let mut losses = Vec::new();
    for (index, (label, instruction, meta, proofs, cause)) in tasks.into_iter().enumerate() {
        let mut outside = BTreeSet::new();
        let OlderTask { task, resource } = older(index, &instruction, &by_address, &mut outside)?;
        let outside = outside.into_iter();
        losses
            .extend(outside.map(|instruction| Loss::Outside { task: label.clone(), instruction }));
        if resource.is_some() {
            losses.push(Loss::Resource { task: label.clone() });
        }
        if !proofs.is_empty() {
            losses.push(Loss::Proofs { task: label.clone(), proofs });
        }
        losses.extend(cause.map(|cause| Loss::Cause { task: label.clone(), cause }));
        draft = draft.with_task(label, with_nonce(index, task, &instruction)?.with_meta(meta));
    }
    Ok(Converted { draft, losses })
}

/// What a task is called: by its function, or else by its operation.
fn name(instruction: &Instruction) -> &str {
    match instruction.input().value().and_then(|input| input.get("func")) {
        Some(Ipld::String(function)) => function,
        _ => instruction.operation().as_str(),
    }
}

/// The task with labels in the place of addresses.
fn older(
    index: usize,
    instruction: &Instruction,
    by_address: &BTreeMap<Cid, String>,
    outside: &mut BTreeSet<Cid>,
) -> Result<OlderTask, ReadError> {
    let Some(input) = instruction.input().value() else {
        return Err(ReadError::Deferred { index, field: "input" });
    };
    let mut resource = match instruction.resource() {
        Deferrable::Value(uri) => Ipld::String(uri.as_str().into()),
        Deferrable::Await(promise) => promise.to_ipld(),
    };
    let mut input = Ipld::Map(input.clone());
    let mut one = |value: &Ipld| match Promise::form_of(value) {
        Some((_, Ipld::String(_))) => Err(()),
        Some((branch, Ipld::Link(address))) => Ok(match by_address.get(address) {
            Some(label) => Replaced::By(match branch {
                Some(Branch::Ok) => awaits(label),
                Some(Branch::Error) => awaits_error(label),
                None => awaits_either(label),
            }),
            None => {
                outside.insert(*address);
                Replaced::No
            }
        }),
        _ => Ok(Replaced::No),
    };
    let refused = |Offence { place, .. }| ReadError::LooksLikeLabel { index, place };
    replace("rsc", &mut resource, &mut one).map_err(refused)?;
    replace("input", &mut input, &mut one).map_err(refused)?;
    convert_older(instruction.operation().as_str().to_owned(), resource, input)
        .map_err(|error| ReadError::Older { index, error })
}

fn with_nonce(
    index: usize,
    task: TaskDraft,
    instruction: &Instruction,
) -> Result<TaskDraft, ReadError> {
    let Some(nonce) = instruction.nonce().value() else {
        return Err(ReadError::Deferred { index, field: "nnc" });
    };
    if nonce.is_empty() {
        return Ok(task);
    }
    match (nonce.as_bytes(), nonce.as_text()) {
        (Some(bytes), _) => Ok(task.with_nonce(Nonce::new(bytes))),
        (None, Some(text)) if v0_2::Nonce::bytes(text.as_bytes()).is_ok() => {
            Err(ReadError::NonceForm { index, length: text.len() })
        }
        (None, text) => Ok(task.with_nonce(Nonce::new(text.unwrap_or_default().as_bytes()))),
    }
}
