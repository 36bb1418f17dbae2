//! What happened.

mod shown;

use std::{fmt, sync::Arc, time::Duration};

use cid::Cid;
use ipvm_workflow::{Conclusion, WorkflowResults};
use ucan_core::TokenCid;
use ucan_invocation::{Outcome, Receipt};

use super::error::TaskError;
use crate::engine::CapturedOutput;

/// A receipt of this executor, which says nothing of a secret unless it is asked to.
#[derive(Clone)]
pub struct Attested {
    receipt: Arc<Receipt>,
    secret: bool,
}

impl Attested {
    pub(super) const fn new(receipt: Arc<Receipt>, secret: bool) -> Self {
        Self { receipt, secret }
    }

    /// Its CID.
    #[must_use]
    pub fn cid(&self) -> &Cid {
        self.receipt.cid()
    }

    /// Whether the result is secret, or made from one that is.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// The result, unless it is secret.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        (!self.secret).then(|| self.receipt.outcome())
    }

    /// The receipt, even if it is secret. Whoever calls this answers for where it goes.
    #[must_use]
    pub const fn released(&self) -> &Arc<Receipt> {
        &self.receipt
    }

    /// The fuel that was used when it was run, if it is known.
    #[must_use]
    pub fn fuel(&self) -> Option<u64> {
        self.receipt.meta().fuel
    }
}

impl PartialEq for Attested {
    fn eq(&self, other: &Self) -> bool {
        self.cid() == other.cid() && self.secret == other.secret
    }
}

impl fmt::Debug for Attested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Attested");
        shown.field("cid", self.cid());
        match self.outcome() {
            Some(outcome) => shown.field("outcome", outcome),
            None => shown.field("outcome", &"secret"),
        };
        shown.finish()
    }
}

/// How one task went.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TaskReport {
    /// Its label.
    pub label: String,
    /// Its ID, as written.
    pub task: Cid,
    /// How it ended.
    pub outcome: TaskOutcome,
    /// From its start to the receipt in the store; the time that it waited for another
    /// that did the same is included.
    pub time: Duration,
    /// What the guest wrote to standard output and standard error, if it was run now and the
    /// [host](crate::engine::host::Host) lets it write. Nothing of a secret task.
    pub output: CapturedOutput,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TaskOutcome {
    /// It was run, or its promise was broken; the receipt is new.
    Executed {
        /// The receipt.
        receipt: Attested,
    },
    /// Its result was known.
    Reused {
        /// The receipt: the known one, or a new one that names it.
        receipt: Attested,
    },
    /// It is a mutation that was begun, now or before, and nobody knows how far it came.
    /// Find out, and [settle](super::Executor::settle) it.
    Indeterminate {
        /// The receipt that says so.
        receipt: Attested,
    },
    /// Certainly nothing was done: the handler says so, the job was cancelled before, or
    /// it has had all the effects that it may have. It is never remembered, so that it may
    /// be asked for again.
    NotDone {
        /// The receipt that says why.
        receipt: Attested,
    },
    /// It ended without a receipt.
    Failed {
        /// Why.
        error: TaskError,
    },
}

impl TaskReport {
    /// The receipt, if there is one.
    #[must_use]
    pub const fn attested(&self) -> Option<&Attested> {
        match &self.outcome {
            TaskOutcome::Executed { receipt }
            | TaskOutcome::Reused { receipt }
            | TaskOutcome::Indeterminate { receipt }
            | TaskOutcome::NotDone { receipt } => Some(receipt),
            TaskOutcome::Failed { .. } => None,
        }
    }

    /// The CID of the receipt, if there is one.
    #[must_use]
    pub fn receipt(&self) -> Option<&Cid> {
        self.attested().map(Attested::cid)
    }

    /// The result, if there is one and it is no secret; see [`Attested::released`].
    #[must_use]
    pub fn result(&self) -> Option<&Outcome> {
        self.attested().and_then(Attested::outcome)
    }

    /// Whether the result is secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.attested().is_some_and(Attested::is_secret)
    }

    /// Whether it did what it was asked for, before catching.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        let is_ok = |it: &Attested| matches!(it.receipt.outcome(), Outcome::Ok(_));
        self.attested().is_some_and(is_ok)
    }

    /// The fuel that was used when it was run, if it is known.
    #[must_use]
    pub fn fuel(&self) -> Option<u64> {
        self.attested().and_then(Attested::fuel)
    }
}

impl fmt::Display for TaskReport {
    /// One line: the label, how it went, and the receipt or the reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.label, self.outcome)
    }
}

impl fmt::Display for TaskOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (how, attested) = match self {
            Self::Executed { receipt } => ("executed", receipt),
            Self::Reused { receipt } => ("reused", receipt),
            Self::Indeterminate { receipt } => ("indeterminate", receipt),
            Self::NotDone { receipt } => ("not done", receipt),
            Self::Failed { error } => return write!(f, "no receipt, since {error}"),
        };
        let branch = match attested.receipt.outcome() {
            Outcome::Ok(_) => "",
            Outcome::Error(_) => ", with an error",
        };
        let secret = if attested.secret { ", secret" } else { "" };
        write!(f, "{how}{branch}{secret}, receipt {}", TokenCid(attested.cid()))
    }
}

/// How a job went.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JobReport {
    /// Its tasks, in the order in which they ended.
    pub tasks: Vec<TaskReport>,
    /// What became of each task of a workflow, the answers of the exception handler
    /// included; `None` of a single task.
    pub results: Option<WorkflowResults>,
    /// The receipt of the workflow itself; `None` of a single task, and if it could not be
    /// kept.
    pub receipt: Option<Attested>,
}

impl JobReport {
    /// The report on the task with this label.
    #[must_use]
    pub fn task(&self, label: &str) -> Option<&TaskReport> {
        self.tasks.iter().find(|task| task.label == label)
    }

    /// The result of a job of one task, unless it is secret; `None` too of a workflow.
    #[must_use]
    pub fn result(&self) -> Option<&Outcome> {
        match (&self.tasks[..], &self.results) {
            ([task], None) => task.result(),
            _ => None,
        }
    }

    /// How many tasks were run.
    #[must_use]
    pub fn executed(&self) -> usize {
        self.tasks
            .iter()
            .filter(|task| matches!(task.outcome, TaskOutcome::Executed { .. }))
            .count()
    }

    /// How many results were known.
    #[must_use]
    pub fn reused(&self) -> usize {
        self.tasks.iter().filter(|task| matches!(task.outcome, TaskOutcome::Reused { .. })).count()
    }

    /// Whether every task ended well: of a workflow, after catching.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        match &self.results {
            Some(results) => results.conclusion() == Conclusion::Ok,
            None => self.tasks.iter().all(TaskReport::is_ok),
        }
    }
}

/// Somebody who wants to see a job go along. Called on the thread that waits for it.
pub trait Observer {
    /// A task was handed to a worker.
    fn started(&mut self, label: &str);

    /// A task ended; its receipt, if it has one, is in the store to stay.
    fn finished(&mut self, report: &TaskReport);
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Observer for Quiet {
    fn started(&mut self, _label: &str) {}
    fn finished(&mut self, _report: &TaskReport) {}
}
