//! What can go wrong with a call on encoded data.

use ::wasmtime::Error;
use varsig::dag_cbor::DagCborError;

use crate::error::{DecodeError, EncodeError};
use crate::wasmtime::ValueMismatch;

/// Why encoded arguments are none of a function.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgumentsError {
    /// The bytes are not one value in canonical DAG-CBOR.
    #[error(transparent)]
    NotCanonical(#[from] DagCborError),
    /// The value is none of the parameters; the error that
    /// [`FunctionType::decode_params`](crate::FunctionType::decode_params) gives for it, and
    /// [`DecodeError::Kind`] with the path `params` if it is no list.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The arguments could not be read, although neither of the other rules is broken: a defect of
    /// this crate.
    #[error("the arguments could not be read, for a reason that is not known")]
    Unreadable,
}

/// Why a call on encoded data has no output.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The arguments are refused. Nothing of the function has run, but the guest may have been asked
    /// for memory.
    #[error(transparent)]
    Arguments(#[from] ArgumentsError),
    /// The export is none of this instance.
    #[error("the instance does not have the function")]
    NoFunction,
    /// The engine ended the call: the guest trapped, a limit was reached, or the guest broke the
    /// canonical ABI. What it was can be asked of the error.
    #[error("the call ended without a result: {0}")]
    Engine(Error),
    /// The guest returned what is no value of its type: [`ValueMismatch::NotACid`].
    #[error(transparent)]
    Result(#[from] ValueMismatch),
    /// The guest returned a value without encoding; the error that
    /// [`FunctionType::encode_result`](crate::FunctionType::encode_result) gives for it.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}
