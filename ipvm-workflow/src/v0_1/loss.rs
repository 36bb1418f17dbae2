//! What is not in the draft.

use std::fmt;

use cid::Cid;

/// Something in a document of 0.1 that is not in the draft, or means something else there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// The nonce of the tasks as a whole: the workflow is signed with one of its own.
    Nonce {
        /// The nonce.
        nonce: String,
    },
    /// The task that asked for the workflow, of which the label is not said.
    Parent {
        /// The link.
        task: Cid,
    },
    /// The proofs, which prove nothing in UCAN 1.0: name others.
    Proofs {
        /// Their links.
        proofs: Vec<Cid>,
    },
    /// The resource of a task is an argument now. Authority is the issuer's, who may have
    /// none over that resource.
    Resource {
        /// The label of the task.
        task: String,
    },
    /// The signature, which was not verified: the workflow is signed anew.
    Signature {
        /// The name of the field.
        field: &'static str,
    },
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nonce { nonce } => write!(f, "the nonce `{nonce}` of the tasks is left out"),
            Self::Parent { task } => {
                write!(f, "the parent {task} is left out, since its label is not said")
            }
            Self::Proofs { proofs } => {
                write!(f, "{} proofs are left out, which prove nothing in UCAN 1.0", proofs.len())
            }
            Self::Resource { task } => {
                write!(
                    f,
                    "the resource of task `{task}` is an argument, and its subject the issuer"
                )
            }
            Self::Signature { field } => {
                write!(f, "the signature in `{field}` is left out and was not verified")
            }
        }
    }
}
