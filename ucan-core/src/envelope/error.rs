//! What can be wrong with a token.

use alloc::{boxed::Box, string::String};

use cid::Cid;
use varsig::{
    Header, HeaderError, SignatureAlgorithm, SigningError,
    dag_cbor::{DagCborError, EncodeError},
    dag_json::DagJsonError,
};

use crate::{did::ResolveError, fields::FieldError};

/// Why bytes are no token of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The block goes by a CID that no token has: tokens have a CIDv1 with codec
    /// DAG-CBOR (UCAN Core, Content Identifiers).
    #[error("{cid} is not the address of a token, which is a CIDv1 with codec dag-cbor")]
    Address {
        /// The CID it goes by.
        cid: Cid,
    },
    /// The bytes are not canonical DAG-CBOR (ruling T3).
    #[error(transparent)]
    Encoding(DagCborError),
    /// A field of the payload breaks a rule.
    #[error(transparent)]
    Field(FieldError),
    /// The varsig header breaks a rule.
    #[error(transparent)]
    Header(HeaderError),
    /// The text is not DAG-JSON.
    #[error(transparent)]
    Json(DagJsonError),
    /// The signature payload has no header in bytes under `h`.
    #[error("the signature payload has no header")]
    NoHeader,
    /// The signature payload holds a header and nothing else.
    #[error("the signature payload has no token payload")]
    NoPayload,
    /// The value is not a list of signature and signature payload.
    #[error("an envelope is a list of a signature in bytes and a map")]
    NotAPair,
    /// The header names an encoding over which tokens are not signed (ruling T2).
    #[error(
        "tokens are not signed over {} with {}; DAG-CBOR is required",
        header.encoding(),
        header.algorithm()
    )]
    PayloadEncoding {
        /// The header of the token.
        header: Box<Header>,
    },
    /// The token payload is not a map.
    #[error("the token payload is not a map")]
    PayloadNotAMap,
    /// The signature payload holds more than a header and one token payload.
    #[error("the signature payload also holds `{tag}`")]
    SecondPayload {
        /// The key in excess.
        tag: String,
    },
    /// The value in DAG-JSON has no DAG-CBOR form.
    #[error(transparent)]
    Transcode(EncodeError),
    /// The tag has a version that is not read here (ruling T1).
    #[error("the version of `{tag}` is not supported; 1.0.0 and 1.0.0-rc.1 are")]
    UnsupportedVersion {
        /// The tag found.
        tag: String,
    },
    /// The tag is that of another kind of token.
    #[error("the tag is `{found}`, not of kind `{expected}`")]
    WrongTag {
        /// The kind that was asked for.
        expected: &'static str,
        /// The tag found.
        found: String,
    },
}

/// Why a token was not signed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The payload has no DAG-CBOR form.
    #[error(transparent)]
    Encode(EncodeError),
    /// The issuer is the `did:key` of another key than the signer's.
    #[error("the issuer is the DID of another key than the signer's")]
    IssuerMismatch,
    /// The signer did not sign.
    #[error(transparent)]
    Signing(SigningError),
    /// The token would be too large or too deep to be read back.
    #[error("the token would be too large or too deep to be read back")]
    Unreadable,
}

/// Why a token is not believed to come from its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The header names an algorithm that the issuer's key does not sign with.
    #[error("the header's algorithm is not that of the issuer's key")]
    AlgorithmMismatch,
    /// The verifiers leave the algorithm out, or this build does not know it.
    #[error("signatures by {algorithm} are not accepted here")]
    AlgorithmNotAllowed {
        /// The algorithm that the header names.
        algorithm: SignatureAlgorithm,
    },
    /// The signature does not hold.
    #[error("invalid signature")]
    InvalidSignature,
    /// The issuer's key is not to be had.
    #[error(transparent)]
    Resolve(ResolveError),
}
