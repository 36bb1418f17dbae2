//! Work that was received and proven.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use cid::Cid;
use ipvm_task::{Cascade, ConfigLayer, HandlerDeclaration, TaskConfig, WASM_RUN};
use ipvm_workflow::{
    ConfigPlace, DocumentError, Flow, OpenError, Schedule, WORKFLOW_RUN, Workflow,
};
use ucan_core::{Did, Envelope, Proofs};
use ucan_invocation::{Invocation, Proven, RECEIPT_COMMAND, Receipt, Task};
use ucan_pipeline::awaited;
use varsig::{Block, VerifierSet};

use super::{
    Core, Executor,
    content::Lent,
    error::{PrepareError, ReceiveError},
};
use crate::handler::{Registered, Unhandled};

/// A workflow, or one task by itself, that was verified and proven. Only
/// [`Executor::receive`] makes one. Cloning one costs little.
#[derive(Clone, Debug)]
pub struct Job(pub(super) Arc<Received>);

/// What a job holds.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) tasks: BTreeMap<String, JobTask>,
    /// The way through a workflow; of a single task there is but one.
    pub(super) flow: Option<Flow>,
    /// The workflow, if it is more than a single task.
    pub(super) workflow: Option<Workflow>,
    /// Who asks for it.
    pub(super) issuer: Did,
    /// What was invoked: the workflow, or the single task.
    pub(super) id: Cid,
    /// What the exception handler is proven by when it is asked.
    pub(super) proofs: Proofs,
    /// The tokens, to be kept once the job is taken on.
    pub(super) tokens: Vec<Block>,
    /// Content that came with the job, which its tasks may read.
    pub(super) content: BTreeMap<Cid, Block>,
    /// The permissions to read content among that, once somebody has looked for them.
    pub(super) lent: OnceLock<Lent>,
    /// Tasks outside of it whose results are as those of its own.
    pub(super) own: BTreeSet<Cid>,
    /// The receipts of mutations that were finished before it came here, by the tasks as
    /// written, which await others: what these come to now, it is not done a second time.
    pub(super) finished: OnceLock<BTreeMap<Cid, Arc<Receipt>>>,
    /// Whether something secret asked for it, so that all of it is secret.
    pub(super) secret: bool,
}

/// For whom somebody else signed a job.
pub(super) struct OnBehalf<'a> {
    /// Whose work it is: it is theirs that is taken, or not.
    pub(super) caller: &'a Did,
    /// Content that came with what they asked for themselves.
    pub(super) content: &'a BTreeMap<Cid, Block>,
    /// Tasks that it awaits and that came to their end on the caller's authority, as what was
    /// asked for with it: their results are as those of tasks of the same job.
    pub(super) own: BTreeSet<Cid>,
    /// Whether something secret asks for it.
    pub(super) secret: bool,
}

/// One task of a job.
#[derive(Clone, Debug)]
pub(super) struct JobTask {
    pub(super) proven: Proven,
    pub(super) config: TaskConfig,
    /// Tasks outside of the job that this one awaits.
    pub(super) outside: BTreeSet<Cid>,
}

/// Who runs a task.
pub(super) enum Runner<'a> {
    /// The engine.
    Wasm,
    /// A registered handler.
    Handler(&'a HandlerDeclaration, &'a Registered),
}

impl Core {
    /// Who runs a task (ruling P9).
    pub(super) fn runner(&self, task: &Task) -> Result<Runner<'_>, PrepareError> {
        let command = task.command();
        if command.as_str() == WASM_RUN {
            return Ok(Runner::Wasm);
        }
        match self.registry.find(command, task.subject()) {
            Ok((declaration, registered)) => Ok(Runner::Handler(declaration, registered)),
            Err(Unhandled::Command) => {
                Err(PrepareError::UnknownCommand { command: command.clone() })
            }
            Err(Unhandled::Subject) => Err(PrepareError::UnknownSubject {
                command: command.clone(),
                subject: Box::new(task.subject().clone()),
            }),
        }
    }
}

impl Received {
    /// The receipt of a mutation that was finished before the job came here.
    pub(super) fn finished(&self, written: &Cid) -> Option<Arc<Receipt>> {
        self.finished.get()?.get(written).map(Arc::clone)
    }

    /// The beginning of the walk.
    pub(super) fn schedule(&self) -> Schedule {
        let single =
            || self.tasks.get(Job::SINGLE).map_or_else(Cid::default, |it| *it.proven.task().id());
        match &self.flow {
            Some(flow) => Schedule::new(flow),
            None => Schedule::single(Job::SINGLE, single()),
        }
    }
}

impl Job {
    /// Content that came along, and nothing to be done.
    pub(super) fn of_content(blocks: &[Block], issuer: &Did, id: Cid) -> Self {
        let content = blocks.iter().map(|block| (*block.cid(), block.clone())).collect();
        Self(Arc::new(Received {
            tasks: BTreeMap::new(),
            flow: None,
            workflow: None,
            issuer: issuer.clone(),
            id,
            proofs: Proofs::new(),
            tokens: Vec::new(),
            content,
            lent: OnceLock::new(),
            own: BTreeSet::new(),
            finished: OnceLock::new(),
            secret: false,
        }))
    }

    /// The label that a single task gets.
    pub const SINGLE: &str = "task";

