//! A workflow put away in one file.

mod along;
mod begun;

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use cid::Cid;
use ipvm_task::Fault;
use ipvm_workflow::{Archive, ArchiveError, CaughtFailure, Workflow};
use ucan_core::{Delegation, Envelope, TokenCid};
use ucan_invocation::{Outcome, Receipt};

use super::{Core, Executor, Job};
use crate::store::StoreError;

/// How many receipts of one task are taken along.
const RECEIPTS: usize = 16;

/// Why a job is not put into an archive.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveJobError {
    /// It is a single task and no workflow.
    #[error("an archive holds a workflow; this job is a single task")]
    NotAWorkflow,
    /// Something secret asked for it, so that it goes nowhere.
    #[error("something secret asked for this workflow, so that it stays here")]
    Secret,
    /// A mutation was begun, and nobody knows how far it came: elsewhere it would be done a
    /// second time.
    #[error("task `{label}` was begun, and it is not known whether it was done; settle it first")]
    Indeterminate {
        /// The label of the task.
        label: String,
    },
    /// A mutation was done, and its receipt does not go along, because it is secret or of
    /// another task that came to the same: elsewhere it would be done a second time.
    #[error(
        "task `{label}` was done, and receipt {} of it stays here, as a secret does; let the workflow go on here, since elsewhere it would be done again",
        TokenCid(receipt)
    )]
    DoneHere {
        /// The label of the task.
        label: String,
        /// The receipt.
        receipt: Cid,
    },
    /// What there is makes no archive.
    #[error(transparent)]
    Archive(ArchiveError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl Executor {
    /// Puts a workflow with all that belongs to it into one archive: its token, the
    /// delegations, the receipts of its tasks so far, and the content that its tasks name and may
    /// read: each on its own subject, and if that is not the issuer, only what all of them may.
    /// [`Executor::resume`] goes on with it, here or elsewhere.
    ///
    /// Receipts of secret tasks stay here, and so does what a limit stopped: it is done again.
    /// A workflow that still runs is put away as it is at this moment; two executors that go
    /// on with it would both run its mutations, so that it is to be
    /// [suspended](super::JobHandle::suspend) first.
    ///
    /// # Errors
    ///
    /// [`ArchiveJobError`] if it is no workflow, is secret, has a mutation that is indeterminate
    /// or was done under a receipt that stays here, or if the store fails.
    pub fn archive(&self, job: &Job) -> Result<Archive, ArchiveJobError> {
        let core = &self.0;
        let workflow = job.workflow().ok_or(ArchiveJobError::NotAWorkflow)?;
        if job.0.secret {
            return Err(ArchiveJobError::Secret);
        }
        let Some((token, proofs)) = job.0.tokens.split_first() else {
            return Err(ArchiveJobError::NotAWorkflow);
        };
        let mut builder = Archive::builder(token.clone());
        for proof in proofs {
            if Envelope::<Delegation>::decode_block(proof.clone()).is_ok() {
                builder = builder.with_delegation(proof.clone());
            }
        }
        for content in job.0.content.values() {
            builder = builder.with_content(content.clone());
        }
        let receipts = core.receipts_of(job, workflow)?;
        for receipt in receipts.values().flatten() {
            builder = builder.with_receipt(receipt.block().clone());
        }
        core.nothing_half_done(job, workflow, &receipts)?;
        core.with_content(builder, job)
    }
}

/// Receipts by the task that they are of.
type ByTask = BTreeMap<Cid, Vec<Arc<Receipt>>>;

impl Core {
    /// The receipts of the tasks of a workflow that may go elsewhere.
    fn receipts_of(&self, job: &Job, workflow: &Workflow) -> Result<ByTask, ArchiveJobError> {
        let mut found = ByTask::new();
        for (label, task) in &job.0.tasks {
            let id = *task.proven.task().id();
            let receipts = self.portable(&id)?;
            for receipt in &receipts {
                if let Some(call) = self.handled(label, &id, receipt, job, workflow) {
                    let answers = self.portable(&call)?;
                    found.entry(call).or_default().extend(answers);
                }
            }
            found.entry(id).or_default().extend(receipts);
        }
        let own = *workflow.proven().task().id();
        found.entry(own).or_default().extend(self.portable(&own)?);
        Ok(found)
    }

    /// The call of the exception handler that an error leads to.
    fn handled(
        &self,
        label: &str,
        task: &Cid,
        receipt: &Receipt,
        job: &Job,
        workflow: &Workflow,
    ) -> Option<Cid> {
        let Outcome::Error(error) = receipt.outcome() else { return None };
        let failure = CaughtFailure::new(label, *task, error.clone()).ok()?.to_ipld();
        let call = workflow.handler(&failure, &job.0.proofs, &self.check()).ok()??;
        Some(*call.task().id())
    }

    /// The receipts of a task, as written, that count and are no secret.
    fn portable(&self, task: &Cid) -> Result<Vec<Arc<Receipt>>, ArchiveJobError> {
        let mut found = Vec::new();
        let receipts = self.stores.receipts();
        for cid in receipts.by_task(task).map_err(ArchiveJobError::Store)? {
            let Some(receipt) = self.receipt(&cid).map_err(ArchiveJobError::Store)? else {
                continue;
            };
            if receipt.ran() == task && self.is_portable(&receipt) {
                found.push(receipt);
            }
        }
        // The newest are those that are still of use, if any are.
        found.sort_by_key(|receipt| Reverse(receipt.issued_at()));
        found.truncate(RECEIPTS);
        Ok(found)
    }

    /// Whether a receipt may stand for its task on another day.
    pub(super) fn is_portable(&self, receipt: &Receipt) -> bool {
        let is_lasting = Fault::of(receipt).is_none_or(|it| it.is_some_and(Fault::is_lasting));
        is_lasting && !receipt.meta().secret && self.trust.counts(receipt.executor())
    }
}
