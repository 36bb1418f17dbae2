//! Workflows as an executor sees them: signed, opened, each task proven.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{Cascade, ConfigLayer, ConfigLayerError, Secrecy, TaskConfig};
use ucan_core::{ChainError, Check, Command, FieldError, Fields, Proofs};
use ucan_invocation::{ProveError, Proven};
use ucan_pipeline::{Cycle, Graph, awaited};

use crate::{WORKFLOW_RUN, WORKFLOW_VERSION};

/// The most tasks that one workflow may have.
const MAX_TASKS: usize = 10_000;

/// A signed workflow, each task of which was proven. Only [`Workflow::open`] makes
/// one.
#[derive(Clone, Debug)]
pub struct Workflow {
    proven: Proven,
    tasks: BTreeMap<String, WorkflowTask>,
    order: Vec<String>,
}

/// A task of an opened workflow.
#[derive(Clone, Debug)]
pub struct WorkflowTask {
    proven: Proven,
    config: TaskConfig,
    awaits: BTreeSet<String>,
    outside: BTreeSet<Cid>,
}

impl WorkflowTask {
    /// The task, proven.
    #[must_use]
    pub const fn proven(&self) -> &Proven {
        &self.proven
    }

    /// What holds for it, of all that the workflow's defaults and it say itself. A task
    /// that awaits one of this workflow that is secret, and says nothing of it, is secret.
    #[must_use]
    pub const fn config(&self) -> &TaskConfig {
        &self.config
    }

    /// The labels of the tasks in this workflow that it awaits.
    #[must_use]
    pub const fn awaits(&self) -> &BTreeSet<String> {
        &self.awaits
    }

    /// The tasks outside of this workflow that it awaits.
    #[must_use]
    pub const fn awaits_outside(&self) -> &BTreeSet<Cid> {
        &self.outside
    }
}

impl Workflow {
    /// Opens the workflow in a proven invocation: reads the document and proves
    /// every task in it, from its own subject to the workflow's issuer.
    ///
    /// # Errors
    ///
    /// [`OpenError::Command`] if the invocation is of something else,
    /// [`OpenError::Policy`] if a policy of its proofs does not hold for the document,
    /// [`OpenError::Field`] and [`OpenError::Config`] for a malformed document,
    /// [`OpenError::Version`] for another version, [`OpenError::NoTasks`] and
    /// [`OpenError::TooManyTasks`], [`OpenError::Task`] for the first task, by
    /// label, that is not proven, [`OpenError::Cycle`] for a ring of tasks.
    pub fn open(proven: Proven, proofs: &Proofs, check: &Check<'_>) -> Result<Self, OpenError> {
        if proven.task().command().as_str() != WORKFLOW_RUN {
            return Err(OpenError::Command { found: proven.task().command().clone() });
        }
        // What binds the workflow as a whole is judged on the document as written:
        // the promises in it are its tasks' own.
        let document = Ipld::Map(proven.task().args().clone());
        proven.chain().judge(&document, &mut Default::default()).map_err(OpenError::Policy)?;
        let mut fields = Fields::new(proven.task().args().clone());
        let version = fields.string("v").map_err(OpenError::Field)?;
        if version != WORKFLOW_VERSION {
            return Err(OpenError::Version { found: version });
        }
        let documents = fields.map("tasks").map_err(OpenError::Field)?;
        let defaults = match fields.optional("defaults") {
            Some(defaults) => ConfigLayer::read(&defaults)
                .map_err(|error| OpenError::Config { task: None, error })?,
            None => ConfigLayer::EMPTY,
        };
        // Data for people: read so that it is well formed, and of no consequence.
        fields.optional_map("meta").map_err(OpenError::Field)?;
        for unsupported in ["catch", "config", "parent"] {
            if fields.optional(unsupported).is_some() {
                return Err(OpenError::Unsupported { field: unsupported });
            }
        }
        fields.finish().map_err(OpenError::Field)?;
        match documents.len() {
            0 => return Err(OpenError::NoTasks),
            1..=MAX_TASKS => {}
            _ => return Err(OpenError::TooManyTasks { limit: MAX_TASKS }),
        }

        let mut by_id: BTreeMap<Cid, String> = BTreeMap::new();
        let mut embedded = Vec::with_capacity(documents.len());
        for label in documents.into_keys() {
            let task = proven
                .embedded(&["tasks", &label], proofs, check)
                .map_err(|error| OpenError::Task { task: label.clone(), error })?;
            let own = ConfigLayer::of_task(task.meta())
                .map_err(|error| OpenError::Config { task: Some(label.clone()), error })?;
            let config = Cascade::new(own).with_defaults(defaults.clone()).resolve();
            by_id.entry(*task.task().id()).or_insert_with(|| label.clone());
            embedded.push((label, task, config));
        }
        let mut tasks = BTreeMap::new();
        for (label, task, config) in embedded {
            let (mut awaits, mut outside) = (BTreeSet::new(), BTreeSet::new());
            for id in awaited(task.task().args()) {
                match by_id.get(&id) {
                    Some(label) => {
                        awaits.insert(label.clone());
                    }
                    None => {
                        outside.insert(id);
                    }
                }
            }
            tasks.insert(label, WorkflowTask { proven: task, config, awaits, outside });
        }
        let order =
            Graph::new(tasks.iter().map(|(label, task)| (label.clone(), task.awaits.clone())))
                .order()
                .map_err(OpenError::Cycle)?;
        taint(&order, &mut tasks);
        Ok(Self { proven, tasks, order })
    }

