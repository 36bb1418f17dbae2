//! Tokens as people read and write them.

use alloc::vec::Vec;

use varsig::{
    dag_cbor::{self, Limits},
    dag_json,
};

use super::{DecodeError, Envelope, Payload};

impl<T: Payload> Envelope<T> {
    /// Reads a token from DAG-JSON in any layout.
    ///
    /// The value is written as canonical DAG-CBOR, once, and those bytes count as the
    /// ones received: the signature and the CID are over them (ruling T2). However the
    /// text is laid out, it is one token.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Json`] if the text is not DAG-JSON, [`DecodeError::Transcode`] if
    /// there is no DAG-CBOR for it, and as [`Envelope::decode`].
    pub fn decode_dag_json(text: &[u8]) -> Result<Self, DecodeError> {
        let value = dag_json::decode(text, &Limits::default()).map_err(DecodeError::Json)?;
        Self::decode(&dag_cbor::encode(&value).map_err(DecodeError::Transcode)?)
    }
}

impl<T> Envelope<T> {
    /// The token in canonical DAG-JSON, from which [`Envelope::decode_dag_json`] makes
    /// the same bytes again.
    ///
    /// # Errors
    ///
    /// [`dag_json::EncodeError`] if there is a map of the form that DAG-JSON keeps for
    /// links and bytes in the token: it has a DAG-CBOR form only.
    pub fn to_dag_json(&self) -> Result<Vec<u8>, dag_json::EncodeError> {
        let value = dag_cbor::decode(self.bytes(), &Limits::default())
            .expect("an envelope holds bytes that passed the same check");
        dag_json::encode(&value)
    }
}
