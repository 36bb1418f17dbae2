//! One layer of configuration.

use alloc::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_core::Meta;

use super::TaskConfig;
use crate::{
    gas::WorkLimit,
    measure::{InfoSize, TimeInterval},
    verification::Verification,
};

/// What one place says about a task: the system, the workflow or the task itself. What
/// it leaves open is left to the layer below (IPVM Workflow, Configuration).
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_task::ConfigLayer;
///
/// let written = ipld!({ "secret": true, "gas": 5000, "time": [45, "minutes"] });
/// let layer = ConfigLayer::read(&written)?;
/// assert_eq!(layer.to_ipld(), written);
///
/// let error = ConfigLayer::read(&ipld!({ "disk": "200GB" })).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`/disk`: expected a list such as [200, \"giga\", \"bytes\"], found string",
/// );
/// # Ok::<(), ipvm_task::ConfigLayerError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigLayer {
    /// Whether the result is secret; see [`Secrecy`](crate::Secrecy).
    pub secret: Option<bool>,
    /// How the result is verified.
    pub check: Option<Verification>,
    /// The longest time on the clock.
    pub time: Option<TimeInterval>,
    /// The most memory.
    pub memory: Option<InfoSize>,
    /// The most that may be added to the store.
    pub disk: Option<InfoSize>,
    /// The most work.
    pub work: Option<WorkLimit>,
}

impl ConfigLayer {
    /// The layer that says nothing.
    pub const EMPTY: Self =
        Self { secret: None, check: None, time: None, memory: None, disk: None, work: None };

    /// The layer that says all that [`TaskConfig::system_default`] has.
    #[must_use]
    pub fn system_default() -> Self {
        let TaskConfig { secret, check, time, memory, disk, work } = TaskConfig::system_default();
        Self {
            secret,
            check: Some(check),
            time: Some(time),
            memory: Some(memory),
            disk: Some(disk),
            work: Some(work),
        }
    }

    /// This layer on top of another: what it leaves open is as the one below says.
    ///
    /// Layers with this operation are a monoid: it does not matter which two of three
    /// are put together first, and [`ConfigLayer::EMPTY`] changes nothing on either
    /// side.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            secret: self.secret.or(below.secret),
            check: self.check.or(below.check),
            time: self.time.or(below.time),
            memory: self.memory.or(below.memory),
            disk: self.disk.or(below.disk),
            work: self.work.or(below.work),
        }
    }

    /// The map that [`ConfigLayer::read`] reads. A limit in fuel has no place in it:
    /// see [`ConfigLayer::to_meta`].
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let natural = |number: u64| Ipld::Integer(number.into());
        let fields = [
            ("secret", self.secret.map(Ipld::Bool)),
            ("check", self.check.as_ref().map(Verification::to_ipld)),
            ("time", self.time.map(|time| time.to_ipld())),
            ("memory", self.memory.map(|size| size.to_ipld())),
            ("disk", self.disk.map(|size| size.to_ipld())),
            ("gas", self.work.and_then(|work| work.named_gas()).map(|gas| natural(gas.units()))),
        ];
        let fields = fields.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
        Ipld::Map(fields.collect())
    }

    /// The entries that [`ConfigLayer::of_task`] reads: `ipvm/config`, and `fuel` if a
    /// limit is in fuel.
    #[must_use]
    pub fn to_meta(&self) -> Meta {
        let mut meta = BTreeMap::from([("ipvm/config".into(), self.to_ipld())]);
        if let Some(fuel) = self.work.and_then(|work| work.named_fuel()) {
            meta.insert("fuel".into(), Ipld::Integer(fuel.into()));
        }
        meta
    }

    /// With a result that is secret, or not.
    #[must_use]
    pub const fn with_secret(mut self, secret: bool) -> Self {
        self.secret = Some(secret);
        self
    }

    /// With a strategy of verification.
    #[must_use]
    pub fn with_check(mut self, check: Verification) -> Self {
        self.check = Some(check);
        self
    }

    /// With a time limit.
    #[must_use]
    pub const fn with_time(mut self, time: TimeInterval) -> Self {
        self.time = Some(time);
        self
    }

    /// With a memory limit.
    #[must_use]
    pub const fn with_memory(mut self, memory: InfoSize) -> Self {
        self.memory = Some(memory);
        self
    }

    /// With a limit of what may be added to the store.
    #[must_use]
    pub const fn with_disk(mut self, disk: InfoSize) -> Self {
        self.disk = Some(disk);
        self
    }

    /// With a limit of work.
    #[must_use]
    pub const fn with_work(mut self, work: WorkLimit) -> Self {
        self.work = Some(work);
        self
    }
}
