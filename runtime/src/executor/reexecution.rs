//! What comes of running again what a receipt is about.

use cid::Cid;
use ipvm_task::{EffectClass, Evidence, EvidenceError, Fault, OutcomeId};
use ucan_core::{Command, Did, FieldError};
use ucan_invocation::{Effects, Failure, Outcome, Receipt, Task};
use varsig::Block;

use super::{content::ContentError, error::PrepareError};
use crate::engine::Stop;

/// What comes of running again what a receipt is about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ReExecution {
    /// It came to the same.
    Confirmed(Box<Confirmed>),
    /// It came to something else.
    Refuted(Box<Refuted>),
    /// It does not come to the same again, so that nothing can be compared.
    NotReproducible {
        /// Why not.
        why: NotReproducible,
    },
    /// It was not brought to an end here, which says nothing about the receipt.
    Undecided {
        /// Why not.
        why: Undecided,
    },
}

impl ReExecution {
    /// The evidence, if the receipt is refuted and there is any.
    #[must_use]
    pub const fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Refuted(refuted) => match &refuted.evidence {
                Ok(evidence) => Some(evidence),
                Err(_) => None,
            },
            _ => None,
        }
    }
}

/// A receipt whose task was run again, and came to the same. Only
/// [`Executor::reexecute`](super::Executor::reexecute) makes one;
/// [`Executor::adopt`](super::Executor::adopt) lets it count.
#[derive(Clone, Debug)]
pub struct Confirmed {
    pub(super) receipt: Receipt,
    pub(super) task: Task,
    pub(super) ours: Ours,
    /// Who ran it.
    pub(super) by: Did,
}

impl Confirmed {
    /// The receipt that was confirmed.
    #[must_use]
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// The task, as resolved.
    #[must_use]
    pub const fn task(&self) -> &Task {
        &self.task
    }

    /// What both came to.
    #[must_use]
    pub const fn outcome(&self) -> &OutcomeId {
        &self.ours.id
    }
}

/// A receipt whose task was run again, and came to something else.
#[derive(Clone, Debug)]
pub struct Refuted {
    /// What this executor came to: signed now, and kept nowhere.
    pub ours: Receipt,
    /// What shows it to others: a [contradiction](ipvm_task::EvidenceKind::Contradiction),
    /// or, if the receipt is this executor's own, that it speaks with two tongues. There is
    /// none if the receipt cites another, which is where to look.
    pub evidence: Result<Evidence, EvidenceError>,
}

/// What this executor came to.
#[derive(Clone, Debug)]
pub(super) struct Ours {
    pub(super) outcome: Outcome,
    pub(super) effects: Effects,
    /// Of what it asks for, the tasks that are named by their IDs alone.
    pub(super) known: Vec<Cid>,
    /// And those that are spelled out.
    pub(super) tasks: Vec<Block>,
    pub(super) id: OutcomeId,
    pub(super) is_fault: bool,
    pub(super) computation: Option<Cid>,
    pub(super) fuel: Option<u64>,
}

/// Why something does not come to the same again.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotReproducible {
    /// It is no pure task.
    #[error("a {class} does not come to the same again")]
    Class {
        /// How far it reaches.
        class: EffectClass,
    },
    /// The receipt has a fault that says something about its executor, not about the task
    /// (rulings I8 and O40).
    #[error("{} says nothing about the task", fault.map_or("a fault that is not known", Fault::name))]
    Fault {
        /// The fault; `None` if its name is not known here.
        fault: Option<Fault>,
    },
    /// The engine here, or that of the receipt, runs with the fast profile, which gives up
    /// that results are the same everywhere.
    #[error("results of the fast profile may differ from machine to machine")]
    FastProfile,
    /// The task has promises, and the receipt does not say what they came to.
    #[error("the task has promises, and the receipt does not name it as it was resolved")]
    OpenPromise,
    /// The receipt names another computation than the task comes to here: another profile,
    /// or not what it says. It is neither confirmed nor refuted.
    #[error("the receipt is about computation {theirs}, and the task comes to {ours} here")]
    OtherComputation {
        /// The key in the receipt.
        theirs: Cid,
        /// The key here.
        ours: Cid,
    },
    /// Nothing here runs it.
    #[error("this executor has no handler for {command} on this subject")]
    Runner {
        /// The command of the task.
        command: Command,
    },
    /// The receipt is secret. What would come of it is evidence for others.
    #[error("the receipt is secret")]
    Secret,
}

/// Why something was not brought to an end.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Undecided {
    /// Somebody wished that it ended.
    #[error("it was cancelled")]
    Cancelled,
    /// The program, or content that it reads, is not to be had.
    #[error(transparent)]
    Content(ContentError),
    /// The engine gave up (ruling O16).
    #[error("the engine gave up: {reason}")]
    GaveUp {
        /// What the engine says of it.
        reason: String,
    },
    /// The handler did not do it.
    #[error("the handler did not do it: {0}")]
    Handler(Failure),
    /// The task itself is not to be had: hand it over as a block.
    #[error("task {task} is not here; hand it over as a block")]
    NoTask {
        /// The task, as resolved.
        task: Cid,
    },
    /// The block of this CID is no task.
    #[error("{task} is no task: {error}")]
    NotATask {
        /// The CID.
        task: Cid,
        /// What is wrong with it.
        error: FieldError,
    },
    /// It cannot be called here.
    #[error("it cannot be called here: {0}")]
    Refused(Box<PrepareError>),
    /// A limit of this executor stopped it (ruling I8).
    #[error("it was stopped by the limit `{}`", .0.name())]
    Stopped(Stop),
}
