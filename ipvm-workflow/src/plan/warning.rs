//! What looks wrong in a plan.

use std::fmt;

use cid::Cid;
use ucan_core::{ChainError, Command, Timestamp, TokenCid};
use ucan_invocation::Branch;

use super::{
    Awaited, MissingProof,
    shown::{Label, Labels, list},
};

/// What a warning is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PlanPart {
    /// The task with this label.
    Task(String),
    /// The exception handler.
    Handler,
}

impl fmt::Display for PlanPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task(label) => Label(label).fmt(f),
            Self::Handler => f.write_str("the exception handler"),
        }
    }
}

/// What never happens, if a task awaits the error of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stopped {
    /// Both are part of the transaction, one of them fails, and so no mutation starts.
    Mutations,
    /// The other is part of the transaction, without whose success this one never starts.
    Task,
    /// Only the success of the workflow as a whole.
    Success,
}

/// What looks wrong in a workflow, or is worth knowing before it is asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanWarning {
    /// A mutation was done before, and is not done again (ruling I10).
    #[error("{} was done already, by receipt {}, and is not done again", Label(.task), TokenCid(receipt))]
    AlreadyDone {
        /// Its label.
        task: String,
        /// The receipt.
        receipt: Cid,
    },
    /// A task awaits that another of this workflow fails, so that one of the two always
    /// fails, and a handler is not called for the one that only waited in vain.
    #[error(
        "{} awaits the error of {}: {}", Label(.task), Label(.awaited), consequence(*.stopped)
    )]
    AwaitsError {
        /// The label of the task that waits.
        task: String,
        /// The label of the task that has to fail.
        awaited: String,
        /// What never happens for it.
        stopped: Stopped,
    },
    /// The chain of proofs does not carry the authority.
    #[error("{part} is not authorised: {error}")]
    Chain {
        /// What is not authorised.
        part: PlanPart,
        /// Why.
        error: ChainError,
    },
    /// Something is said not to be secret although it reads what is.
    #[error("{part} is said not to be secret, and reads the secret of {}", Labels(.sources))]
    Declassified {
        /// What is declassified.
        part: PlanPart,
        /// The labels of the tasks with secret results.
        sources: Vec<String>,
    },
    /// A mutation has an empty nonce, and its handler does not say that repeating does no
    /// harm (ruling I10).
    #[error(
        "{} has an empty nonce, and {command} changes the world each time: draw a nonce for it",
        Label(.task)
    )]
    EmptyNonce {
        /// Its label.
        task: String,
        /// The command.
        command: Command,
    },
    /// There is an exception handler, and no task for which it is called.
    #[error("the exception handler is never called: no task is part of the transaction")]
    HandlerUnused,
    /// A task hangs on one that cannot be undone.
    #[error(
        "{} hangs on {}, which changes the world: a failure there undoes nothing",
        Label(.task), Label(.mutation)
    )]
    HangsOnMutation {
        /// The label of the task that waits.
        task: String,
        /// The label of the first mutation that it awaits.
        mutation: String,
    },
    /// A task is likely to be stopped by its own limit.
    #[error("{} is likely to use {likely} fuel, and may use {limit}", Label(.task))]
    LikelyStopped {
        /// Its label.
        task: String,
        /// The fuel that it is likely to use.
        likely: u64,
        /// The fuel that it may use.
        limit: u64,
    },
    /// Proofs that are named are not at hand.
    #[error("{part} names proofs that are not at hand: {}", Missing(.missing))]
    MissingProofs {
        /// What names them.
        part: PlanPart,
        /// Which ones, and where.
        missing: Vec<MissingProof>,
    },
    /// What a task awaits is known to end on the other branch.
    #[error("{} never runs, since {awaited} ends on `{branch}`", Label(.task))]
    Mismatch {
        /// Its label.
        task: String,
        /// What it awaits.
        awaited: Awaited,
        /// The branch on which that ends.
        branch: Branch,
    },
    /// A task awaits both branches of another, of which it ends on one.
    #[error("{} never runs: it awaits both the value and the error of {}", Label(.task), Label(.awaited))]
    NeverKept {
        /// The label of the task that waits.
        task: String,
        /// The label of the task that it awaits.
        awaited: String,
    },
    /// A policy does not hold, whatever the promises in the arguments turn out to be.
    #[error("{part} breaks statement {statement} of the policy of proof {proof} ({})", TokenCid(.cid))]
    Policy {
        /// What breaks it.
        part: PlanPart,
        /// The place of the proof in `prf`.
        proof: usize,
        /// Its CID.
        cid: Cid,
        /// The place of the statement in the policy.
        statement: usize,
    },
    /// A proof ends before the workflow does.
    #[error(
        "proof {proof} ({}) of {part} expires at {expiration}, before the workflow does at {workflow}",
        TokenCid(.cid)
    )]
    ProofExpires {
        /// Whose proof it is.
        part: PlanPart,
        /// Its place in `prf`.
        proof: usize,
        /// Its CID.
        cid: Cid,
        /// The last second of its validity.
        expiration: Timestamp,
        /// The last second of the workflow's.
        workflow: Expiration,
    },
    /// A query can only run once something was computed.
    #[error("{} reads the world behind {}, which computes", Label(.task), Label(.computation))]
    QueryBehindComputation {
        /// The label of the query.
        task: String,
        /// The label of the first pure task that it awaits.
        computation: String,
    },
    /// Several labels stand for one task, which runs once.
    #[error("{} are the same task, which runs once", Labels(.tasks))]
    SameTask {
        /// The labels.
        tasks: Vec<String>,
    },
    /// No handler is declared for a command, so that it counts as a mutation.
    #[error("no handler is declared for {command}: {} counts as a mutation", Label(.task))]
    UndeclaredCommand {
        /// The label of the task.
        task: String,
        /// The command.
        command: Command,
    },
    /// The arguments of a task as a whole are a promise, where a map has to stand.
    #[error("the arguments of {} as a whole are a promise, which is refused", Label(.task))]
    WholeArguments {
        /// Its label.
        task: String,
    },
}

