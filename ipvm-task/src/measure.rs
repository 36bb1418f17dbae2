//! Quantities with their units, as configurations write them.

mod error;
mod prefix;
mod unit;

use alloc::{string::ToString, vec::Vec};
use core::{cmp::Ordering, fmt, time::Duration};

use ipld_core::ipld::Ipld;

pub use self::{
    error::{MeasureError, MeasureRule},
    prefix::{Notation, SiPrefix},
    unit::{InfoUnit, TimeUnit, Unit},
};
use crate::kind::{kind, shown};

/// A length of time (IPVM Workflow, Support Types).
pub type TimeInterval = Measure<TimeUnit>;

/// An amount of information (IPVM Workflow, Support Types).
pub type InfoSize = Measure<InfoUnit>;

/// A quantity as it is written: `[5, "minutes"]` or `[500, "milli", "seconds"]`.
///
/// The magnitude is a natural number of up to 64 bits. What it amounts to is kept
/// exactly, as a whole number of trillionths of the base unit, of up to 128 bits; what
/// is more cannot be made. Two measures are equal if they are written alike: compare
/// what they amount to with [`Measure::amount`].
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_task::{Measure, SiPrefix, TimeInterval, TimeUnit};
///
/// let half = TimeInterval::read(&ipld!([500, "milli", "seconds"]))?;
/// assert_eq!(half, Measure::new(500, Some(SiPrefix::Milli), TimeUnit::Seconds)?);
/// assert_eq!(half.to_duration().as_millis(), 500);
/// assert_eq!(half.to_ipld(), ipld!([500, "milli", "seconds"]));
/// # Ok::<(), ipvm_task::MeasureError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measure<U> {
    magnitude: u64,
    prefix: Option<(SiPrefix, Notation)>,
    unit: U,
}

impl<U: Unit> Measure<U> {
    /// So many of a unit, or of a power of ten of it.
    ///
    /// # Errors
    ///
    /// [`MeasureRule::Overflow`] if that is more than 128 bits count.
    pub fn new(magnitude: u64, prefix: Option<SiPrefix>, unit: U) -> Result<Self, MeasureError> {
        Self::checked(magnitude, prefix.map(|prefix| (prefix, Notation::Name)), unit)
    }

    /// A measure of the source: of so few that none of them overflows.
    pub(crate) const fn of_few(magnitude: u16, prefix: Option<SiPrefix>, unit: U) -> Self {
        let prefix = match prefix {
            Some(prefix) => Some((prefix, Notation::Name)),
            None => None,
        };
        #[expect(clippy::as_conversions, reason = "16 bits fit, and `from` is not const")]
        let magnitude = magnitude as u64;
        Self { magnitude, prefix, unit }
    }

    fn checked(
        magnitude: u64,
        prefix: Option<(SiPrefix, Notation)>,
        unit: U,
    ) -> Result<Self, MeasureError> {
        let measure = Self { magnitude, prefix, unit };
        match measure.checked_amount() {
            Some(_) => Ok(measure),
            None => Err(MeasureError::new(None, MeasureRule::Overflow)),
        }
    }

    /// Reads a list of magnitude and unit, or of magnitude, prefix and unit. A prefix
    /// is its name or its sign; a unit is its name in lower case.
    ///
    /// # Errors
    ///
    /// [`MeasureRule::Kind`] for what is no list, [`MeasureRule::Length`] for a list of
    /// another length; [`MeasureRule::Magnitude`], [`MeasureRule::Prefix`] and
    /// [`MeasureRule::Unit`] with the place of the item; [`MeasureRule::Overflow`].
    pub fn read(value: &Ipld) -> Result<Self, MeasureError> {
        let Ipld::List(items) = value else {
            return Err(MeasureError::new(None, MeasureRule::Kind { found: kind(value) }));
        };
        match items.as_slice() {
            [magnitude, unit] => {
                Self::checked(read_magnitude(magnitude)?, None, read_unit(1, unit)?)
            }
            [magnitude, prefix, unit] => {
                let magnitude = read_magnitude(magnitude)?;
                let prefix = read_prefix(prefix)?;
                Self::checked(magnitude, Some(prefix), read_unit(2, unit)?)
            }
            _ => Err(MeasureError::new(None, MeasureRule::Length { found: items.len() })),
        }
    }

