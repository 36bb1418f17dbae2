//! Setting up an executor.

use std::{collections::BTreeSet, sync::Arc};

use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};
use ucan_core::{Did, Leeway, NoRevocations, Revocations};
use ucan_pipeline::Trust;
use varsig::Signer;

use super::{Clock, Executor, Stores, SystemClock, in_flight::InFlight};
use crate::engine::{CodeCache, Engine, EngineConfig, EngineError};

/// The stack of a worker thread, in bytes: the guest's own, and the host's around
/// it.
const WORKER_STACK: usize = 4 << 20;

/// Whose work an executor takes. The authority of each task is judged all the
/// same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admission {
    /// Everybody's.
    #[default]
    Anyone,
    /// That of these issuers only.
    Only(BTreeSet<Did>),
}

impl Admission {
    pub(super) fn admits(&self, issuer: &Did) -> bool {
        match self {
            Self::Anyone => true,
            Self::Only(issuers) => issuers.contains(issuer),
        }
    }
}

/// An executor that is being set up.
pub struct ExecutorBuilder {
    signer: Arc<dyn Signer>,
    stores: Stores,
    engine: EngineConfig,
    code_cache: Option<CodeCache>,
    clock: Arc<dyn Clock>,
    trusted: BTreeSet<Did>,
    leeway: Leeway,
    revocations: Arc<dyn Revocations + Send + Sync>,
    admission: Admission,
}

impl ExecutorBuilder {
    pub(super) fn new(signer: Arc<dyn Signer>, stores: Stores) -> Self {
        Self {
            signer,
            stores,
            engine: EngineConfig::default(),
            code_cache: None,
            clock: Arc::new(SystemClock),
            trusted: BTreeSet::new(),
            leeway: Leeway::default(),
            revocations: Arc::new(NoRevocations),
            admission: Admission::default(),
        }
    }

    /// Sets up the engine: limits and parallelism.
    #[must_use]
    pub fn with_engine(mut self, engine: EngineConfig) -> Self {
        self.engine = engine;
        self
    }

    /// Keeps compiled code on disk.
    #[must_use]
    pub fn with_code_cache(mut self, cache: CodeCache) -> Self {
        self.code_cache = Some(cache);
        self
    }

    /// Takes the time from `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Lets the receipts of another executor count (ruling I7).
    #[must_use]
    pub fn trusting(mut self, executor: Did) -> Self {
        self.trusted.insert(executor);
        self
    }

    /// Sets the leeway of every time check; 60 seconds unless set.
    #[must_use]
    pub const fn with_leeway(mut self, leeway: Leeway) -> Self {
        self.leeway = leeway;
        self
    }

    /// Asks `revocations` of every token.
    #[must_use]
    pub fn with_revocations(mut self, revocations: Arc<dyn Revocations + Send + Sync>) -> Self {
        self.revocations = revocations;
        self
    }

    /// Says whose work is taken; everybody's unless set.
    #[must_use]
    pub fn with_admission(mut self, admission: Admission) -> Self {
        self.admission = admission;
        self
    }

    /// Starts the executor's threads.
    ///
    /// # Errors
    ///
    /// [`BuildError::Engine`] if there is no engine,
    /// [`BuildError::Threads`] if the worker threads cannot be started.
    pub fn build(self) -> Result<Executor, BuildError> {
        let parallelism = self.engine.parallelism.max(1);
        let engine = Engine::new(self.engine, self.code_cache).map_err(BuildError::Engine)?;
        let pool = ThreadPoolBuilder::new()
            .num_threads(usize::try_from(parallelism).unwrap_or(1))
            .stack_size(WORKER_STACK)
            .thread_name(|index| format!("ipvm-worker-{index}"))
            .build()
            .map_err(|error: ThreadPoolBuildError| BuildError::Threads {
                detail: error.to_string(),
            })?;
        let did = Did::from_signer(self.signer.as_ref());
        Ok(Executor {
            trust: Trust::new(self.trusted).ours(did.clone()),
            did,
            signer: self.signer,
            stores: self.stores,
            engine: Arc::new(engine),
            pool,
            clock: self.clock,
            leeway: self.leeway,
            revocations: self.revocations,
            admission: self.admission,
            in_flight: InFlight::default(),
        })
    }
}

impl std::fmt::Debug for ExecutorBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecutorBuilder").field("engine", &self.engine).finish_non_exhaustive()
    }
}

/// Why there is no executor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There is no engine.
    #[error(transparent)]
    Engine(EngineError),
    /// The worker threads could not be started.
    #[error("the worker threads could not be started: {detail}")]
    Threads {
        /// What the system said.
        detail: String,
    },
}
