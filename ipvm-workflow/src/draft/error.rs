//! What can be wrong with a draft.

use std::fmt;

use ucan_core::FieldError;
use ucan_pipeline::{Cycle, Place};
use varsig::{dag_cbor::EncodeError, dag_json::DagJsonError};

use crate::{WORKFLOW_VERSION, document::DocumentError};

/// Which part of a workflow something is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DraftPlace {
    /// The workflow itself.
    Workflow,
    /// The task with this label.
    Task(String),
    /// The exception handler.
    Handler,
}

impl fmt::Display for DraftPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workflow => f.write_str("the workflow"),
            Self::Task(label) => write!(f, "task `{label}`"),
            Self::Handler => f.write_str("`catch`"),
        }
    }
}

/// Why text or data is not a draft.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// A field is missing, malformed or unknown.
    #[error("{at}: {error}")]
    Field {
        /// Whose field it is.
        at: DraftPlace,
        /// What is wrong with it.
        error: FieldError,
    },
    /// The text is not DAG-JSON.
    #[error("line {line}, column {column}: {error}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The byte in the line, from 1.
        column: usize,
        /// What is wrong with it.
        error: DagJsonError,
    },
    /// Data that was sealed has the form that a label has in a draft, and would be
    /// taken for one.
    #[error("{at}, `{place}`: what stands there is data, and would be a label in a draft")]
    LooksLikeLabel {
        /// Whose data it is.
        at: DraftPlace,
        /// Where it stands in the arguments.
        place: Place<'static>,
    },
    /// `parent` is not a link with a label.
    #[error(
        "`parent` is the list of a link to the task of a workflow and the label of a task in it"
    )]
    Parent,
    /// The draft has another version.
    #[error(
        "version `{found}` is not read here, only {WORKFLOW_VERSION}; older forms are converted first"
    )]
    Version {
        /// The version found.
        found: String,
    },
}

/// Why a draft cannot be sealed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// Tasks wait for each other in a ring.
    #[error("tasks wait for each other: {0}")]
    Cycle(Cycle<String>),
    /// The document that came out is none, whatever was put in the places of labels.
    #[error(transparent)]
    Document(DocumentError),
    /// The source of nonces drew an empty one for a task that does something each time.
    #[error("{at} does something each time, and an empty nonce was drawn for it")]
    EmptyNonce {
        /// The task.
        at: DraftPlace,
    },
    /// The arguments of a task have no DAG-CBOR form.
    #[error("{at}: {error}")]
    Encode {
        /// The task.
        at: DraftPlace,
        /// What is wrong with the arguments.
        error: EncodeError,
    },
    /// A task fits into no token, since what stands around it there is nested too.
    #[error("{at}: its arguments nest deeper than {limit}, which is the most within a workflow")]
    TooDeep {
        /// The task.
        at: DraftPlace,
        /// The most levels of lists and maps in an argument.
        limit: usize,
    },
    /// The exception handler awaits a task; its inputs are given beforehand.
    #[error("`catch`, `{place}`: a handler awaits no task, and this awaits `{label}`")]
    HandlerAwaits {
        /// Where in its arguments.
        place: Place<'static>,
        /// The label.
        label: String,
    },
    /// A task without a subject is one on the workflow's issuer, and nobody said who
    /// that is.
    #[error("{at} has no subject, and so is one on the workflow's issuer; name the issuer")]
    NoIssuer {
        /// The task.
        at: DraftPlace,
    },
    /// A task does something each time it is asked for, or no handler says what it does,
    /// and it has no nonce.
    #[error(
        "{at} does something each time, as far as is declared, and has no nonce; give a source of nonces"
    )]
    NoNonceSource {
        /// The task.
        at: DraftPlace,
    },
    /// The source of nonces drew one twice: what was to be done twice would be one task.
    #[error("{at}: the nonce that was drawn for it was drawn for another task before")]
    RepeatedNonce {
        /// The task.
        at: DraftPlace,
    },
    /// A task awaits a label that no task has.
    #[error("task `{task}`, `{place}`: `{label}` is the label of no task{}", meant(suggestion))]
    UnknownLabel {
        /// The task that awaits.
        task: String,
        /// Where in its arguments.
        place: Place<'static>,
        /// The label without a task.
        label: String,
        /// A label that differs little from it.
        suggestion: Option<String>,
    },
    /// The arguments of a task as a whole are a promise (ruling O12).
    #[error("task `{task}`: promises stand in arguments, not in the place of all of them")]
    WholeArguments {
        /// The task.
        task: String,
    },
}

fn meant(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map_or_else(String::new, |label| format!("; did you mean `{label}`?"))
}
