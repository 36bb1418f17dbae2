//! What is amiss.

use std::fmt;

use cid::Cid;
use ipvm_runtime::store::{Address, Damage, EffectClass, Role};
use ucan_core::TokenCid;

use super::Remedy;
use crate::receipt::ReceiptFault;

/// Something that is amiss, and what can be done about it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is, and what is lost with it.
    pub trouble: Trouble,
    /// What can be done about it.
    pub remedy: Remedy,
}

/// Something that is amiss.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Trouble {
    /// A row, or the bytes it stands for, cannot be what was written.
    Row(Damage),
    /// What is kept as a receipt is whole, and is none, or nobody's.
    Receipt {
        /// The receipt.
        receipt: Cid,
        /// What is wrong with it.
        fault: ReceiptFault,
    },
    /// A receipt is found under a task that it does not answer.
    Misplaced {
        /// The receipt.
        receipt: Cid,
        /// The task under which it is found.
        task: Cid,
    },
    /// What a receipt says came of its task, or asks for, is not here.
    Content {
        /// The receipt.
        receipt: Cid,
        /// What it links to.
        cid: Cid,
    },
    /// A result is remembered, and the receipt that says it is gone or damaged.
    Dangling {
        /// Where it is remembered.
        address: Address,
        /// The receipt.
        receipt: Cid,
        /// The class under which the task was claimed.
        effect: EffectClass,
    },
    /// A result is remembered with a receipt that answers something else.
    Unanswered {
        /// Where it is remembered.
        address: Address,
        /// The receipt.
        receipt: Cid,
        /// The class under which the task was claimed.
        effect: EffectClass,
    },
    /// A mutation was begun, and nothing says what became of it. While somebody is at work
    /// on it that is as it should be.
    Unsettled {
        /// The task as resolved.
        task: Cid,
    },
    /// Something is pinned that is not here.
    Pinned {
        /// What is pinned.
        cid: Cid,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.trouble, self.remedy)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(damage) => damage.fmt(f),
            Self::Receipt { receipt, fault } => write!(f, "receipt {}: {fault}", TokenCid(receipt)),
            Self::Misplaced { receipt, task } => write!(
                f,
                "receipt {} is found by the {} {task}, which it does not answer",
                TokenCid(receipt),
                Role::Task
            ),
            Self::Content { receipt, cid } => {
                write!(
                    f,
                    "{cid}, which receipt {} says came of its task, is not here",
                    TokenCid(receipt)
                )
            }
            Self::Dangling { address, receipt, .. } => {
                write!(
                    f,
                    "the result of {address} is lost: its receipt {} is not here",
                    TokenCid(receipt)
                )
            }
            Self::Unanswered { address, receipt, .. } => {
                write!(
                    f,
                    "the result of {address} is lost: receipt {} answers another task",
                    TokenCid(receipt)
                )
            }
            Self::Unsettled { task } => {
                write!(f, "mutation {task} was begun, and nothing says what became of it")
            }
            Self::Pinned { cid } => write!(f, "{cid} is pinned and not here"),
        }
    }
}
