//! What an exception handler answers.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_invocation::Failure;

/// The answer of an exception handler: a map with exactly one key (IPVM Workflow,
/// Exception Handler).
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_workflow::{Handled, HandledError};
///
/// let answer = ipld!({ "rewire": "mirror" });
/// assert_eq!(Handled::read(answer), Ok(Handled::Rewire("mirror".into())));
/// assert_eq!(Handled::read(ipld!({})), Err(HandledError::Keys { found: 0 }));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Handled {
    /// `{"ok": value}`: the task ends with this value instead.
    Ok(Ipld),
    /// `{"rewire": label}`: the task ends as the one with this label does.
    Rewire(String),
    /// `{"msg": string}`: the task stays failed, and this is what to say of it.
    Msg(String),
}

impl Handled {
    /// Reads the value on the `ok` branch of the handler.
    ///
    /// # Errors
    ///
    /// [`HandledError`] if it is anything but one of the three.
    pub fn read(output: Ipld) -> Result<Self, HandledError> {
        let Ipld::Map(mut map) = output else { return Err(HandledError::NotAMap) };
        if map.len() != 1 {
            return Err(HandledError::Keys { found: map.len() });
        }
        let (key, value) = map.pop_first().ok_or(HandledError::Keys { found: 0 })?;
        match (key.as_str(), value) {
            ("ok", value) => Ok(Self::Ok(value)),
            ("rewire", Ipld::String(label)) => Ok(Self::Rewire(label)),
            ("msg", Ipld::String(message)) => Ok(Self::Msg(message)),
            ("rewire", _) => Err(HandledError::NotText { key: "rewire" }),
            ("msg", _) => Err(HandledError::NotText { key: "msg" }),
            _ => Err(HandledError::UnknownKey { key }),
        }
    }

    /// The map.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let (key, value) = match self {
            Self::Ok(value) => ("ok", value.clone()),
            Self::Rewire(label) => ("rewire", Ipld::String(label.clone())),
            Self::Msg(message) => ("msg", Ipld::String(message.clone())),
        };
        Ipld::Map(BTreeMap::from([(key.to_owned(), value)]))
    }
}

/// The error of a task that stays failed with another message: it is called `Rethrown`,
/// and its `cause` is the error as it first was.
#[must_use]
pub fn rethrown(message: &str, cause: Ipld) -> Failure {
    Failure::new("Rethrown", message).with_detail("cause", cause)
}

/// Why the output of an exception handler is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandledError {
    /// There are more keys than one, or none.
    #[error("an exception handler answers with a map of one key, not of {found}")]
    Keys {
        /// How many there are.
        found: usize,
    },
    /// It is no map.
    #[error("an exception handler answers with a map")]
    NotAMap,
    /// What must be a string is none.
    #[error("`{key}` of an exception handler's answer must be a string")]
    NotText {
        /// The key.
        key: &'static str,
    },
    /// The key is none of the three.
    #[error("an exception handler answers `ok`, `rewire` or `msg`, not `{key}`")]
    UnknownKey {
        /// The key.
        key: String,
    },
}
