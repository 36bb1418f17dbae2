//! Errors as they stand in results.

use alloc::{collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};

use crate::outcome::Outcome;

/// An error value that says what failed, for machines and for people: a map with `name`
/// and `message`, and whatever else belongs to that name (UCAN Receipt, Receipt Output;
/// ruling I3).
///
/// It is the recommended form, which executors use for their own errors; the error of a
/// task may have any other.
///
/// ```
/// use ipld_core::ipld;
/// use ucan_invocation::Failure;
///
/// let failure = Failure::new("OutOfPaper", "tray 2 is empty")
///     .with_detail("tray", 2.into());
/// assert_eq!(
///     failure.to_ipld(),
///     ipld!({ "name": "OutOfPaper", "message": "tray 2 is empty", "tray": 2 })
/// );
/// assert_eq!(Failure::read(&failure.to_ipld())?, failure);
/// # Ok::<(), ucan_core::FieldError>(())
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Failure {
    name: String,
    message: String,
    details: BTreeMap<String, Ipld>,
}

const NAME: &str = "name";
const MESSAGE: &str = "message";

impl Failure {
    /// An error called `name`, which machines tell from others, with a message for
    /// people.
    #[must_use]
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self { name: name.into(), message: message.into(), details: BTreeMap::new() }
    }

    /// Adds something that belongs to errors of this name. `name` and `message` cannot be
    /// replaced this way.
    #[must_use]
    pub fn with_detail(mut self, key: impl Into<String>, value: Ipld) -> Self {
        let key = key.into();
        if key != NAME && key != MESSAGE {
            self.details.insert(key, value);
        }
        self
    }

    /// What machines tell it from others by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says to people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What else belongs to it.
    #[must_use]
    pub const fn details(&self) -> &BTreeMap<String, Ipld> {
        &self.details
    }

    /// The map.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let mut map = self.details.clone();
        map.insert(NAME.into(), Ipld::String(self.name.clone()));
        map.insert(MESSAGE.into(), Ipld::String(self.message.clone()));
        Ipld::Map(map)
    }

    /// Reads an error value that has this form.
    ///
    /// # Errors
    ///
    /// [`FieldError`] if it is no map, or if `name` or `message` is missing or no string.
    pub fn read(value: &Ipld) -> Result<Self, FieldError> {
        let Ipld::Map(map) = value else {
            let expected = "a map with a name and a message";
            return Err(FieldError::new("error", FieldRule::Value { expected }));
        };
        let mut details = map.clone();
        let mut text = |key: &str| {
            let value = details.remove(key).map(|value| (key.into(), value));
            Fields::new(value.into_iter().collect()).string(key)
        };
        let (name, message) = (text(NAME)?, text(MESSAGE)?);
        Ok(Self { name, message, details })
    }
}

impl From<Failure> for Outcome {
    /// The failure on the branch for errors.
    fn from(failure: Failure) -> Self {
        Self::Error(failure.to_ipld())
    }
}
