//! Why a document is not converted.

use ipvm_task::ConfigLayerError;
use ucan_core::FieldError;
use ucan_pipeline::Place;

use super::VERSION;
use crate::{
    document::ConfigPlace,
    draft::{DraftError, DraftPlace, OlderTaskError},
};

/// Why a document of 0.1 is not converted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// `catch` names no module.
    #[error("`catch` is the link of a module, or the text of its CID")]
    Catch,
    /// A configuration is refused.
    #[error("configuration of {place}: {error}")]
    Config {
        /// Whose it is.
        place: ConfigPlace,
        /// What is wrong with it.
        error: ConfigLayerError,
    },
    /// A field is missing, malformed or unknown.
    #[error("{at}: {error}")]
    Field {
        /// Whose field it is.
        at: DraftPlace,
        /// What is wrong with it.
        error: FieldError,
    },
    /// The tasks have another version than the document.
    #[error("tasks of version `{found}` are not read here, only {VERSION}")]
    InvocationVersion {
        /// The version found.
        found: String,
    },
    /// The text is not DAG-JSON.
    #[error(transparent)]
    Json(DraftError),
    /// Data has the form that promises have now, and would become one.
    #[error("task `{task}`, `{place}`: what stands there is data, and would be a promise now")]
    LooksLikePromise {
        /// The label of the task.
        task: String,
        /// Where it stands.
        place: Place<'static>,
    },
    /// A promise of a task in another invocation.
    #[error("task `{task}`, `{place}`: a promise of another invocation has no counterpart")]
    OtherInvocation {
        /// The label of the task.
        task: String,
        /// Where it stands.
        place: Place<'static>,
    },
    /// `parent` is neither a link nor a link with a label.
    #[error("`parent` is a link, or the list of a link and a label")]
    Parent,
    /// A promise is malformed.
    #[error("task `{task}`, `{place}`: a promise is [\"/\", label]")]
    Promise {
        /// The label of the task.
        task: String,
        /// Where it stands.
        place: Place<'static>,
    },
    /// A task has no counterpart.
    #[error("task `{task}`: {error}")]
    Task {
        /// Its label.
        task: String,
        /// What is wrong with it.
        error: OlderTaskError,
    },
    /// A field stands under both of its names.
    #[error("{at}: `{}` and `{}` are one field", names[0], names[1])]
    TwoNames {
        /// Whose field it is.
        at: DraftPlace,
        /// The names.
        names: [&'static str; 2],
    },
    /// The document has another version.
    #[error("version `{found}` is not read here, only {VERSION}")]
    Version {
        /// The version found.
        found: String,
    },
}
