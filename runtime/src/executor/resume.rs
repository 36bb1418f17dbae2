//! Going on with what was begun elsewhere, and counting on what others have attested to.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use cid::Cid;
use ipvm_task::EffectClass;
use ipvm_workflow::Archive;
use ucan_core::{Delegation, Envelope, Proofs, TokenCid, VerifyError};
use ucan_invocation::{Invocation, Promise, Receipt, ReceiptError, Task};
use ucan_pipeline::{Step, resolve_with};
use varsig::{Block, VerifierSet};

use super::{
    Core, Executor, Job,
    error::ReceiveError,
    receipts::{Remembered, record_of},
    traced::Traced,
};
use crate::store::{Address, StoreError};

/// A workflow that can go on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Resumed {
    /// The workflow, to be [submitted](Executor::submit).
    pub job: Job,
    /// The receipts that count here, by their CIDs: these tasks are not repeated.
    pub counted: Vec<Cid>,
    /// Those that do not, and why. Their tasks are run here.
    pub passed_over: Vec<(Cid, NotCounted)>,
}

/// Why a receipt of somebody does not count.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotCounted {
    /// Its executor did not sign it.
    #[error("it is not signed by whom it says")]
    Signature(VerifyError),
    /// It is no receipt, or its delegate has no authority.
    #[error(transparent)]
    Receipt(Box<ReceiptError>),
    /// This executor does not count on the word of the one that signed it (ruling I7).
    #[error("its executor is not trusted here")]
    NotTrusted,
    /// It tells of a limit, or of something else that passes, or is a secret (ruling I8).
    #[error("it tells of something that passes, or is a secret")]
    Passing,
    /// It answers another task.
    #[error("it is of task {ran}")]
    AnotherTask {
        /// The task that it is of.
        ran: Cid,
    },
    /// It is of a query, and the time in which its answer may be used is over.
    #[error("its answer may not be used any more")]
    Expired,
    /// A receipt with another outcome stands here.
    #[error("receipt {} stands here, with another outcome", TokenCid(known))]
    Differs {
        /// The receipt that stands.
        known: Cid,
    },
    /// The arguments of the task hold promises, and it does not say what they came to.
    #[error("the task awaits others, and the receipt does not say what it was resolved to")]
    Unresolved,
}

