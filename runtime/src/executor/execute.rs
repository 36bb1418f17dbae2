//! One task: known, or run, and attested to.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, Fault, HandlerDeclaration, TaskConfig};
use ucan_core::Timestamp;
use ucan_invocation::{Authorized, Effects, Failure, Outcome, Proven, Receipt, ReceiptMeta};
use varsig::Block;

use super::{
    Core,
    called::limit_reached,
    claimed::Claimed,
    consult,
    content::{Effort, Reader},
    error::{PrepareError, TaskError},
    job::{Job, Runner},
    known::Known,
    receipts::Remembered,
    traced::Traced,
};
use crate::{
    cancellation::Cancellation,
    engine::{CapturedOutput, Limits},
    handler::Registered,
    store::{Address, Claim, Visibility},
};

/// What a worker takes longer than the task's time limit before its claim may be
/// taken over.
const CLAIM_MARGIN: Duration = Duration::from_secs(60);

/// A task that ended with a receipt.
#[derive(Clone)]
pub(super) struct Done {
    pub(super) receipt: Arc<Receipt>,
    pub(super) how: How,
    /// The receipt, or one that it depends on, is never remembered (ruling I8).
    pub(super) passing: bool,
    /// The result is secret.
    pub(super) secret: bool,
}

/// How a receipt was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Executed,
    NotDone,
    Reused,
    Indeterminate,
}

/// How far a worker got with a task.
pub(super) enum Step {
    Done(Done),
    /// Another worker of this process is at it, under this ID.
    InFlight(Cid),
    /// Another process is at it.
    Held,
}

/// What matters of how the arguments came about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    /// One came from a receipt that is never remembered (ruling I8), or was mended: then
    /// the result is not remembered for the task as written, only for the arguments as
    /// resolved.
    pub(super) aside: bool,
    /// One came from a receipt that is never remembered.
    pub(super) passing: bool,
    /// The result is secret.
    pub(super) secret: bool,
}

/// Everything about one run of one task.
pub(super) struct Run<'a> {
    pub(super) authorized: &'a Authorized,
    pub(super) proven: &'a Proven,
    pub(super) config: &'a TaskConfig,
    pub(super) job: &'a Job,
    pub(super) cancellation: &'a Cancellation,
    /// How many effects the job has started.
    pub(super) effects: &'a AtomicU32,
    pub(super) circumstances: Circumstances,
    /// What the guest wrote, unless it is secret.
    pub(super) output: &'a OnceLock<CapturedOutput>,
}

/// The result of a run, before it is attested to.
pub(super) struct Computed {
    pub(super) outcome: Outcome,
    /// What it asks for.
    pub(super) effects: Effects,
    /// The tasks among that which are not kept yet.
    pub(super) tasks: Vec<Block>,
    pub(super) meta: ReceiptMeta,
    pub(super) how: How,
    /// It is never remembered (ruling I8).
    pub(super) passing: bool,
    /// Until when it may be used.
    pub(super) expiration: Option<Timestamp>,
    /// What names the computation, if receipts can differ about it.
    pub(super) disputable: Option<Cid>,
}

impl Run<'_> {
    pub(super) fn written(&self) -> &Cid {
        self.authorized.task().id()
    }

    pub(super) fn resolved(&self) -> &Cid {
        self.authorized.resolved().id()
    }

    /// On whose behalf it reads content.
    pub(super) fn reader(&self) -> Reader<'_> {
        let time = self.config.time.to_duration();
        let effort = Effort {
            effects: self.effects,
            until: Instant::now().checked_add(time),
            cancellation: self.cancellation,
        };
        Reader::new(self.job, Some(self.authorized.resolved().subject()))
            .in_secret(self.circumstances.secret)
            .with_effort(effort)
    }
}