    /// The list, as it was read.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let mut items = Vec::with_capacity(3);
        items.push(Ipld::Integer(self.magnitude.into()));
        if let Some((prefix, notation)) = self.prefix {
            items.push(Ipld::String(prefix.written(notation).into()));
        }
        items.push(Ipld::String(self.unit.name().into()));
        Ipld::List(items)
    }

    /// The number in front of the unit.
    #[must_use]
    pub const fn magnitude(&self) -> u64 {
        self.magnitude
    }

    /// The power of ten in front of the unit, if one is named.
    #[must_use]
    pub fn prefix(&self) -> Option<SiPrefix> {
        self.prefix.map(|(prefix, _)| prefix)
    }

    /// The unit.
    #[must_use]
    pub const fn unit(&self) -> U {
        self.unit
    }

    /// What it amounts to, exactly, in trillionths of the base unit: picoseconds, or
    /// trillionths of a bit.
    #[must_use]
    pub fn amount(&self) -> u128 {
        // Every constructor has refused what would not fit.
        self.checked_amount().unwrap_or(u128::MAX)
    }

    fn checked_amount(&self) -> Option<u128> {
        let power = self.prefix.map_or(0, |(prefix, _)| prefix.power());
        // From pico, the smallest of them, on: every exponent is a natural number.
        let exponent = power.checked_sub(SiPrefix::Pico.power())?.try_into().ok()?;
        u128::from(self.magnitude)
            .checked_mul(self.unit.in_base_units().into())?
            .checked_mul(10_u128.checked_pow(exponent)?)
    }

    /// The order of what two measures amount to.
    #[must_use]
    pub fn cmp_amount(&self, other: &Self) -> Ordering {
        self.amount().cmp(&other.amount())
    }

    /// The smaller of two; this one, if they amount to the same.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        if other.cmp_amount(&self).is_lt() { other } else { self }
    }
}

impl TimeInterval {
    /// The time as clocks count it: in whole nanoseconds, rounded down, since a limit
    /// must not grow, and held at [`Duration::MAX`], since no clock goes further.
    #[must_use]
    pub fn to_duration(&self) -> Duration {
        const PICOSECONDS: u128 = 1_000_000_000_000;
        let amount = self.amount();
        let nanoseconds = amount % PICOSECONDS / 1_000;
        match (u64::try_from(amount / PICOSECONDS), u32::try_from(nanoseconds)) {
            (Ok(seconds), Ok(nanoseconds)) => Duration::new(seconds, nanoseconds),
            _ => Duration::MAX,
        }
    }
}

impl InfoSize {
    /// The size in whole bytes, rounded down, since a limit must not grow, and held at
    /// the largest number of 64 bits, since no machine addresses more.
    #[must_use]
    pub fn to_bytes(&self) -> u64 {
        u64::try_from(self.amount() / 8_000_000_000_000).unwrap_or(u64::MAX)
    }
}

/// As it is written: `500 milli seconds`.
impl<U: Unit> fmt::Display for Measure<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.magnitude)?;
        if let Some((prefix, notation)) = self.prefix {
            write!(f, "{} ", prefix.written(notation))?;
        }
        f.write_str(self.unit.name())
    }
}

fn read_magnitude(value: &Ipld) -> Result<u64, MeasureError> {
    let found = match value {
        Ipld::Integer(number) => match u64::try_from(*number) {
            Ok(magnitude) => return Ok(magnitude),
            Err(_) => number.to_string(),
        },
        other => kind(other).into(),
    };
    Err(MeasureError::new(Some(0), MeasureRule::Magnitude { found }))
}

pub(crate) fn read_prefix(value: &Ipld) -> Result<(SiPrefix, Notation), MeasureError> {
    let found = match value {
        Ipld::String(text) => match SiPrefix::read(text) {
            Some(prefix) => return Ok(prefix),
            None => shown(text),
        },
        other => kind(other).into(),
    };
    Err(MeasureError::new(Some(1), MeasureRule::Prefix { found }))
}

fn read_unit<U: Unit>(index: u64, value: &Ipld) -> Result<U, MeasureError> {
    let found = match value {
        Ipld::String(text) => match U::ALL.iter().find(|unit| unit.name() == text) {
            Some(unit) => return Ok(*unit),
            None => shown(text),
        },
        other => kind(other).into(),
    };
    Err(MeasureError::new(Some(index), MeasureRule::Unit { expected: U::EXPECTED, found }))
}
