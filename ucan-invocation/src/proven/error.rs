//! Why an invocation is not proven.

use ucan_core::{ChainError, Command, Did, FieldError};
use varsig::dag_cbor::EncodeError;

/// Why an invocation is not proven.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The proof chain does not carry the authority.
    #[error(transparent)]
    Chain(ChainError),
    /// The arguments, with what was put into them, have no DAG-CBOR form.
    #[error(transparent)]
    Encode(EncodeError),
    /// What stands inside is no task.
    #[error("not a task: {0}")]
    Field(FieldError),
    /// Nothing stands at the path.
    #[error("no task stands there")]
    NoTaskThere,
    /// Another executor is named (ruling P3; public name: `InvalidAudience`).
    #[error("meant for {named}, not for {us}")]
    NotForUs {
        /// The executor that is named.
        named: Did,
        /// The executor that was asked.
        us: Did,
    },
    /// The executor lets nobody do that without proofs.
    #[error("{command} on {subject} is not public; name the proofs that authorise it")]
    NotPublic {
        /// The subject of the task.
        subject: Did,
        /// The command of the task.
        command: Command,
    },
    /// It was to be judged as one without proofs, and names some.
    #[error("{found} proofs are named, which have to be judged")]
    ProofsNamed {
        /// How many are named.
        found: usize,
    },
}