impl Core {
    /// Runs an authorised task, or finds its result.
    ///
    /// It takes an [`Authorized`], which nobody can make but by authorisation.
    pub(super) fn execute(&self, run: &Run<'_>) -> Result<Step, TaskError> {
        if consult::is_asked_for(run.config) {
            return self.consult(run);
        }
        let runner = self.runner(run.authorized.resolved())?;
        let class = runner.class();
        let remembered_as = runner.remembered_as();
        let (written, resolved) = (*run.written(), *run.resolved());
        // As resolved it is looked for in any case.
        if !run.circumstances.aside
            && written != resolved
            && let Some(receipt) = self.known_receipt(&Address::Task(written), remembered_as)?
            && *receipt.ran() == written
        {
            return Ok(Step::Done(self.reused(receipt, run.circumstances)));
        }
        match self.known(&Address::Task(resolved), remembered_as)? {
            Known::Receipt(known) => return self.cite(run, &known).map(Step::Done),
            Known::Lost => return self.indeterminate(run, &runner).map(Step::Done),
            Known::Nothing => {}
        }
        if let Some(finished) = run.job.0.finished(&written) {
            return Ok(Step::Done(self.reused(finished, run.circumstances)));
        }
        let Some(_running) = self.in_flight.begin(resolved) else {
            return Ok(Step::InFlight(resolved));
        };
        // Somebody else may have ended in between.
        if let Known::Receipt(known) = self.known(&Address::Task(resolved), remembered_as)? {
            return self.cite(run, &known).map(Step::Done);
        }
        if run.cancellation.is_cancelled() {
            return self.cancelled(run).map(Step::Done);
        }
        if class != EffectClass::Pure && run.effects.fetch_add(1, Ordering::Relaxed) >= self.effects
        {
            let message = format!("a job may have {} effects here, and has had them", self.effects);
            let failure = limit_reached("effects", &message);
            return self.passing_fault(run, failure, How::NotDone).map(Step::Done);
        }
        if let Runner::Handler(_, registered) = &runner {
            registered.accepts(run.authorized.resolved().args())?;
        }
        // Time and revocation once more, at the last moment (design, authorise).
        run.proven.recheck(&self.check()).map_err(PrepareError::Chain)?;
        let lease = self.limits(run.config).time.saturating_add(CLAIM_MARGIN);
        let claimed = match self.stores.memo().claim(&resolved, remembered_as, lease)? {
            Claim::Won(fence) => Claimed::new(self.stores.memo(), fence),
            Claim::Held => return Ok(Step::Held),
            Claim::Indeterminate => return self.indeterminate(run, &runner).map(Step::Done),
            // The next look finds it, or finds it damaged and forgets it.
            Claim::Done(_) => return Ok(Step::Held),
        };
        self.run_claimed(run, &runner, claimed).map(Step::Done)
    }

    fn run_claimed(
        &self,
        run: &Run<'_>,
        runner: &Runner<'_>,
        mut claimed: Claimed<'_>,
    ) -> Result<Done, TaskError> {
        let computed = match runner {
            Runner::Wasm => self.compute(run)?,
            Runner::Handler(declaration, registered) => {
                self.perform(run, declaration, registered, &mut claimed)?
            }
        };
        self.keep_task(run, runner.class())?;
        self.conclude(run, runner.class(), computed, claimed)
    }

    /// Keeps the task itself, if that is asked for, so that it can be run again.
    fn keep_task(&self, run: &Run<'_>, class: EffectClass) -> Result<(), TaskError> {
        if self.keeps_tasks && class == EffectClass::Pure && !run.circumstances.secret {
            let task = Block::encode(&run.authorized.resolved().to_ipld())?;
            self.stores.blocks().put(&task, Visibility::Restricted)?;
        }
        Ok(())
    }

    pub(super) fn reused(&self, receipt: Arc<Receipt>, circumstances: Circumstances) -> Done {
        let secret = circumstances.secret || receipt.meta().secret;
        Done { receipt, how: How::Reused, passing: circumstances.passing, secret }
    }

    /// A fresh receipt for a result that another task with the same arguments gave.
    pub(super) fn cite(&self, run: &Run<'_>, known: &Arc<Receipt>) -> Result<Done, TaskError> {
        let (written, resolved) = (*run.written(), *run.resolved());
        if *known.ran() == written {
            return Ok(self.reused(Arc::clone(known), run.circumstances));
        }
        let secret = run.circumstances.secret || known.meta().secret;
        // A receipt of its own may have been issued the last time.
        let receipts = if secret { self.stores.secrets() } else { self.stores.receipts() };
        for cid in receipts.by_task(&written)? {
            if let Some(receipt) = self.receipt(&cid)?
                && *receipt.ran() == written
                && receipt.executor() == &self.did
                && receipt.outcome() == known.outcome()
                && receipt.effects() == known.effects()
                && receipt.expiration() == known.expiration()
            {
                return Ok(self.reused(receipt, run.circumstances));
            }
        }
        let meta = known
            .meta()
            .clone()
            .with_resolved((resolved != written).then_some(resolved))
            .with_from(*known.cid())
            .with_secret(secret);
        let said = (known.outcome().clone(), known.effects().clone());
        let traced = Traced::of(run);
        let receipt = self.attest_asking(&written, traced, said, meta, known.expiration())?;
        if !run.circumstances.aside {
            self.remember(None, &[Address::Task(written)], &receipt)?;
        }
        Ok(self.reused(receipt, run.circumstances))
    }