/// When a workflow ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiration {
    /// After this second.
    At(Timestamp),
    /// Never.
    Never,
}

impl fmt::Display for Expiration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(time) => time.fmt(f),
            Self::Never => f.write_str("no time"),
        }
    }
}

impl PlanWarning {
    /// Whether the workflow cannot succeed, or will not be taken, as long as this is so.
    #[must_use]
    pub const fn is_fatal(&self) -> bool {
        match self {
            Self::AwaitsError { .. }
            | Self::Chain { .. }
            | Self::EmptyNonce { .. }
            | Self::MissingProofs { .. }
            | Self::Mismatch { .. }
            | Self::NeverKept { .. }
            | Self::Policy { .. }
            | Self::UndeclaredCommand { .. }
            | Self::WholeArguments { .. } => true,
            Self::AlreadyDone { .. }
            | Self::Declassified { .. }
            | Self::HandlerUnused
            | Self::HangsOnMutation { .. }
            | Self::LikelyStopped { .. }
            | Self::ProofExpires { .. }
            | Self::QueryBehindComputation { .. }
            | Self::SameTask { .. } => false,
        }
    }

    /// A name for programs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AlreadyDone { .. } => "already-done",
            Self::AwaitsError { .. } => "awaits-error",
            Self::Chain { .. } => "chain",
            Self::Declassified { .. } => "declassified",
            Self::EmptyNonce { .. } => "empty-nonce",
            Self::HandlerUnused => "handler-unused",
            Self::HangsOnMutation { .. } => "hangs-on-mutation",
            Self::LikelyStopped { .. } => "likely-stopped",
            Self::MissingProofs { .. } => "missing-proofs",
            Self::Mismatch { .. } => "mismatch",
            Self::NeverKept { .. } => "never-kept",
            Self::Policy { .. } => "policy",
            Self::ProofExpires { .. } => "proof-expires",
            Self::QueryBehindComputation { .. } => "query-behind-computation",
            Self::SameTask { .. } => "same-task",
            Self::UndeclaredCommand { .. } => "undeclared-command",
            Self::WholeArguments { .. } => "whole-arguments",
        }
    }
}

const fn consequence(stopped: Stopped) -> &'static str {
    match stopped {
        Stopped::Mutations => "one of them fails, and so no mutation starts",
        Stopped::Task => "it starts only if that succeeds, and so never runs",
        Stopped::Success => "one of them fails, and so the workflow does",
    }
}

struct Missing<'a>(&'a [MissingProof]);

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, self.0.iter())
    }
}
