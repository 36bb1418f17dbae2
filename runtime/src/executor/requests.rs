//! The tasks that receipts ask for.

use std::{fmt, sync::Arc};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Outcome, Receipt, Task};
use varsig::{
    Block,
    dag_cbor::{self, Limits},
};

use super::{Attested, Core, Executor, Job, JobReport, content::Reader};
use crate::store::{StoreError, Visibility};

/// A task that a receipt asks for: a request, and no authority to do anything (ruling I2).
///
/// Of a receipt that is secret the tasks are secret too: they show nothing of themselves
/// unless they are [released](TaskRequest::released).
#[derive(Clone, PartialEq)]
pub struct TaskRequest {
    id: Cid,
    cause: Cid,
    joins: bool,
    secret: bool,
    task: Option<Arc<Task>>,
}

impl TaskRequest {
    /// The ID of the task.
    #[must_use]
    pub const fn id(&self) -> &Cid {
        &self.id
    }

    /// The receipt that asks for it: the `cause` of an invocation (ruling I9).
    #[must_use]
    pub const fn cause(&self) -> &Cid {
        &self.cause
    }

    /// Whether it continues the task that asks; else it is forked, and runs beside.
    #[must_use]
    pub const fn is_join(&self) -> bool {
        self.joins
    }

    /// Whether it is secret, because the receipt is.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// The task, unless it is secret, or [not found](TaskRequest::is_found).
    #[must_use]
    pub fn task(&self) -> Option<&Task> {
        self.task.as_deref().filter(|_| !self.secret)
    }

    /// The task, even if it is secret. Whoever calls this answers for where it goes.
    #[must_use]
    pub fn released(&self) -> Option<&Task> {
        self.task.as_deref()
    }

    /// Whether it is known what the task is. A task that was spelled out is kept with the
    /// receipt. One that was named by its address alone is found if it is a task of the
    /// same job, or content that its tasks may read (ruling I11): an address is not
    /// permission to learn what others ask for.
    #[must_use]
    pub const fn is_found(&self) -> bool {
        self.task.is_some()
    }

    pub(super) fn found(mut self, task: Option<Arc<Task>>) -> Self {
        self.task = task;
        self
    }
}

impl fmt::Debug for TaskRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("TaskRequest");
        shown.field("id", &self.id).field("cause", &self.cause).field("joins", &self.joins);
        match (&self.task, self.secret) {
            (Some(_), true) => shown.field("task", &"secret"),
            (task, _) => shown.field("task", task),
        };
        shown.finish()
    }
}

impl Executor {
    /// The tasks that the tasks of a job ask for, in the order in which these ended; of each
    /// the forks by their IDs, then the one to join. Nothing is done about them: an embedder
    /// may act on them, or have them [followed](Executor::follow).
    ///
    /// A job that did not end well asks for nothing, and neither does a task that failed.
    /// What an exception handler asks for stands in its receipt, and not here.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails. What is damaged there is not found.
    pub fn requested(&self, job: &Job, report: &JobReport) -> Result<Vec<TaskRequest>, StoreError> {
        let asked = asked(report).into_iter().flat_map(links);
        asked
            .map(|(request, is_known)| {
                let task = self.0.requested_task(&request, is_known, job)?;
                Ok(request.found(task))
            })
            .collect()
    }
}

/// The receipts of a job that may ask for something.
pub(super) fn asked(report: &JobReport) -> Vec<&Attested> {
    if !report.is_ok() {
        return Vec::new();
    }
    report.tasks.iter().filter_map(|task| task.attested()).collect()
}

/// What a receipt asks for, and whether it was named by its address alone. The task itself
/// is not looked for yet.
pub(super) fn links(attested: &Attested) -> Vec<(TaskRequest, bool)> {
    let receipt: &Receipt = attested.released();
    // A receipt of another executor may ask for something nevertheless (ruling O66).
    if !matches!(receipt.outcome(), Outcome::Ok(_)) {
        return Vec::new();
    }
    let effects = receipt.effects();
    let request = |id: &Cid| TaskRequest {
        id: *id,
        cause: *receipt.cid(),
        joins: effects.join() == Some(id),
        secret: attested.is_secret(),
        task: None,
    };
    effects.tasks().map(|id| (request(id), receipt.meta().known.contains(id))).collect()
}

impl Core {
    /// Keeps tasks that are asked for, so that the links of the receipt lead somewhere.
    pub(super) fn keep_tasks(&self, tasks: &[Block], secret: bool) -> Result<(), StoreError> {
        if tasks.is_empty() {
            return Ok(());
        }
        let blocks = self.stores.blocks_of(secret);
        let kept: Vec<_> =
            tasks.iter().map(|task| (task.clone(), Visibility::Restricted)).collect();
        blocks.put_all(&kept)
    }

    /// What a task is that a task of `job` asks for.
    pub(super) fn requested_task(
        &self,
        request: &TaskRequest,
        is_known: bool,
        job: &Job,
    ) -> Result<Option<Arc<Task>>, StoreError> {
        let id = &request.id;
        if let Some(task) = job.task(id) {
            return Ok(Some(Arc::new(task.clone())));
        }
        if is_known {
            // Whoever names it need not know what it is, so that it must be readable.
            let block = match self.content(id, &Reader::new(job, None)) {
                Ok(block) => Some(block),
                Err(super::ContentError::Store(error)) => return Err(error),
                Err(super::ContentError::Unavailable { .. }) => None,
            };
            return Ok(block.and_then(|block| read(&block)));
        }
        // An open task may have asked for it before a secret one did.
        let open = self.stores.blocks_of(false);
        let apart = (request.secret && self.stores.has_secrets_apart())
            .then(|| self.stores.blocks_of(true));
        for blocks in apart.into_iter().chain([open]) {
            match blocks.get(id) {
                Ok(Some(block)) => return Ok(read(&block)),
                Ok(None) | Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// The task in a block, if it is one and this its address.
fn read(block: &Block) -> Option<Arc<Task>> {
    let Ipld::Map(map) = dag_cbor::decode(block.bytes(), &Limits::default()).ok()? else {
        return None;
    };
    let task = Task::from_map(map).ok()?;
    (task.id() == block.cid()).then(|| Arc::new(task))
}
