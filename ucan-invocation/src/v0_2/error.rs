//! What can be wrong with what is read, and with what is to be written.

use alloc::string::String;

use ipld_core::ipld::Ipld;
use ucan_core::{DidError, FieldError};
use varsig::{
    dag_cbor::{self, DagCborError},
    dag_json::{self, DagJsonError},
};

use super::{
    dialect::Dialect, nonce::NonceError, operation::OperationError, signature::SignatureFormError,
    uri::UriError,
};

/// Why bytes or a text are not what they are taken for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A map with one key of another name, or more keys than one.
    #[error("the map around it has not exactly the key `{expected}`")]
    Capsule {
        /// The key that stands around this kind of value.
        expected: &'static str,
    },
    /// The bytes are not canonical DAG-CBOR.
    #[error(transparent)]
    Cbor(DagCborError),
    /// The text has no DAG-CBOR form, over which addresses and signatures are.
    #[error(transparent)]
    Transcode(dag_cbor::EncodeError),
    /// The issuer is no DID.
    #[error("field `iss`: {0}")]
    Did(DidError),
    /// A list of links that must be a set has one twice.
    #[error("field `{field}` has the same link twice")]
    DuplicateLink {
        /// The wire name of the field.
        field: &'static str,
    },
    /// A field is missing, unknown or of another kind.
    #[error(transparent)]
    Field(FieldError),
    /// The text is not DAG-JSON.
    #[error(transparent)]
    Json(DagJsonError),
    /// The nonce is none.
    #[error("field `nnc`: {0}")]
    Nonce(NonceError),
    /// The operation is none.
    #[error("field `op`: {0}")]
    Operation(OperationError),
    /// A result is neither a map with one key nor a list of two, or has another tag.
    #[error(
        "a result is a map with one key, `ok` or `error`, or a list of a tag and a value, \
         with the tag `ok`, `error` or `just`"
    )]
    Output,
    /// The resource is none.
    #[error("field `rsc`: {0}")]
    Resource(UriError),
    /// The resource is a link that has no text as a URI, as it is of version 0.
    #[error("field `rsc`: a link in place of a URI is of version 1")]
    ResourceLink,
    /// The signature is not in the form of this wire.
    #[error("field `{field}`: {error}")]
    Signature {
        /// The wire name of the field.
        field: &'static str,
        /// What is wrong with it.
        error: SignatureFormError,
    },
    /// A receipt has both of the names that the text gives to its signature.
    #[error("the signature stands both under `sig` and under `s`")]
    TwoSignatures,
    /// The version is not the one of this wire.
    #[error("version `{found}` is not read here, only `0.2.0`")]
    Version {
        /// The version found.
        found: String,
    },
}

impl From<FieldError> for ReadError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// Why a value cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The value has no DAG-CBOR form.
    #[error(transparent)]
    Cbor(dag_cbor::EncodeError),
    /// The value has no DAG-JSON text.
    #[error(transparent)]
    Json(dag_json::EncodeError),
    /// The dialect has no place for something that the value has.
    #[error("{dialect} has no place for `{field}`")]
    NoPlace {
        /// What has no place, by its wire name.
        field: &'static str,
        /// The dialect that was asked for.
        dialect: Dialect,
    },
    /// The bytes are more than what is read back.
    #[error(transparent)]
    Unreadable(DagCborError),
}

/// Why an instruction cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InstructionError {
    /// It has no DAG-CBOR form, and so no address.
    #[error(transparent)]
    Encode(dag_cbor::EncodeError),
    /// The input, given as data, has the form of a promise and would be read as one.
    #[error("an input with the form of a promise is one")]
    InputIsPromise,
}

/// The kind of a value in the words of the IPLD data model.
pub(super) const fn kind(value: &Ipld) -> &'static str {
    match value {
        Ipld::Null => "null",
        Ipld::Bool(_) => "boolean",
        Ipld::Integer(_) => "integer",
        Ipld::Float(_) => "float",
        Ipld::String(_) => "string",
        Ipld::Bytes(_) => "bytes",
        Ipld::List(_) => "list",
        Ipld::Map(_) => "map",
        Ipld::Link(_) => "link",
    }
}
