//! What a task asks of its executor: limits and secrecy.

use core::time::Duration;

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields, Meta};

/// How much fuel one unit of `gas` is. The workflow draft leaves the unit open; a
/// crop of a small photograph takes some 200 million units of fuel.
pub const FUEL_PER_GAS: u64 = 1_000_000;

/// The configuration of a task: `meta["ipvm/config"]` over the workflow's
/// defaults, and `meta.fuel` or `meta.limits.fuel` (IPVM Workflow, Configuration).
///
/// What is absent is left to the executor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The result must not be published, and is never shared with strangers.
    pub secret: Option<bool>,
    /// The longest time on the clock.
    pub time: Option<Duration>,
    /// The most memory, in bytes.
    pub memory: Option<u64>,
    /// The most fuel, in the engine's units.
    pub fuel: Option<u64>,
}

impl Config {
    /// Reads the configuration beside a task.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Field`] for a malformed field, [`ConfigError::Unsupported`]
    /// for a demand that this version cannot meet.
    pub fn of_task(meta: &Meta) -> Result<Self, ConfigError> {
        let mut config = match meta.get("ipvm/config") {
            Some(value) => Self::read(value)?,
            None => Self::default(),
        };
        let fuel = match (meta.get("fuel"), meta.get("limits")) {
            (Some(fuel), _) => Some(fuel),
            (None, Some(Ipld::Map(limits))) => limits.get("fuel"),
            _ => None,
        };
        if let Some(fuel) = fuel {
            config.fuel = least(config.fuel, Some(natural("fuel", fuel)?));
        }
        Ok(config)
    }

    /// Reads a configuration map.
    ///
    /// # Errors
    ///
    /// As [`Config::of_task`].
    pub fn read(value: &Ipld) -> Result<Self, ConfigError> {
        let mut fields = Fields::of("ipvm/config", value.clone()).map_err(ConfigError::Field)?;
        for field in ["check", "disk"] {
            match fields.optional(field) {
                None => {}
                Some(Ipld::String(check)) if field == "check" && check == "attestation" => {}
                Some(_) => return Err(ConfigError::Unsupported { field }),
            }
        }
        let secret = match fields.optional("secret") {
            None | Some(Ipld::Null) => None,
            Some(Ipld::Bool(secret)) => Some(secret),
            Some(_) => return Err(malformed("secret", "a boolean or null")),
        };
        let config = Self {
            secret,
            time: fields.optional("time").map(|value| time(&value)).transpose()?,
            memory: fields.optional("memory").map(|value| size(&value)).transpose()?,
            fuel: fields
                .optional("gas")
                .map(|value| Ok(natural("gas", &value)?.saturating_mul(FUEL_PER_GAS)))
                .transpose()?,
        };
        fields.finish().map_err(ConfigError::Field)?;
        Ok(config)
    }

    /// This configuration, with `defaults` for what it leaves open.
    #[must_use]
    pub fn or(self, defaults: Self) -> Self {
        Self {
            secret: self.secret.or(defaults.secret),
            time: self.time.or(defaults.time),
            memory: self.memory.or(defaults.memory),
            fuel: self.fuel.or(defaults.fuel),
        }
    }
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn malformed(field: &str, expected: &'static str) -> ConfigError {
    ConfigError::Field(FieldError::new(field, FieldRule::Value { expected }))
}

fn natural(field: &str, value: &Ipld) -> Result<u64, ConfigError> {
    match value {
        Ipld::Integer(number) => {
            u64::try_from(*number).map_err(|_| malformed(field, "a natural number"))
        }
        _ => Err(malformed(field, "a natural number")),
    }
}

/// A magnitude, a power of ten, and the name of the unit.
fn measure<'a>(
    field: &str,
    value: &'a Ipld,
    expected: &'static str,
) -> Result<(u64, i32, &'a str), ConfigError> {
    let Ipld::List(parts) = value else { return Err(malformed(field, expected)) };
    let text = |part: &'a Ipld| match part {
        Ipld::String(text) => Ok(text.as_str()),
        _ => Err(malformed(field, expected)),
    };
    match parts.as_slice() {
        [magnitude, unit] => Ok((natural(field, magnitude)?, 0, text(unit)?)),
        [magnitude, prefix, unit] => {
            let power = power_of_ten(text(prefix)?).ok_or_else(|| malformed(field, expected))?;
            Ok((natural(field, magnitude)?, power, text(unit)?))
        }
        _ => Err(malformed(field, expected)),
    }
}

/// The SI prefixes, by name or by sign (IPVM Workflow, Support Types).
fn power_of_ten(prefix: &str) -> Option<i32> {
    Some(match prefix {
        "pico" | "p" => -12,
        "nano" | "n" => -9,
        "micro" | "u" => -6,
        "milli" | "m" => -3,
        "centi" | "c" => -2,
        "deci" | "d" => -1,
        "deca" | "da" => 1,
        "hecto" | "ha" => 2,
        "kilo" | "k" => 3,
        "mega" | "M" => 6,
        "giga" | "G" => 9,
        "tera" | "T" => 12,
        "peta" | "P" => 15,
        "exa" | "E" => 18,
        _ => return None,
    })
}

