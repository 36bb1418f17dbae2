//! What an implementation is known to do otherwise, with reasons.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::{pattern::matches, verdict::Kind};

/// A list of exceptions, as it stands in a file:
///
/// ```
/// # use ipvm_conformance::Exceptions;
/// let exceptions = Exceptions::parse(r#"{
///     "format": "1.0",
///     "exceptions": [{
///         "cases": ["ucan-core/selection/slice-*"],
///         "results": ["failed"],
///         "reason": "slices are not read; see issue 17"
///     }]
/// }"#)?;
/// # Ok::<(), ipvm_conformance::ExceptionsError>(())
/// ```
///
/// `cases` are ids in which `*` stands for any characters; `results` says which results are
/// excused, all of them if it is left out. An exception that is not needed any more is
/// [stale](crate::Stale), and a report with one is not clean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    format: String,
    exceptions: Vec<Exception>,
}

/// Cases that may come out otherwise, and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Their ids, with `*` for any characters.
    cases: Vec<String>,
    /// The names of the results that are excused.
    results: Option<Vec<String>>,
    /// Why.
    reason: String,
}

/// A file that holds no exceptions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExceptionsError {
    /// It cannot be read.
    #[error("{path} cannot be read: {kind}")]
    Read {
        /// The path.
        path: String,
        /// What the system says.
        kind: std::io::ErrorKind,
    },
    /// It is not of the shape that it must have.
    #[error("the exceptions are not of the shape that they must have: {0}")]
    Shape(String),
    /// It is of another version.
    #[error("the exceptions have the format {found}, and 1.0 is read")]
    Format {
        /// The version.
        found: String,
    },
    /// An exception without a reason.
    #[error("the exception of {cases} has no reason")]
    NoReason {
        /// Its first pattern.
        cases: String,
    },
    /// An exception without cases.
    #[error("the exception \"{reason}\" names no cases")]
    NoCases {
        /// Its reason.
        reason: String,
    },
    /// A result that there is not, or that needs no excuse.
    #[error("the result {found:?} is none that can be excused")]
    Result {
        /// What stands there.
        found: String,
    },
}

impl Exceptions {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`ExceptionsError`], by what is wrong.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ExceptionsError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| ExceptionsError::Read {
            path: path.display().to_string(),
            kind: error.kind(),
        })?;
        Self::parse(&text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// [`ExceptionsError`], by what is wrong.
    pub fn parse(text: &str) -> Result<Self, ExceptionsError> {
        let read: Self = serde_json::from_str(text)
            .map_err(|error| ExceptionsError::Shape(error.to_string()))?;
        if read.format != "1.0" {
            return Err(ExceptionsError::Format { found: read.format });
        }
        for exception in &read.exceptions {
            let Some(first) = exception.cases.first() else {
                return Err(ExceptionsError::NoCases { reason: exception.reason.clone() });
            };
            if exception.reason.trim().is_empty() {
                return Err(ExceptionsError::NoReason { cases: first.clone() });
            }
            let known = |name: &&String| {
                Kind::ALL.iter().any(|kind| kind.is_against() && kind.name() == name.as_str())
            };
            let wrong = exception.results.iter().flatten().find(|name| !known(name));
            if let Some(found) = wrong {
                return Err(ExceptionsError::Result { found: found.clone() });
            }
        }
        Ok(read)
    }

    /// The reason why a result of a case is excused, if it is.
    pub(crate) fn excuse(&self, id: &str, kind: Kind) -> Option<&str> {
        let excused = |it: &&Exception| it.names(id) && it.excuses(kind);
        self.exceptions.iter().find(excused).map(|it| it.reason.as_str())
    }

    /// The patterns, each with what it excuses.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (&str, &Exception)> {
        self.exceptions
            .iter()
            .flat_map(|it| it.cases.iter().map(move |pattern| (pattern.as_str(), it)))
    }
}

impl Exception {
    fn names(&self, id: &str) -> bool {
        self.cases.iter().any(|pattern| matches(pattern, id))
    }

    /// Whether it excuses a result of this kind.
    pub(crate) fn excuses(&self, kind: Kind) -> bool {
        kind.is_against()
            && self.results.as_ref().is_none_or(|it| it.iter().any(|it| it == kind.name()))
    }

    /// Why.
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }
}
