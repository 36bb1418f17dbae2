//! Times in the form of RFC 3339.

use proptest::prelude::*;
use ucan_core::Timestamp;
use ucan_invocation::revocation::{FirehoseCursor, RecordedAt, RecordedAtError};

use crate::stage::at;

fn read(text: &str) -> Result<(i64, u32), RecordedAtError> {
    text.parse::<RecordedAt>().map(|it| {
        assert_eq!(it.as_str(), text);
        (it.timestamp().seconds(), it.nanoseconds())
    })
}

#[test]
fn reads_the_examples_of_rfc_3339() {
    // Section 5.8; the seconds are those that `date -u -d TEXT +%s` prints.
    for (text, seconds, nanoseconds) in [
        ("1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000),
        ("1996-12-19T16:39:57-08:00", 851_042_397, 0),
        ("1990-12-31T23:59:60Z", 662_688_000, 0),
        ("1990-12-31T15:59:60-08:00", 662_688_000, 0),
        ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
    ] {
        assert_eq!(read(text), Ok((seconds, nanoseconds)), "{text}");
    }
}

#[test]
fn reads_what_the_text_of_the_service_shows_and_nanoseconds() {
    for (text, seconds, nanoseconds) in [
        ("2026-07-17T09:00:00Z", 1_784_278_800, 0),
        ("2026-07-17T09:00:00.000000001Z", 1_784_278_800, 1),
        ("2026-07-17T09:00:00.1234567899Z", 1_784_278_800, 123_456_789),
        ("2026-07-17t09:00:00z", 1_784_278_800, 0),
        ("2026-07-17T09:00:00-00:00", 1_784_278_800, 0),
        ("2000-02-29T00:00:00Z", 951_782_400, 0),
        ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ("0000-01-01T00:00:00+23:59", -62_167_305_540, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2016-06-30T23:59:60Z", 1_467_331_200, 0),
    ] {
        assert_eq!(read(text), Ok((seconds, nanoseconds)), "{text}");
    }
}

#[test]
fn refuses_what_is_not_in_the_form() {
    for (text, offset) in [
        ("", 0),
        ("0", 1),
        ("1784278800", 4),
        ("2026-7-17T09:00:00Z", 6),
        ("26-07-17T09:00:00Z", 2),
        ("+2026-07-17T09:00:00Z", 0),
        ("2026-07-17", 10),
        ("2026-07-17 09:00:00Z", 10),
        ("2026-07-17T09:00Z", 16),
        ("2026-07-17T09:00:00", 19),
        ("2026-07-17T09:00:00.Z", 20),
        ("2026-07-17T09:00:00,5Z", 19),
        ("2026-07-17T09:00:00+2:00", 21),
        ("2026-07-17T09:00:00+0200", 22),
        ("2026-07-17T09:00:00+02", 22),
        ("2026-07-17T09:00:00Z ", 20),
        ("2026-07-17T09:00:00ZZ", 20),
        (" 2026-07-17T09:00:00Z", 0),
        ("２026-07-17T09:00:00Z", 0),
    ] {
        assert_eq!(read(text), Err(RecordedAtError::Unexpected { offset }), "{text:?}");
    }
}

#[test]
fn refuses_dates_and_times_that_are_not() {
    for (text, part) in [
        ("2026-00-17T09:00:00Z", "month"),
        ("2026-13-17T09:00:00Z", "month"),
        ("2026-07-00T09:00:00Z", "day"),
        ("2026-07-32T09:00:00Z", "day"),
        ("2026-06-31T09:00:00Z", "day"),
        ("2025-02-29T09:00:00Z", "day"),
        ("1900-02-29T09:00:00Z", "day"),
        ("2026-07-17T24:00:00Z", "hour"),
        ("2026-07-17T09:60:00Z", "minute"),
        ("2026-07-17T09:00:61Z", "second"),
        ("2026-07-17T09:00:60Z", "second"),
        ("2026-07-31T23:59:60Z", "second"),
        ("1990-12-31T23:59:60+01:00", "second"),
        ("2026-07-17T09:00:00+24:00", "offset"),
        ("2026-07-17T09:00:00+02:60", "offset"),
    ] {
        assert_eq!(read(text), Err(RecordedAtError::OutOfRange { part }), "{text}");
    }
}

#[test]
fn refuses_more_than_64_bytes() {
    let long = |digits| format!("2026-07-17T09:00:00.{}Z", "0".repeat(digits));
    assert_eq!(read(&long(43)), Ok((1_784_278_800, 0)));
    assert_eq!(read(&long(44)), Err(RecordedAtError::TooLong { limit: 64 }));
}

#[test]
fn writes_a_timestamp_in_utc() {
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_784_278_800, "2026-07-17T09:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] {
        assert_eq!(RecordedAt::try_from(at(seconds)).unwrap().as_str(), text);
    }
    for seconds in [-62_167_219_201, 253_402_300_800] {
        let none = Err(RecordedAtError::OutOfRange { part: "year" });
        assert_eq!(RecordedAt::try_from(at(seconds)), none);
    }
    for extreme in [Timestamp::MIN, Timestamp::MAX] {
        assert!(RecordedAt::try_from(extreme).is_err());
    }
}

#[test]
fn the_cursor_is_zero_or_a_time_and_wants_what_came_later() {
    let cursor: FirehoseCursor = "0".parse().unwrap();
    assert_eq!(cursor, FirehoseCursor::Beginning);
    let text = "2026-07-17T09:00:00.5Z";
    let after: FirehoseCursor = text.parse().unwrap();
    assert_eq!((cursor.to_string().as_str(), after.to_string().as_str()), ("0", text));
    for (recorded, wanted) in [
        ("2026-07-17T09:00:00.499999999Z", false),
        ("2026-07-17T11:00:00.50+02:00", false),
        ("2026-07-17T09:00:00.500000001Z", true),
        ("2026-07-17T09:00:01Z", true),
    ] {
        let recorded: RecordedAt = recorded.parse().unwrap();
        assert_eq!(after.wants(&recorded), wanted, "{recorded}");
        assert!(cursor.wants(&recorded));
    }
    for none in ["", "00", "1", "-1", "now"] {
        none.parse::<FirehoseCursor>().unwrap_err();
    }
}

proptest! {
    #[test]
    fn every_second_of_ten_thousand_years_reads_as_it_was_written(
        seconds in -62_167_219_200_i64..=253_402_300_799,
    ) {
        let written = RecordedAt::try_from(at(seconds)).unwrap();
        prop_assert_eq!(written.as_str().parse::<RecordedAt>(), Ok(written));
    }

    #[test]
    fn no_text_is_too_odd(text in "[0-9TtZz:.+ -]{0,70}|.{0,40}") {
        let _ = text.parse::<RecordedAt>();
    }
}
