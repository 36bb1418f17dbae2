//! Signed receipts and the ways to find them.

use cid::Cid;
use varsig::Block;

use super::{About, Lookup, Role, StoreError};

/// A receipt and everything it can be found by.
///
/// The store does not read the token: what it is indexed under is what the
/// executor, which made or verified it, says here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceiptRecord {
    /// The signed receipt token, byte for byte.
    pub block: Block,
    /// The task it answers, as written: `ran` (ruling I6 a).
    pub task: Cid,
    /// The task as resolved, if that is another one (ruling I6 b).
    pub resolved: Option<Cid>,
    /// CIDs that the task took as content.
    pub inputs: Vec<Cid>,
    /// CIDs that the task produced.
    pub outputs: Vec<Cid>,
    /// What the task was, if whoever kept the receipt said it.
    pub about: Option<About>,
}

impl ReceiptRecord {
    /// A record of the receipt token `block` that answers `task`.
    #[must_use]
    pub const fn new(block: Block, task: Cid) -> Self {
        Self { block, task, resolved: None, inputs: Vec::new(), outputs: Vec::new(), about: None }
    }

    /// Also finds the receipt under the task as resolved.
    #[must_use]
    pub const fn with_resolved(mut self, resolved: Cid) -> Self {
        self.resolved = Some(resolved);
        self
    }

    /// Also finds the receipt under what the task took.
    #[must_use]
    pub fn with_inputs(mut self, inputs: impl IntoIterator<Item = Cid>) -> Self {
        self.inputs.extend(inputs);
        self
    }

    /// Also finds the receipt under what the task produced.
    #[must_use]
    pub fn with_outputs(mut self, outputs: impl IntoIterator<Item = Cid>) -> Self {
        self.outputs.extend(outputs);
        self
    }

    /// The receipt, and every CID that the record finds it by. For stores only: while they
    /// are swept, all of them are spared.
    pub fn cids(&self) -> impl Iterator<Item = Cid> {
        let found_by = self.resolved.iter().chain(&self.inputs).chain(&self.outputs);
        [self.block.cid(), &self.task].into_iter().chain(found_by).copied()
    }

    /// Also says what the task was, so that the receipt is found by its subject.
    #[must_use]
    pub fn with_about(mut self, about: About) -> Self {
        self.about = Some(about);
        self
    }
}

/// A store of signed receipts.
///
/// Several receipts may answer one task: from several executors, issued again
/// after a time to live, or in contradiction, which is evidence. None replaces
/// another.
///
/// `by_task`, `by_input` and `by_output` come back sorted by [`Cid`], each receipt once.
pub trait Receipts: Send + Sync {
    /// Keeps a receipt under every key of the record; durable when the call
    /// returns.
    ///
    /// Putting it again adds the keys that are new, says what the task was if nobody
    /// has said it before, and mends damaged bytes. What was said of the task first
    /// stands: a receipt is not handed to another subject.
    ///
    /// # Errors
    ///
    /// If the store fails. The receipt may then be there or not, but never
    /// under a part of its keys only.
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError>;

    /// The token of the receipt with this CID, or `None` if it was never put.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if its bytes are gone or changed; any other
    /// variant if the store itself fails.
    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError>;

    /// Everything that is kept of a receipt, or `None` if it was never put.
    ///
    /// Inputs and outputs are sorted, each once. Of the tasks the first that was put is
    /// `task`, and the next other one `resolved`, whichever call said it; a receipt
    /// answers one task, and is found under more of them if somebody says so, but they
    /// are not told here.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the token, or what is known besides, is gone or
    /// changed; any other variant if the store itself fails.
    fn record(&self, receipt: &Cid) -> Result<Option<ReceiptRecord>, StoreError>;

    /// The receipts that stand so to a CID, of one subject or of all: `limit` of them at
    /// the most, after `after`, or from the first one on; none at the end.
    ///
    /// With a subject, only receipts of which it was said that their task is that
    /// subject's are found, and those of others cost nothing. The order is the store's
    /// own, and stays the same: whoever goes on from the last one of a page sees each
    /// receipt once that was there all the time. Without a subject, the list begins anew
    /// after a receipt that is no longer kept: what was seen may come again, and nothing
    /// is left out.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn find(
        &self,
        lookup: &Lookup<'_>,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<Cid>, StoreError>;

    /// The next receipts that are kept, `limit` of them at the most, after the one with the
    /// CID `after`, or from the first one on; none at the end. The order is the store's
    /// own, and stays the same: whoever goes on from the last one of a page sees each
    /// receipt once that was there all the time. Damaged ones are listed too.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError>;

    /// The next receipts as of [`page`](Self::page), each with everything that is kept of it
    /// as of [`record`](Self::record), or with nothing if it is damaged or has gone meanwhile.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn records(
        &self,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<(Cid, Option<ReceiptRecord>)>, StoreError> {
        let with_record = |cid: Cid| match self.record(&cid) {
            Ok(record) => Ok((cid, record)),
            Err(StoreError::Damaged { .. }) => Ok((cid, None)),
            Err(error) => Err(error),
        };
        self.page(after, limit)?.into_iter().map(with_record).collect()
    }

    /// The receipts that answer `task`, as written or as resolved.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn by_task(&self, task: &Cid) -> Result<Vec<Cid>, StoreError> {
        sorted(self.find(&Lookup::new(Role::Task, task), None, usize::MAX))
    }

    /// The receipts of tasks that took `input`: what was computed from it.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn by_input(&self, input: &Cid) -> Result<Vec<Cid>, StoreError> {
        sorted(self.find(&Lookup::new(Role::Input, input), None, usize::MAX))
    }

    /// The receipts of tasks that produced `output`: where it came from.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn by_output(&self, output: &Cid) -> Result<Vec<Cid>, StoreError> {
        sorted(self.find(&Lookup::new(Role::Output, output), None, usize::MAX))
    }
}

fn sorted(found: Result<Vec<Cid>, StoreError>) -> Result<Vec<Cid>, StoreError> {
    found.map(|mut receipts| {
        receipts.sort_unstable();
        receipts.dedup();
        receipts
    })
}
