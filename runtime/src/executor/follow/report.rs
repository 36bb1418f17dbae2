//! What became of what was asked for.

use std::{collections::BTreeSet, sync::Arc};

use cid::Cid;
use ucan_core::Did;
use ucan_invocation::Outcome;

use super::{
    super::{
        Attested, Event, JobReport,
        error::{ReceiveError, RunError},
        requests::TaskRequest,
    },
    invoker::Declined,
};
use crate::store::StoreError;

/// How a job went, and everything that was asked for in it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Followed {
    /// The job itself.
    pub job: JobReport,
    /// The tasks that were asked for and answered, in the order in which they ended.
    pub tasks: Vec<Arc<FollowedTask>>,
    /// Why it ended.
    pub end: FollowEnd,
    /// The requests that nothing was done about, because of the [end](Followed::end).
    pub left: Vec<TaskRequest>,
}

/// One task that was asked for. However many ask for it, it is here once, with the first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FollowedTask {
    /// What was asked for.
    pub request: TaskRequest,
    /// How many requests lead here from the job, at least 1.
    pub depth: u32,
    /// What became of it.
    pub outcome: FollowedOutcome,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FollowedOutcome {
    /// It awaits a task that was asked for beside it, which has no receipt.
    Awaits {
        /// The task that is awaited.
        task: Cid,
    },
    /// The invoker did not sign for it. Nothing was run.
    Declined(Declined),
    /// It was invoked, and this is the report of the job that it is.
    Ran(JobReport),
    /// What the invoker gave was refused. Nothing was run.
    Refused(FollowError),
    /// It was named by its address alone, and nothing that this job may read is there; or it
    /// was damaged in the store.
    Unknown,
}

/// Why an answer to a request was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// The authority does not go through the caller: it would be somebody else's that is
    /// spent for them.
    #[error("what {issuer} signed is not on the authority of {caller}, whose job it is")]
    NotOfCaller {
        /// Whose job it is.
        caller: Box<Did>,
        /// Who signed.
        issuer: Box<Did>,
    },
    /// Another task was invoked than was asked for.
    #[error("task {found} was invoked, and {expected} was asked for")]
    OtherTask {
        /// What was asked for.
        expected: Cid,
        /// What was invoked.
        found: Cid,
    },
    /// It was not received.
    #[error(transparent)]
    Receive(ReceiveError),
    /// It was not begun.
    #[error(transparent)]
    Run(RunError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

/// Why nothing more was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FollowEnd {
    /// It was cancelled.
    Cancelled,
    /// Everything that was asked for was answered.
    Complete,
    /// The budget was spent, in one way or the other; all that was within it was answered.
    Spent(FollowLimit),
}

/// What bounds how far requests are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FollowLimit {
    /// How many requests lead from the job to a task.
    Depth,
    /// How many tasks are asked for in all.
    Tasks,
}

/// Something that happened while requests were followed. None holds a value of a secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FollowEvent {
    /// Something happened to the job, or to a task that was asked for.
    Job {
        /// The task that was asked for; `None` of the job itself.
        task: Option<Cid>,
        /// What happened.
        event: Event,
    },
    /// A task was asked for that was not asked for before.
    Requested(TaskRequest),
    /// A request was answered, one way or another.
    Answered(Arc<FollowedTask>),
}

/// How a thread of tasks ended: a task, the one that it joined, and so on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ThreadEnd<'a> {
    /// It came back to a task that it had been at.
    Circular {
        /// The task.
        task: Cid,
    },
    /// With a receipt that joins no task: this is the result of the thread.
    Ended(&'a Attested),
    /// Before a task that was not done, or has no receipt.
    Unfinished {
        /// The task.
        task: Cid,
    },
}

impl FollowedTask {
    /// The receipt, if it was run: of a workflow, that of the workflow.
    #[must_use]
    pub fn attested(&self) -> Option<&Attested> {
        match &self.outcome {
            FollowedOutcome::Ran(report) => attested(report),
            _ => None,
        }
    }

    /// The result, if it was run and is no secret.
    #[must_use]
    pub fn result(&self) -> Option<&Outcome> {
        self.attested().and_then(Attested::outcome)
    }
}

/// The receipt of a job.
pub(super) fn attested(report: &JobReport) -> Option<&Attested> {
    match (&report.results, &report.tasks[..]) {
        (Some(_), _) => report.receipt.as_ref(),
        (None, [task]) => task.attested(),
        (None, _) => None,
    }
}

impl Followed {
    /// What became of a task that was asked for.
    #[must_use]
    pub fn task(&self, id: &Cid) -> Option<&FollowedTask> {
        // What was only named at first may have been spelled out later.
        self.tasks.iter().rev().map(AsRef::as_ref).find(|task| task.request.id() == id)
    }

    /// How the thread ended that begins with a task of the job, or with one that was asked
    /// for: the result is that of the last receipt without `join`.
    #[must_use]
    pub fn thread(&self, first: &Cid) -> ThreadEnd<'_> {
        let mut been = BTreeSet::new();
        let mut task = *first;
        loop {
            if !been.insert(task) {
                return ThreadEnd::Circular { task };
            }
            let Some(attested) = self.attested(&task) else {
                return ThreadEnd::Unfinished { task };
            };
            let receipt = attested.released();
            match (receipt.outcome(), receipt.effects().join()) {
                (Outcome::Ok(_), Some(next)) => task = *next,
                _ => return ThreadEnd::Ended(attested),
            }
        }
    }

    /// The result of the thread that begins with a job of one task, unless it is secret.
    #[must_use]
    pub fn result(&self) -> Option<&Outcome> {
        let [first] = &self.job.tasks[..] else { return None };
        match self.thread(&first.task) {
            ThreadEnd::Ended(attested) if self.job.results.is_none() => attested.outcome(),
            _ => None,
        }
    }

    fn attested(&self, task: &Cid) -> Option<&Attested> {
        if let Some(followed) = self.task(task) {
            return followed.attested();
        }
        // A task of the job, or of a workflow that was asked for.
        let asked = self.tasks.iter().filter_map(|task| match &task.outcome {
            FollowedOutcome::Ran(report) => Some(report),
            _ => None,
        });
        [&self.job]
            .into_iter()
            .chain(asked)
            .find_map(|report| report.tasks.iter().find(|it| it.task == *task))
            .and_then(|report| report.attested())
    }
}
