//! Times, and the bounds of tokens.

use crate::{Topic, case, case::CaseBuilder, map, sources::UCAN};

const SECTION: &str = "Time Bounds";
const PANIC: &str = "A time from outside must never be more than the reader's arithmetic can bear.";
/// 2^53 − 1.
const LAST: i64 = 9_007_199_254_740_991;

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "time",
        "Times are integers of seconds since the epoch, and tokens are valid between two of them.",
        UCAN,
        [timestamps(), bounds(), ends_of_the_range(), leeways()].concat(),
    )
}

fn timestamps() -> Vec<CaseBuilder> {
    let parse = |slug, text: &str| {
        case(slug).section(SECTION).operation("ucan.time.parse").input("dag-json", text)
    };
    let range = |slug, text: &str| parse(slug, text).ruling("T5").rules(["time.range"]).why(PANIC);
    let kind = |slug, text: &str| {
        parse(slug, text)
            .rules(["time.integer"])
            .expect_error("TimestampNotInteger")
            .why("A reader that converts silently gives one token two ends.")
    };
    vec![
        parse("epoch", "0")
            .title("Zero is a time.")
            .why("A test for truth takes it for a time that is not there.")
            .expect_value(0)
            .rules(["time.integer"]),
        parse("2026", "1767225600")
            .title("The beginning of 2026.")
            .why("The common case.")
            .expect_value(1_767_225_600),
        parse("before-the-epoch", "-1")
            .title("A second before the epoch is a time.")
            .why("The range of the text goes to both sides.")
            .expect_value(-1),
        range("greatest", "9007199254740991").title("The greatest time.").expect_value(LAST),
        range("least", "-9007199254740991").title("The least time.").expect_value(-LAST),
        range("beyond-the-greatest", "9007199254740992")
            .title("One second more is refused.")
            .expect_error("TimestampOutOfRange"),
        range("beyond-the-least", "-9007199254740992")
            .title("One second less is refused.")
            .expect_error("TimestampOutOfRange"),
        range("64-bits", "18446744073709551615")
            .title("The greatest integer of DAG-CBOR is refused.")
            .expect_error("TimestampOutOfRange"),
        range("negative-64-bits", "-18446744073709551616")
            .title("The least integer of DAG-CBOR is refused.")
            .expect_error("TimestampOutOfRange"),
        kind("float", "1767225600.0").title("A float is refused, though its value is whole."),
        kind("float-with-a-part", "1767225600.5").title("A float with half a second is refused."),
        kind("text", "\"1767225600\"").title("Digits in a string are refused."),
        kind("boolean", "true").title("A boolean is refused."),
        kind("date", "\"2026-01-01T00:00:00Z\"").title("A date in a string is refused."),
    ]
}

fn at(slug: &str, bounds: (Option<i64>, Option<i64>), now: i64, within: bool) -> CaseBuilder {
    let mut builder = case(slug).section(SECTION).operation("ucan.time.within");
    if let Some(not_before) = bounds.0 {
        builder = builder.input("not-before", not_before);
    }
    if let Some(expiration) = bounds.1 {
        builder = builder.input("expiration", expiration);
    }
    builder.input("now", now).expect_value(map! { "within" => within })
}

fn bounds() -> Vec<CaseBuilder> {
    const INCLUDED: &str = "Two readers that differ by a second differ in what they authorise.";
    let both = (Some(100), Some(200));
    vec![
        at("within", both, 150, true).title("A time between the bounds.").why("The common case."),
        at("at-not-before", both, 100, true)
            .title("The second of nbf is within.")
            .ruling("P6")
            .why(INCLUDED)
            .rules(["time.not-before"]),
        at("before-not-before", both, 99, false)
            .title("The second before nbf is not within.")
            .why(INCLUDED)
            .rules(["time.not-before"]),
        at("at-expiration", both, 200, true)
            .title("The second of exp is within.")
            .ruling("P6")
            .why(INCLUDED)
            .rules(["time.expiration"]),
        at("after-expiration", both, 201, false)
            .title("The second after exp is not within.")
            .why(INCLUDED)
            .rules(["time.expiration"]),
        at("one-second", (Some(100), Some(100)), 100, true)
            .title("Bounds that are the same second hold that second.")
            .why("Both ends belong to the interval."),
        at("bounds-in-reverse", (Some(200), Some(100)), 150, false)
            .title("A token whose end is before its beginning is never valid.")
            .why("Exchanging the two would make a token valid that nobody meant to be."),
        at("no-expiration", (Some(100), None), LAST, true)
            .title("A token without an end is valid at the last second there is.")
            .why("An end that is null is no end, and not zero."),
        at("expiration-at-the-epoch", (None, Some(0)), 1, false)
            .title("A token that ends at the epoch has ended.")
            .why("A test for truth takes the end zero for no end.")
            .rules(["time.expiration"]),
        at("not-before-at-the-epoch", (Some(0), None), -1, false)
            .title("A token that begins at the epoch is not valid before.")
            .why("A test for truth takes the beginning zero for no beginning.")
            .rules(["time.not-before"]),
        at("no-not-before-at-the-epoch", (None, None), 0, true)
            .title("A token without nbf is valid at the epoch.")
            .why("The text has it begin there.")
            .rules(["time.epoch"]),
        at("no-not-before-before-the-epoch", (None, None), -1, false)
            .title("A token without nbf is not valid before the epoch.")
            .why("The text has it begin there; a clock that was never set must not widen it.")
            .rules(["time.epoch"]),
        at("negative-not-before", (Some(-100), None), -50, true)
            .title("A token whose nbf is before the epoch is valid from there.")
            .why("The range of times goes to both sides."),
    ]
}

fn ends_of_the_range() -> Vec<CaseBuilder> {
    vec![
        at("last-second", (None, Some(LAST)), LAST, true)
            .title("The last second there is, is within bounds that end there.")
            .why(PANIC),
        at("last-second-with-leeway", (None, Some(LAST)), LAST, true)
            .input("leeway", 60)
            .title("A leeway does not lead beyond the range at its end.")
            .ruling("T5")
            .why("Adding the leeway to the end overflows in readers that use the range's type."),
        at("first-second-with-leeway", (Some(-LAST), Some(0)), -LAST, true)
            .input("leeway", 60)
            .title("A leeway does not lead beyond the range at its beginning.")
            .ruling("T5")
            .why("Subtracting the leeway wraps around in readers that use the range's type."),
        at("far-apart", (Some(LAST), None), -LAST, false)
            .title("The first second is not within bounds that begin at the last.")
            .why("Subtracting the two and looking at the sign overflows in 53 bits."),
    ]
}

fn leeways() -> Vec<CaseBuilder> {
    let both = (Some(100), Some(200));
    let with = |slug, now, within| {
        at(slug, both, now, within).input("leeway", 60).ruling("P6").rules(["time.leeway"])
    };
    const CLOCKS: &str = "Clocks differ; the text recommends a buffer of a minute on either side.";
    const FURTHER: &str = "A leeway without an end is a token without an end.";
    vec![
        with("leeway-before", 40, true)
            .title("A minute before nbf with a minute's leeway.")
            .why(CLOCKS),
        with("leeway-exceeded-before", 39, false)
            .title("A second more before nbf is too early.")
            .why(FURTHER),
        with("leeway-after", 260, true)
            .title("A minute after exp with a minute's leeway.")
            .why(CLOCKS),
        with("leeway-exceeded-after", 261, false)
            .title("A second more after exp is too late.")
            .why(FURTHER),
    ]
}
