//! Which layer said what.

use core::fmt;

use super::{Cascade, ConfigLayer, TaskConfig};
use crate::{
    gas::WorkLimit,
    measure::{InfoSize, TimeInterval},
    verification::Verification,
};

/// Where a value comes from. The order is that of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Nobody said anything: it is built in.
    BuiltIn,
    /// The defaults of the system.
    System,
    /// The configuration of the workflow itself.
    Global,
    /// The workflow's defaults for its tasks.
    Defaults,
    /// The task.
    Task,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BuiltIn => "built in",
            Self::System => "system",
            Self::Global => "workflow",
            Self::Defaults => "workflow's defaults",
            Self::Task => "task",
        })
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained<T> {
    /// The value that holds.
    pub value: T,
    /// The layer that says so.
    pub origin: Origin,
}

/// What holds for a task, and which layer says so. Its `Display` has a line for each
/// field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigExplanation {
    /// The flag `secret`; `None` if nobody sets it.
    pub secret: Explained<Option<bool>>,
    /// The strategy of verification.
    pub check: Explained<Verification>,
    /// The longest time on the clock.
    pub time: Explained<TimeInterval>,
    /// The most memory.
    pub memory: Explained<InfoSize>,
    /// The most that may be added to the store.
    pub disk: Explained<InfoSize>,
    /// The most work.
    pub work: Explained<WorkLimit>,
}

impl Cascade {
    /// What holds, and which layer says so. The values are those of
    /// [`Cascade::resolve`].
    #[must_use]
    pub fn explain(&self) -> ConfigExplanation {
        let TaskConfig { secret, check, time, memory, disk, work } = self.resolve();
        let origin = |says: fn(&ConfigLayer) -> bool| {
            let layers = self.layers();
            let layer = layers.into_iter().find(|(_, layer)| says(layer));
            layer.map_or(Origin::BuiltIn, |(origin, _)| origin)
        };
        ConfigExplanation {
            secret: Explained { value: secret, origin: origin(|layer| layer.secret.is_some()) },
            check: Explained { value: check, origin: origin(|layer| layer.check.is_some()) },
            time: Explained { value: time, origin: origin(|layer| layer.time.is_some()) },
            memory: Explained { value: memory, origin: origin(|layer| layer.memory.is_some()) },
            disk: Explained { value: disk, origin: origin(|layer| layer.disk.is_some()) },
            work: Explained { value: work, origin: origin(|layer| layer.work.is_some()) },
        }
    }
}

impl fmt::Display for ConfigExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = match self.secret.value {
            None => "not said",
            Some(true) => "yes",
            Some(false) => "no",
        };
        writeln!(f, "secret: {secret} ({})", self.secret.origin)?;
        writeln!(f, "check: {} ({})", self.check.value, self.check.origin)?;
        let (time, memory, disk) = (self.time.value, self.memory.value, self.disk.value);
        writeln!(f, "time: {time} = {:?} ({})", time.to_duration(), self.time.origin)?;
        writeln!(f, "memory: {memory} = {} bytes ({})", memory.to_bytes(), self.memory.origin)?;
        writeln!(f, "disk: {disk} = {} bytes ({})", disk.to_bytes(), self.disk.origin)?;
        let work = self.work.value;
        write!(f, "work: {work} = {} fuel ({})", work.fuel(), self.work.origin)
    }
}