    pub(super) fn conclude(
        &self,
        run: &Run<'_>,
        class: EffectClass,
        computed: Computed,
        claimed: Claimed<'_>,
    ) -> Result<Done, TaskError> {
        let (written, resolved) = (*run.written(), *run.resolved());
        let Circumstances { aside, passing, secret } = run.circumstances;
        let meta = computed
            .meta
            .with_resolved((resolved != written).then_some(resolved))
            .with_secret(secret);
        let computation = meta.computation;
        let traced = Traced::of(run);
        // Before the receipt, so that its links lead somewhere.
        self.keep_tasks(&computed.tasks, secret)?;
        let said = (computed.outcome, computed.effects);
        let receipt = self.attest_asking(&written, traced, said, meta, computed.expiration)?;
        let done = |receipt, passing| Done { receipt, how: computed.how, passing, secret };
        // What is never remembered leaves the claim to end.
        if computed.passing {
            return Ok(done(receipt, true));
        }
        let mut addresses = Vec::with_capacity(3);
        addresses.push(Address::Task(resolved));
        if resolved != written && !aside {
            addresses.push(Address::Task(written));
        }
        addresses.extend(computation.map(Address::Computation));
        match (self.remember(claimed.take(), &addresses, &receipt)?, computed.disputable) {
            (Remembered::Differs(known), Some(key)) => {
                let evidence = self.dispute(&written, key, &addresses, &known, &receipt)?;
                Ok(done(evidence, true))
            }
            // The world was read twice; the first word stands while it is fresh.
            (Remembered::Differs(known), None) if class == EffectClass::Query => {
                self.cite(run, &known)
            }
            // Somebody settled a mutation while it was being done.
            (Remembered::Differs(known), None) => {
                Err(TaskError::Contradicted { known: *known.cid(), ours: *receipt.cid() })
            }
            (Remembered::Stands | Remembered::Same(_), _) => Ok(done(receipt, passing)),
        }
    }

    /// The receipt of a task whose promise was broken (ruling I5).
    pub(super) fn broken_promise(
        &self,
        proven: &Proven,
        value: Ipld,
        circumstances: Circumstances,
    ) -> Result<Done, TaskError> {
        let written = proven.task().id();
        let address = Address::Task(*written);
        if !circumstances.aside
            && let Some(receipt) = self.known_receipt(&address, EffectClass::Pure)?
        {
            return Ok(self.reused(receipt, circumstances));
        }
        let meta = ReceiptMeta::default().with_fault().with_secret(circumstances.secret);
        let traced = Traced::of_proven(proven);
        let receipt = self.attest(written, traced, Outcome::Error(value), meta, None)?;
        let Circumstances { aside, passing, secret } = circumstances;
        if !aside {
            self.remember(None, &[address], &receipt)?;
        }
        Ok(Done { receipt, how: How::Executed, passing, secret })
    }

    /// The receipt of a task that nobody wants any more.
    fn cancelled(&self, run: &Run<'_>) -> Result<Done, TaskError> {
        let failure = Failure::new(Fault::Cancelled.name(), "it was cancelled before it began");
        self.passing_fault(run, failure, How::NotDone)
    }

    /// A fault that is never remembered (ruling I8).
    pub(super) fn passing_fault(
        &self,
        run: &Run<'_>,
        failure: Failure,
        how: How,
    ) -> Result<Done, TaskError> {
        let (written, resolved) = (*run.written(), *run.resolved());
        let secret = run.circumstances.secret;
        let meta = ReceiptMeta::default()
            .with_fault()
            .with_resolved((resolved != written).then_some(resolved))
            .with_secret(secret);
        let receipt = self.attest(&written, Traced::of(run), failure.into(), meta, None)?;
        Ok(Done { receipt, how, passing: true, secret })
    }

    pub(super) fn limits(&self, config: &TaskConfig) -> Limits {
        let ours = self.engine.limits();
        ours.with_fuel(config.work.fuel().min(ours.fuel))
            .with_memory(config.memory.to_bytes().min(ours.memory))
            .with_time(config.time.to_duration().min(ours.time))
            .with_disk(config.disk.to_bytes().min(ours.disk))
    }
}

impl Runner<'_> {
    /// How far its tasks reach.
    pub(super) const fn class(&self) -> EffectClass {
        match self {
            Self::Wasm => EffectClass::Pure,
            Self::Handler(declaration, _) => declaration.class(),
        }
    }

    /// The class under which its results are remembered. What may be run again by its ID
    /// is not lost with its receipt.
    pub(super) const fn remembered_as(&self) -> EffectClass {
        match self.class() {
            EffectClass::Mutation if self.allows().take_over => EffectClass::Query,
            class => class,
        }
    }

    /// What may be done with them.
    pub(super) const fn allows(&self) -> ipvm_task::Allowances {
        match self {
            Self::Wasm => EffectClass::Pure.allows(),
            Self::Handler(declaration, _) => declaration.allows(),
        }
    }

    /// The handler, if it is not the engine.
    pub(super) const fn handler(&self) -> Option<(&HandlerDeclaration, &Registered)> {
        match self {
            Self::Wasm => None,
            Self::Handler(declaration, registered) => Some((declaration, registered)),
        }
    }
}
