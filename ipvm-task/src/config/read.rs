//! Reading the fields of a configuration, each error with its place.

use alloc::{collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;
use ucan_core::{FieldRule, Meta};

use super::{ConfigLayer, ConfigLayerError, ConfigRule};
use crate::{
    gas::{Gas, WorkLimit},
    kind::kind,
    measure::{InfoSize, InfoUnit, Measure, SiPrefix, TimeInterval, TimeUnit, Unit},
    verification::Verification,
};

type Map = BTreeMap<String, Ipld>;

/// The key of the configuration in the data beside a task.
const CONFIG: &str = "ipvm/config";

impl ConfigLayer {
    /// Reads a configuration: the map `{secret, check, time, memory, disk, gas}`, each
    /// field of which may be absent. `secret` may be null, which says nothing.
    ///
    /// # Errors
    ///
    /// [`ConfigRule::Field`] for what is no map, an unknown field, or one of the wrong
    /// kind, [`ConfigRule::Measure`], [`ConfigRule::Gas`] and
    /// [`ConfigRule::Verification`]; of several, the first by the name of the field.
    pub fn read(value: &Ipld) -> Result<Self, ConfigLayerError> {
        let mut layer = Self::default();
        for (key, value) in map(value)? {
            match key.as_str() {
                "secret" => secret(value).map(|secret| layer.secret = secret),
                "check" => Verification::read(value).map(|check| layer.check = Some(check)),
                "time" => measure(value).map(|time| layer.time = Some(time)),
                "memory" => measure(value).map(|size| layer.memory = Some(size)),
                "disk" => measure(value).map(|size| layer.disk = Some(size)),
                "gas" => gas(value).map(|gas| layer.work = Some(WorkLimit::of_gas(gas))),
                _ => Err(FieldRule::Unknown.into()),
            }
            .map_err(|error| error.under(key))?;
        }
        Ok(layer)
    }

    /// Reads what stands beside a task: the configuration under `ipvm/config`, and the
    /// limits of the talks and of the field, `fuel` and
    /// `limits: {fuel, gas, memory, time, disk}`. Where one quantity is limited more
    /// than once, the smaller limit counts (ruling O3). Other keys are left to others.
    ///
    /// In `limits` a size may also be a natural number, of bytes, and a time one of
    /// milliseconds, as Homestar writes them; null says nothing.
    ///
    /// # Errors
    ///
    /// As [`ConfigLayer::read`], and the same for the limits.
    pub fn of_task(meta: &Meta) -> Result<Self, ConfigLayerError> {
        let mut layer = match meta.get(CONFIG) {
            Some(value) => Self::read(value).map_err(|error| error.under(CONFIG))?,
            None => Self::default(),
        };
        if let Some(value) = meta.get("fuel") {
            let fuel = natural(value).map_err(|error| error.under("fuel"))?;
            layer.limit_work(WorkLimit::of_fuel(fuel));
        }
        if let Some(value) = meta.get("limits") {
            layer.read_limits(value).map_err(|error| error.under("limits"))?;
        }
        Ok(layer)
    }

    /// Tightens this layer by limits in the form of the talks.
    pub(crate) fn read_limits(&mut self, value: &Ipld) -> Result<(), ConfigLayerError> {
        for (key, value) in map(value)? {
            if *value == Ipld::Null {
                known(key, &["disk", "fuel", "gas", "memory", "time"])
            } else {
                match key.as_str() {
                    "fuel" => natural(value).map(|fuel| self.limit_work(WorkLimit::of_fuel(fuel))),
                    "gas" => gas(value).map(|gas| self.limit_work(WorkLimit::of_gas(gas))),
                    "time" => time_or_milliseconds(value).map(|time| {
                        self.time = Some(self.time.map_or(time, |own| own.at_most(time)))
                    }),
                    "memory" => size_or_bytes(value).map(|size| {
                        self.memory = Some(self.memory.map_or(size, |own| own.at_most(size)))
                    }),
                    "disk" => size_or_bytes(value).map(|size| {
                        self.disk = Some(self.disk.map_or(size, |own| own.at_most(size)))
                    }),
                    _ => Err(FieldRule::Unknown.into()),
                }
            }
            .map_err(|error| error.under(key))?;
        }
        Ok(())
    }

    fn limit_work(&mut self, limit: WorkLimit) {
        self.work = Some(self.work.map_or(limit, |own| own.and(limit)));
    }
}

fn map(value: &Ipld) -> Result<&Map, ConfigLayerError> {
    match value {
        Ipld::Map(map) => Ok(map),
        other => Err(FieldRule::Kind { expected: "map", found: kind(other) }.into()),
    }
}

fn secret(value: &Ipld) -> Result<Option<bool>, ConfigLayerError> {
    match value {
        Ipld::Null => Ok(None),
        Ipld::Bool(secret) => Ok(Some(*secret)),
        other => Err(FieldRule::Kind { expected: "boolean or null", found: kind(other) }.into()),
    }
}

fn measure<U: Unit>(value: &Ipld) -> Result<Measure<U>, ConfigLayerError> {
    Ok(Measure::read(value)?)
}

fn gas(value: &Ipld) -> Result<Gas, ConfigLayerError> {
    let found = natural(value)?;
    let limit = Gas::MAX.units();
    Gas::new(found).ok_or_else(|| ConfigRule::Gas { limit, found }.into())
}

fn time_or_milliseconds(value: &Ipld) -> Result<TimeInterval, ConfigLayerError> {
    match value {
        Ipld::Integer(_) => {
            Ok(Measure::new(natural(value)?, Some(SiPrefix::Milli), TimeUnit::Seconds)?)
        }
        other => measure(other),
    }
}

fn size_or_bytes(value: &Ipld) -> Result<InfoSize, ConfigLayerError> {
    match value {
        Ipld::Integer(_) => Ok(Measure::new(natural(value)?, None, InfoUnit::Bytes)?),
        other => measure(other),
    }
}

/// A natural number of up to 64 bits.
pub(crate) fn natural(value: &Ipld) -> Result<u64, ConfigLayerError> {
    let expected = "a natural number of up to 64 bits";
    match value {
        Ipld::Integer(number) => {
            u64::try_from(*number).map_err(|_| FieldRule::Value { expected }.into())
        }
        other => Err(FieldRule::Kind { expected, found: kind(other) }.into()),
    }
}

pub(crate) fn text(value: &Ipld) -> Result<&str, ConfigLayerError> {
    match value {
        Ipld::String(text) => Ok(text),
        other => Err(FieldRule::Kind { expected: "string", found: kind(other) }.into()),
    }
}

/// Reads a field that must be there.
pub(crate) fn required<T>(
    map: &Map,
    key: &str,
    read: impl FnOnce(&Ipld) -> Result<T, ConfigLayerError>,
) -> Result<T, ConfigLayerError> {
    match map.get(key) {
        Some(value) => read(value),
        None => Err(FieldRule::Missing.into()),
    }
    .map_err(|error| error.under(key))
}

/// Refuses the first key that is not one of these.
pub(crate) fn known_only(map: &Map, keys: &[&str]) -> Result<(), ConfigLayerError> {
    map.keys().try_for_each(|key| known(key, keys).map_err(|error| error.under(key)))
}

fn known(key: &str, keys: &[&str]) -> Result<(), ConfigLayerError> {
    if keys.contains(&key) { Ok(()) } else { Err(FieldRule::Unknown.into()) }
}
