//! What all kinds of tokens have in common while they are made.

use std::marker::PhantomData;

use super::Token;
use crate::{dag_cbor, people::Person, value::Value};

/// A token of some kind, before it is signed.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Draft<K> {
    signer: Person,
    tag: String,
    header: Vec<u8>,
    /// Values in DAG-CBOR, in no order.
    fields: Vec<(String, Vec<u8>)>,
    /// Beside header and payload.
    beside: Vec<(String, Vec<u8>)>,
    kind: PhantomData<K>,
}

impl<K> Draft<K> {
    pub(super) fn of(
        issuer: Person,
        tag: &str,
        fields: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Self {
        let fields = fields.into_iter();
        Self {
            signer: issuer,
            tag: tag.to_owned(),
            header: issuer.header(),
            fields: fields
                .map(|(name, value)| (name.to_owned(), dag_cbor::encode(&value)))
                .collect(),
            beside: Vec::new(),
            kind: PhantomData,
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

    /// With this tag in place of the one of its kind.
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

    /// The fields as they stand, their values encoded.
    pub(super) fn encoded_fields(&self) -> Vec<(String, Vec<u8>)> {
        self.fields.clone()
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
