//! The executor: from signed bytes to signed receipts.
//!
//! [`Executor::receive`] believes nothing and writes nothing; what it lets through
//! is a [`Job`]. [`Executor::run`] prepares the job, still writing nothing, and then
//! runs its tasks side by side.

mod builder;
mod clock;
mod content;
mod error;
mod execute;
mod in_flight;
mod job;
mod prepare;
mod receipts;
mod report;
mod run;
mod stores;

use std::sync::Arc;

use cid::Cid;
use rayon::ThreadPool;
use ucan_core::{Check, Did, Leeway, Revocations};
use ucan_pipeline::Trust;
use varsig::{Block, Signer};

use self::in_flight::InFlight;
pub use self::{
    builder::{Admission, BuildError, ExecutorBuilder},
    clock::{Clock, SystemClock},
    content::{ContentError, Unavailable},
    error::{InspectError, PrepareError, PublishError, ReceiveError, RunError, TaskError},
    job::Job,
    report::{JobReport, Observer, Quiet, TaskOutcome, TaskReport},
    stores::Stores,
};
use crate::{
    engine::{Component, Engine},
    store::{StoreError, Visibility},
};

/// Runs authorised tasks. It is `Send` and `Sync`; share it behind an [`Arc`].
pub struct Executor {
    did: Did,
    signer: Arc<dyn Signer>,
    stores: Stores,
    engine: Arc<Engine>,
    pool: ThreadPool,
    clock: Arc<dyn Clock>,
    trust: Trust,
    leeway: Leeway,
    revocations: Arc<dyn Revocations + Send + Sync>,
    admission: Admission,
    in_flight: InFlight,
}

impl Executor {
    /// An executor that signs with `signer` and keeps everything in `stores`.
    #[must_use]
    pub fn builder(signer: Arc<dyn Signer>, stores: Stores) -> ExecutorBuilder {
        ExecutorBuilder::new(signer, stores)
    }

    /// The DID under which it signs receipts, and which invocations name as their
    /// audience.
    #[must_use]
    pub const fn did(&self) -> &Did {
        &self.did
    }

    /// Takes in content that every task may read (ruling I11): programs, and data
    /// that is no secret. Knowing its CID is enough from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be kept.
    pub fn publish(&self, bytes: impl Into<Arc<[u8]>>) -> Result<Cid, StoreError> {
        let block = Block::raw(bytes);
        let known = self.stores.blocks().visibility(block.cid())? == Some(Visibility::Public);
        if !(known && self.stores.blocks().get(block.cid()).is_ok_and(|found| found.is_some())) {
            self.stores.blocks().put(&block, Visibility::Public)?;
        }
        Ok(*block.cid())
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
        self.engine.load(&block).map_err(PublishError::Load)?;
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
        let block = self.stores.blocks().get(module).map_err(InspectError::Store)?;
        let block = block.ok_or(InspectError::NotHere { module: *module })?;
        self.engine.load(&block).map_err(InspectError::Load)
    }

    /// The stores.
    #[must_use]
    pub const fn stores(&self) -> &Stores {
        &self.stores
    }

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
            .field("did", &self.did)
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}