/// Why a workflow does not go on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// The workflow is refused, as it would be without any receipts.
    #[error(transparent)]
    Receive(ReceiveError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

/// Why a receipt is not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The bytes are no token of a receipt.
    #[error("the receipt is refused: {0}")]
    Decode(ucan_core::DecodeError),
    /// It does not count.
    #[error(transparent)]
    NotCounted(NotCounted),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl Executor {
    /// Takes a workflow out of an archive: everything in it is judged as if it came in by
    /// itself, and the receipts of executors that are trusted here are remembered, so that
    /// their tasks are not repeated (ruling I7). What an archive says of itself counts for
    /// nothing.
    ///
    /// Of several receipts of one task the newest comes first, and answers of queries that have
    /// expired are passed over. A mutation that was finished elsewhere is not done again in
    /// this job, even if what it awaits comes to something else here: it ends as its receipt
    /// says. That the job knows, and not the workflow: after an end of this process take it
    /// out of the archive again, and do not receive its token by itself.
    ///
    /// # Errors
    ///
    /// [`ResumeError::Receive`] if the workflow is refused, one that is signed for another
    /// executor among them: see [`Archive::addressed_anew`]. A receipt that does not count is
    /// no error.
    pub fn resume(&self, archive: &Archive) -> Result<Resumed, ResumeError> {
        let delegations = archive.delegations().values().map(Envelope::block);
        let blocks: Vec<Block> = delegations.chain(archive.content().values()).cloned().collect();
        let token = archive.workflow().block().bytes();
        let job = self.receive(token, &blocks).map_err(ResumeError::Receive)?;
        let proofs = proofs(&self.0, archive.delegations().values());
        let (mut believed, mut passed_over) = (Vec::new(), Vec::new());
        for (cid, envelope) in archive.receipts() {
            match self.0.believed(envelope.clone(), &proofs) {
                Ok(receipt) => believed.push(receipt),
                Err(why) => passed_over.push((*cid, why)),
            }
        }
        let secret = self.0.secret_tasks(&job).map_err(ResumeError::Store)?;
        // The failed task that each answer of the exception handler is about.
        let mut about = BTreeMap::new();
        for (label, answers) in &archive.progress().handled {
            let task = job.0.tasks.get(label).map(|task| *task.proven.task().id());
            about.extend(answers.iter().map(|told| (told.receipt, task)));
        }
        believed.sort_by_key(|receipt| Reverse(receipt.issued_at()));
        let mut outcomes = BTreeMap::new();
        for receipt in &believed {
            outcomes.entry(*receipt.ran()).or_insert(receipt);
        }
        let (mut counted, mut finished) = (Vec::new(), BTreeMap::new());
        for receipt in &believed {
            let result = match job.proven().find(|proven| proven.task().id() == receipt.ran()) {
                // It tells how the workflow ended, and answers none of its tasks.
                Some(proven) if proven.task().id() == job.id() => {
                    let record = record_of(receipt, Traced::of_proven(proven));
                    self.0.stores.receipts().put(&record).map(Ok)
                }
                Some(proven) => {
                    let mut traced = Traced::of_proven(proven);
                    traced.took(resolved(proven.task(), receipt, &outcomes).as_ref());
                    let is_open = proven.task().args().values().any(Promise::stands_in);
                    let class = self.0.class_of(proven.task());
                    let secret = secret.contains(receipt.ran());
                    let result = self.0.count(receipt, traced, &Counted { class, is_open, secret });
                    if is_open && class == EffectClass::Mutation && matches!(result, Ok(Ok(()))) {
                        finished.entry(*receipt.ran()).or_insert_with(|| Arc::clone(receipt));
                    }
                    result
                }
                // What a handler answered is found by the same task when it is asked again.
                None => {
                    let about = about.get(receipt.cid()).copied().flatten();
                    let is_secret = about.is_some_and(|task| secret.contains(&task));
                    let secret = self.0.is_secret_answer(&job, is_secret);
                    let counted = Counted { class: EffectClass::Pure, is_open: false, secret };
                    self.0.count(receipt, Traced::default(), &counted)
                }
            };
            match result.map_err(ResumeError::Store)? {
                Ok(()) => counted.push(*receipt.cid()),
                Err(why) => passed_over.push((*receipt.cid(), why)),
            }
        }
        // Nobody has had this job yet.
        let _ = job.0.finished.set(finished);
        Ok(Resumed { job, counted, passed_over })
    }

    /// Counts on a receipt of a trusted executor (ruling I7): `task`, which it answers, is
    /// from now on answered from it. `proofs` are the delegations by which a delegate signed
    /// it, if one did.
    ///
    /// # Errors
    ///
    /// [`CountError`] if it does not count, or cannot be kept.
    pub fn count_on(
        &self,
        receipt: &[u8],
        task: &Task,
        proofs: &[Block],
    ) -> Result<Arc<Receipt>, CountError> {
        let envelope = Envelope::decode(receipt).map_err(CountError::Decode)?;
        let mut delegations = Proofs::new();
        for proof in proofs {
            delegations.add(proof, &self.0.keys, &VerifierSet::default());
        }
        let receipt = self.0.believed(envelope, &delegations).map_err(CountError::NotCounted)?;
        let ran = *receipt.ran();
        if ran != *task.id() {
            return Err(CountError::NotCounted(NotCounted::AnotherTask { ran }));
        }
        let counted = Counted {
            class: self.0.class_of(task),
            is_open: task.args().values().any(Promise::stands_in),
            secret: self.0.is_secret_by_default(task),
        };
        self.0
            .count(&receipt, Traced::of_task(task), &counted)
            .map_err(CountError::Store)?
            .map_err(CountError::NotCounted)?;
        Ok(receipt)
    }
}

/// A task with its promises replaced by these results, if that is what the receipt says it
/// was resolved to.
fn resolved(
    written: &Task,
    receipt: &Receipt,
    results: &BTreeMap<Cid, &Arc<Receipt>>,
) -> Option<Task> {
    let find = |task: &Cid| results.get(task).map(|it| (it.cid(), it.outcome()));
    match resolve_with(written.args(), &find).ok()? {
        Step::Ready(args) => {
            let task = written.with_args(args).ok()?;
            (receipt.meta().resolved.as_ref() == Some(task.id())).then_some(task)
        }
        _ => None,
    }
}

fn proofs<'a>(core: &Core, delegations: impl Iterator<Item = &'a Envelope<Delegation>>) -> Proofs {
    let mut proofs = Proofs::new();
    for delegation in delegations {
        proofs.add(delegation.block(), &core.keys, &VerifierSet::default());
    }
    proofs
}

