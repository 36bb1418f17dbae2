//! What can be wrong with the form of an export.

use cid::Cid;
use ucan_core::{CommandError, DidError, FieldError};
use varsig::dag_cbor::DagCborErrorKind;

/// What is wrong with the form of an export.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The archive has no root, or more than one.
    #[error("an export has one root, and this archive has {found}")]
    Roots {
        /// How many it has.
        found: usize,
    },
    /// It was not written to its end: the header still names no root.
    #[error("this export was never finished; export again")]
    Unfinished,
    /// A page should stand here, and something that is no DAG-CBOR does.
    #[error("a page should stand here, and {found} is of codec {:#x}", found.codec())]
    NotAPage {
        /// What stands here.
        found: Cid,
    },
    /// The page is no canonical DAG-CBOR.
    #[error("the page: {0}")]
    Page(DagCborErrorKind),
    /// A field of the page is missing, unknown, or of another kind.
    #[error("the page: {0}")]
    Field(FieldError),
    /// The page is of a version that is not read here.
    #[error("this is an export of version `{found}`, and version 0.1.0 is read here")]
    Version {
        /// The version.
        found: String,
    },
    /// The page is of a kind that there is not.
    #[error("there are no pages of kind `{found}`")]
    Kind {
        /// The kind.
        found: String,
    },
    /// The page comes after one that has to come after it.
    #[error("a page of {found} comes after one of {after}")]
    Order {
        /// The kind of the page before.
        after: &'static str,
        /// The kind of this page.
        found: &'static str,
    },
    /// The page does not name the one before it.
    #[error("the page does not follow the one before it: it is to name {}", named(.expected))]
    Previous {
        /// The page before.
        expected: Option<Cid>,
        /// What this page names.
        found: Option<Cid>,
    },
    /// The page has more rows than there may be.
    #[error("the page has {found} rows; {limit} are allowed")]
    Rows {
        /// How many it has.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A row of the page is not what it is to be.
    #[error("row {row} of the page: {error}")]
    Row {
        /// The number of the row, from 0.
        row: usize,
        /// What is wrong with it.
        error: RowError,
    },
    /// Another block stands where that of a row is to be.
    #[error("{expected} should stand here, and {found} does")]
    Block {
        /// The block that the row names.
        expected: Cid,
        /// What stands here.
        found: Cid,
    },
    /// The last page counts something else than what came.
    #[error("the last page counts {expected} {of}, and there were {found}")]
    Count {
        /// Of what.
        of: &'static str,
        /// How many it counts.
        expected: u64,
        /// How many there were.
        found: u64,
    },
    /// The last page is another one than the root.
    #[error("the root is {expected}, and the last page is {found}")]
    Root {
        /// The root in the header.
        expected: Cid,
        /// The last page.
        found: Cid,
    },
    /// Something comes after the last page.
    #[error("something comes after the last page")]
    AfterTheEnd,
    /// The archive ends before the last page has come.
    #[error("the archive ends here, and its last page has not come")]
    NoEnd,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// It is not what rows of the page are.
    #[error("it is no {expected}")]
    NotA {
        /// What rows of the page are.
        expected: &'static str,
    },
    /// A field is missing, unknown, or of another kind.
    #[error(transparent)]
    Field(FieldError),
    /// An owner is no DID.
    #[error("an owner: {0}")]
    Owner(DidError),
    /// The command of the task is none.
    #[error("the command: {0}")]
    Command(CommandError),
    /// A result is remembered at a task or at a computation, at one of them.
    #[error("a result has either a `task` or a `computation`")]
    Address,
    /// The class of a task is none that there is.
    #[error("there is no class `{found}`")]
    Class {
        /// The class.
        found: String,
    },
}

impl From<FieldError> for RowError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

fn named(page: &Option<Cid>) -> String {
    page.map_or_else(|| "none".to_owned(), |page| page.to_string())
}
