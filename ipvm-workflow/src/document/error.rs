//! Why a document is refused.

use std::fmt;

use ipvm_task::{ConfigLayerError, WASM_RUN};
use ucan_core::{Command, FieldError};
use ucan_invocation::Slot;
use ucan_pipeline::Cycle;

use crate::WORKFLOW_VERSION;

/// Why arguments are not the document of a workflow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// A configuration is refused.
    #[error("configuration of {place}: {error}")]
    Config {
        /// Whose it is.
        place: ConfigPlace,
        /// What is wrong with it.
        error: ConfigLayerError,
    },
    /// Tasks wait for each other in a ring.
    #[error("tasks wait for each other: {0}")]
    Cycle(Cycle<String>),
    /// The handler has no place for the failure, several, or one that is no parameter.
    #[error("`catch`: {{\"{}\": null}} must stand once in its arguments, among the `params`, where the failure is put in; it stands there {found} times", slot.name())]
    FailureSlot {
        /// The place for the failure.
        slot: Slot,
        /// How many there are.
        found: usize,
    },
    /// A field is missing, malformed or unknown.
    #[error(transparent)]
    Field(FieldError),
    /// A field of the handler is missing, malformed or unknown.
    #[error("`catch`: {0}")]
    Handler(FieldError),
    /// The handler awaits something; its inputs are given beforehand.
    #[error("`catch` awaits a task; a handler has nothing but predefined inputs and the failure")]
    HandlerAwaits,
    /// The handler is not a pure function.
    #[error("`catch` is a task of {WASM_RUN}, not of {found}")]
    HandlerCommand {
        /// The command found.
        found: Command,
    },
    /// A label is longer than any that people read.
    #[error("the label that begins with `{start}` has more than {limit} bytes")]
    LabelTooLong {
        /// How it begins.
        start: String,
        /// The most bytes of a label.
        limit: usize,
    },
    /// There is nothing to do.
    #[error("a workflow has at least one task")]
    NoTasks,
    /// `parent` is not a link with a label.
    #[error(
        "`parent` is the list of a link to the task of a workflow and the label of a task in it"
    )]
    Parent,
    /// A task has a label that means something else.
    #[error(
        "no task may be labelled `{label}`: the receipt of the workflow tells of its handler there"
    )]
    ReservedLabel {
        /// The label.
        label: &'static str,
    },
    /// A task is malformed.
    #[error("task `{task}`: {error}")]
    Task {
        /// Its label.
        task: String,
        /// What is wrong with it.
        error: FieldError,
    },
    /// There are more tasks than are considered.
    #[error("more than {limit} tasks")]
    TooManyTasks {
        /// The limit.
        limit: usize,
    },
    /// The document has another version.
    #[error("version `{found}` is not supported; this reads {WORKFLOW_VERSION}")]
    Version {
        /// The version found.
        found: String,
    },
}

/// Whose configuration it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigPlace {
    /// The workflow's own, `config`.
    Workflow,
    /// Its defaults for tasks, `defaults`.
    Defaults,
    /// That of the task with this label.
    Task(String),
    /// That of the exception handler.
    Handler,
    /// That of a task by itself, without a workflow.
    SingleTask,
}

impl fmt::Display for ConfigPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workflow => f.write_str("the workflow"),
            Self::Defaults => f.write_str("the workflow's defaults"),
            Self::Task(label) => write!(f, "task `{label}`"),
            Self::Handler => f.write_str("`catch`"),
            Self::SingleTask => f.write_str("the task"),
        }
    }
}
