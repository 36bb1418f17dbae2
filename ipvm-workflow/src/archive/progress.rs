//! How far a workflow has come.

use std::{collections::BTreeMap, sync::Arc};

use cid::Cid;
use ucan_invocation::Branch;

/// Which tasks of a workflow have receipts in an archive, and what these say.
///
/// It is what the receipts say of themselves: whoever goes on with the workflow verifies
/// them first, and may find that some do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The receipts of each task, by label, in the order of their CIDs: none for a task
    /// that has not ended, several if several executors ran it.
    ///
    /// Labels of one and the same task share what there is: a file may have as many of these
    /// as it has receipts.
    pub tasks: BTreeMap<String, Arc<[Told]>>,
    /// The receipts of the exception handler, by the label of the task that failed.
    pub handled: BTreeMap<String, Vec<Told>>,
    /// The receipts of the workflow as a whole.
    pub workflow: Vec<Told>,
}

/// A receipt, and the branch that it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// The receipt.
    pub receipt: Cid,
    /// The branch on which the task ended.
    pub branch: Branch,
}

impl Progress {
    /// The labels of the tasks that have a receipt, in order.
    pub fn with_receipt(&self) -> impl Iterator<Item = &str> {
        self.tasks.iter().filter(|(_, told)| !told.is_empty()).map(|(label, _)| label.as_str())
    }

    /// The labels of the tasks that have none, in order.
    pub fn without_receipt(&self) -> impl Iterator<Item = &str> {
        self.tasks.iter().filter(|(_, told)| told.is_empty()).map(|(label, _)| label.as_str())
    }
}
