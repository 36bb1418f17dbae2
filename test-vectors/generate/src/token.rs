//! Tokens, made without the crates under test: right ones, and ones that break a rule.

mod delegation;
mod draft;
mod invocation;

pub(crate) use self::{delegation::Delegation, invocation::Invocation};

use crate::{
    cid::{DAG_CBOR, cid_v1, token_cid},
    dag_cbor,
    value::Value,
};

/// The command of a payload before a case changes it.
const COMMAND: &str = "/msg/send";
/// Twelve bytes, as builders draw them.
const NONCE: [u8; 12] = *b"twelve bytes";

/// A token: a signature and what it is over.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    signature: Vec<u8>,
    message: Vec<u8>,
}

impl Token {
    /// Any signature over any bytes.
    pub(crate) fn new(signature: impl Into<Vec<u8>>, message: impl Into<Vec<u8>>) -> Self {
        Self { signature: signature.into(), message: message.into() }
    }

    /// The same, with another signature.
    pub(crate) fn with_signature(&self, signature: impl Into<Vec<u8>>) -> Self {
        Self::new(signature, self.message.clone())
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The bytes under the signature.
    pub(crate) fn message(&self) -> &[u8] {
        &self.message
    }

    /// The whole token.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let signature = dag_cbor::encode(&self.signature.clone().into());
        [&[0x82], signature.as_slice(), &self.message].concat()
    }

    /// The CID as tokens print.
    pub(crate) fn cid(&self) -> String {
        token_cid(&self.bytes())
    }

    /// The CID as DAG-JSON writes links.
    pub(crate) fn link(&self) -> Value {
        Value::link(cid_v1(DAG_CBOR, &self.bytes()))
    }
}
