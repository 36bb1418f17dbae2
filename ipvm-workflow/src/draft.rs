//! Workflows as people write them, with labels.

mod error;
mod handler;
mod json;
mod labels;
mod of_document;
mod older;
mod sealer;
mod suggestion;
mod task;

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_core::Meta;

pub use self::{
    error::{DraftError, DraftPlace, SealError},
    handler::HandlerDraft,
    labels::{awaits, awaits_either, awaits_error},
    older::OlderTaskError,
    sealer::Sealer,
    task::TaskDraft,
};
pub(crate) use self::{
    json::{decode, encode},
    older::{Offence, OlderTask, Replaced, convert as convert_older, replace},
};
use crate::{document::Parent, sealed::Sealed};

/// A workflow that is being written.
///
/// What it says is judged when it is sealed. It has the version
/// [`WORKFLOW_VERSION`](crate::WORKFLOW_VERSION).
///
/// ```
/// use ipvm_workflow::Draft;
///
/// let draft = Draft::from_dag_json(br#"{
///   "v": "0.2.0",
///   "defaults": {"gas": 1000, "time": [10, "seconds"]},
///   "tasks": {
///     "crop": {
///       "sub": "did:web:example.com", "cmd": "/wasm/run",
///       "args": {"mod": "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
///                "fun": "crop", "params": [1, 2]}
///     },
///     "blur": {
///       "sub": "did:web:example.com", "cmd": "/wasm/run",
///       "args": {"mod": "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
///                "fun": "blur", "params": [{"await/ok": "crob"}]}
///     }
///   }
/// }"#)?;
/// assert_eq!(
///     draft.seal().unwrap_err().to_string(),
///     "task `blur`, `.params[0][\"await/ok\"]`: `crob` is the label of no task; \
///      did you mean `crop`?",
/// );
/// # Ok::<(), ipvm_workflow::DraftError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    meta: Meta,
    parent: Option<Parent>,
    config: Option<Ipld>,
    defaults: Option<Ipld>,
    tasks: BTreeMap<String, TaskDraft>,
    handler: Option<HandlerDraft>,
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

    /// Sets the configuration of the workflow itself, in the form of `ipvm/config`. Tasks
    /// fall back on it too.
    #[must_use]
    pub fn with_config(mut self, config: Ipld) -> Self {
        self.config = Some(config);
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
        self.meta = meta;
        self
    }

    /// Says which task of another workflow asked for this one.
    #[must_use]
    pub fn with_parent(mut self, parent: Parent) -> Self {
        self.parent = Some(parent);
        self
    }

    /// Sets the exception handler: the link to a module, or a whole task.
    #[must_use]
    pub fn with_catch(mut self, handler: impl Into<HandlerDraft>) -> Self {
        self.handler = Some(handler.into());
        self
    }

    /// Takes the exception handler away.
    #[must_use]
    pub fn without_catch(mut self) -> Self {
        self.handler = None;
        self
    }

    /// The tasks by label.
    #[must_use]
    pub const fn tasks(&self) -> &BTreeMap<String, TaskDraft> {
        &self.tasks
    }

    /// The exception handler.
    #[must_use]
    pub const fn handler(&self) -> Option<&HandlerDraft> {
        self.handler.as_ref()
    }

    /// Data for people.
    #[must_use]
    pub const fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The task of another workflow that asked for this one.
    #[must_use]
    pub const fn parent(&self) -> Option<&Parent> {
        self.parent.as_ref()
    }

    /// The configuration of the workflow itself, as it is written.
    #[must_use]
    pub const fn config(&self) -> Option<&Ipld> {
        self.config.as_ref()
    }

    /// The configuration that tasks have unless they say otherwise, as it is written.
    #[must_use]
    pub const fn defaults(&self) -> Option<&Ipld> {
        self.defaults.as_ref()
    }

    /// Seals a draft that leaves nothing to be filled in but nonces of pure tasks: as
    /// [`Sealer::seal`] of [`Sealer::new`].
    ///
    /// # Errors
    ///
    /// As [`Sealer::seal`].
    pub fn seal(self) -> Result<Sealed, SealError> {
        Sealer::new().seal(self)
    }
}
