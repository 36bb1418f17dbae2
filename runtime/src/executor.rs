//! The executor: from signed bytes to signed receipts.
//!
//! [`Executor::receive`] believes nothing and writes nothing; what it lets through
//! is a [`Job`]. [`Executor::submit`] prepares the job, still writing nothing, and then
//! runs its tasks side by side.

mod addressed;
mod adopt;
mod archive;
mod builder;
mod called;
mod claimed;
mod clock;
mod compute;
mod consult;
mod content;
mod dispute;
mod error;
mod event;
mod execute;
mod follow;
mod handle;
mod in_flight;
mod job;
mod known;
mod perform;
mod prepare;
mod promised;
mod recall;
mod receipts;
mod reexecute;
mod reexecution;
mod report;
mod requests;
mod resume;
mod reverse_lookup;
mod secrecy;
mod settle;
mod spot_check;
mod stores;
mod traced;
mod walk;

use std::sync::Arc;

use cid::Cid;
use rayon::ThreadPool;
use ucan_core::{Check, Did, DidKeyCache, Leeway, Revocations};
use ucan_pipeline::Trust;
use varsig::{Block, Signer};

pub(crate) use self::called::limit_reached;
pub use self::{
    adopt::AdoptError,
    archive::ArchiveJobError,
    builder::{Admission, BuildError, ExecutorBuilder},
    clock::{Clock, SystemClock},
    content::{ContentError, Custody, FetchBounds, FetchError, FetchLimits, Resolver, Unavailable},
    error::{
        InquiryError, InspectError, PrepareError, PublishError, ReceiveError, RunError,
        SettleError, TaskError,
    },
    event::Event,
    follow::{
        Asked, Declined, FollowBudget, FollowEnd, FollowError, FollowEvent, FollowLimit, Followed,
        FollowedOutcome, FollowedTask, Following, Invoker, InvokerError, SignedInvocation,
        SigningInvoker, ThreadEnd,
    },
    handle::{Events, JobHandle},
    job::Job,
    reexecution::{Confirmed, NotReproducible, ReExecution, Refuted, Undecided},
    report::{Attested, JobReport, Observer, Quiet, TaskOutcome, TaskReport},
    requests::TaskRequest,
    resume::{CountError, NotCounted, ResumeError, Resumed},
    reverse_lookup::{FoundReceipt, ReverseLookup},
    spot_check::{SpotCheck, SpotFault, SpotFinding, SpotReport},
    stores::Stores,
};
use self::{content::Outside, in_flight::InFlight, known::Warm};
use crate::{
    agent::Panel,
    engine::{Component, Engine},
    handler::Registry,
    store::{StoreError, Visibility},
};

/// Runs authorised tasks.
///
/// It is `Send` and `Sync`; clones are handles of the same executor. There is no global
/// state: two executors in one process know nothing of each other.
#[derive(Clone)]
pub struct Executor(Arc<Core>);

/// What the handles of one executor share.
pub(crate) struct Core {
    did: Did,
    signer: Arc<dyn Signer>,
    stores: Stores,
    engine: Arc<Engine>,
    pool: Arc<ThreadPool>,
    clock: Arc<dyn Clock>,
    trust: Trust,
    leeway: Leeway,
    revocations: Arc<dyn Revocations + Send + Sync>,
    admission: Admission,
    /// Where content is looked for that is not here.
    outside: Option<Outside>,
    registry: Registry,
    /// How many effects one job may have.
    effects: u32,
    keeps_tasks: bool,
    panel: Option<Panel>,
    in_flight: InFlight,
    warm: Warm,
    keys: DidKeyCache,
}

impl Executor {
    /// An executor that signs with `signer` and keeps everything in `stores`.
    #[must_use]
    pub fn builder(signer: Arc<dyn Signer>, stores: impl Into<Stores>) -> ExecutorBuilder {
        ExecutorBuilder::new(signer, stores.into())
    }

    /// The DID under which it signs receipts, and which invocations name as their
    /// audience.
    #[must_use]
    pub fn did(&self) -> &Did {
        &self.0.did
    }

    /// Takes in content that every task may read (ruling I11): programs, and data
    /// that is no secret. Knowing its CID is enough from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be kept.
    pub fn publish(&self, bytes: impl Into<Arc<[u8]>>) -> Result<Cid, StoreError> {
        let block = Block::raw(bytes);
        self.publish_block(&block)?;
        Ok(*block.cid())
    }

    /// Takes in a block of any codec that every task may read, such as data in DAG-CBOR;
    /// otherwise as [`Executor::publish`].
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be kept.
    pub fn publish_block(&self, block: &Block) -> Result<(), StoreError> {
        let blocks = self.0.stores.blocks();
        let known = blocks.visibility(block.cid())? == Some(Visibility::Public);
        if !(known && blocks.get(block.cid()).is_ok_and(|found| found.is_some())) {
            blocks.put(block, Visibility::Public)?;
        }
        Ok(())
    }

    /// Takes in a block for one subject: its tasks may read it, and those to whom it lets
    /// others read by a delegation of `/content/read` (ruling I11). Nobody else does, unless
    /// it is published.
    ///
    /// That it belongs to somebody keeps it from no collection of garbage: a pin does, and so do
    /// the receipts of tasks that took it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be kept.
    pub fn keep_for(&self, owner: &Did, block: &Block) -> Result<(), StoreError> {
        self.0.stores.blocks().put_for(std::slice::from_ref(block), owner)
    }

    /// Takes in a program that every task may run, if it is one: the component is
    /// loaded, and its compiled code kept, before anything is written.
    ///
    /// # Errors
    ///
    /// [`PublishError::Load`] if it is not a component that can be run here,
    /// [`PublishError::Store`] if it cannot be kept.
    pub fn publish_component(&self, bytes: impl Into<Arc<[u8]>>) -> Result<Cid, PublishError> {
        let block = Block::raw(bytes);
        self.0.engine.load(&block).map_err(PublishError::Load)?;
        self.publish(block.shared_bytes()).map_err(PublishError::Store)
    }

    /// Loads a program that is kept here, to see what functions it has and what they
    /// want. Nothing of it is run.
    ///
    /// # Errors
    ///
    /// [`InspectError::NotHere`] if it is not kept here, [`InspectError::Load`] if it is
    /// not a component that can be run here, [`InspectError::Store`] if it cannot be
    /// read.
    pub fn component(&self, module: &Cid) -> Result<Arc<Component>, InspectError> {
        let block = self.0.stores.blocks().get(module).map_err(InspectError::Store)?;
        let block = block.ok_or(InspectError::NotHere { module: *module })?;
        self.0.engine.load(&block).map_err(InspectError::Load)
    }

    /// The stores.
    #[must_use]
    pub fn stores(&self) -> &Stores {
        &self.0.stores
    }

    /// What is declared of the commands that it runs, for planners.
    #[must_use]
    pub fn handlers(&self) -> &ipvm_task::HandlerDeclarations {
        self.0.registry.declarations()
    }
}

impl Core {
    /// The time, leeway and revocations of this moment.
    fn check(&self) -> Check<'_> {
        Check::at(self.clock.now())
            .with_leeway(self.leeway)
            .with_revocations(self.revocations.as_ref())
    }
}

impl std::fmt::Debug for Executor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Executor")
            .field("did", &self.0.did)
            .field("engine", &self.0.engine)
            .finish_non_exhaustive()
    }
}
