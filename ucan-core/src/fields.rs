//! Reading the fields of a payload, each exactly once.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;

use crate::{
    command::{Command, CommandError},
    did::{Did, DidError},
    policy::PolicyError,
    time::Timestamp,
};

/// The fields of a map that have not been read yet.
///
/// Every field is taken by its wire name; what is left over at the end is
/// refused, and so is `null` where the text does not allow it (ruling T4).
///
/// ```
/// use std::collections::BTreeMap;
///
/// use ipld_core::ipld::Ipld;
/// use ucan_core::{FieldError, FieldRule, Fields};
///
/// let map = BTreeMap::from([("sub".into(), Ipld::Null), ("to".into(), Ipld::Bool(true))]);
/// let mut fields = Fields::new(map);
/// assert_eq!(fields.nullable_did("sub"), Ok(None));
/// assert_eq!(fields.required("nonce"), Err(FieldError::new("nonce", FieldRule::Missing)));
/// assert_eq!(fields.finish(), Err(FieldError::new("to", FieldRule::Unknown)));
/// ```
#[derive(Debug)]
pub struct Fields(BTreeMap<String, Ipld>);

impl Fields {
    /// The fields of `map`.
    #[must_use]
    pub const fn new(map: BTreeMap<String, Ipld>) -> Self {
        Self(map)
    }

    /// The fields of a value that must be a map; `name` says which, in errors.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`] if it is none.
    pub fn of(name: &str, value: Ipld) -> Result<Self, FieldError> {
        match value {
            Ipld::Map(map) => Ok(Self(map)),
            other => Err(kind_error(name, "map", &other)),
        }
    }

    /// Takes a field that may be absent.
    pub fn optional(&mut self, name: &str) -> Option<Ipld> {
        self.0.remove(name)
    }

    /// Takes a field that must be there.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`] if it is not.
    pub fn required(&mut self, name: &str) -> Result<Ipld, FieldError> {
        self.optional(name).ok_or_else(|| FieldError::new(name, FieldRule::Missing))
    }

    /// Takes a required DID.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`], [`FieldRule::Kind`] or [`FieldRule::Did`].
    pub fn did(&mut self, name: &str) -> Result<Did, FieldError> {
        let value = self.required(name)?;
        did(name, value)
    }

    /// Takes a DID that may be absent.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`] or [`FieldRule::Did`].
    pub fn optional_did(&mut self, name: &str) -> Result<Option<Did>, FieldError> {
        self.optional(name).map(|value| did(name, value)).transpose()
    }

    /// Takes a required DID or an explicit null.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`], [`FieldRule::Kind`] or [`FieldRule::Did`].
    pub fn nullable_did(&mut self, name: &str) -> Result<Option<Did>, FieldError> {
        match self.required(name)? {
            Ipld::Null => Ok(None),
            value => did(name, value).map(Some),
        }
    }

    /// Takes a required command.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`], [`FieldRule::Kind`] or [`FieldRule::Command`].
    pub fn command(&mut self, name: &str) -> Result<Command, FieldError> {
        Command::try_from(self.string(name)?)
            .map_err(|error| FieldError::new(name, FieldRule::Command(error)))
    }

    /// Takes a required string.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`] or [`FieldRule::Kind`].
    pub fn string(&mut self, name: &str) -> Result<String, FieldError> {
        match self.required(name)? {
            Ipld::String(text) => Ok(text),
            other => Err(kind_error(name, "string", &other)),
        }
    }

    /// Takes a required byte string.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`] or [`FieldRule::Kind`].
    pub fn bytes(&mut self, name: &str) -> Result<Vec<u8>, FieldError> {
        match self.required(name)? {
            Ipld::Bytes(bytes) => Ok(bytes),
            other => Err(kind_error(name, "bytes", &other)),
        }
    }

    /// Takes a required map.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`] or [`FieldRule::Kind`].
    pub fn map(&mut self, name: &str) -> Result<BTreeMap<String, Ipld>, FieldError> {
        let value = self.required(name)?;
        Self::of(name, value).map(|fields| fields.0)
    }

    /// Takes a map that may be absent.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`].
    pub fn optional_map(
        &mut self,
        name: &str,
    ) -> Result<Option<BTreeMap<String, Ipld>>, FieldError> {
        self.optional(name).map(|value| Self::of(name, value).map(|fields| fields.0)).transpose()
    }

