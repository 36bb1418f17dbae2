//! Why a list is not read, or a document not written.

use ucan_core::FieldError;
use ucan_invocation::v0_2;
use ucan_pipeline::Place;
use varsig::dag_json;

use crate::draft::{DraftError, OlderTaskError};

/// Why a list of tasks is not converted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The instruction of a task is named and not written out.
    #[error("task {index}: its instruction is only linked to; write it out")]
    ByLink {
        /// The place of the task in the list, from 0.
        index: usize,
    },
    /// A promise in the place of a whole field.
    #[error("task {index}: `{field}` is a promise as a whole, which has no place now")]
    Deferred {
        /// The place of the task in the list, from 0.
        index: usize,
        /// The wire name of the field.
        field: &'static str,
    },
    /// A field of the workflow is missing, malformed or unknown.
    #[error(transparent)]
    Field(FieldError),
    /// The text is not DAG-JSON.
    #[error(transparent)]
    Json(DraftError),
    /// `meta` has `limits` already, which those of the field would be mixed with.
    #[error("task {index}: `meta` has `limits`, which do not count in the field")]
    Limits {
        /// The place of the task in the list, from 0.
        index: usize,
    },
    /// Data has the form that a label has in a draft, and would become one.
    #[error("task {index}, `{place}`: what stands there is data, and would be a label in a draft")]
    LooksLikeLabel {
        /// The place of the task in the list, from 0.
        index: usize,
        /// Where it stands.
        place: Place<'static>,
    },
    /// A nonce that would come back as bytes.
    #[error("task {index}: a nonce of {length} letters would come back as bytes")]
    NonceForm {
        /// The place of the task in the list, from 0.
        index: usize,
        /// How many letters it has.
        length: usize,
    },
    /// A task has no counterpart.
    #[error("task {index}: {error}")]
    Older {
        /// The place of the task in the list, from 0.
        index: usize,
        /// What is wrong with it.
        error: OlderTaskError,
    },
    /// A task is malformed.
    #[error("task {index}: {error}")]
    Task {
        /// The place of the task in the list, from 0.
        index: usize,
        /// What is wrong with it.
        error: v0_2::ReadError,
    },
    /// There are more tasks than are considered.
    #[error("more than {limit} tasks")]
    TooManyTasks {
        /// The limit.
        limit: usize,
    },
}

/// Why a document is not written as a list.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The instruction has no counterpart.
    #[error("task `{task}`: {error}")]
    Convert {
        /// The label of the task.
        task: String,
        /// What is wrong with it.
        error: v0_2::ConversionError,
    },
    /// The list has no DAG-JSON text.
    #[error(transparent)]
    Json(dag_json::EncodeError),
    /// A quantity is limited both in `meta.limits` and in `meta`.
    #[error("task `{task}`: `{field}` is limited in `meta` and in `meta.limits`")]
    Limits {
        /// The label of the task.
        task: String,
        /// The name of the limit.
        field: &'static str,
    },
    /// The document has something for which a list has no place.
    #[error("a list of tasks has no place for `{field}`")]
    NoPlace {
        /// The name of the field.
        field: &'static str,
    },
    /// The task names proofs, which prove nothing there.
    #[error("task `{task}`: its {count} proofs prove nothing in the field")]
    Proofs {
        /// The label of the task.
        task: String,
        /// How many there are.
        count: usize,
    },
    /// The task has no form on that wire.
    #[error("task `{task}`: {error}")]
    Write {
        /// The label of the task.
        task: String,
        /// What is wrong with it.
        error: v0_2::WriteError,
    },
}
