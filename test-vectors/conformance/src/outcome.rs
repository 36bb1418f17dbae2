//! What comes out of an operation.

use std::{borrow::Cow, fmt};

use ipvm_vectors_loader::{Expected, InputError, Value};

/// What running a case gives: an outcome or a refusal, either of which may be the right
/// one; or a fault, which never is.
pub type Run = Result<Result<Outcome, Refusal>, Fault>;

/// What an operation gives where it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A CID, as text.
    Cid(String),
    /// A value.
    Value(Value),
}

/// The name of a refusal whose reason an adapter cannot tell.
pub const UNNAMED: &str = "Unnamed";

/// An error under its neutral name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The name in `errors.json`, or [`UNNAMED`].
    pub name: Cow<'static, str>,
    /// Where, in bytes.
    pub offset: Option<u64>,
    /// Which entry of a list is at fault, from 0.
    pub index: Option<u64>,
    /// What the implementation said, for the reader of a failed trial.
    pub message: String,
}

impl Refusal {
    /// The refusal with this name.
    pub fn new(name: impl Into<Cow<'static, str>>, error: &impl fmt::Display) -> Self {
        Self { name: name.into(), offset: None, index: None, message: error.to_string() }
    }

    /// At this offset in bytes, where the error has one.
    #[must_use]
    pub fn at(mut self, offset: impl Into<Option<usize>>) -> Self {
        self.offset = offset.into().and_then(|it| u64::try_from(it).ok());
        self
    }

    /// With the entry of a list that is at fault.
    #[must_use]
    pub fn of_entry(mut self, index: impl Into<Option<usize>>) -> Self {
        self.index = index.into().and_then(|it| u64::try_from(it).ok());
        self
    }
}

/// A case that does not come out as it must, or cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// An input is missing or of another kind.
    Input(InputError),
    /// An input whose text the program does not know.
    Choice {
        /// The name of the input.
        input: &'static str,
        /// What it holds.
        found: String,
    },
    /// The program does not run this operation.
    UnknownOperation(String),
    /// The case is not of the shape that its operation asks for, or the implementation
    /// broke an invariant.
    Invariant(&'static str),
    /// Something else came out.
    Outcome {
        /// What should have.
        expected: String,
        /// What did.
        got: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Choice { input, found } => write!(f, "the input {input} cannot be {found:?}"),
            Self::UnknownOperation(name) => write!(f, "the operation {name} is not run here"),
            Self::Invariant(what) => f.write_str(what),
            Self::Outcome { expected, got } => write!(f, "expected {expected}\n     got {got}"),
        }
    }
}

impl From<InputError> for Fault {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

/// Whether `got` is what a case expects. An offset is compared where the case states one;
/// the entry at fault always.
#[must_use]
pub fn agrees(expected: &Expected, got: &Result<Outcome, Refusal>) -> bool {
    agrees_but_for_places(expected, got)
        && match (expected, got) {
            (Expected::Error { offset, index, .. }, Err(refusal)) => {
                (offset.is_none() || refusal.offset == *offset) && refusal.index == *index
            }
            _ => true,
        }
}

/// The same, wherever an error says that something is wrong.
pub(crate) fn agrees_but_for_places(expected: &Expected, got: &Result<Outcome, Refusal>) -> bool {
    match (expected, got) {
        (Expected::Value(expected), Ok(Outcome::Value(got))) => expected == got,
        (Expected::Cid(expected), Ok(Outcome::Cid(got))) => expected == got,
        (Expected::Error { name, .. }, Err(refusal)) => refusal.name == *name,
        _ => false,
    }
}

/// A map as a value.
pub fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// A string as a value.
pub fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// `{"valid": true}`, the value of a check that passes.
#[must_use]
pub fn valid() -> Outcome {
    Outcome::Value(map([("valid", Value::Boolean(true))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(offset: Option<u64>, index: Option<u64>) -> Expected {
        Expected::Error { name: "Wrong".into(), offset, index }
    }

    fn refusal() -> Refusal {
        Refusal::new("Wrong", &"it is wrong")
    }

    #[test]
    fn compares_the_name_always_and_the_offset_where_it_is_stated() {
        assert!(agrees(&expected(None, None), &Err(refusal())));
        assert!(agrees(&expected(None, None), &Err(refusal().at(7))));
        assert!(agrees(&expected(Some(7), None), &Err(refusal().at(7))));
        assert!(!agrees(&expected(Some(7), None), &Err(refusal().at(8))));
        assert!(!agrees(&expected(Some(7), None), &Err(refusal())));
        assert!(!agrees(&expected(None, None), &Err(Refusal::new("Other", &""))));
    }

    #[test]
    fn an_entry_at_fault_is_never_passed_over() {
        assert!(agrees(&expected(None, Some(1)), &Err(refusal().of_entry(1))));
        assert!(!agrees(&expected(None, Some(1)), &Err(refusal().of_entry(2))));
        assert!(!agrees(&expected(None, Some(1)), &Err(refusal())));
        assert!(!agrees(&expected(None, None), &Err(refusal().of_entry(0))));
    }

    #[test]
    fn a_success_is_no_refusal_and_a_value_no_cid() {
        let value = Outcome::Value(text("bafy"));
        assert!(agrees(&Expected::Value(text("bafy")), &Ok(value.clone())));
        assert!(!agrees(&Expected::Cid("bafy".into()), &Ok(value.clone())));
        assert!(!agrees(&expected(None, None), &Ok(value)));
        assert!(!agrees(&Expected::Value(text("bafy")), &Err(refusal())));
        assert!(agrees(&Expected::Cid("bafy".into()), &Ok(Outcome::Cid("bafy".into()))));
    }
}
