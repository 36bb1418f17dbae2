//! Workflows as people write them, with labels.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, Meta, Nonce};
use ucan_invocation::{Arguments, Batch, Branch, EmbeddedTask, Promise, Task};
use ucan_pipeline::{Cycle, Graph};
use varsig::dag_cbor::EncodeError;

use crate::sealed::Sealed;

/// The value that awaits the `ok` branch of the task labelled `label`.
#[must_use]
pub fn awaits(label: &str) -> Ipld {
    Ipld::Map(BTreeMap::from([("await/ok".into(), Ipld::String(label.into()))]))
}

/// One task of a draft.
#[derive(Clone, Debug)]
pub struct TaskDraft {
    subject: Did,
    command: Command,
    args: Arguments,
    nonce: Nonce,
    proofs: Vec<Cid>,
    meta: Meta,
}

impl TaskDraft {
    /// A task on `subject` with an empty nonce, as tasks want that give the same
    /// result every time.
    ///
    /// A label stands in `args` where a promise has its link:
    /// `{"await/ok": "crop"}`, see [`awaits`].
    #[must_use]
    pub const fn new(subject: Did, command: Command, args: Arguments) -> Self {
        Self {
            subject,
            command,
            args,
            nonce: Nonce::empty(),
            proofs: Vec::new(),
            meta: Meta::new(),
        }
    }

    /// Names the delegations that prove the authority, from the subject to the
    /// workflow's issuer.
    #[must_use]
    pub fn with_proofs(mut self, proofs: Vec<Cid>) -> Self {
        self.proofs = proofs;
        self
    }

    /// Sets the nonce.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        self.nonce = nonce;
        self
    }

    /// Adds data beside the task, such as `ipvm/config`.
    #[must_use]
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = meta;
        self
    }
}

/// A workflow that is being written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    tasks: BTreeMap<String, TaskDraft>,
    defaults: Option<Ipld>,
    meta: Option<Meta>,
}

impl Draft {
    /// A workflow without tasks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a task; a second one with the same label replaces the first.
    #[must_use]
    pub fn with_task(mut self, label: impl Into<String>, task: TaskDraft) -> Self {
        self.tasks.insert(label.into(), task);
        self
    }

    /// Sets the configuration that tasks have unless they say otherwise, in the
    /// form of `ipvm/config`.
    #[must_use]
    pub fn with_defaults(mut self, defaults: Ipld) -> Self {
        self.defaults = Some(defaults);
        self
    }

    /// Adds data for people: tags, comments.
    #[must_use]
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Replaces every label with the link of its task.
    ///
    /// # Errors
    ///
    /// [`SealError::NoTasks`] for an empty draft, [`SealError::UnknownLabel`] if a
    /// label has no task, [`SealError::Cycle`] if tasks wait for each other in a
    /// ring, [`SealError::Encode`] if arguments have no DAG-CBOR form.
    pub fn seal(self) -> Result<Sealed, SealError> {
        if self.tasks.is_empty() {
            return Err(SealError::NoTasks);
        }
        let mut awaits = Vec::with_capacity(self.tasks.len());
        for (label, task) in &self.tasks {
            let mut labels = BTreeSet::new();
            task.args.values().for_each(|value| collect_labels(value, &mut labels));
            if let Some(unknown) = labels.iter().find(|label| !self.tasks.contains_key(*label)) {
                return Err(SealError::UnknownLabel {
                    task: label.clone(),
                    label: unknown.clone(),
                });
            }
            awaits.push((label.clone(), labels));
        }
        let order = Graph::new(awaits).order().map_err(SealError::Cycle)?;

        let mut ids: BTreeMap<String, Cid> = BTreeMap::new();
        let mut sealed = Batch::new();
        let mut drafts = self.tasks;
        for label in order {
            let Some(draft) = drafts.remove(&label) else { continue };
            let args =
                draft.args.iter().map(|(key, value)| (key.clone(), link(value, &ids))).collect();
            let task = Task::new(draft.subject, draft.command, args, draft.nonce)
                .map_err(|error| SealError::Encode { task: label.clone(), error })?;
            ids.insert(label.clone(), *task.id());
            let task = EmbeddedTask::new(task).with_proofs(draft.proofs).with_meta(draft.meta);
            sealed = sealed.with_task(label, task);
        }
        Ok(Sealed::new(sealed, self.defaults, self.meta))
    }
}

/// The label in the place of a promise's link, if one stands there.
fn label_of(value: &Ipld) -> Option<(Option<Branch>, &str)> {
    match Promise::form_of(value) {
        Some((branch, Ipld::String(label))) => Some((branch, label)),
        _ => None,
    }
}

fn collect_labels(value: &Ipld, labels: &mut BTreeSet<String>) {
    if let Some((_, label)) = label_of(value) {
        labels.insert(label.to_string());
        return;
    }
    match value {
        Ipld::List(items) => items.iter().for_each(|item| collect_labels(item, labels)),
        Ipld::Map(map) => map.values().for_each(|item| collect_labels(item, labels)),
        _ => {}
    }
}

fn link(value: &Ipld, ids: &BTreeMap<String, Cid>) -> Ipld {
    if let Some((branch, label)) = label_of(value)
        && let Some(id) = ids.get(label)
    {
        return match branch {
            Some(Branch::Ok) => Promise::ok(*id),
            Some(Branch::Error) => Promise::error(*id),
            None => Promise::any(*id),
        }
        .to_ipld();
    }
    match value {
        Ipld::List(items) => Ipld::List(items.iter().map(|item| link(item, ids)).collect()),
        Ipld::Map(map) => {
            Ipld::Map(map.iter().map(|(key, item)| (key.clone(), link(item, ids))).collect())
        }
        other => other.clone(),
    }
}

/// Why a draft cannot be sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// Tasks wait for each other in a ring.
    #[error("tasks wait for each other: {0}")]
    Cycle(Cycle<String>),
    /// The arguments of a task have no DAG-CBOR form.
    #[error("task `{task}`: {error}")]
    Encode {
        /// The label of the task.
        task: String,
        /// What is wrong with the arguments.
        error: EncodeError,
    },
    /// There is nothing to do.
    #[error("a workflow has at least one task")]
    NoTasks,
    /// A task awaits a label that no task has.
    #[error("task `{task}` awaits `{label}`, which is the label of no task")]
    UnknownLabel {
        /// The task that awaits.
        task: String,
        /// The label without a task.
        label: String,
    },
}
