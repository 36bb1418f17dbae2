//! Which task of the workflow each receipt is of.

use std::{collections::BTreeMap, sync::Arc};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Envelope, FieldError, FieldRule, Fields};
use ucan_invocation::{Invocation, Outcome, RECEIPT_COMMAND, Task};

use super::{Archive, ArchiveError, Progress, Told};
use crate::{
    catch::CaughtFailure,
    document::{Document, failure_slot},
};

/// What a receipt says of a task.
struct Said {
    ran: Cid,
    outcome: Outcome,
}

/// Sorts the receipts by task.
pub(super) fn progress(
    workflow: Cid,
    document: &Document,
    receipts: &BTreeMap<Cid, Envelope<Invocation>>,
) -> Result<Progress, ArchiveError> {
    let mut labels: BTreeMap<&Cid, Vec<&str>> = BTreeMap::new();
    let mut progress = Progress::default();
    for (label, step) in document.steps() {
        labels.entry(step.task().id()).or_default().push(label);
    }
    let mut tasks: BTreeMap<Cid, Vec<Told>> = BTreeMap::new();
    let (mut failures, mut others) = (Vec::new(), Vec::new());
    for (receipt, envelope) in receipts {
        let said = read(receipt, envelope)?;
        let told = Told { receipt: *receipt, branch: said.outcome.branch() };
        match labels.get(&said.ran) {
            Some(labels) => {
                tasks.entry(said.ran).or_default().push(told);
                if let Outcome::Error(error) = said.outcome {
                    failures.push((labels, said.ran, error));
                }
            }
            None if said.ran == workflow => progress.workflow.push(told),
            None => others.push((told, said.ran)),
        }
    }
    let tasks: BTreeMap<Cid, Arc<[Told]>> =
        tasks.into_iter().map(|(task, told)| (task, told.into())).collect();
    for (label, step) in document.steps() {
        let told = tasks.get(step.task().id()).cloned().unwrap_or_default();
        progress.tasks.insert(label.clone(), told);
    }
    if others.is_empty() {
        return Ok(progress);
    }
    let handled = match document.handler() {
        Some(handler) => calls(handler.task(), &failures)?,
        None => BTreeMap::new(),
    };
    for (told, ran) in others {
        let Some(label) = handled.get(&ran) else {
            return Err(ArchiveError::ForeignReceipt { receipt: told.receipt, ran });
        };
        progress.handled.entry(label.clone()).or_default().push(told);
    }
    Ok(progress)
}

/// The calls of the handler that these failures make, with the label of the task that
/// failed.
fn calls(
    handler: &Task,
    failures: &[(&Vec<&str>, Cid, Ipld)],
) -> Result<BTreeMap<Cid, String>, ArchiveError> {
    let (slot, mut calls) = (failure_slot(), BTreeMap::new());
    let mut left = Archive::MAX_CAUGHT_BYTES;
    let own = size(&Ipld::Map(handler.args().clone()));
    for (labels, task, error) in failures {
        let cost = own.saturating_add(size(error));
        for label in *labels {
            let cost = cost.saturating_add(u64::try_from(label.len()).unwrap_or(u64::MAX));
            left = left
                .checked_sub(cost)
                .ok_or(ArchiveError::TooMuchCaught { limit: Archive::MAX_CAUGHT_BYTES })?;
            // An error that came in a receipt has a form; a call that is too deep is none.
            let Ok(failure) = CaughtFailure::new(label, *task, error.clone()) else { continue };
            let args = slot.fill(handler.args(), &failure.to_ipld());
            if let Ok(call) = handler.with_args(args) {
                calls.insert(*call.id(), (*label).to_owned());
            }
        }
    }
    Ok(calls)
}

/// About how many bytes a value takes.
fn size(value: &Ipld) -> u64 {
    let (mut sum, mut stack) = (0_u64, vec![value]);
    while let Some(value) = stack.pop() {
        let own = match value {
            Ipld::String(text) => text.len(),
            Ipld::Bytes(bytes) => bytes.len(),
            Ipld::List(items) => {
                stack.extend(items);
                0
            }
            Ipld::Map(map) => {
                stack.extend(map.values());
                map.keys().map(String::len).sum()
            }
            _ => 0,
        };
        // What stands around it in memory weighs more than what is written.
        sum = sum.saturating_add(u64::try_from(own).unwrap_or(u64::MAX)).saturating_add(16);
    }
    sum
}

fn read(cid: &Cid, envelope: &Envelope<Invocation>) -> Result<Said, ArchiveError> {
    let task = envelope.unverified_payload().task();
    if task.command().as_str() != RECEIPT_COMMAND {
        let found = task.command().clone();
        return Err(ArchiveError::ReceiptCommand { receipt: *cid, found });
    }
    let said = || {
        let mut fields = Fields::new(task.args().clone());
        let ran = fields.link("ran")?;
        let outcome = Outcome::of(fields.map("out")?).ok_or_else(|| {
            let expected = "a map with exactly one key, `ok` or `error`";
            FieldError::new("out", FieldRule::Value { expected })
        })?;
        Ok(Said { ran, outcome })
    };
    said().map_err(|error| ArchiveError::Receipt { receipt: *cid, error })
}