/// What a receipt that is believed is an answer to.
struct Counted {
    /// The class as which it is remembered.
    class: EffectClass,
    /// Whether the arguments of the task hold promises.
    is_open: bool,
    /// Whether it is secret here, whatever it was where it comes from.
    secret: bool,
}

impl Core {
    /// A token as a receipt whose word counts here.
    fn believed(
        &self,
        envelope: Envelope<Invocation>,
        proofs: &Proofs,
    ) -> Result<Arc<Receipt>, NotCounted> {
        let verified =
            envelope.verify(&self.keys, &VerifierSet::default()).map_err(NotCounted::Signature)?;
        let receipt = Receipt::accept(&verified, proofs, &self.check())
            .map_err(|error| NotCounted::Receipt(Box::new(error)))?;
        if !self.trust.counts(receipt.executor()) {
            return Err(NotCounted::NotTrusted);
        }
        if !self.is_portable(&receipt) {
            return Err(NotCounted::Passing);
        }
        Ok(Arc::new(receipt))
    }

    /// The class as which results of a task are remembered; of one that nobody runs here, that
    /// of which nothing is taken for more than it is.
    fn class_of(&self, task: &Task) -> EffectClass {
        self.runner(task).map_or(EffectClass::Query, |runner| runner.remembered_as())
    }

    /// Keeps and remembers a receipt that is believed.
    fn count(
        &self,
        receipt: &Arc<Receipt>,
        traced: Traced,
        counted: &Counted,
    ) -> Result<Result<(), NotCounted>, StoreError> {
        let Counted { class, is_open, secret } = *counted;
        let is_over = receipt.expiration().is_some_and(|expiration| expiration < self.clock.now());
        if class == EffectClass::Query && is_over {
            return Ok(Err(NotCounted::Expired));
        }
        // The task as written may have been answered with something mended, so that only
        // what was resolved is sure to be the same here.
        let task = match (is_open, receipt.meta().resolved) {
            (false, _) => *receipt.ran(),
            (true, Some(resolved)) => resolved,
            (true, None) => return Ok(Err(NotCounted::Unresolved)),
        };
        // What is of no use any more makes room.
        self.known(&Address::Task(task), class)?;
        let is_call = traced.about.as_ref().is_some_and(|about| about.call.is_some());
        let receipts = if secret { self.stores.secrets() } else { self.stores.receipts() };
        receipts.put(&record_of(receipt, traced))?;
        self.warm.believe(receipt);
        let mut addresses = vec![Address::Task(task)];
        if let Some(key) = receipt.meta().computation
            && is_call
            && !secret
            && self.disputed(&key)?.is_none()
        {
            addresses.push(Address::Computation(key));
        }
        Ok(match self.remember(None, &addresses, receipt)? {
            Remembered::Stands | Remembered::Same(_) => Ok(()),
            Remembered::Differs(known) => Err(NotCounted::Differs { known: *known.cid() }),
        })
    }
}
