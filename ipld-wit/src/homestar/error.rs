//! What even this mapping refuses.

use alloc::string::String;

use crate::check::TypeError;
use crate::kind::Kind;
use crate::path::Path;

/// Why data or a value has no counterpart in Homestar's mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HomestarError {
    /// Fewer arguments than parameters.
    #[error("expected {expected} arguments, found {found}")]
    TooFewArguments {
        /// How many parameters the function has.
        expected: usize,
        /// How many arguments there are.
        found: usize,
    },
    /// Data of a kind that becomes no value of the type.
    #[error("{path}: expected {expected}, found {found}")]
    Kind {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
        /// The kind of the data.
        found: Kind,
    },
    /// An Integer outside the type.
    #[error("{path}: expected {expected}, found an integer out of its range")]
    IntegerRange {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// Too few elements or fields, a string that is not one character, or a name that the type does
    /// not have.
    #[error("{path}: this is not all of {expected}, or something else")]
    Incomplete {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// An `f32` that is NaN, infinite, or too large for a decimal number.
    #[error("{path}: the float has no decimal form")]
    NoDecimal {
        /// Where it stands.
        path: Path,
    },
    /// A list of tuples that are not pairs with a string first.
    #[error("{path}: a list of tuples is a map, and {found} is no pair with a string first")]
    NoPairs {
        /// Where the list stands.
        path: Path,
        /// The type of the tuples, as text.
        found: String,
    },
    /// A type that this mapping does not know, or a value that is none of the type.
    #[error("{path}: there is no {expected} in this mapping, or the value is none")]
    Unsupported {
        /// Where it stands.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// What was given as a type is none.
    #[error(transparent)]
    Type(#[from] TypeError),
}
