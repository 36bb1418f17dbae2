//! What is not in the draft.

use std::fmt;

use cid::Cid;

/// Something in a list of tasks that is not in the draft, or means something else there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// The receipt that is said to have asked for a task.
    Cause {
        /// The label of the task.
        task: String,
        /// The link of the receipt.
        cause: Cid,
    },
    /// A promise of an instruction that is not in the list. It stays, and no task is known
    /// under its address.
    Outside {
        /// The label of the task that awaits it.
        task: String,
        /// The address of the instruction.
        instruction: Cid,
    },
    /// The proofs of a task, which prove nothing in UCAN 1.0: name others.
    Proofs {
        /// The label of the task.
        task: String,
        /// Their links.
        proofs: Vec<Cid>,
    },
    /// The resource of a task is an argument now. Authority is the issuer's, who may have
    /// none over that resource.
    Resource {
        /// The label of the task.
        task: String,
    },
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cause { task, cause } => {
                write!(f, "the cause {cause} of task `{task}` is left out")
            }
            Self::Outside { task, instruction } => {
                write!(f, "task `{task}` awaits the instruction {instruction}, which is not here")
            }
            Self::Proofs { task, proofs } => {
                write!(f, "{} proofs of task `{task}` are left out", proofs.len())
            }
            Self::Resource { task } => {
                write!(
                    f,
                    "the resource of task `{task}` is an argument, and its subject the issuer"
                )
            }
        }
    }
}