    /// The labels of the tasks, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.tasks.keys().map(String::as_str)
    }

    /// Who asks for it.
    #[must_use]
    pub fn issuer(&self) -> &Did {
        &self.0.issuer
    }

    /// The ID of the task that it is: of a workflow, that of the workflow.
    #[must_use]
    pub fn id(&self) -> &Cid {
        &self.0.id
    }

    /// The tasks, by label.
    pub(super) fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.0.tasks.values().map(|task| task.proven.task())
    }

    /// The task with this ID, if it is one of the job.
    pub(super) fn task(&self, id: &Cid) -> Option<&Task> {
        self.tasks().find(|task| task.id() == id)
    }

    /// The evidence for all of it.
    pub(super) fn proven(&self) -> impl Iterator<Item = &Proven> {
        let tasks = self.0.tasks.values().map(|task| &task.proven);
        tasks.chain(self.workflow().map(Workflow::proven))
    }

    /// The workflow, unless it is a single task.
    #[must_use]
    pub fn workflow(&self) -> Option<&Workflow> {
        self.0.workflow.as_ref()
    }
}

impl Executor {
    /// Receives a signed invocation with the blocks that came with it: delegations,
    /// and content. Everything is decoded strictly, verified and proven; nothing is
    /// written.
    ///
    /// # Errors
    ///
    /// [`ReceiveError`] for the first rule that is broken.
    pub fn receive(&self, token: &[u8], blocks: &[Block]) -> Result<Job, ReceiveError> {
        self.receive_for(token, blocks, None)
    }

    /// The same of what somebody signed for somebody else.
    pub(super) fn receive_for(
        &self,
        token: &[u8],
        blocks: &[Block],
        on_behalf: Option<&OnBehalf<'_>>,
    ) -> Result<Job, ReceiveError> {
        let verifiers = VerifierSet::default();
        let invocation = Envelope::<Invocation>::decode(token)
            .map_err(ReceiveError::Decode)?
            .verify(&self.0.keys, &verifiers)
            .map_err(ReceiveError::Verify)?;

        let named = delegations(&invocation);
        let mut proofs = Proofs::new();
        let mut content = on_behalf.map_or_else(BTreeMap::new, |it| it.content.clone());
        let mut tokens = Vec::new();
        tokens.push(invocation.envelope().block().clone());
        for block in blocks {
            if named.contains(block.cid()) {
                proofs.add(block, &self.0.keys, &verifiers);
                tokens.push(block.clone());
            } else {
                content.insert(*block.cid(), block.clone());
            }
        }

        let check = self.0.check();
        let proven = Proven::prove(&invocation, &proofs, &check, Some(&self.0.did))
            .map_err(ReceiveError::Prove)?;
        let asks = on_behalf.map_or_else(|| proven.issuer(), |it| it.caller);
        if !self.0.admission.admits(asks) {
            return Err(ReceiveError::NotAdmitted { issuer: asks.clone() });
        }
        let (issuer, id) = (proven.issuer().clone(), *proven.task().id());
        let (mut tasks, mut workflow) = (BTreeMap::new(), None);
        let flow = match proven.task().command().as_str() {
            WORKFLOW_RUN => {
                let opened = Workflow::open(proven, &proofs, &check).map_err(ReceiveError::Open)?;
                let flow = opened.document().flow(self.handlers());
                tasks = of_workflow(&opened);
                workflow = Some(opened);
                Some(flow)
            }
            // A receipt is a statement; nobody can ask for one to be run (ruling I2).
            RECEIPT_COMMAND => return Err(ReceiveError::Receipt),
            _ => {
                let own = ConfigLayer::of_task(proven.meta()).map_err(|error| {
                    let place = ConfigPlace::SingleTask;
                    let error = DocumentError::Config { place, error };
                    ReceiveError::Open(OpenError::Document(error))
                })?;
                let task = JobTask {
                    config: Cascade::new(own).resolve(),
                    outside: awaited(proven.task().args()),
                    proven,
                };
                tasks.insert(Job::SINGLE.to_owned(), task);
                None
            }
        };
        let secret = on_behalf.is_some_and(|it| it.secret);
        let own = on_behalf.map_or_else(BTreeSet::new, |it| it.own.clone());
        let lent = OnceLock::new();
        Ok(Job(Arc::new(Received {
            tasks,
            flow,
            workflow,
            issuer,
            id,
            proofs,
            tokens,
            content,
            lent,
            own,
            finished: OnceLock::new(),
            secret,
        })))
    }
}

fn of_workflow(workflow: &Workflow) -> BTreeMap<String, JobTask> {
    let tasks = workflow.tasks().iter().map(|(label, task)| {
        let task = JobTask {
            proven: task.proven().clone(),
            config: task.config().clone(),
            outside: task.awaits_outside().clone(),
        };
        (label.clone(), task)
    });
    tasks.collect()
}

/// The delegations that an invocation names, those of the tasks in it included.
fn delegations(invocation: &ucan_core::Verified<Invocation>) -> BTreeSet<Cid> {
    use ipld_core::ipld::Ipld;

    let payload = invocation.payload();
    let mut named: BTreeSet<Cid> = payload.proofs().iter().copied().collect();
    if let Some(Ipld::Map(tasks)) = payload.task().args().get("tasks") {
        for task in tasks.values() {
            if let Ipld::Map(task) = task
                && let Some(Ipld::List(proofs)) = task.get("prf")
            {
                named.extend(proofs.iter().filter_map(|proof| match proof {
                    Ipld::Link(cid) => Some(*cid),
                    _ => None,
                }));
            }
        }
    }
    named
}
