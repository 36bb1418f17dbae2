//! What can be wrong with a folder of vectors.

use std::{fmt, io, path::PathBuf};

use crate::value::{Kind, ValueError};

/// A folder of vectors that breaks the format, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {kind}", file.display(), InCase(case.as_deref()))]
#[non_exhaustive]
pub struct LoadError {
    /// The file, or the folder.
    pub file: PathBuf,
    /// The id of the case, or its place (`#3`) where it has none.
    pub case: Option<String>,
    /// What is wrong.
    pub kind: LoadErrorKind,
}

/// The rules of the format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadErrorKind {
    /// An id, an operation, an error name or a rule stands twice.
    #[error("{name} stands twice")]
    Duplicate {
        /// What stands twice.
        name: String,
    },
    /// `expected` has not exactly one of `value`, `cid` and `error`.
    #[error("exactly one of value, cid and error must be expected")]
    Expected,
    /// The operation has no such input.
    #[error("the operation has no input {name}")]
    ExtraInput {
        /// The name of the input.
        name: String,
    },
    /// The operation gives a CID where a value is expected, or the other way round.
    #[error("the operation does not give what is expected")]
    Gives,
    /// An id is not made of the layer, the topic and a slug of lower-case words.
    #[error("the id is not {expected}/ and a slug of lower-case words with hyphens")]
    Id {
        /// The layer and the topic.
        expected: String,
    },
    /// The file or folder could not be read.
    #[error("it could not be read: {kind}")]
    Io {
        /// Why.
        kind: io::ErrorKind,
    },
    /// The text is not the DAG-JSON of a vector file.
    #[error(transparent)]
    Json(#[from] ValueError),
    /// The layer or topic is not that of the folder or file name.
    #[error("it says {found} and stands under {expected}")]
    Misplaced {
        /// What its place says.
        expected: String,
        /// What it says.
        found: String,
    },
    /// A field that must be there is not.
    #[error("the field {field} is missing")]
    Missing {
        /// The name of the field.
        field: String,
    },
    /// The operation needs an input that is not there.
    #[error("the operation needs the input {name}")]
    MissingInput {
        /// The name of the input.
        name: String,
    },
    /// A case cites neither a section nor a ruling.
    #[error("neither a section nor a ruling is cited")]
    NothingCited,
    /// A field is of another kind.
    #[error("the field {field} is not {expected}")]
    Type {
        /// The name of the field.
        field: String,
        /// The kind it must have.
        expected: Kind,
    },
    /// A name that stands in none of the tables.
    #[error("there is no {table} named {name}")]
    Unknown {
        /// Which table it is looked up in.
        table: &'static str,
        /// The name.
        name: String,
    },
    /// A field that the format does not have.
    #[error("there is no field {field}")]
    UnknownField {
        /// The name of the field.
        field: String,
    },
    /// Another version of the format.
    #[error("the format is {found}, and this reads 1.0")]
    Version {
        /// The version found.
        found: String,
    },
}

struct InCase<'a>(Option<&'a str>);

impl fmt::Display for InCase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |case| write!(f, ", case {case}"))
    }
}