    /// The invocation around the tasks.
    #[must_use]
    pub const fn proven(&self) -> &Proven {
        &self.proven
    }

    /// The tasks by label.
    #[must_use]
    pub const fn tasks(&self) -> &BTreeMap<String, WorkflowTask> {
        &self.tasks
    }

    /// The labels in an order in which every task comes after what it awaits.
    #[must_use]
    pub fn order(&self) -> &[String] {
        &self.order
    }
}

/// Marks what reads something secret, in an order in which sources come first.
fn taint(order: &[String], tasks: &mut BTreeMap<String, WorkflowTask>) {
    for label in order {
        let Some(task) = tasks.get(label) else { continue };
        let is_secret = |source: &String| {
            tasks.get(source).is_some_and(|source| source.config.secret == Some(true))
        };
        let secrecy = Secrecy::of(task.config.secret, task.awaits.iter().any(is_secret));
        if secrecy == Secrecy::Tainted
            && let Some(task) = tasks.get_mut(label)
        {
            task.config.secret = Some(true);
        }
    }
}

/// Why an invocation is not opened as a workflow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It is an invocation of something else.
    #[error("a workflow is an invocation of {WORKFLOW_RUN}, not of {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// A configuration is refused.
    #[error("configuration of {}: {error}", task.as_deref().unwrap_or("the workflow"))]
    Config {
        /// The label of the task; `None` for the defaults.
        task: Option<String>,
        /// What is wrong with it.
        error: ConfigLayerError,
    },
    /// Tasks wait for each other in a ring.
    #[error("tasks wait for each other: {0}")]
    Cycle(Cycle<String>),
    /// The document is malformed.
    #[error(transparent)]
    Field(FieldError),
    /// There is nothing to do.
    #[error("a workflow has at least one task")]
    NoTasks,
    /// A policy on the workflow as a whole does not hold.
    #[error("not authorised: {0}")]
    Policy(ChainError),
    /// A task is not proven.
    #[error("task `{task}`: {error}")]
    Task {
        /// Its label.
        task: String,
        /// What is wrong with it.
        error: ProveError,
    },
    /// There are more tasks than are considered.
    #[error("more than {limit} tasks")]
    TooManyTasks {
        /// The limit.
        limit: usize,
    },
    /// A field of the text that is not supported yet.
    #[error("`{field}` is not supported yet")]
    Unsupported {
        /// The field.
        field: &'static str,
    },
    /// The document has another version.
    #[error("version `{found}` is not supported; this reads {WORKFLOW_VERSION}")]
    Version {
        /// The version found.
        found: String,
    },
}
