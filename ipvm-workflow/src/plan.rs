//! What would come of a workflow, before anything runs.

mod authority;
mod dot;
mod estimate;
mod knowledge;
mod make;
mod mermaid;
mod planner;
mod prediction;
mod report;
mod shown;
mod stage;
mod task;
mod text;
mod warning;

use std::{collections::BTreeMap, sync::Arc};

use cid::Cid;
use ipvm_task::{ConfigExplanation, Secrecy};
use ucan_core::{Command, Delegation, Did, Verified};

pub use self::{
    authority::{
        Authority, Awaited, FindingState, MAX_POLICY_FINDINGS, MissingProof, PolicyFinding,
        PolicyStanding, Standing,
    },
    estimate::{Estimate, PlannedPath, Totals},
    knowledge::{Knowledge, NothingKnown, Remembered},
    planner::Planner,
    prediction::Prediction,
    stage::{Stage, StageKind},
    task::{Limits, PlannedTask},
    warning::{Expiration, PlanPart, PlanWarning, Stopped},
};

/// What would come of a workflow: in which stages its tasks run, by what authority, with
/// which limits, what need not run at all, and what looks wrong. Made by a [`Planner`].
///
/// A plan is data, and a forecast: it runs nothing, and proves nothing to an executor,
/// which judges everything itself when the time comes.
///
/// `Display` writes a text for people; [`Plan::to_dag_json`], [`Plan::to_dot`] and
/// [`Plan::to_mermaid`] write the same for programs and as pictures. Labels, which anybody
/// may have written, are quoted in each of them. What people read shortens long labels.
#[derive(Clone, Debug)]
pub struct Plan {
    issuer: Did,
    tasks: BTreeMap<String, PlannedTask>,
    stages: Vec<Stage>,
    handler: Option<PlannedHandler>,
    warnings: Vec<PlanWarning>,
    estimate: Estimate,
    totals: Totals,
    proofs: BTreeMap<Cid, Arc<Verified<Delegation>>>,
}

/// The exception handler in a plan.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlannedHandler {
    /// The ID of the task, with the slot for the failure in it.
    pub task: Cid,
    /// Whose authority is used.
    pub subject: Did,
    /// What is called.
    pub command: Command,
    /// What holds for it, and where each value comes from.
    pub config: ConfigExplanation,
    /// Whether what it gives may be shown: it is handed the failures of all tasks.
    pub secrecy: Secrecy,
    /// By what authority it is called.
    pub authority: Authority,
}

impl Plan {
    /// Who asks.
    #[must_use]
    pub const fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// The tasks by label.
    #[must_use]
    pub const fn tasks(&self) -> &BTreeMap<String, PlannedTask> {
        &self.tasks
    }

    /// The task with this label.
    #[must_use]
    pub fn task(&self, label: &str) -> Option<&PlannedTask> {
        self.tasks.get(label)
    }

    /// The stages in order. Every task is in one of them, and what it awaits comes
    /// before it.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The exception handler, if there is one.
    #[must_use]
    pub const fn handler(&self) -> Option<&PlannedHandler> {
        self.handler.as_ref()
    }

    /// What looks wrong, or is worth knowing.
    #[must_use]
    pub fn warnings(&self) -> &[PlanWarning] {
        &self.warnings
    }

    /// How long it takes, as far as earlier receipts tell.
    #[must_use]
    pub const fn estimate(&self) -> &Estimate {
        &self.estimate
    }

    /// The limits of all tasks together.
    #[must_use]
    pub const fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The delegations by which tasks are authorised, by the CIDs that name them.
    #[must_use]
    pub const fn proofs(&self) -> &BTreeMap<Cid, Arc<Verified<Delegation>>> {
        &self.proofs
    }
}
