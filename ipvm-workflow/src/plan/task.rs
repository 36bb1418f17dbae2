//! One task of a plan.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_task::{
    ConfigExplanation, ConfigLayer, EffectClass, InfoSize, Secrecy, TimeInterval, WorkLimit,
};
use ucan_core::{Command, Did};

use super::{Authority, Prediction};
use crate::branches::Branches;

/// What would come of one task.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlannedTask {
    /// Its ID.
    pub task: Cid,
    /// The first label of the workflow with the same task, which then runs once.
    pub same_as: Option<String>,
    /// Whose authority is used.
    pub subject: Did,
    /// What is to be done.
    pub command: Command,
    /// How far it reaches.
    pub class: EffectClass,
    /// Whether a handler for the command is declared; if not, it counts as a mutation.
    pub declared: bool,
    /// The place of its stage in [`Plan::stages`](super::Plan::stages).
    pub stage: usize,
    /// The tasks of this workflow that it awaits, with the branches awaited of them.
    pub awaits: BTreeMap<String, Branches>,
    /// The tasks outside of this workflow that it awaits.
    pub awaits_outside: BTreeSet<Cid>,
    /// What is said for it, and where.
    pub config: ConfigExplanation,
    /// What it may use: what is said, and no more than the executor allows.
    pub limits: Limits,
    /// Whether its result may be shown.
    pub secrecy: Secrecy,
    /// The tasks whose secret results it reads, by label.
    pub reads_secret: Vec<String>,
    /// Whether it runs.
    pub prediction: Prediction,
    /// The fuel that it is likely to use if it runs, by earlier receipts.
    pub likely_fuel: Option<u64>,
    /// By what authority.
    pub authority: Authority,
}

/// What a task may use at the most (ruling O4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Time on the clock.
    pub time: TimeInterval,
    /// Memory.
    pub memory: InfoSize,
    /// What is added to the store.
    pub disk: InfoSize,
    /// Work.
    pub work: WorkLimit,
}

impl Limits {
    /// What is said, and no more than `executor` says, of each the smaller.
    pub(super) fn new(said: &ConfigExplanation, executor: &ConfigLayer) -> Self {
        let (time, memory, disk, work) =
            (said.time.value, said.memory.value, said.disk.value, said.work.value);
        Self {
            time: executor.time.map_or(time, |most| time.at_most(most)),
            memory: executor.memory.map_or(memory, |most| memory.at_most(most)),
            disk: executor.disk.map_or(disk, |most| disk.at_most(most)),
            work: executor.work.map_or(work, |most| work.and(most)),
        }
    }
}
