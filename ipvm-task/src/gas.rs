//! Gas: what a computation may cost, in a unit that outlives an engine.

use core::fmt;

/// How much fuel one unit of gas is.
///
/// The draft has `gas` without a unit, and its default of 1,000 runs nothing if that is
/// instructions: to crop a photograph takes from 0.2 to 2 thousand million of them. A
/// million instructions are a tenth of a millisecond or so, which is fine enough to be
/// limited and paid by, and coarse enough to be written by people.
pub const FUEL_PER_GAS: u64 = 1_000_000;

/// The version of the cost table that fuel is counted by.
///
/// One unit of fuel for every WebAssembly instruction that is executed, except `nop`,
/// `drop`, `block`, `loop`, `else`, `end`, `return` and `unreachable`, which are free.
/// Any change of it changes the fuel of every task, and so must change this name; gas
/// under two tables cannot be compared.
pub const COST_TABLE: &str = "ipvm-cost-1";

/// An amount of gas under [`COST_TABLE`], as `gas` in a configuration has it.
///
/// ```
/// use ipvm_task::{FUEL_PER_GAS, Gas};
///
/// assert_eq!(Gas::new(5000).unwrap().fuel(), 5000 * FUEL_PER_GAS);
/// assert_eq!(Gas::new(u64::MAX), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gas(u64);

impl Gas {
    /// The most gas there is: more would be more fuel than 64 bits count.
    pub const MAX: Self = Self(u64::MAX / FUEL_PER_GAS);

    /// So many units, up to [`Gas::MAX`].
    #[must_use]
    pub const fn new(units: u64) -> Option<Self> {
        if units > Self::MAX.0 { None } else { Some(Self(units)) }
    }

    /// The least gas that is not less than so much fuel; [`Gas::MAX`] for the last
    /// 551,615 units of fuel, which make no whole one.
    #[must_use]
    pub const fn for_fuel(fuel: u64) -> Self {
        let units = fuel.div_ceil(FUEL_PER_GAS);
        if units > Self::MAX.0 { Self::MAX } else { Self(units) }
    }

    /// The number of units.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.0
    }

    /// The fuel it is.
    #[must_use]
    pub const fn fuel(self) -> u64 {
        // No more than MAX was let in.
        self.0.saturating_mul(FUEL_PER_GAS)
    }
}

impl fmt::Display for Gas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} gas", self.0)
    }
}

/// How much work a task may be: in gas, in fuel, or in both, of which the smaller
/// counts (ruling O3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WorkLimit {
    gas: Option<Gas>,
    fuel: Option<u64>,
}

impl WorkLimit {
    /// So much gas.
    #[must_use]
    pub const fn of_gas(gas: Gas) -> Self {
        Self { gas: Some(gas), fuel: None }
    }

    /// So much fuel, in the units of [`COST_TABLE`].
    #[must_use]
    pub const fn of_fuel(fuel: u64) -> Self {
        Self { gas: None, fuel: Some(fuel) }
    }

    /// Both limits.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { gas: least(self.gas, other.gas), fuel: least(self.fuel, other.fuel) }
    }

    /// The gas that was named, if any was.
    #[must_use]
    pub const fn named_gas(&self) -> Option<Gas> {
        self.gas
    }

    /// The fuel that was named, if any was.
    #[must_use]
    pub const fn named_fuel(&self) -> Option<u64> {
        self.fuel
    }

    /// The fuel that may be used.
    #[must_use]
    pub fn fuel(&self) -> u64 {
        least(self.gas.map(Gas::fuel), self.fuel).unwrap_or(0)
    }
}

impl fmt::Display for WorkLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.gas, self.fuel) {
            (Some(gas), Some(fuel)) => write!(f, "{gas}, and {fuel} fuel"),
            (Some(gas), None) => gas.fmt(f),
            (None, fuel) => write!(f, "{} fuel", fuel.unwrap_or(0)),
        }
    }
}

fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gas_is_fuel_by_the_million_and_no_more_than_can_be_counted() {
        assert_eq!(Gas::new(1).unwrap().fuel(), 1_000_000);
        assert_eq!(Gas::new(18_446_744_073_709), Some(Gas::MAX));
        assert_eq!(Gas::MAX.fuel(), 18_446_744_073_709_000_000);
        assert_eq!(Gas::new(18_446_744_073_710), None);
    }

    #[test]
    fn fuel_is_covered_by_the_next_whole_gas() {
        for (fuel, gas) in [(0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2)] {
            assert_eq!(Gas::for_fuel(fuel).units(), gas, "{fuel}");
        }
        assert_eq!(Gas::for_fuel(u64::MAX), Gas::MAX);
    }

    #[test]
    fn of_gas_and_fuel_the_smaller_counts() {
        let gas = WorkLimit::of_gas(Gas::new(2).unwrap());
        assert_eq!(gas.fuel(), 2_000_000);
        assert_eq!(gas.and(WorkLimit::of_fuel(1_999_999)).fuel(), 1_999_999);
        assert_eq!(gas.and(WorkLimit::of_fuel(2_000_001)).fuel(), 2_000_000);
        assert_eq!(gas.and(WorkLimit::of_gas(Gas::new(1).unwrap())).fuel(), 1_000_000);
    }
}