    /// Takes a required list of links.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`] or [`FieldRule::Kind`].
    pub fn links(&mut self, name: &str) -> Result<Vec<Cid>, FieldError> {
        let value = self.required(name)?;
        links(name, value)
    }

    /// Takes a list of links that may be absent.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`].
    pub fn optional_links(&mut self, name: &str) -> Result<Option<Vec<Cid>>, FieldError> {
        self.optional(name).map(|value| links(name, value)).transpose()
    }

    /// Takes a required link.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`] or [`FieldRule::Kind`].
    pub fn link(&mut self, name: &str) -> Result<Cid, FieldError> {
        let value = self.required(name)?;
        link(name, value)
    }

    /// Takes a link that may be absent.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`].
    pub fn optional_link(&mut self, name: &str) -> Result<Option<Cid>, FieldError> {
        self.optional(name).map(|value| link(name, value)).transpose()
    }

    /// Takes a timestamp that may be absent, but not null.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`] or [`FieldRule::Timestamp`].
    pub fn optional_timestamp(&mut self, name: &str) -> Result<Option<Timestamp>, FieldError> {
        self.optional(name).map(|value| timestamp(name, value)).transpose()
    }

    /// Takes a required timestamp or an explicit null.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Missing`], [`FieldRule::Kind`] or [`FieldRule::Timestamp`].
    pub fn nullable_timestamp(&mut self, name: &str) -> Result<Option<Timestamp>, FieldError> {
        match self.required(name)? {
            Ipld::Null => Ok(None),
            value => timestamp(name, value).map(Some),
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Unknown`] if a field was not taken.
    pub fn finish(self) -> Result<(), FieldError> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(FieldError::new(&name, FieldRule::Unknown)),
        }
    }
}

fn did(name: &str, value: Ipld) -> Result<Did, FieldError> {
    match value {
        Ipld::String(text) => {
            Did::try_from(text).map_err(|error| FieldError::new(name, FieldRule::Did(error)))
        }
        other => Err(kind_error(name, "DID", &other)),
    }
}

fn link(name: &str, value: Ipld) -> Result<Cid, FieldError> {
    match value {
        Ipld::Link(cid) => Ok(cid),
        other => Err(kind_error(name, "link", &other)),
    }
}

fn links(name: &str, value: Ipld) -> Result<Vec<Cid>, FieldError> {
    match value {
        Ipld::List(items) => items.into_iter().map(|item| link(name, item)).collect(),
        other => Err(kind_error(name, "list of links", &other)),
    }
}

fn timestamp(name: &str, value: Ipld) -> Result<Timestamp, FieldError> {
    match value {
        Ipld::Integer(seconds) => i64::try_from(seconds)
            .ok()
            .and_then(|seconds| Timestamp::from_seconds(seconds).ok())
            .ok_or_else(|| FieldError::new(name, FieldRule::Timestamp)),
        other => Err(kind_error(name, "integer", &other)),
    }
}

fn kind_error(name: &str, expected: &'static str, found: &Ipld) -> FieldError {
    FieldError::new(name, FieldRule::Kind { expected, found: kind(found) })
}

/// The kind of a value in the words of the IPLD data model.
const fn kind(value: &Ipld) -> &'static str {
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

/// A field that was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("field `{field}`: {rule}")]
#[non_exhaustive]
pub struct FieldError {
    /// The wire name of the field.
    pub field: String,
    /// The rule that was broken.
    pub rule: FieldRule,
}

impl FieldError {
    /// Says that `field` broke `rule`.
    #[must_use]
    pub fn new(field: &str, rule: FieldRule) -> Self {
        Self { field: field.to_string(), rule }
    }
}

/// The rules of a field.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldRule {
    /// The text is no command.
    #[error(transparent)]
    Command(CommandError),
    /// The text is no DID.
    #[error(transparent)]
    Did(DidError),
    /// The value is of another kind than the text demands.
    #[error("expected {expected}, found {found}")]
    Kind {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// A required field is absent.
    #[error("the field is missing")]
    Missing,
    /// The value is no policy.
    #[error(transparent)]
    Policy(PolicyError),
    /// The number is beyond ±(2^53 − 1) (ruling T5).
    #[error("a timestamp lies within ±(2^53 − 1) seconds")]
    Timestamp,
    /// The text does not know the field.
    #[error("the field is not known here")]
    Unknown,
    /// The value is not one of those that the field may take.
    #[error("expected {expected}")]
    Value {
        /// What the field may hold.
        expected: &'static str,
    },
}
