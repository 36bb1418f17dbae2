//! Setting up an executor.

use std::{collections::BTreeSet, sync::Arc};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use ucan_core::{Did, DidKeyCache, Leeway, NoRevocations, Revocations};
use ucan_pipeline::Trust;
use varsig::Signer;

use super::{
    Clock, Core, Executor, FetchLimits, Resolver, Stores, SystemClock, content::Outside,
    in_flight::InFlight, known::Warm,
};
use crate::{
    agent::Panel,
    engine::{CodeCache, Engine, EngineConfig, EngineError, host::Host},
    handler::{Registration, RegistrationError, Registry},
};

/// The stack of a worker thread, in bytes: the guest's own, and the host's around
/// it.
const WORKER_STACK: usize = 4 << 20;

/// How many queries and mutations one job may start, unless another number is set.
const EFFECTS: u32 = 10_000;

/// How many bytes of receipts are kept in memory, unless another number is set.
const WARM_BYTES: usize = 64 << 20;

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
    host: Option<Arc<dyn Host>>,
    clock: Arc<dyn Clock>,
    trusted: BTreeSet<Did>,
    leeway: Leeway,
    revocations: Arc<dyn Revocations + Send + Sync>,
    admission: Admission,
    resolver: Option<Arc<dyn Resolver>>,
    fetch_limits: FetchLimits,
    handlers: Vec<Registration>,
    pool: Option<Arc<ThreadPool>>,
    effects: u32,
    warm_bytes: usize,
    keeps_tasks: bool,
    panel: Option<Panel>,
}

impl ExecutorBuilder {
    pub(super) fn new(signer: Arc<dyn Signer>, stores: Stores) -> Self {
        Self {
            signer,
            stores,
            engine: EngineConfig::default(),
            code_cache: None,
            host: None,
            clock: Arc::new(SystemClock),
            trusted: BTreeSet::new(),
            leeway: Leeway::default(),
            revocations: Arc::new(NoRevocations),
            admission: Admission::default(),
            resolver: None,
            fetch_limits: FetchLimits::default(),
            handlers: Vec::new(),
            pool: None,
            effects: EFFECTS,
            warm_bytes: WARM_BYTES,
            keeps_tasks: false,
            panel: None,
        }
    }

    /// Lets tasks of another command run: see [`Registration`].
    #[must_use]
    pub fn with_handler(mut self, handler: Registration) -> Self {
        self.handlers.push(handler);
        self
    }

    /// Lets tasks of other commands run.
    #[must_use]
    pub fn with_handlers(mut self, handlers: impl IntoIterator<Item = Registration>) -> Self {
        self.handlers.extend(handlers);
        self
    }

    /// Runs tasks on these threads instead of its own. Each needs a stack of 4 MiB: the
    /// guest's own and the host's around it. Of a pool that uses the current thread, tasks
    /// run while that thread [waits](super::JobHandle::wait).
    #[must_use]
    pub fn with_pool(mut self, pool: Arc<ThreadPool>) -> Self {
        self.pool = Some(pool);
        self
    }

    /// How many queries and mutations one job may start; 10,000 unless set. The next one
    /// ends in a fault, `LimitReached` with the limit `effects`.
    #[must_use]
    pub const fn with_effects(mut self, effects: u32) -> Self {
        self.effects = effects;
        self
    }

    /// How many bytes of receipts are kept in memory, so that what was asked for before
    /// is answered without the store; 64 MiB unless set.
    #[must_use]
    pub const fn with_warm_bytes(mut self, bytes: usize) -> Self {
        self.warm_bytes = bytes;
        self
    }

    /// Takes tasks that ask for more than the word of this executor, by their `check`: it
    /// asks these agents, as the strategy wants it, and attests to a result that counts.
    /// The issuer sends, with the job, an invocation of the same task for each of them.
    /// This executor needs no seat: where the strategy wants to hear it, it runs the task
    /// too. Without a panel such tasks are refused.
    #[must_use]
    pub fn with_panel(mut self, panel: Panel) -> Self {
        self.panel = Some(panel);
        self
    }

    /// Keeps each pure task that is run, as resolved, in a block under its ID, so that
    /// [`Executor::reexecute`] and [`Executor::spot_check`] find it there. That is one more
    /// block for each, which nobody may read as content; secret tasks are not kept. It is
    /// not done unless it is asked for: whoever keeps the invocations has the tasks.
    #[must_use]
    pub const fn keeping_tasks(mut self) -> Self {
        self.keeps_tasks = true;
        self
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

    /// Lets components import what `host` offers; nothing unless set.
    #[must_use]
    pub fn with_host(mut self, host: Arc<dyn Host>) -> Self {
        self.host = Some(host);
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

    /// Looks for content that is not here, when a task needs it, by asking `resolver`: a
    /// query effect of the job, within [`FetchLimits`]. What is found is checked against its
    /// CID and kept for the subject of the task; what is not found ends the task in a fault,
    /// `ContentUnavailable`, that is never remembered. Without a resolver such a job is
    /// refused before it starts.
    #[must_use]
    pub fn with_resolver(mut self, resolver: Arc<dyn Resolver>) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// What may be spent on one block that is looked for elsewhere; 30 seconds and 16 MiB
    /// unless set.
    #[must_use]
    pub const fn with_fetch_limits(mut self, limits: FetchLimits) -> Self {
        self.fetch_limits = limits;
        self
    }

    /// Starts the executor's threads.
    ///
    /// # Errors
    ///
    /// [`BuildError::Handler`] if the handlers cannot stand beside each other,
    /// [`BuildError::Engine`] if there is no engine,
    /// [`BuildError::Threads`] if the worker threads cannot be started.
    pub fn build(self) -> Result<Executor, BuildError> {
        let did = Did::from_signer(self.signer.as_ref());
        let registry = Registry::new(self.handlers, &did).map_err(BuildError::Handler)?;
        let parallelism = self.engine.parallelism.max(1);
        let engine = Engine::new(self.engine, self.code_cache)
            .and_then(|engine| match self.host {
                Some(host) => engine.with_host(host),
                None => Ok(engine),
            })
            .map_err(BuildError::Engine)?;
        let pool = match self.pool {
            Some(pool) => pool,
            None => Arc::new(threads(parallelism)?),
        };
        Ok(Executor(Arc::new(Core {
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
            outside: self.resolver.map(|resolver| Outside::new(resolver, self.fetch_limits)),
            registry,
            effects: self.effects,
            keeps_tasks: self.keeps_tasks,
            panel: self.panel,
            in_flight: InFlight::default(),
            warm: Warm::new(self.warm_bytes),
            keys: DidKeyCache::new(),
        })))
    }
}

fn threads(parallelism: u32) -> Result<ThreadPool, BuildError> {
    ThreadPoolBuilder::new()
        .num_threads(usize::try_from(parallelism).unwrap_or(1))
        .stack_size(WORKER_STACK)
        .thread_name(|index| format!("ipvm-worker-{index}"))
        .build()
        .map_err(|error: ThreadPoolBuildError| BuildError::Threads { detail: error.to_string() })
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
    /// A handler cannot be registered.
    #[error(transparent)]
    Handler(RegistrationError),
    /// The worker threads could not be started.
    #[error("the worker threads could not be started: {detail}")]
    Threads {
        /// What the system said.
        detail: String,
    },
}
