//! What agents do when they are asked.

use std::time::Duration;

use cid::Cid;
use ipvm_task::Evidence;
use ucan_core::{DecodeError, Did, TokenCid, VerifyError};
use ucan_invocation::{Receipt, ReceiptError};

use crate::executor::{ReceiveError, RunError, TaskError};

/// What one agent did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// Who was asked, or was to be asked.
    pub agent: Did,
    /// What it did.
    pub conduct: Conduct,
    /// How long it took.
    pub time: Duration,
}

/// What an agent did when it was asked.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "one for each agent, beside a whole receipt")]
pub enum Conduct {
    /// It gave a receipt of its own for the task. Whether that counts is for the judge to
    /// say.
    Attested(Box<Receipt>),
    /// Its receipt is about another task.
    AnotherTask {
        /// The task that the receipt is about.
        ran: Cid,
    },
    /// It said that there is no receipt.
    Failed(AgentError),
    /// What it gave is no token.
    Garbage {
        /// What is wrong with the bytes.
        error: DecodeError,
    },
    /// What it gave is no receipt, or a receipt of somebody who may not give it.
    NotAReceipt {
        /// What is wrong with it.
        error: ReceiptError,
    },
    /// It was not asked.
    NotAsked {
        /// Why not.
        why: NotAsked,
    },
    /// What it gave does not bear the signature of the issuer that it names.
    NotSigned {
        /// What is wrong with the signature.
        error: VerifyError,
        /// The token as it came. It speaks against nobody: that this agent sent it is
        /// known here alone.
        evidence: Option<Evidence>,
    },
    /// It gave the receipt of another executor.
    OfAnother {
        /// Whose receipt it is.
        executor: Did,
    },
    /// It did not answer in time.
    Silent,
}

impl Conduct {
    /// The receipt, if it gave one.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Attested(receipt) => Some(receipt),
            _ => None,
        }
    }
}

impl std::fmt::Display for Conduct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Attested(receipt) => write!(f, "attested in receipt {}", TokenCid(receipt.cid())),
            Self::AnotherTask { ran } => write!(f, "gave a receipt for task {ran}"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::Garbage { error } => write!(f, "gave bytes that are no token: {error}"),
            Self::NotAReceipt { error } => write!(f, "gave what is no receipt: {error}"),
            Self::NotAsked { why } => write!(f, "was not asked: {why}"),
            Self::NotSigned { error, .. } => write!(f, "gave a token that is not signed: {error}"),
            Self::OfAnother { executor } => write!(f, "gave a receipt of {executor}"),
            Self::Silent => f.write_str("did not answer in time"),
        }
    }
}

/// Why an agent was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NotAsked {
    /// It still owes too many answers.
    #[error("it owes too many answers")]
    Busy,
    /// There is no invocation of the task that names it.
    #[error("no invocation of the task names it")]
    NoInvocation,
    /// The invocation that names it has a check of its own: agents attest, and do not ask
    /// others in turn.
    #[error("the invocation that names it asks for a check")]
    Nested,
    /// It has no seat on the panel.
    #[error("it has no seat on the panel")]
    NoSeat,
}

/// Why an agent has no receipt to give.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AgentError {
    /// The invocation asks for a workflow, which is many tasks.
    #[error("a workflow is no single task")]
    Workflow,
    /// The agent panicked: a bug worth reporting.
    #[error("the agent panicked")]
    Panicked,
    /// The executor did not receive the invocation.
    #[error(transparent)]
    Receive(Box<ReceiveError>),
    /// The executor did not run it.
    #[error(transparent)]
    Run(Box<RunError>),
    /// The task ended without a receipt.
    #[error("{}", .0.as_ref().map_or_else(|| "it ended without a receipt".to_owned(), ToString::to_string))]
    Task(Option<Box<TaskError>>),
    /// There was nobody to be asked: for agents at the other end of a wire.
    #[error("out of reach: {detail}")]
    Unreachable {
        /// What the transport says.
        detail: String,
    },
}
