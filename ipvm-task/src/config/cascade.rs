//! The layers above each other, and what holds in the end.

use crate::{
    config::{ConfigLayer, Origin},
    gas::{Gas, WorkLimit},
    measure::{InfoSize, InfoUnit, Measure, SiPrefix, TimeInterval, TimeUnit},
    verification::Verification,
};

/// The four layers of a task's configuration, the lowest first: the system's, the
/// workflow's own, the workflow's defaults for its tasks, and the task's (IPVM Workflow,
/// Configuration). Below all of them is [`TaskConfig::system_default`].
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_task::{Cascade, ConfigLayer, Origin};
///
/// let cascade = Cascade::new(ConfigLayer::read(&ipld!({ "gas": 200 }))?)
///     .with_defaults(ConfigLayer::read(&ipld!({ "gas": 9, "time": [30, "seconds"] }))?);
/// let config = cascade.resolve();
/// assert_eq!(config.work.fuel(), 200_000_000);
/// assert_eq!(config.time.to_duration().as_secs(), 30);
/// assert_eq!(cascade.explain().time.origin, Origin::Defaults);
/// # Ok::<(), ipvm_task::ConfigLayerError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cascade {
    system: ConfigLayer,
    global: ConfigLayer,
    defaults: ConfigLayer,
    task: ConfigLayer,
}

impl Cascade {
    /// A task by itself.
    #[must_use]
    pub const fn new(task: ConfigLayer) -> Self {
        let empty = ConfigLayer::EMPTY;
        Self { system: empty, global: ConfigLayer::EMPTY, defaults: ConfigLayer::EMPTY, task }
    }

    /// With the workflow's defaults for its tasks.
    #[must_use]
    pub fn with_defaults(mut self, defaults: ConfigLayer) -> Self {
        self.defaults = defaults;
        self
    }

    /// With the configuration of the workflow itself, `config` in the draft's table and
    /// `global` in its schema.
    #[must_use]
    pub fn with_global(mut self, global: ConfigLayer) -> Self {
        self.global = global;
        self
    }

    /// With another configuration of the task itself.
    #[must_use]
    pub fn with_task(mut self, task: ConfigLayer) -> Self {
        self.task = task;
        self
    }

    /// With other defaults of the system.
    #[must_use]
    pub fn with_system(mut self, system: ConfigLayer) -> Self {
        self.system = system;
        self
    }

    /// The layers that can say something, the highest first.
    pub(super) fn layers(&self) -> [(Origin, &ConfigLayer); 4] {
        [
            (Origin::Task, &self.task),
            (Origin::Defaults, &self.defaults),
            (Origin::Global, &self.global),
            (Origin::System, &self.system),
        ]
    }

    /// What holds: of every field, what the highest layer says that says something.
    #[must_use]
    pub fn resolve(&self) -> TaskConfig {
        let layers = self.layers().map(|(_, layer)| layer.clone());
        let layer = layers.into_iter().fold(ConfigLayer::EMPTY, ConfigLayer::over);
        let default = TaskConfig::system_default();
        TaskConfig {
            secret: layer.secret.or(default.secret),
            check: layer.check.unwrap_or(default.check),
            time: layer.time.unwrap_or(default.time),
            memory: layer.memory.unwrap_or(default.memory),
            disk: layer.disk.unwrap_or(default.disk),
            work: layer.work.unwrap_or(default.work),
        }
    }
}

/// The configuration of a task, with a value for everything. An executor may have
/// smaller limits of its own, and the smaller ones hold (ruling O4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskConfig {
    /// Whether the result is secret, where that is said; see
    /// [`Secrecy`](crate::Secrecy).
    pub secret: Option<bool>,
    /// How the result is verified.
    pub check: Verification,
    /// The longest time on the clock.
    pub time: TimeInterval,
    /// The most memory.
    pub memory: InfoSize,
    /// The most that may be added to the store: the result, and content that a handler keeps.
    pub disk: InfoSize,
    /// The most work.
    pub work: WorkLimit,
}

impl TaskConfig {
    /// What holds where nobody says anything else, so that a task of ordinary size can
    /// run: attestation, five minutes, a gigabyte of memory, ten megabytes in the store
    /// and 500,000 gas, which is some minutes of work.
    ///
    /// Strategy, time and place in the store are the draft's own defaults. Its 100
    /// kilobytes of memory are less than the smallest program from an ordinary compiler
    /// declares, which is a megabyte; its 1,000 gas have no unit.
    #[must_use]
    pub const fn system_default() -> Self {
        let gas = match Gas::new(500_000) {
            Some(gas) => gas,
            None => Gas::MAX,
        };
        Self {
            secret: None,
            check: Verification::Attestation,
            time: Measure::of_few(5, None, TimeUnit::Minutes),
            memory: Measure::of_few(1, Some(SiPrefix::Giga), InfoUnit::Bytes),
            disk: Measure::of_few(10, Some(SiPrefix::Mega), InfoUnit::Bytes),
            work: WorkLimit::of_gas(gas),
        }
    }
}

impl Default for TaskConfig {
    fn default() -> Self {
        Self::system_default()
    }
}
