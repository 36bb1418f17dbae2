//! What happened.

use std::time::Duration;

use cid::Cid;
use ucan_invocation::Outcome;

use super::error::TaskError;

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
    /// From start to the receipt in the store.
    pub time: Duration,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TaskOutcome {
    /// It was run, or its promise was broken; the receipt is new.
    Executed {
        /// The receipt.
        receipt: Cid,
        /// The result, on either branch.
        outcome: Outcome,
        /// The fuel that was used, if it is known.
        fuel: Option<u64>,
    },
    /// Its result was known.
    Reused {
        /// The receipt: the known one, or a new one that names it.
        receipt: Cid,
        /// The result, on either branch.
        outcome: Outcome,
        /// The fuel that was used when it was run, if it is known.
        fuel: Option<u64>,
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
    pub const fn receipt(&self) -> Option<&Cid> {
        match &self.outcome {
            TaskOutcome::Executed { receipt, .. } | TaskOutcome::Reused { receipt, .. } => {
                Some(receipt)
            }
            TaskOutcome::Failed { .. } => None,
        }
    }

    /// The result, if there is one.
    #[must_use]
    pub const fn result(&self) -> Option<&Outcome> {
        match &self.outcome {
            TaskOutcome::Executed { outcome, .. } | TaskOutcome::Reused { outcome, .. } => {
                Some(outcome)
            }
            TaskOutcome::Failed { .. } => None,
        }
    }

    /// The fuel, if it is known.
    #[must_use]
    pub const fn fuel(&self) -> Option<u64> {
        match &self.outcome {
            TaskOutcome::Executed { fuel, .. } | TaskOutcome::Reused { fuel, .. } => *fuel,
            TaskOutcome::Failed { .. } => None,
        }
    }
}

/// How a job went.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JobReport {
    /// Its tasks, in the order in which they ended.
    pub tasks: Vec<TaskReport>,
}

impl JobReport {
    /// The report on the task with this label.
    #[must_use]
    pub fn task(&self, label: &str) -> Option<&TaskReport> {
        self.tasks.iter().find(|task| task.label == label)
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

    /// Whether every task has a result on the `ok` branch.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.tasks.iter().all(|task| matches!(task.result(), Some(Outcome::Ok(_))))
    }
}

/// Somebody who wants to see a job go along. Called on the thread that runs it.
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
