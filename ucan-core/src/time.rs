//! Times, in whole seconds.

use core::fmt;

/// The largest magnitude of a timestamp, 2^53 − 1 (UCAN Core, Time Bounds).
const LIMIT: i64 = (1 << 53) - 1;

/// Whole seconds since the Unix epoch in UTC, within ±(2^53 − 1) (ruling T5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The epoch itself.
    pub const EPOCH: Self = Self(0);

    /// A timestamp of so many seconds.
    ///
    /// # Errors
    ///
    /// [`TimestampOutOfRange`] beyond ±(2^53 − 1).
    pub const fn from_seconds(seconds: i64) -> Result<Self, TimestampOutOfRange> {
        if seconds < -LIMIT || seconds > LIMIT {
            return Err(TimestampOutOfRange);
        }
        Ok(Self(seconds))
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// So many seconds later, held at the limits of the range.
    #[must_use]
    pub fn saturating_add(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds).clamp(-LIMIT, LIMIT))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A number of seconds outside of ±(2^53 − 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a timestamp lies within ±(2^53 − 1) seconds")]
pub struct TimestampOutOfRange;

/// How many seconds clocks may differ, on each side of a validity interval
/// (UCAN Core, Time Bounds; ruling P6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leeway(u32);

impl Leeway {
    /// No leeway, as conformance runs want it.
    pub const NONE: Self = Self(0);

    /// A leeway of so many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }
}

impl Default for Leeway {
    /// The 60 seconds that the text recommends.
    fn default() -> Self {
        Self(60)
    }
}

/// From when and until when something is valid; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    not_before: Option<Timestamp>,
    expiration: Option<Timestamp>,
}

/// Which end of a validity interval the time is beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    TooEarly { not_before: Timestamp },
    Expired { expiration: Timestamp },
}

impl Validity {
    /// Valid at every time.
    pub const ALWAYS: Self = Self { not_before: None, expiration: None };

    /// From `not_before`, or ever since, until `expiration`, or for ever.
    #[must_use]
    pub const fn new(not_before: Option<Timestamp>, expiration: Option<Timestamp>) -> Self {
        Self { not_before, expiration }
    }

    /// The first second of validity, if there is one.
    #[must_use]
    pub const fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }

    /// The last second of validity, if there is one.
    #[must_use]
    pub const fn expiration(&self) -> Option<Timestamp> {
        self.expiration
    }

    /// The time that both intervals share: from the latest beginning to the
    /// earliest end (UCAN Core, Validity Interval).
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let earliest = match (self.expiration, other.expiration) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { not_before: self.not_before.max(other.not_before), expiration: earliest }
    }

    /// Whether `now` lies within, each end widened by `leeway`.
    pub(crate) fn at(&self, now: Timestamp, leeway: Leeway) -> Result<(), Outside> {
        let leeway = i64::from(leeway.0);
        match (self.not_before, self.expiration) {
            (Some(not_before), _) if now < not_before.saturating_add(-leeway) => {
                Err(Outside::TooEarly { not_before })
            }
            (_, Some(expiration)) if now > expiration.saturating_add(leeway) => {
                Err(Outside::Expired { expiration })
            }
            _ => Ok(()),
        }
    }

    /// Whether `now` lies within, each end widened by `leeway`.
    #[must_use]
    pub fn contains(&self, now: Timestamp, leeway: Leeway) -> bool {
        self.at(now, leeway).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds).unwrap()
    }

    #[test]
    fn holds_53_bits_and_no_more() {
        assert!(Timestamp::from_seconds(LIMIT).is_ok());
        assert!(Timestamp::from_seconds(-LIMIT).is_ok());
        assert_eq!(Timestamp::from_seconds(LIMIT + 1), Err(TimestampOutOfRange));
        assert_eq!(Timestamp::from_seconds(i64::MIN), Err(TimestampOutOfRange));
        assert_eq!(at(LIMIT).saturating_add(i64::MAX), at(LIMIT));
    }

    #[test]
    fn both_ends_belong_to_the_interval() {
        let validity = Validity::new(Some(at(10)), Some(at(20)));
        for (now, valid) in [(9, false), (10, true), (20, true), (21, false)] {
            assert_eq!(validity.contains(at(now), Leeway::NONE), valid, "{now}");
        }
        for (now, valid) in [(4, false), (5, true), (25, true), (26, false)] {
            assert_eq!(validity.contains(at(now), Leeway::from_seconds(5)), valid, "{now}");
        }
    }

    proptest! {
        #[test]
        fn the_intersection_is_valid_when_both_are(
            a in any::<(Option<i16>, Option<i16>)>(),
            b in any::<(Option<i16>, Option<i16>)>(),
            now in any::<i16>(),
        ) {
            let validity = |(from, to): (Option<i16>, Option<i16>)| {
                Validity::new(from.map(|s| at(s.into())), to.map(|s| at(s.into())))
            };
            let (a, b, now) = (validity(a), validity(b), at(now.into()));
            prop_assert_eq!(
                a.intersection(b).contains(now, Leeway::NONE),
                a.contains(now, Leeway::NONE) && b.contains(now, Leeway::NONE)
            );
        }
    }
}
