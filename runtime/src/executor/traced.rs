//! What a receipt is found by (ruling O74).

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{Module, WASM_RUN};
use ipvm_workflow::WORKFLOW_RUN;
use ucan_invocation::{Effects, Outcome, Proven, Task};
use varsig::Block;

use super::{content::LEAST_CONTENT, execute::Run};
use crate::store::About;

/// How many CIDs of one kind a receipt is found by at the most: whoever writes more into
/// one task makes no index of it.
const MOST: usize = 1 << 10;

/// What the receipt of a task is found by, beside what it came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Traced {
    pub(super) inputs: Vec<Cid>,
    pub(super) about: Option<About>,
}

impl Traced {
    /// A task that was authorised: what its arguments name and hold, as written and as
    /// resolved, and the tokens that asked for it.
    pub(super) fn of(run: &Run<'_>) -> Self {
        let (written, resolved) = (run.authorized.task(), run.authorized.resolved());
        let is_other = written.id() != resolved.id();
        let mut inputs = vec![*run.proven.token()];
        inputs.extend(run.proven.chain().proofs());
        for task in [Some(resolved), is_other.then_some(written)].into_iter().flatten() {
            named(task.args().values(), &mut inputs);
        }
        Self { inputs: distinct(inputs), about: Some(about(resolved)) }
    }

    /// A task that was proven.
    pub(super) fn of_proven(proven: &Proven) -> Self {
        let mut inputs = vec![*proven.token()];
        inputs.extend(proven.chain().proofs());
        let task = proven.task();
        // A workflow names what its tasks use, and uses nothing itself.
        if task.command().as_str() != WORKFLOW_RUN {
            named(task.args().values(), &mut inputs);
        }
        Self { inputs: distinct(inputs), about: Some(about(task)) }
    }

    /// The same task with its promises replaced.
    pub(super) fn took(&mut self, resolved: Option<&Task>) {
        if let Some(resolved) = resolved {
            named(resolved.args().values(), &mut self.inputs);
            self.inputs = distinct(std::mem::take(&mut self.inputs));
        }
    }

    /// A task of which nothing but itself is known.
    pub(super) fn of_task(task: &Task) -> Self {
        let mut inputs = Vec::new();
        named(task.args().values(), &mut inputs);
        Self { inputs: distinct(inputs), about: Some(about(task)) }
    }
}

/// What the receipt of an outcome is found by as what it came to.
pub(super) fn outputs(outcome: &Outcome, effects: &Effects) -> Vec<Cid> {
    let mut found = Vec::new();
    found.extend(effects.tasks().take(MOST));
    named([outcome.value()], &mut found);
    distinct(found)
}

/// What was called on what.
fn about(task: &Task) -> About {
    let about = About::new(task.subject().clone(), task.command().clone());
    if task.command().as_str() != WASM_RUN {
        return about;
    }
    let module = match task.args().get("mod") {
        Some(Ipld::Link(module)) => Some(*module),
        Some(Ipld::Bytes(bytes)) => Some(*Block::raw(bytes.as_slice()).cid()),
        Some(other) => Module::read(other).ok().map(|module| module.cid()),
        None => None,
    };
    match (module, task.args().get("fun")) {
        (Some(module), Some(Ipld::String(function))) => about.with_call(module, function),
        _ => about,
    }
}

/// The links in values, and the addresses that the bytes in them have as raw blocks.
fn named<'a>(values: impl IntoIterator<Item = &'a Ipld>, found: &mut Vec<Cid>) {
    let mut left: Vec<&Ipld> = values.into_iter().collect();
    while let Some(value) = left.pop() {
        if found.len() >= MOST {
            return;
        }
        match value {
            Ipld::Link(cid) => found.push(*cid),
            Ipld::Bytes(bytes) if bytes.len() >= LEAST_CONTENT => {
                found.push(*Block::raw(bytes.as_slice()).cid());
            }
            Ipld::List(items) => left.extend(items),
            Ipld::Map(map) => left.extend(map.values()),
            _ => {}
        }
    }
}

fn distinct(mut found: Vec<Cid>) -> Vec<Cid> {
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST);
    found
}
