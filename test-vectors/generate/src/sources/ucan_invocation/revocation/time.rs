//! Times in the form of RFC 3339.

use crate::{case, case::CaseBuilder, map};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [read(), refused()].concat()
}

fn time(slug: &str, text: &str) -> CaseBuilder {
    case(slug)
        .text("RFC 3339")
        .section("5.6")
        .operation("ucan.revocation.time")
        .input("text", text)
        .rules(["record.recorded-at"])
}

fn read() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, text, seconds, nanoseconds, title) in [
        (
            "time-fraction",
            "1985-04-12T23:20:50.52Z",
            482_196_050_i64,
            520_000_000,
            "A fraction of a second is read.",
        ),
        ("time-offset", "1996-12-19T16:39:57-08:00", 851_042_397, 0, "An offset is taken off."),
        (
            "time-leap-second",
            "1990-12-31T23:59:60Z",
            662_688_000,
            0,
            "A leap second is the moment of the second behind it.",
        ),
        (
            "time-leap-second-elsewhere",
            "1990-12-31T15:59:60-08:00",
            662_688_000,
            0,
            "A leap second is one in UTC, whatever the time is here.",
        ),
        (
            "time-before-the-epoch",
            "1937-01-01T12:00:27.87+00:20",
            -1_041_337_173,
            870_000_000,
            "A fraction before the epoch counts forwards.",
        ),
        (
            "time-nanoseconds",
            "2026-07-17T09:00:00.000000001Z",
            1_784_278_800,
            1,
            "Nine digits are a billionth.",
        ),
        (
            "time-ten-digits",
            "2026-07-17T09:00:00.1234567899Z",
            1_784_278_800,
            123_456_789,
            "More than nine digits are cut off.",
        ),
        ("time-leap-day", "2000-02-29T00:00:00Z", 951_782_400, 0, "The year 2000 has a leap day."),
        (
            "time-unknown-offset",
            "2026-07-17T09:00:00-00:00",
            1_784_278_800,
            0,
            "An offset that is not known is none.",
        ),
        (
            "time-small-letters",
            "2026-07-17t09:00:00z",
            1_784_278_800,
            0,
            "The letters may be small.",
        ),
    ] {
        cases.push(
            time(slug, text)
                .title(title)
                .why("A service may write its times so.")
                .computed("GNU date 9.1, for the seconds")
                .expect_value(map! { "seconds" => seconds, "nanoseconds" => nanoseconds }),
        );
    }
    cases
}

fn refused() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, text, error, title) in [
        (
            "time-without-an-offset",
            "2026-07-17T09:00:00",
            "TimeForm",
            "A time without an offset is refused.",
        ),
        (
            "time-with-a-blank",
            "2026-07-17 09:00:00Z",
            "TimeForm",
            "A blank in place of the T is refused.",
        ),
        ("time-one-digit", "2026-7-17T09:00:00Z", "TimeForm", "Every part has all of its digits."),
        (
            "time-empty-fraction",
            "2026-07-17T09:00:00.Z",
            "TimeForm",
            "A point is followed by a digit.",
        ),
        ("time-and-more", "2026-07-17T09:00:00Z.", "TimeForm", "Nothing stands behind a time."),
        ("time-month-13", "2026-13-17T09:00:00Z", "TimeRange", "There is no month 13."),
        ("time-june-31", "2026-06-31T09:00:00Z", "TimeRange", "June has 30 days."),
        ("time-no-leap-day", "1900-02-29T09:00:00Z", "TimeRange", "The year 1900 has no leap day."),
        ("time-hour-24", "2026-07-17T24:00:00Z", "TimeRange", "There is no hour 24."),
        (
            "time-no-leap-second",
            "2026-07-17T09:00:60Z",
            "TimeRange",
            "A second 60 stands at the end of June or December only.",
        ),
        (
            "time-offset-24",
            "2026-07-17T09:00:00+24:00",
            "TimeRange",
            "There is no offset of a day.",
        ),
    ] {
        cases.push(
            time(slug, text)
                .title(title)
                .why("Readers would differ on when it was.")
                .expect_error(error),
        );
    }
    cases.push(
        time("time-too-long", &format!("2026-07-17T09:00:00.{}Z", "0".repeat(44)))
            .title("A time of more than 64 bytes is not read.")
            .why("Whoever sends it decides how much there is to do.")
            .tags(["bound"])
            .expect_error("TimeTooLong"),
    );
    cases
}
