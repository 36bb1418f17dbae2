//! Workflows as an executor sees them: signed, opened, each task proven.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::TaskConfig;
use ucan_core::{
    ChainError, Check, Command, Proofs,
    policy::{Budget, PolicyFailure},
};
use ucan_invocation::{ProveError, Proven, PublicResource};

use crate::{
    WORKFLOW_RUN,
    branches::Branches,
    document::{Document, DocumentError, Step, failure_slot},
};

/// A signed workflow, each task of which was proven, its exception handler too. Only
/// [`Workflow::open`] makes one.
#[derive(Clone, Debug)]
pub struct Workflow {
    proven: Proven,
    document: Document,
    tasks: BTreeMap<String, WorkflowTask>,
}

/// A task of an opened workflow. It counts only with the signed workflow around it, of
/// which it has issuer, executor and validity.
#[derive(Clone, Debug)]
pub struct WorkflowTask {
    proven: Proven,
    step: Step,
}

impl WorkflowTask {
    /// The task, proven.
    #[must_use]
    pub const fn proven(&self) -> &Proven {
        &self.proven
    }

    /// The task as it stands in the document, with all that the document says of it.
    #[must_use]
    pub const fn step(&self) -> &Step {
        &self.step
    }

    /// What holds for it: [`Step::config`].
    #[must_use]
    pub const fn config(&self) -> &TaskConfig {
        self.step.config()
    }

    /// The tasks in this workflow that it awaits: [`Step::awaits`].
    #[must_use]
    pub const fn awaits(&self) -> &BTreeMap<String, Branches> {
        self.step.awaits()
    }

    /// The tasks outside of this workflow that it awaits.
    #[must_use]
    pub const fn awaits_outside(&self) -> &BTreeSet<Cid> {
        self.step.awaits_outside()
    }
}

impl Workflow {
    /// Opens the workflow in a proven invocation: reads the document and proves
    /// every task in it, from its own subject to the workflow's issuer, and the
    /// exception handler likewise.
    ///
    /// # Errors
    ///
    /// [`OpenError::Command`] if the invocation is of something else,
    /// [`OpenError::Policy`] if a policy of its proofs does not hold for the document,
    /// [`OpenError::Public`] if the executor lets anybody ask, but not for this one,
    /// [`OpenError::Document`] for a malformed document, [`OpenError::Task`] for the
    /// first task, by label, that is not proven, [`OpenError::Handler`] for the handler.
    pub fn open(proven: Proven, proofs: &Proofs, check: &Check<'_>) -> Result<Self, OpenError> {
        if proven.task().command().as_str() != WORKFLOW_RUN {
            return Err(OpenError::Command { found: proven.task().command().clone() });
        }
        // What binds the workflow as a whole is judged on the document as written:
        // the promises in it are its tasks' own.
        let args = Ipld::Map(proven.task().args().clone());
        let mut budget = Budget::default();
        if let Some(policy) = proven.public_resource().map(PublicResource::policy) {
            policy.judge(&args, &mut budget).map_err(OpenError::Public)?;
        }
        proven.chain().judge(&args, &mut budget).map_err(OpenError::Policy)?;
        let document = Document::read(proven.task().args()).map_err(OpenError::Document)?;
        let mut tasks = BTreeMap::new();
        for (label, step) in document.steps() {
            let task = proven
                .embedded(&["tasks", label], proofs, check)
                .map_err(|error| OpenError::Task { task: label.clone(), error })?;
            tasks.insert(label.clone(), WorkflowTask { proven: task, step: step.clone() });
        }
        if document.handler().is_some() {
            proven.embedded(&["catch"], proofs, check).map_err(OpenError::Handler)?;
        }
        Ok(Self { proven, document, tasks })
    }

    /// The exception handler, called with `failure`; `None` if the workflow has none.
    ///
    /// # Errors
    ///
    /// [`ProveError`] if it is not proven any more, or if the failure is too deep.
    pub fn handler(
        &self,
        failure: &Ipld,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Option<Proven>, ProveError> {
        if self.document.handler().is_none() {
            return Ok(None);
        }
        self.proven.embedded_filled(&["catch"], &failure_slot(), failure, proofs, check).map(Some)
    }

    /// The invocation around the tasks.
    #[must_use]
    pub const fn proven(&self) -> &Proven {
        &self.proven
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The tasks by label.
    #[must_use]
    pub const fn tasks(&self) -> &BTreeMap<String, WorkflowTask> {
        &self.tasks
    }

    /// The labels in an order in which every task comes after what it awaits.
    #[must_use]
    pub fn order(&self) -> &[String] {
        self.document.order()
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
    /// The document is malformed.
    #[error(transparent)]
    Document(DocumentError),
    /// The exception handler is not proven.
    #[error("`catch`: {0}")]
    Handler(ProveError),
    /// A policy on the workflow as a whole does not hold.
    #[error("not authorised: {0}")]
    Policy(ChainError),
    /// The executor's policy for a public resource does not hold.
    #[error("the resource is not public for these arguments: {0}")]
    Public(PolicyFailure),
    /// A task is not proven.
    #[error("task `{task}`: {error}")]
    Task {
        /// Its label.
        task: String,
        /// What is wrong with it.
        error: ProveError,
    },
}
