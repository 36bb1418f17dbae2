//! Running again what a receipt is about.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::EncodeError;
use ipvm_task::{EffectClass, Evidence, Fault, OutcomeId, WasmCall};
use ucan_core::{Delegation, Envelope};
use ucan_invocation::{Attestation, Failure, Outcome, Promise, Receipt, ReceiptMeta, Task};
use varsig::{
    Block,
    dag_cbor::{self, Limits},
};

use super::{
    Core, Executor,
    called::CameTo,
    content::{ContentError, Custody, Reader, Unavailable},
    error::{PrepareError, TaskError},
    job::{Job, Runner},
    reexecution::{Confirmed, NotReproducible, Ours, ReExecution, Refuted, Undecided},
};
use crate::{
    cancellation::Cancellation,
    engine::{CallOptions, Ended, Profile, Stop},
    handler::{Call, CallContext, HandlerError, Registered},
    store::StoreError,
};

/// Why nothing can be compared.
pub(super) enum Not {
    Reproducible(NotReproducible),
    Decided(Undecided),
    Here(TaskError),
}

impl Executor {
    /// Runs again what a receipt is about, be it ours or a stranger's, and compares.
    ///
    /// What is run is the task as resolved: the one that the receipt names under
    /// `ipvm/resolved`, or else the one that it ran. The task is found among `blocks` by
    /// its ID, which is the CID of its map, or in the store, if the executor
    /// [keeps tasks](super::ExecutorBuilder::keeping_tasks). Program and content are
    /// found among `blocks`, or in the store if they are public (ruling I11); for a receipt
    /// that a delegate signed, `blocks` has the delegations too, so that they get into the
    /// evidence.
    ///
    /// The memo is not asked, and nothing is written: neither blocks nor receipts nor
    /// results. Limits are those of the engine. See [`Executor::adopt`] for letting a
    /// confirmed receipt count.
    ///
    /// # Errors
    ///
    /// [`TaskError::Store`] if the store fails, [`TaskError::Attest`] if what contradicts
    /// the receipt cannot be signed, [`TaskError::Encode`] if the parameters have no
    /// canonical form.
    pub fn reexecute(
        &self,
        receipt: &Receipt,
        blocks: &[Block],
        cancellation: &Cancellation,
    ) -> Result<ReExecution, TaskError> {
        match self.0.compare(receipt, blocks, cancellation) {
            Ok(compared) => Ok(compared),
            Err(Not::Reproducible(why)) => Ok(ReExecution::NotReproducible { why }),
            Err(Not::Decided(why)) => Ok(ReExecution::Undecided { why }),
            Err(Not::Here(error)) => Err(error),
        }
    }
}

impl Core {
    fn compare(
        &self,
        receipt: &Receipt,
        blocks: &[Block],
        cancellation: &Cancellation,
    ) -> Result<ReExecution, Not> {
        if receipt.meta().secret {
            return Err(NotReproducible::Secret.into());
        }
        if let Some(fault) = Fault::of(receipt)
            && !fault.is_some_and(Fault::is_lasting)
        {
            return Err(NotReproducible::Fault { fault }.into());
        }
        let id = receipt.meta().resolved.unwrap_or_else(|| *receipt.ran());
        let job = Job::of_content(blocks, &self.did, id);
        let task = self.kept_task(&id, &job)?;
        if task.args().values().any(Promise::stands_in) {
            return Err(NotReproducible::OpenPromise.into());
        }
        let runner = self
            .runner(&task)
            .map_err(|_| NotReproducible::Runner { command: task.command().clone() })?;
        if runner.class() != EffectClass::Pure {
            return Err(NotReproducible::Class { class: runner.class() }.into());
        }
        let ours = match runner {
            Runner::Wasm => self.call_again(receipt, &task, &job, cancellation)?,
            Runner::Handler(_, registered) => {
                self.perform_again(registered, &task, &job, cancellation)?
            }
        };
        let theirs = OutcomeId::of(receipt).map_err(TaskError::from)?;
        if theirs == ours.id {
            let (receipt, by) = (receipt.clone(), self.did.clone());
            return Ok(ReExecution::Confirmed(Box::new(Confirmed { receipt, task, ours, by })));
        }
        let ours = Attestation::new(id, ours.outcome.clone(), self.clock.now())
            .with_effects(ours.effects.clone())
            .with_meta(ours.meta())
            .sign(self.signer.as_ref())
            .map_err(TaskError::from)?;
        let proofs: Vec<Block> =
            blocks.iter().filter(|block| is_delegation(block)).cloned().collect();
        let handlers = self.registry.declarations();
        let evidence = Evidence::between(&task, [receipt, &ours], &proofs, handlers);
        Ok(ReExecution::Refuted(Box::new(Refuted { ours, evidence })))
    }

    /// The task with this ID: it came along, or is kept here.
    fn kept_task(&self, id: &Cid, job: &Job) -> Result<Task, Not> {
        let block = match job.0.content.get(id) {
            Some(block) => Some(block.clone()),
            None => match self.stores.blocks().get(id) {
                Ok(block) => block,
                Err(StoreError::Damaged { cid }) => {
                    let reason = Unavailable::Damaged;
                    return Err(ContentError::Unavailable { cid, reason }.into());
                }
                Err(error) => return Err(error.into()),
            },
        };
        let block = block.ok_or(Undecided::NoTask { task: *id })?;
        let map = match dag_cbor::decode(block.bytes(), &Limits::default()) {
            Ok(Ipld::Map(map)) => map,
            _ => BTreeMap::new(),
        };
        let task = Task::from_map(map)
            .map_err(|error| Not::from(Undecided::NotATask { task: *id, error }))?;
        // The same bytes under another codec are at an address, and not at that of a task.
        if task.id() == id { Ok(task) } else { Err(Undecided::NoTask { task: *id }.into()) }
    }