/// `magnitude × 10^power`, rounded down, held at the largest number.
fn scaled(magnitude: u128, power: i32) -> u64 {
    let factor = 10_u128.saturating_pow(power.unsigned_abs());
    let value = if power < 0 { magnitude / factor } else { magnitude.saturating_mul(factor) };
    u64::try_from(value).unwrap_or(u64::MAX)
}

fn time(value: &Ipld) -> Result<Duration, ConfigError> {
    const EXPECTED: &str = "a time such as [5, \"minutes\"] or [500, \"milli\", \"seconds\"]";
    let (magnitude, power, unit) = measure("time", value, EXPECTED)?;
    let seconds: u64 = match unit {
        "seconds" => 1,
        "minutes" => 60,
        "days" => 86_400,
        "weeks" => 604_800,
        "years" => 31_557_600,
        _ => return Err(malformed("time", EXPECTED)),
    };
    let nanos = u128::from(magnitude) * u128::from(seconds);
    Ok(Duration::from_nanos(scaled(nanos, power + 9)))
}

fn size(value: &Ipld) -> Result<u64, ConfigError> {
    const EXPECTED: &str = "a size such as [100, \"kilo\", \"bytes\"]";
    let (magnitude, power, unit) = measure("memory", value, EXPECTED)?;
    let bits: u128 = match unit {
        "bits" => 1,
        "nibble" => 4,
        "bytes" => 8,
        _ => return Err(malformed("memory", EXPECTED)),
    };
    Ok(scaled(u128::from(magnitude) * bits * 125, power - 3))
}

/// Why a configuration is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A field is malformed or not known.
    #[error(transparent)]
    Field(FieldError),
    /// A demand that this version cannot meet, and will not run without.
    #[error("`{field}` asks for something that is not supported yet")]
    Unsupported {
        /// The field.
        field: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, string::ToString, vec};

    fn config(entries: &[(&str, Ipld)]) -> Result<Config, ConfigError> {
        let map = entries.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
        Config::of_task(&BTreeMap::from([("ipvm/config".into(), Ipld::Map(map))]))
    }

    fn list(number: i128, words: &[&str]) -> Ipld {
        let words = words.iter().map(|word| Ipld::String(word.to_string()));
        Ipld::List([Ipld::Integer(number)].into_iter().chain(words).collect())
    }

    #[test]
    fn reads_the_units_of_the_text() {
        let read = config(&[
            ("secret", Ipld::Bool(true)),
            ("check", Ipld::String("attestation".into())),
            ("gas", Ipld::Integer(5000)),
            ("time", list(500, &["milli", "seconds"])),
            ("memory", list(500, &["kilo", "bytes"])),
        ])
        .unwrap();
        assert_eq!(read.secret, Some(true));
        assert_eq!(read.fuel, Some(5_000_000_000));
        assert_eq!(read.time, Some(Duration::from_millis(500)));
        assert_eq!(read.memory, Some(500_000));
        let minutes = config(&[("time", list(45, &["minutes"]))]).unwrap();
        assert_eq!(minutes.time, Some(Duration::from_secs(2700)));
        let exa = config(&[("memory", list(378, &["exa", "bytes"]))]).unwrap();
        assert_eq!(exa.memory, Some(u64::MAX));
        let bits = config(&[("memory", list(80, &["bits"]))]).unwrap();
        assert_eq!(bits.memory, Some(10));
    }

    #[test]
    fn the_fuel_of_the_invocation_text_and_of_the_talks_is_read_too() {
        let fuel = |meta| Config::of_task(&meta).unwrap().fuel;
        let fuel_map = BTreeMap::from([("fuel".to_string(), Ipld::Integer(999_999))]);
        assert_eq!(fuel(fuel_map.clone()), Some(999_999));
        let limits = BTreeMap::from([("limits".to_string(), Ipld::Map(fuel_map))]);
        assert_eq!(fuel(limits), Some(999_999));
        assert_eq!(fuel(BTreeMap::new()), None);
    }

    #[test]
    fn refuses_what_it_cannot_meet_and_what_it_does_not_know() {
        assert_eq!(
            config(&[("disk", list(20, &["mega", "bytes"]))]),
            Err(ConfigError::Unsupported { field: "disk" })
        );
        assert_eq!(
            config(&[("check", Ipld::Map(BTreeMap::new()))]),
            Err(ConfigError::Unsupported { field: "check" })
        );
        assert_eq!(
            config(&[("tiem", Ipld::Null)]),
            Err(ConfigError::Field(FieldError::new("tiem", FieldRule::Unknown)))
        );
        for bad in [
            Ipld::Integer(5),
            list(-1, &["seconds"]),
            list(1, &["lightyears"]),
            list(1, &["big", "seconds"]),
        ] {
            assert!(matches!(config(&[("time", bad)]), Err(ConfigError::Field(_))));
        }
        assert_eq!(vec![config(&[]).unwrap()], vec![Config::default()]);
    }
}
