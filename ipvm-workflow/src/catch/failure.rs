//! What an exception handler gets.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, Fields};
use ucan_invocation::Failure;
use varsig::dag_cbor::{DagCborError, EncodeError, Limits, decode, encode};

/// The name of an error that has none.
const UNNAMED: &str = "Error";

/// The message of such an error.
const NO_MESSAGE: &str = "the error has no name and message of its own";

/// The failure of a task, as the exception handler gets it: the map
/// `{"label": string, "task": link, "name": string, "message": string, "value": bytes}`.
///
/// `value` is the DAG-CBOR of the error as it stands in the receipt, so that a component
/// may take it whatever its shape. `name` and `message` are those of the error, if it is a
/// map with these two strings; else they are always the same. It depends on the
/// document and on the error alone, so that the handler's receipt may be reused.
#[derive(Clone, Debug, PartialEq)]
pub struct CaughtFailure {
    label: String,
    task: Cid,
    name: String,
    message: String,
    value: Vec<u8>,
}

impl CaughtFailure {
    /// The failure of the task labelled `label`, whose ID is `task`, with its error.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the error has no DAG-CBOR form.
    pub fn new(label: &str, task: Cid, error: Ipld) -> Result<Self, EncodeError> {
        let value = encode(&error)?;
        let (name, message) = words(&error);
        Ok(Self { label: label.to_owned(), task, name, message, value })
    }

    /// The label of the task.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The ID of the task.
    #[must_use]
    pub const fn task(&self) -> &Cid {
        &self.task
    }

    /// What machines tell the error from others by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the error says to people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The DAG-CBOR of the error.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The map.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(BTreeMap::from([
            ("label".to_owned(), Ipld::String(self.label.clone())),
            ("task".to_owned(), Ipld::Link(self.task)),
            ("name".to_owned(), Ipld::String(self.name.clone())),
            ("message".to_owned(), Ipld::String(self.message.clone())),
            ("value".to_owned(), Ipld::Bytes(self.value.clone())),
        ]))
    }

    /// Reads the map. Whether the task failed so is not known from it.
    ///
    /// # Errors
    ///
    /// [`CaughtFailureError::Field`] for a field that is missing, malformed or unknown,
    /// [`CaughtFailureError::Value`] if `value` is no DAG-CBOR,
    /// [`CaughtFailureError::Words`] if `name` or `message` is not that of the error.
    pub fn read(value: Ipld) -> Result<Self, CaughtFailureError> {
        let mut fields = Fields::of("failure", value).map_err(CaughtFailureError::Field)?;
        let mut text = |name| fields.string(name).map_err(CaughtFailureError::Field);
        let (label, name, message) = (text("label")?, text("name")?, text("message")?);
        let task = fields.link("task").map_err(CaughtFailureError::Field)?;
        let value = fields.bytes("value").map_err(CaughtFailureError::Field)?;
        fields.finish().map_err(CaughtFailureError::Field)?;
        let error = decode(&value, &Limits::default()).map_err(CaughtFailureError::Value)?;
        let (own_name, own_message) = words(&error);
        for (field, own, found) in [("name", own_name, &name), ("message", own_message, &message)] {
            if own != *found {
                return Err(CaughtFailureError::Words { field, expected: own });
            }
        }
        Ok(Self { label, task, name, message, value })
    }
}

/// The name and the message of an error.
fn words(error: &Ipld) -> (String, String) {
    Failure::read(error).map_or_else(
        |_| (UNNAMED.to_owned(), NO_MESSAGE.to_owned()),
        |failure| (failure.name().to_owned(), failure.message().to_owned()),
    )
}

/// Why a value is not the failure of a task.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CaughtFailureError {
    /// A field is missing, malformed or unknown.
    #[error(transparent)]
    Field(FieldError),
    /// The error is no DAG-CBOR.
    #[error("`value` of the failure: {0}")]
    Value(DagCborError),
    /// What is said of the error is not what the error says.
    #[error("`{field}` of the failure must be `{expected}`, as in its `value`")]
    Words {
        /// The field.
        field: &'static str,
        /// What the error says.
        expected: String,
    },
}