    fn call_again(
        &self,
        receipt: &Receipt,
        task: &Task,
        job: &Job,
        cancellation: &Cancellation,
    ) -> Result<Ours, Not> {
        let call = WasmCall::read(task.args()).map_err(PrepareError::from)?;
        let ready = self.ready(&call, Reader::new(job, Some(task.subject())))?;
        let ours = ready.key(ready.profile())?;
        if let Some(theirs) = receipt.meta().computation
            && theirs != ours
        {
            // What the host adds to the profile stands behind that of the engine.
            let host = ready.profile().strip_prefix(self.engine.profile()).unwrap_or_default();
            return Err(if theirs == ready.key(&format!("{}{host}", Profile::Fast.id()))? {
                NotReproducible::FastProfile
            } else {
                NotReproducible::OtherComputation { theirs, ours }
            }
            .into());
        }
        if self.engine.profile() == Profile::Fast.id() {
            return Err(NotReproducible::FastProfile.into());
        }

        let options =
            CallOptions::new(*self.engine.limits()).with_cancellation(cancellation.clone());
        let execution = self.call(&ready, options, task.id())?;
        if let Some(why) = passing(&execution.ended) {
            return Err(why.into());
        }
        let came_to = CameTo::read(execution.ended, ready.asks)?;
        // What passes beside that is too large to stand in a receipt.
        if came_to.passing {
            return Err(Undecided::Stopped(Stop::Values).into());
        }
        // What was drawn from the seed is the task's own, and has no key (ruling O63).
        let computation = (!execution.drew).then_some(ours);
        Ours::new(came_to, computation, execution.fuel)
    }

    fn perform_again(
        &self,
        registered: &Registered,
        task: &Task,
        job: &Job,
        cancellation: &Cancellation,
    ) -> Result<Ours, Not> {
        registered.accepts(task.args()).map_err(PrepareError::from)?;
        let custody = Custody::on_trial(self, Reader::new(job, Some(task.subject())));
        let context = CallContext {
            task,
            // Whoever asked then: a pure task does not depend on it.
            issuer: &self.did,
            now: self.clock.now(),
            deadline: Instant::now().checked_add(self.engine.limits().time),
            cancellation,
            secret: false,
            content: &|cid| custody.look(cid),
            custody: Some(&custody),
        };
        let answer = catch_unwind(AssertUnwindSafe(|| registered.handler.run(&Call(&context))))
            .unwrap_or_else(|_| Err(HandlerError::unknown("Panicked", "the handler panicked")));
        let outcome = match answer {
            Ok(output) => Outcome::Ok(output.value),
            Err(HandlerError::Failed(error)) => Outcome::Error(error),
            Err(HandlerError::NotDone(failure) | HandlerError::Unknown(failure)) => {
                return Err(Undecided::Handler(failure).into());
            }
        };
        match dag_cbor::encode(&outcome.to_ipld()) {
            Ok(_) => Ours::new(CameTo::of(outcome, false), None, None),
            Err(error) => {
                let name = Fault::UnrepresentableOutput.name();
                let outcome = Failure::new(name, error.to_string()).into();
                Ours::new(CameTo::of(outcome, true), None, None)
            }
        }
    }
}

impl Ours {
    fn new(came_to: CameTo, computation: Option<Cid>, fuel: Option<u64>) -> Result<Self, Not> {
        let CameTo { outcome, is_fault, requested, tasks, .. } = came_to;
        let effects = requested.effects().clone();
        let id = OutcomeId::of_outcome(&outcome, &effects, is_fault).map_err(TaskError::from)?;
        let known = requested.known().copied().collect();
        Ok(Self { outcome, effects, known, tasks, id, is_fault, computation, fuel })
    }

    pub(super) fn meta(&self) -> ReceiptMeta {
        let meta = ReceiptMeta::default()
            .with_computation(self.computation)
            .with_fuel(self.fuel)
            .with_known(self.known.iter().copied());
        if self.is_fault { meta.with_fault() } else { meta }
    }
}

/// Why a call says nothing about the task, if it does not (ruling I8).
fn passing(ended: &Ended) -> Option<Undecided> {
    match ended {
        Ended::Stopped(Stop::Cancelled) => Some(Undecided::Cancelled),
        Ended::Stopped(stop) => Some(Undecided::Stopped(*stop)),
        Ended::GaveUp { reason } => Some(Undecided::GaveUp { reason: reason.clone() }),
        Ended::Unrepresentable { error: EncodeError::Budget { .. } } => {
            Some(Undecided::Stopped(Stop::Values))
        }
        _ => None,
    }
}

fn is_delegation(block: &Block) -> bool {
    Envelope::<Delegation>::decode_block(block.clone()).is_ok()
}

impl From<NotReproducible> for Not {
    fn from(why: NotReproducible) -> Self {
        Self::Reproducible(why)
    }
}

impl From<Undecided> for Not {
    fn from(why: Undecided) -> Self {
        Self::Decided(why)
    }
}

impl From<TaskError> for Not {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Refused(error) => error.into(),
            error => Self::Here(error),
        }
    }
}

impl From<StoreError> for Not {
    fn from(error: StoreError) -> Self {
        Self::Here(error.into())
    }
}

impl From<ContentError> for Not {
    fn from(error: ContentError) -> Self {
        match error {
            ContentError::Store(error) => error.into(),
            error @ (ContentError::Unavailable { .. } | ContentError::File(_)) => {
                Undecided::Content(error).into()
            }
        }
    }
}

impl From<PrepareError> for Not {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Content(error) => error.into(),
            PrepareError::Store(error) => error.into(),
            error => Undecided::Refused(Box::new(error)).into(),
        }
    }
}
