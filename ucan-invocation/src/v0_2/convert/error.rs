//! Why something has no counterpart.

use cid::Cid;
use ucan_core::{CommandError, DidError};
use varsig::dag_cbor::EncodeError;

use super::super::{operation::OperationError, uri::UriError};
use crate::effects::RequestedTwice;

/// Why a value of one wire has no counterpart in the other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConversionError {
    /// The operation is no command, as when it has capital letters.
    #[error("the operation is no command: {0}")]
    Command(CommandError),
    /// A promise in place of a field that 1.0 has only as a value.
    #[error("`{field}` is a promise, which 1.0 has no place for")]
    Deferred {
        /// The wire name of the field.
        field: &'static str,
    },
    /// The value has no DAG-CBOR form.
    #[error(transparent)]
    Encode(EncodeError),
    /// The map is empty, and would come back as one that is absent.
    #[error("`{field}` is empty, which the older wire does not tell from absent")]
    Empty {
        /// The wire name of the field.
        field: &'static str,
    },
    /// A link is already known as the counterpart of another.
    #[error("{old} and {new} are not a pair: one of them has another counterpart")]
    LinkTaken {
        /// The link of the older wire.
        old: Cid,
        /// The link of 1.0.
        new: Cid,
    },
    /// A field that the other wire does not have.
    #[error("`{field}` has no place in the other wire")]
    NoPlace {
        /// The wire name of the field.
        field: &'static str,
    },
    /// The nonce would come back in the other form: ASCII of 12 or 16 letters as bytes.
    #[error("a nonce of {length} letters would come back as bytes")]
    NonceForm {
        /// How many letters it has.
        length: usize,
    },
    /// The nonce is neither 12 nor 16 bytes nor ASCII.
    #[error("a nonce of {length} bytes that are not all ASCII has no form in the older wire")]
    NonceLength {
        /// How many bytes it has.
        length: usize,
    },
    /// The instruction is no call of a function of a Wasm module, or the task is none.
    #[error("this is not a call of a function of a Wasm module by its URI")]
    NotWasm,
    /// The command is no operation.
    #[error("the command is no operation: {0}")]
    Operation(OperationError),
    /// The task is not the counterpart of the instruction.
    #[error("{task} is not the counterpart of the instruction {instruction}")]
    OtherTask {
        /// The address of the instruction.
        instruction: Cid,
        /// The ID of the task.
        task: Cid,
    },
    /// There are proofs. Those of either wire prove nothing in the other.
    #[error("{count} proofs prove nothing in the other wire")]
    Proofs {
        /// How many there are.
        count: usize,
    },
    /// One task is asked for twice, by forking it and by joining it.
    #[error(transparent)]
    RequestedTwice(RequestedTwice),
    /// The resource is no DID, so that it is nobody whose authority could be used.
    #[error("the resource is no subject: {0}")]
    Resource(DidError),
    /// The subject has characters that no URI has.
    #[error("the subject is no resource: {0}")]
    Subject(UriError),
    /// A link whose counterpart is not known.
    #[error("the counterpart of {link} is not known; convert what it names first")]
    UnknownLink {
        /// The link.
        link: Cid,
    },
    /// An operation with `*`, which stands for many.
    #[error("an operation with `*` names nothing to do")]
    Wildcard,
}
