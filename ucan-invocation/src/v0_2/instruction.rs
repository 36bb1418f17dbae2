//! Instructions: a deferred call, and its address.

use alloc::{format, vec::Vec};

use cid::{Cid, Version};
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};
use varsig::dag_cbor::{self, EncodeError};

use super::{
    address::address,
    awaiting::{Await, Deferrable, is_promise},
    dialect::Dialect,
    encoded::{Wire, map},
    error::{InstructionError, ReadError, WriteError, kind},
    nonce::Nonce,
    operation::Operation,
    uri::Uri,
};
use crate::task::Arguments;

/// `{rsc, op, input, nnc}`: an operation on a resource (UCAN Invocation 0.2, section 3).
///
/// It is written with all four fields, whatever was left out when it was read, and its
/// address is that of these bytes, as in the field: an absent nonce and an empty one give
/// the same instruction, and so do a link in place of the resource and its `ipfs://` URI.
///
/// ```
/// use ucan_invocation::v0_2::{Encoded, Instruction};
///
/// // One of Homestar's own workflows, whose next task awaits this address.
/// let text = br#"{"input":{"args":[1],"func":"add_one"},"op":"wasm/run",
///   "rsc":"ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq"}"#;
/// let instruction = Encoded::<Instruction>::decode_dag_json(text)?;
/// let address = "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du";
/// assert_eq!(instruction.value().address().to_string(), address);
/// # Ok::<(), ucan_invocation::v0_2::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    resource: Deferrable<Uri>,
    operation: Operation,
    input: Deferrable<Arguments>,
    nonce: Deferrable<Nonce>,
    address: Cid,
}

impl Instruction {
    /// An instruction of values, without a nonce.
    ///
    /// # Errors
    ///
    /// As [`Instruction::with`].
    pub fn new(
        resource: Uri,
        operation: Operation,
        input: Arguments,
    ) -> Result<Self, InstructionError> {
        let nonce = Deferrable::Value(Nonce::empty());
        Self::with(Deferrable::Value(resource), operation, Deferrable::Value(input), nonce)
    }

    /// An instruction, any field of which but the operation may be a promise.
    ///
    /// # Errors
    ///
    /// [`InstructionError::Encode`] if the input has no DAG-CBOR form,
    /// [`InstructionError::InputIsPromise`] if it is a promise and was given as data.
    pub fn with(
        resource: Deferrable<Uri>,
        operation: Operation,
        input: Deferrable<Arguments>,
        nonce: Deferrable<Nonce>,
    ) -> Result<Self, InstructionError> {
        if input.value().is_some_and(is_promise) {
            return Err(InstructionError::InputIsPromise);
        }
        Self::addressed(resource, operation, input, nonce).map_err(InstructionError::Encode)
    }

    /// For an input that is no promise under the name of data.
    fn addressed(
        resource: Deferrable<Uri>,
        operation: Operation,
        input: Deferrable<Arguments>,
        nonce: Deferrable<Nonce>,
    ) -> Result<Self, EncodeError> {
        let mut new = Self { resource, operation, input, nonce, address: Cid::default() };
        new.address = address(&dag_cbor::encode(&new.to_ipld())?);
        Ok(new)
    }

    /// What is acted on.
    #[must_use]
    pub const fn resource(&self) -> &Deferrable<Uri> {
        &self.resource
    }

    /// What is done.
    #[must_use]
    pub const fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The parameters.
    #[must_use]
    pub const fn input(&self) -> &Deferrable<Arguments> {
        &self.input
    }

    /// What makes it unique, if anything does.
    #[must_use]
    pub const fn nonce(&self) -> &Deferrable<Nonce> {
        &self.nonce
    }

    /// The address under which others await it: DAG-CBOR, SHA3-256 (ruling I12).
    #[must_use]
    pub const fn address(&self) -> &Cid {
        &self.address
    }

    /// Every promise in it, in the order of the fields and then of the data.
    #[must_use]
    pub fn awaits(&self) -> Vec<Await> {
        let mut found = Vec::new();
        // It was encoded when it was made, and so is not nested deeply.
        collect(&self.to_ipld(), &mut found);
        found
    }

    pub(super) fn to_ipld(&self) -> Ipld {
        map([
            ("input", Some(self.input.to_ipld(|input| Ipld::Map(input.clone())))),
            ("nnc", Some(self.nonce.to_ipld(Nonce::to_ipld))),
            ("op", Some(Ipld::String(self.operation.as_str().into()))),
            ("rsc", Some(self.resource.to_ipld(|uri| Ipld::String(uri.as_str().into())))),
        ])
    }
}

fn collect(value: &Ipld, found: &mut Vec<Await>) {
    if let Some(promise) = Await::of(value) {
        found.push(promise);
        return;
    }
    match value {
        Ipld::List(items) => items.iter().for_each(|item| collect(item, found)),
        Ipld::Map(map) => map.values().for_each(|item| collect(item, found)),
        _ => {}
    }
}

impl Wire for Instruction {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("instruction", value)?;
        let resource = Deferrable::read(fields.required("rsc")?, read_resource)?;
        let operation = Operation::try_from(fields.string("op")?).map_err(ReadError::Operation)?;
        let input = match fields.optional("input") {
            None => Deferrable::Value(Arguments::new()),
            Some(input) => Deferrable::read(input, read_input)?,
        };
        let nonce = match fields.optional("nnc") {
            None => Deferrable::Value(Nonce::empty()),
            Some(nonce) => Deferrable::read(nonce, read_nonce)?,
        };
        fields.finish()?;
        Self::addressed(resource, operation, input, nonce).map_err(ReadError::Transcode)
    }

    /// The same in both dialects.
    fn write(&self, _: Dialect) -> Result<Ipld, WriteError> {
        Ok(self.to_ipld())
    }
}

fn read_resource(value: Ipld) -> Result<Uri, ReadError> {
    match value {
        Ipld::String(text) => Uri::try_from(text).map_err(ReadError::Resource),
        // The field reads a link as the URI of what it names, and writes that.
        Ipld::Link(cid) if cid.version() == Version::V1 => {
            Uri::try_from(format!("ipfs://{cid}")).map_err(ReadError::Resource)
        }
        Ipld::Link(_) => Err(ReadError::ResourceLink),
        other => Err(other_kind("rsc", "URI", &other)),
    }
}

fn read_input(value: Ipld) -> Result<Arguments, ReadError> {
    match value {
        Ipld::Map(map) => Ok(map),
        other => Err(other_kind("input", "map", &other)),
    }
}

fn read_nonce(value: Ipld) -> Result<Nonce, ReadError> {
    match value {
        Ipld::String(text) => Nonce::text(&text).map_err(ReadError::Nonce),
        Ipld::Bytes(bytes) => Nonce::bytes(&bytes).map_err(ReadError::Nonce),
        other => Err(other_kind("nnc", "ASCII or bytes", &other)),
    }
}

fn other_kind(field: &str, expected: &'static str, found: &Ipld) -> ReadError {
    FieldError::new(field, FieldRule::Kind { expected, found: kind(found) }).into()
}
