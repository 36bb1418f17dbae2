//! Tokens, made without the crates under test: right ones, and ones that break a rule.

use crate::{
    cid::{DAG_CBOR, cid_v1, token_cid},
    dag_cbor,
    people::Person,
    value::Value,
};

/// What a payload says before a case changes it.
const COMMAND: &str = "/msg/send";
/// Twelve bytes, as builders draw them.
const NONCE: [u8; 12] = *b"twelve bytes";

/// A delegation in the making.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Delegation {
    signer: Person,
    tag: String,
    header: Vec<u8>,
    /// Values in DAG-CBOR, in no order.
    fields: Vec<(String, Vec<u8>)>,
    /// Beside header and payload.
    beside: Vec<(String, Vec<u8>)>,
}

impl Delegation {
    /// Of `/msg/send` on `subject`, or as a powerline, without policy or end.
    pub(crate) fn new(
        issuer: Person,
        audience: Person,
        subject: impl Into<Option<Person>>,
    ) -> Self {
        let subject = subject.into();
        let fields = [
            ("iss", Value::from(issuer.did())),
            ("aud", audience.did().into()),
            ("sub", subject.map_or(Value::Null, |subject| subject.did().into())),
            ("cmd", COMMAND.into()),
            ("pol", Value::List(Vec::new())),
            ("nonce", NONCE.into()),
            ("exp", Value::Null),
        ];
        Self {
            signer: issuer,
            tag: "ucan/dlg@1.0.0".to_owned(),
            header: issuer.header(),
            fields: fields.map(|(name, value)| (name.to_owned(), dag_cbor::encode(&value))).into(),
            beside: Vec::new(),
        }
    }

    /// With this field, in place of the one that may be there.
    pub(crate) fn with(self, name: &str, value: impl Into<Value>) -> Self {
        self.with_encoded(name, dag_cbor::encode(&value.into()))
    }

    /// With this field, whose value is given as it is encoded.
    pub(crate) fn with_encoded(self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.without(name).with_another(name, value)
    }

    /// With this field beside the one of that name.
    pub(crate) fn with_another(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// Without this field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(found, _)| found != name);
        self
    }

    /// With this tag in place of `ucan/dlg@1.0.0`.
    pub(crate) fn tagged(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.tag);
        self
    }

    /// With this varsig header in place of the one of the issuer's key.
    pub(crate) fn with_header(mut self, header: impl Into<Vec<u8>>) -> Self {
        self.header = header.into();
        self
    }

    /// With this entry beside header and payload.
    pub(crate) fn beside(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.beside.push((key.to_owned(), dag_cbor::encode(&value.into())));
        self
    }

    /// Signed by somebody else than the issuer.
    pub(crate) const fn signed_by(mut self, signer: Person) -> Self {
        self.signer = signer;
        self
    }

    /// The bytes to sign.
    pub(crate) fn message(&self) -> Vec<u8> {
        let header = dag_cbor::encode(&self.header.clone().into());
        let payload = dag_cbor::encode_map(self.fields.clone());
        let mut entries = self.beside.clone();
        entries.extend([("h".to_owned(), header), (self.tag.clone(), payload)]);
        dag_cbor::encode_map(entries)
    }

    /// The token.
    pub(crate) fn sign(&self) -> Token {
        let message = self.message();
        Token { signature: self.signer.sign(&message), message }
    }
}

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
