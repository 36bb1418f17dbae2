//! What a unit of gas costs.

use alloc::{string::String, vec::Vec};
use core::fmt;

use ipld_core::ipld::Ipld;

use crate::{
    config::{ConfigLayerError, natural, text},
    gas::Gas,
    kind::kind,
    measure::{Notation, SiPrefix, read_prefix},
};

/// The longest name of a unit of money, in bytes.
const LONGEST_UNIT: usize = 32;

/// The price of one unit of gas, written as measures are: `[5, "nano", "eur"]`. The unit
/// is any name of up to 32 bytes that both sides understand; no currency is built in.
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_task::{Gas, Price};
///
/// let price = Price::read(&ipld!([5, "nano", "eur"]))?;
/// // In trillionths of the unit, exactly.
/// assert_eq!(price.of(Gas::new(200).unwrap()), 1_000_000);
/// # Ok::<(), ipvm_task::ConfigLayerError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    magnitude: u64,
    prefix: Option<(SiPrefix, Notation)>,
    unit: String,
}

impl Price {
    /// So much of a unit, or of a power of ten of it, for one unit of gas.
    ///
    /// # Errors
    ///
    /// [`PriceError::Unit`] for a name that is empty or too long,
    /// [`PriceError::Overflow`] if all gas there is would cost more than 128 bits count
    /// in trillionths.
    pub fn new(
        magnitude: u64,
        prefix: Option<SiPrefix>,
        unit: impl Into<String>,
    ) -> Result<Self, PriceError> {
        let prefix = prefix.map(|prefix| (prefix, Notation::Name));
        Self { magnitude, prefix, unit: unit.into() }.checked()
    }

    fn checked(self) -> Result<Self, PriceError> {
        if self.unit.is_empty() || self.unit.len() > LONGEST_UNIT {
            return Err(PriceError::Unit { length: self.unit.len(), limit: LONGEST_UNIT });
        }
        let most = self.amount().and_then(|it| it.checked_mul(Gas::MAX.units().into()));
        if most.is_none() { Err(PriceError::Overflow) } else { Ok(self) }
    }

    /// Reads a list of magnitude and unit, or of magnitude, prefix and unit.
    ///
    /// # Errors
    ///
    /// As [`Price::new`], and for items of another kind; with the place.
    pub fn read(value: &Ipld) -> Result<Self, ConfigLayerError> {
        use ucan_core::FieldRule;

        let expected = "price such as [5, \"nano\", \"eur\"]";
        let Ipld::List(items) = value else {
            return Err(FieldRule::Kind { expected, found: kind(value) }.into());
        };
        let (magnitude, prefix, (index, unit)) = match items.as_slice() {
            [magnitude, unit] => (magnitude, None, (1, unit)),
            [magnitude, prefix, unit] => (magnitude, Some(read_prefix(prefix)?), (2, unit)),
            _ => return Err(FieldRule::Value { expected }.into()),
        };
        let magnitude = natural(magnitude).map_err(|error| error.at_index(0))?;
        let unit = text(unit).map_err(|error| error.at_index(index))?.into();
        let price = Self { magnitude, prefix, unit };
        price.checked().map_err(|error| crate::config::ConfigRule::Price(error).into())
    }

    /// The list, as it was read.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let mut items = Vec::with_capacity(3);
        items.push(Ipld::Integer(self.magnitude.into()));
        if let Some((prefix, notation)) = self.prefix {
            items.push(Ipld::String(prefix.written(notation).into()));
        }
        items.push(Ipld::String(self.unit.clone()));
        Ipld::List(items)
    }

    /// The name of the unit of money.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    fn amount(&self) -> Option<u128> {
        let power = self.prefix.map_or(0, |(prefix, _)| prefix.power());
        let exponent = power.checked_sub(SiPrefix::Pico.power())?.try_into().ok()?;
        u128::from(self.magnitude).checked_mul(10_u128.checked_pow(exponent)?)
    }

    /// The price of so much gas, exactly, in trillionths of the unit.
    #[must_use]
    pub fn of(&self, gas: Gas) -> u128 {
        // Every constructor has refused what would not fit.
        self.amount().and_then(|it| it.checked_mul(gas.units().into())).unwrap_or(u128::MAX)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.magnitude)?;
        if let Some((prefix, notation)) = self.prefix {
            write!(f, "{} ", prefix.written(notation))?;
        }
        write!(f, "{} per gas", crate::kind::shown(&self.unit))
    }
}

/// Why there is no such price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceError {
    /// It cannot be counted.
    #[error("this is more for all gas than 128 bits count in trillionths of the unit")]
    Overflow,
    /// The unit has no name, or too long a one.
    #[error("a unit of money has a name of 1 to {limit} bytes, not of {length}")]
    Unit {
        /// How long the name is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
}
