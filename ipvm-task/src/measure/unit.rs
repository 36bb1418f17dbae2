//! The units of time and of information.

use core::fmt;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::TimeUnit {}
    impl Sealed for super::InfoUnit {}
}

/// A unit of one of the two quantities of the draft. There are no others.
pub trait Unit: sealed::Sealed + Copy + Eq + fmt::Debug + 'static {
    /// All units of the quantity, from the smallest.
    const ALL: &'static [Self];
    /// The units, for people.
    const EXPECTED: &'static str;

    /// The word that is written.
    fn name(self) -> &'static str;

    /// How many of the base unit, seconds or bits, this is.
    fn in_base_units(self) -> u32;
}

/// A unit of time. The base unit is the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// The second.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 24 hours, without leap seconds.
    Days,
    /// Seven days.
    Weeks,
    /// 365.25 days, the Julian year of astronomy: the draft does not say which, and
    /// this one needs no calendar.
    Years,
}

impl Unit for TimeUnit {
    const ALL: &'static [Self] =
        &[Self::Seconds, Self::Minutes, Self::Days, Self::Weeks, Self::Years];
    const EXPECTED: &'static str = "seconds, minutes, days, weeks or years";

    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Years => "years",
        }
    }

    fn in_base_units(self) -> u32 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Days => 86_400,
            Self::Weeks => 604_800,
            Self::Years => 31_557_600,
        }
    }
}

/// A unit of information. The base unit is the bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InfoUnit {
    /// The bit.
    Bits,
    /// Four bits; the draft has it in the singular.
    Nibble,
    /// Eight bits.
    Bytes,
}

impl Unit for InfoUnit {
    const ALL: &'static [Self] = &[Self::Bits, Self::Nibble, Self::Bytes];
    const EXPECTED: &'static str = "bits, nibble or bytes";

    fn name(self) -> &'static str {
        match self {
            Self::Bits => "bits",
            Self::Nibble => "nibble",
            Self::Bytes => "bytes",
        }
    }

    fn in_base_units(self) -> u32 {
        match self {
            Self::Bits => 1,
            Self::Nibble => 4,
            Self::Bytes => 8,
        }
    }
}
