//! Times as the records of revocation services have them.

use alloc::{
    format,
    string::{String, ToString},
};
use core::{fmt, str::FromStr};

use ucan_core::Timestamp;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// When a service recorded a revocation: a time in the form of RFC 3339, kept as it was
/// written, since it is handed back to the service as a cursor.
///
/// Any number of digits behind the second is read; nine count. An offset from UTC may stand
/// in place of `Z`. A second 60 is read where a leap second may be, at the end of June and
/// December in UTC, and is the same moment as the second behind it. The letters may be in
/// lower case, as the text of RFC 3339 allows; there is no blank in place of the `T`.
///
/// ```
/// use ucan_invocation::revocation::RecordedAt;
///
/// let recorded: RecordedAt = "2026-07-17T11:00:00.25+02:00".parse()?;
/// assert_eq!(recorded.timestamp().seconds(), 1_784_278_800);
/// assert_eq!(recorded.nanoseconds(), 250_000_000);
/// assert_eq!(recorded.to_string(), "2026-07-17T11:00:00.25+02:00");
/// assert!(recorded.is_later_than(&"2026-07-17T09:00:00Z".parse()?));
/// # Ok::<(), ucan_invocation::revocation::RecordedAtError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAt {
    text: String,
    second: Timestamp,
    nanoseconds: u32,
}

impl RecordedAt {
    /// The most bytes that are read. Nine digits behind the second need 35.
    pub const MAX_LENGTH: usize = 64;

    /// The second that had begun.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.second
    }

    /// The billionths of a second since then.
    #[must_use]
    pub const fn nanoseconds(&self) -> u32 {
        self.nanoseconds
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this moment comes behind the other, however the two are written.
    #[must_use]
    pub fn is_later_than(&self, other: &Self) -> bool {
        (self.second, self.nanoseconds) > (other.second, other.nanoseconds)
    }
}

impl fmt::Display for RecordedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for RecordedAt {
    type Err = RecordedAtError;

    fn from_str(text: &str) -> Result<Self, RecordedAtError> {
        if text.len() > Self::MAX_LENGTH {
            return Err(RecordedAtError::TooLong { limit: Self::MAX_LENGTH });
        }
        let mut rest = Rest { bytes: text.as_bytes(), at: 0 };
        let year = rest.number(4)?;
        rest.one_of(b"-")?;
        let month = rest.number(2)?;
        rest.one_of(b"-")?;
        let day = rest.number(2)?;
        rest.one_of(b"Tt")?;
        let hour = rest.number(2)?;
        rest.one_of(b":")?;
        let minute = rest.number(2)?;
        rest.one_of(b":")?;
        let second = rest.number(2)?;
        let nanoseconds = if rest.one_of(b".").is_ok() { rest.fraction()? } else { 0 };
        let offset = match rest.one_of(b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let hours = rest.number(2)?;
                rest.one_of(b":")?;
                let minutes = rest.number(2)?;
                in_range("offset", hours, 0, 23)?;
                in_range("offset", minutes, 0, 59)?;
                let offset = hours * 3_600 + minutes * 60;
                if sign == b'-' { -offset } else { offset }
            }
            _ => 0,
        };
        if rest.at < text.len() {
            return Err(RecordedAtError::Unexpected { offset: rest.at });
        }
        in_range("month", month, 1, 12)?;
        in_range("day", day, 1, days_of(year, month))?;
        in_range("hour", hour, 0, 23)?;
        in_range("minute", minute, 0, 59)?;
        in_range("second", second, 0, 60)?;
        let seconds =
            days_before(year, month, day) * DAY + hour * 3_600 + minute * 60 + second - offset;
        if second == 60 && !behind_a_leap_second(seconds) {
            return Err(RecordedAtError::OutOfRange { part: "second" });
        }
        let out_of_range = |_| RecordedAtError::OutOfRange { part: "year" };
        let second = Timestamp::from_seconds(seconds).map_err(out_of_range)?;
        Ok(Self { text: text.to_string(), second, nanoseconds })
    }
}

impl TryFrom<Timestamp> for RecordedAt {
    type Error = RecordedAtError;

    /// In UTC, as `2026-07-17T09:00:00Z`.
    ///
    /// # Errors
    ///
    /// [`RecordedAtError::OutOfRange`] outside of the years 0 to 9999, for which there is no
    /// text.
    fn try_from(time: Timestamp) -> Result<Self, RecordedAtError> {
        let seconds = time.seconds();
        let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = date(days);
        in_range("year", year, 0, 9999)?;
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        Ok(Self { text, second: time, nanoseconds: 0 })
    }
}

/// What is yet to be read.
struct Rest<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Rest<'_> {
    /// Takes so many digits.
    fn number(&mut self, digits: usize) -> Result<i64, RecordedAtError> {
        (0..digits).try_fold(0, |number, _| Ok(number * 10 + i64::from(self.digit()?)))
    }

    /// Takes digits behind the point, one at least, and gives the first nine as billionths.
    fn fraction(&mut self) -> Result<u32, RecordedAtError> {
        let mut unit = 100_000_000;
        let mut fraction = u32::from(self.digit()?) * unit;
        while let Ok(digit) = self.digit() {
            unit /= 10;
            fraction += u32::from(digit) * unit;
        }
        Ok(fraction)
    }

    fn digit(&mut self) -> Result<u8, RecordedAtError> {
        self.one_of(b"0123456789").map(|byte| byte - b'0')
    }

    /// Takes one of these bytes.
    fn one_of(&mut self, wanted: &[u8]) -> Result<u8, RecordedAtError> {
        match self.bytes.get(self.at) {
            Some(byte) if wanted.contains(byte) => {
                self.at += 1;
                Ok(*byte)
            }
            _ => Err(RecordedAtError::Unexpected { offset: self.at }),
        }
    }
}

fn in_range(part: &'static str, value: i64, least: i64, most: i64) -> Result<(), RecordedAtError> {
    if (least..=most).contains(&value) { Ok(()) } else { Err(RecordedAtError::OutOfRange { part }) }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the epoch to a date. A year is counted from March on, so that the day that is
/// inserted is its last.
const fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719,468 days lie between the first of March of the year 0 and the epoch.
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The date so many days behind the epoch.
fn date(days: i64) -> (i64, i64, i64) {
    // By the average year of 365.2425 days, and then down to the right one.
    let mut year = (days * 400).div_euclid(146_097) + 1_972;
    while days_before(year, 1, 1) > days {
        year -= 1;
    }
    let mut month = 12;
    while days_before(year, month, 1) > days {
        month -= 1;
    }
    (year, month, days - days_before(year, month, 1) + 1)
}

/// Whether a second begins a July or a January in UTC.
fn behind_a_leap_second(seconds: i64) -> bool {
    let (_, month, day) = date(seconds.div_euclid(DAY));
    seconds.rem_euclid(DAY) == 0 && day == 1 && (month == 1 || month == 7)
}

/// Why a text is no time in the form of RFC 3339, or a time has no such text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordedAtError {
    /// A part is a number that it cannot be.
    #[error("there is no such {part}")]
    OutOfRange {
        /// `year`, `month`, `day`, `hour`, `minute`, `second` or `offset`.
        part: &'static str,
    },
    /// The text is longer than is read.
    #[error("a time has at most {limit} bytes")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// The text does not go on, or end, as RFC 3339 has it.
    #[error("not a time in the form of RFC 3339, from byte {offset} on")]
    Unexpected {
        /// Where, in bytes from 0.
        offset: usize,
    },
}
