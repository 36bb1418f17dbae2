//! What a handler gets, and what it gives.

use std::time::{Duration, Instant};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{ContentHandle, ResolutionError, Unresolved};
use ucan_core::{Command, Did, Timestamp};
use ucan_invocation::{Arguments, Task};
use varsig::Block;

use crate::{
    cancellation::Cancellation,
    executor::{ContentError, Custody},
    handler::KeepError,
};

/// One authorised task, as a handler sees it: every promise in it is replaced, every
/// policy was judged on what is there now.
///
/// Only an executor makes one.
#[derive(Clone, Copy)]
pub struct Call<'a>(pub(crate) &'a CallContext<'a>);

/// What stands behind a [`Call`].
pub(crate) struct CallContext<'a> {
    pub(crate) task: &'a Task,
    pub(crate) issuer: &'a Did,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Option<Instant>,
    pub(crate) cancellation: &'a Cancellation,
    pub(crate) secret: bool,
    pub(crate) content: &'a (dyn Fn(&Cid) -> Result<Block, ContentError> + Sync),
    pub(crate) custody: Option<&'a Custody<'a>>,
}

impl<'a> Call<'a> {
    /// The task, as resolved.
    #[must_use]
    pub const fn task(&self) -> &'a Task {
        self.0.task
    }

    /// The ID of the task as resolved. Whoever asks for the same again asks under the
    /// same ID, so that it makes a good key against doing something twice.
    #[must_use]
    pub fn id(&self) -> &'a Cid {
        self.0.task.id()
    }

    /// On what it is to be done.
    #[must_use]
    pub fn subject(&self) -> &'a Did {
        self.0.task.subject()
    }

    /// What is to be done.
    #[must_use]
    pub fn command(&self) -> &'a Command {
        self.0.task.command()
    }

    /// With what.
    #[must_use]
    pub fn args(&self) -> &'a Arguments {
        self.0.task.args()
    }

    /// Who asks.
    #[must_use]
    pub const fn issuer(&self) -> &'a Did {
        self.0.issuer
    }

    /// The time by the executor's clock, when the task was started.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.0.now
    }

    /// When the time that the task may take is over. Nobody stops a handler: it looks
    /// here before it waits for something.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// Whether the job was cancelled. A handler that has done nothing yet answers
    /// [`NotDone`](super::HandlerError::NotDone).
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancellation.is_cancelled()
    }

    /// Whether the result is secret: then it belongs in no log either.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.0.secret
    }

    /// Content by its CID, if this task may read it (ruling I11). It is looked for
    /// elsewhere if it is not here and the executor has a
    /// [resolver](crate::ExecutorBuilder::with_resolver).
    ///
    /// # Errors
    ///
    /// [`ContentError`] if it is not to be had, or may not be read.
    pub fn content(&self, cid: &Cid) -> Result<Block, ContentError> {
        (self.0.content)(cid)
    }

    /// A handle of content: it is here, was hashed, and stays until the handler returns.
    ///
    /// # Errors
    ///
    /// [`ResolutionError`] if it is not to be had, with who has to act.
    pub fn handle(&self, cid: &Cid) -> Result<ContentHandle<'a, Custody<'a>>, ResolutionError> {
        let reason = Unresolved::NotHere;
        let missing = ResolutionError::Unresolved { cid: *cid, reason };
        self.0.custody.ok_or(missing)?.handle(cid)
    }

    /// Keeps content that the handler came by, for tasks on the same subject and for
    /// nobody else (ruling I11): what its result names is then there to be read. It counts, each
    /// block once, as what the task adds to the store, and so does the result.
    ///
    /// # Errors
    ///
    /// [`KeepError::Disk`] if that is more than the task may add; then nothing of it is kept.
    /// [`KeepError::Store`] if it cannot be kept.
    pub fn keep(&self, block: &Block) -> Result<(), KeepError> {
        self.0.custody.map_or(Ok(()), |custody| custody.keep(block))
    }
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("id", self.id())
            .field("command", self.command())
            .finish_non_exhaustive()
    }
}

/// What a handler gives: the value on the `ok` branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    pub(crate) value: Ipld,
    pub(crate) lifetime: Option<Duration>,
}

impl Output {
    /// This value.
    #[must_use]
    pub const fn new(value: Ipld) -> Self {
        Self { value, lifetime: None }
    }

    /// How long another task may use the value of a query, instead of what was
    /// registered. For pure tasks and mutations it means nothing.
    #[must_use]
    pub const fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Ipld {
        &self.value
    }
}

impl From<Ipld> for Output {
    fn from(value: Ipld) -> Self {
        Self::new(value)
    }
}
