//! Times, in whole seconds.

use core::fmt;
#[cfg(feature = "std")]
use std::time::{Duration, SystemTime};

/// The largest magnitude of a timestamp, 2^53 − 1 (UCAN Core, Time Bounds).
const LIMIT: i64 = (1 << 53) - 1;

/// Whole seconds since the Unix epoch in UTC, within ±(2^53 − 1) (ruling T5).
///
/// Sums stop at the ends of the range. The crate reads no clock: with the feature `std`
/// a [`std::time::SystemTime`] becomes a timestamp.
///
/// ```
/// use ucan_core::Timestamp;
///
/// let now = Timestamp::from_seconds(1_767_225_600)?;
/// assert_eq!(now.saturating_add(60).seconds(), 1_767_225_660);
/// assert_eq!(now.saturating_add(i64::MAX), Timestamp::MAX);
/// # #[cfg(feature = "std")]
/// let now = Timestamp::try_from(std::time::SystemTime::now())?;
/// # Ok::<(), ucan_core::TimestampOutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The epoch itself.
    pub const EPOCH: Self = Self(0);
    /// The last one, 2^53 − 1 seconds after the epoch.
    pub const MAX: Self = Self(LIMIT);
    /// The first one, 2^53 − 1 seconds before the epoch.
    pub const MIN: Self = Self(-LIMIT);

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

    /// So many seconds earlier, held at the limits of the range.
    #[must_use]
    pub fn saturating_sub(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds).clamp(-LIMIT, LIMIT))
    }

    /// The same moment on the system's clock; `None` if that does not reach so far.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let distance = Duration::from_secs(self.0.unsigned_abs());
        if self.0 < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

#[cfg(feature = "std")]
impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampOutOfRange;

    /// The last whole second that has begun, also before the epoch.
    fn try_from(time: SystemTime) -> Result<Self, TimestampOutOfRange> {
        let seconds = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()),
            Err(error) => {
                let before = error.duration();
                let begun = before.as_secs().saturating_add((before.subsec_nanos() > 0).into());
                i64::try_from(begun).map(|seconds| -seconds)
            }
        };
        Self::from_seconds(seconds.map_err(|_| TimestampOutOfRange)?)
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

    /// How many seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl Default for Leeway {
    /// The 60 seconds that the text recommends.
    fn default() -> Self {
        Self(60)
    }
}

/// From when and until when something is valid; both ends belong to it.
///
/// What names no beginning is valid from the epoch on, and nothing before it unless it
/// says so (UCAN Core, Time Bounds).
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
    /// Valid at every time since the epoch.
    pub const ALWAYS: Self = Self { not_before: None, expiration: None };

    /// From `not_before`, or the epoch, until `expiration`, or for ever.
    #[must_use]
    pub const fn new(not_before: Option<Timestamp>, expiration: Option<Timestamp>) -> Self {
        Self { not_before, expiration }
    }

    /// The first second of validity, if one was named.
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
        let latest = match (self.not_before, other.not_before) {
            (None, None) => None,
            _ => Some(self.beginning().max(other.beginning())),
        };
        Self { not_before: latest, expiration: earliest }
    }

    fn beginning(&self) -> Timestamp {
        self.not_before.unwrap_or(Timestamp::EPOCH)
    }

    /// Whether `now` lies within, each end widened by `leeway`.
    pub(crate) fn at(&self, now: Timestamp, leeway: Leeway) -> Result<(), Outside> {
        let leeway = i64::from(leeway.0);
        let not_before = self.beginning();
        if now < not_before.saturating_sub(leeway) {
            return Err(Outside::TooEarly { not_before });
        }
        match self.expiration {
            Some(expiration) if now > expiration.saturating_add(leeway) => {
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
        assert_eq!(Timestamp::from_seconds(-LIMIT - 1), Err(TimestampOutOfRange));
        assert_eq!((Timestamp::MIN.seconds(), Timestamp::MAX.seconds()), (-LIMIT, LIMIT));
        assert_eq!(LIMIT, 9_007_199_254_740_991);
    }

    #[test]
    fn sums_stop_at_the_limits() {
        for (time, seconds, sum, difference) in [
            (0, 5, 5, -5),
            (0, -5, -5, 5),
            (LIMIT - 1, 1, LIMIT, LIMIT - 2),
            (LIMIT - 1, 2, LIMIT, LIMIT - 3),
            (-LIMIT + 1, 2, -LIMIT + 3, -LIMIT),
            (LIMIT, i64::MAX, LIMIT, -LIMIT),
            (LIMIT, i64::MIN, -LIMIT, LIMIT),
            (-LIMIT, i64::MAX, LIMIT, -LIMIT),
            (-LIMIT, i64::MIN, -LIMIT, LIMIT),
        ] {
            assert_eq!(at(time).saturating_add(seconds), at(sum), "{time} + {seconds}");
            assert_eq!(at(time).saturating_sub(seconds), at(difference), "{time} - {seconds}");
        }
    }

    #[test]
    fn what_names_no_beginning_begins_with_the_epoch() {
        for (not_before, now, valid) in [
            (None, 0, true),
            (None, -1, false),
            (Some(at(-5)), -5, true),
            (Some(at(-5)), -6, false),
        ] {
            let validity = Validity::new(not_before, None);
            assert_eq!(validity.contains(at(now), Leeway::NONE), valid, "{now}");
        }
        assert!(Validity::ALWAYS.contains(at(-60), Leeway::default()));
        assert!(!Validity::ALWAYS.contains(at(-61), Leeway::default()));
        let early = Validity::new(Some(at(-5)), None);
        assert_eq!(early.intersection(early), early);
        assert_eq!(early.intersection(Validity::ALWAYS).not_before(), Some(Timestamp::EPOCH));
        assert_eq!(Validity::ALWAYS.intersection(Validity::ALWAYS), Validity::ALWAYS);
    }

    #[test]
    fn leeway_does_not_leave_the_range() {
        let leeway = Leeway::from_seconds(u32::MAX);
        let validity = Validity::new(Some(Timestamp::MIN), Some(Timestamp::MAX));
        for now in [Timestamp::MIN, Timestamp::EPOCH, Timestamp::MAX] {
            assert!(validity.contains(now, leeway));
            assert!(validity.contains(now, Leeway::NONE));
        }
    }

    #[cfg(feature = "std")]
    #[test]
    fn the_system_s_time_becomes_the_second_that_has_begun() {
        let epoch = SystemTime::UNIX_EPOCH;
        let milliseconds = |number| Duration::from_millis(number);
        for (time, seconds) in [
            (epoch, 0),
            (epoch + milliseconds(999), 0),
            (epoch + milliseconds(1_000), 1),
            (epoch - milliseconds(1), -1),
            (epoch - milliseconds(1_000), -1),
            (epoch - milliseconds(1_001), -2),
        ] {
            assert_eq!(Timestamp::try_from(time), Ok(at(seconds)), "{time:?}");
        }
        let beyond = epoch + Duration::from_secs(1 << 53);
        assert_eq!(Timestamp::try_from(beyond), Err(TimestampOutOfRange));
        let before = epoch - Duration::from_secs(1 << 53);
        assert_eq!(Timestamp::try_from(before), Err(TimestampOutOfRange));
        for seconds in [-LIMIT, -1, 0, 1, LIMIT] {
            let time = at(seconds).to_system_time().expect("64 bits on this system");
            assert_eq!(Timestamp::try_from(time), Ok(at(seconds)));
        }
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
