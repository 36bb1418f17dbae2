//! Whoever the cases are put to.

use ipvm_vectors_loader::{Block, Case, Value};

use crate::outcome::Refusal;

/// An implementation that is asked to do operations, one after the other.
pub trait Implementation {
    /// Who it is, and what it can do. It is asked once, before the first case.
    ///
    /// # Errors
    ///
    /// [`StartError`] if it cannot be asked anything.
    fn describe(&mut self) -> Result<Description, StartError>;

    /// Does the operation of a case. `blocks` is the content that its input may link to.
    ///
    /// # Errors
    ///
    /// [`Broken`] if no answer came. The next case may be put nevertheless.
    fn answer(&mut self, case: &Case, blocks: &[Block]) -> Result<Answer, Broken>;
}

/// Who an implementation is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The operations that it does; `None` if it is to be asked for every one.
    pub operations: Option<Vec<String>>,
    /// Whether its errors say where something is wrong. If they do not, only their names are
    /// compared.
    pub places: bool,
    /// What else its readers should know.
    pub notes: Option<String>,
}

impl Description {
    /// One that is asked for every operation.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            operations: None,
            places: true,
            notes: None,
        }
    }

    /// Whether it says that it does this operation.
    #[must_use]
    pub fn does(&self, operation: &str) -> bool {
        self.operations.as_ref().is_none_or(|it| it.iter().any(|it| it == operation))
    }
}

/// What an implementation says to one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It succeeded, with this value.
    Value(Value),
    /// It succeeded, with this CID, as text.
    Cid(String),
    /// It refused.
    Refused(Refusal),
    /// It cannot do that, and says why.
    Unsupported(String),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Broken {
    /// None came in time.
    #[error("no answer within {seconds} s")]
    TimedOut {
        /// How long was waited.
        seconds: u64,
    },
    /// It ended first.
    #[error("it ended before it answered ({status}){}", tail(.stderr))]
    Crashed {
        /// How it ended.
        status: String,
        /// The last lines that it wrote to standard error.
        stderr: String,
    },
    /// What came is no answer.
    #[error("what it wrote is no answer: {what}: {excerpt}")]
    Garbage {
        /// What is wrong with it.
        what: Garbage,
        /// How it begins.
        excerpt: String,
    },
    /// It was not asked, after it had failed too often without a break.
    #[error("it was not asked any more, as it had not answered {failures} times in a row")]
    NotAsked {
        /// How often.
        failures: u32,
    },
}

fn tail(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}

/// What is wrong with a line that is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Garbage {
    /// The line is not the DAG-JSON of `protocol.md`.
    #[error("no DAG-JSON, {0}")]
    NotJson(String),
    /// The line is longer than is read.
    #[error("a line of more than {limit} bytes")]
    TooLong {
        /// How long a line may be.
        limit: usize,
    },
    /// The answer is to another request.
    #[error("the id is not {expected}")]
    AnotherId {
        /// The id of the request.
        expected: i64,
    },
    /// There is none of the fields that an answer has one of, or more than one.
    #[error("an answer has exactly one of value, cid, error and unsupported")]
    NotOneAnswer,
    /// A field is of another kind.
    #[error("the field {field} is of another kind")]
    Field {
        /// The field.
        field: &'static str,
    },
    /// The error stands in no table.
    #[error("the error {name} is none of errors.json")]
    UnknownError {
        /// The name.
        name: String,
    },
}

/// An implementation that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The program does not start.
    #[error("{program} does not start: {reason}")]
    Spawn {
        /// The program.
        program: String,
        /// What the system says.
        reason: String,
    },
    /// It started and does not say who it is.
    #[error("it does not answer `describe`: {0}")]
    Describe(Broken),
    /// It speaks another version of the protocol.
    #[error("it speaks version {found} of the protocol, and this is {}", crate::PROTOCOL)]
    Protocol {
        /// The version.
        found: String,
    },
}
