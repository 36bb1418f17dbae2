//! How far tasks got.

use alloc::collections::BTreeMap;

use cid::Cid;
use ucan_invocation::Arguments;

use crate::{mismatch::BranchMismatch, resolve::ResolveError, settled::Standing};

/// How far a task of a pipeline got.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It waits for so many tasks.
    Waiting {
        /// How many are not settled.
        missing: usize,
    },
    /// It can run, and is out of the pipeline.
    Ready {
        /// The arguments, with no promise left.
        args: Arguments,
        /// Whether a result among them is never remembered, so that this task's may not be
        /// either (ruling I8).
        passing: bool,
    },
    /// It has ended with this as its error (ruling I5), and is out of the pipeline. Its
    /// receipt, once signed, goes on to those that await it.
    BranchMismatch {
        /// The error.
        mismatch: BranchMismatch,
        /// Whether a result that it awaited is never remembered, so that this error may not
        /// be either (ruling I8).
        passing: bool,
    },
    /// It can never be resolved, and is out of the pipeline.
    Refused(ResolveError),
}

/// What an admission changed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Admission<K> {
    /// What the receipt did to each of its addresses: for all who wait, or, if it does not
    /// count for them, for those who name its executor.
    pub standings: BTreeMap<Cid, Standing>,
    /// The tasks that were touched, and no others.
    pub touched: BTreeMap<K, Progress>,
}

/// A task waits under this key already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a task waits under this key already")]
pub struct KeyInUse;
