//! Quantities with units (IPVM Workflow, Support Types).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use core::time::Duration;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    InfoSize, InfoUnit, Measure, MeasureRule, Notation, SiPrefix, TimeInterval, TimeUnit, Unit,
};
use proptest::prelude::*;

const YEAR: u64 = 31_557_600;

#[test]
fn the_examples_of_the_draft_are_read() {
    let time = |value| TimeInterval::read(&value).unwrap();
    assert_eq!(time(ipld!([400, "nano", "seconds"])).to_duration(), Duration::from_nanos(400));
    assert_eq!(time(ipld!([5, "seconds"])).to_duration(), Duration::from_secs(5));
    assert_eq!(time(ipld!([45, "minutes"])).to_duration(), Duration::from_secs(2700));
    let size = |value| InfoSize::read(&value).unwrap();
    assert_eq!(size(ipld!([500, "kilo", "bytes"])).to_bytes(), 500_000);
    let exa = size(ipld!([378, "exa", "bytes"]));
    assert_eq!(exa.amount(), 378 * 8 * 10_u128.pow(18 + 12));
    assert_eq!(exa.to_bytes(), u64::MAX);
}

#[test]
fn every_prefix_is_its_power_of_ten_by_name_and_by_sign() {
    let table = [
        ("pico", "p", 1),
        ("nano", "n", 1_000),
        ("micro", "u", 1_000_000),
        ("milli", "m", 1_000_000_000),
        ("centi", "c", 10_000_000_000),
        ("deci", "d", 100_000_000_000),
        ("deca", "da", 10_000_000_000_000),
        ("hecto", "ha", 100_000_000_000_000),
        ("kilo", "k", 1_000_000_000_000_000),
        ("mega", "M", 1_000_000_000_000_000_000),
        ("giga", "G", 1_000_000_000_000_000_000_000),
        ("tera", "T", 1_000_000_000_000_000_000_000_000),
        ("peta", "P", 1_000_000_000_000_000_000_000_000_000),
        ("exa", "E", 1_000_000_000_000_000_000_000_000_000_000_u128),
    ];
    assert_eq!(table.len(), SiPrefix::ALL.len());
    for (name, sign, picoseconds) in table {
        for (text, notation) in [(name, Notation::Name), (sign, Notation::Sign)] {
            let written = ipld!([3, text, "seconds"]);
            let read = TimeInterval::read(&written).unwrap();
            assert_eq!(read.amount(), 3 * picoseconds, "{text}");
            assert_eq!(read.to_ipld(), written);
            assert_eq!(read.prefix().unwrap().written(notation), text);
        }
    }
}

#[test]
fn every_unit_is_so_many_seconds_or_bits() {
    let seconds = |unit: &str| TimeInterval::read(&ipld!([1, unit])).unwrap().to_duration();
    for (unit, expected) in
        [("seconds", 1), ("minutes", 60), ("days", 86_400), ("weeks", 604_800), ("years", YEAR)]
    {
        assert_eq!(seconds(unit), Duration::from_secs(expected), "{unit}");
    }
    let bytes = |count: i128, unit: &str| InfoSize::read(&ipld!([count, unit])).unwrap().to_bytes();
    assert_eq!((bytes(80, "bits"), bytes(20, "nibble"), bytes(10, "bytes")), (10, 10, 10));
    // A limit is rounded down.
    assert_eq!((bytes(7, "bits"), bytes(3, "nibble")), (0, 1));
    let just_below = TimeInterval::read(&ipld!([999, "pico", "seconds"])).unwrap();
    assert_eq!(just_below.to_duration(), Duration::ZERO);
}

#[test]
fn what_cannot_be_counted_exactly_is_refused() {
    // 2^128 picoseconds are some 340,282,366.9 exaseconds.
    let fits = 340_282_366;
    let largest = Measure::new(fits, Some(SiPrefix::Exa), TimeUnit::Seconds).unwrap();
    assert_eq!(largest.amount(), u128::from(fits) * 10_u128.pow(30));
    assert_eq!(largest.to_duration(), Duration::MAX);
    let error = Measure::new(fits + 1, Some(SiPrefix::Exa), TimeUnit::Seconds).unwrap_err();
    assert_eq!((error.index, error.rule), (None, MeasureRule::Overflow));
    let read = TimeInterval::read(&ipld!([i128::from(u64::MAX), "exa", "years"])).unwrap_err();
    assert_eq!((read.index, read.rule), (None, MeasureRule::Overflow));
}

#[test]
fn refusals_say_which_item_is_at_fault() {
    let refused = |value: Ipld| {
        let error = TimeInterval::read(&value).unwrap_err();
        (error.index, error.rule)
    };
    let magnitude = |found: &str| (Some(0), MeasureRule::Magnitude { found: found.into() });
    let prefix = |found: &str| (Some(1), MeasureRule::Prefix { found: found.into() });
    let unit = |index, found: &str| {
        let expected = "seconds, minutes, days, weeks or years";
        (Some(index), MeasureRule::Unit { expected, found: found.into() })
    };
    assert_eq!(refused(ipld!("200GB")), (None, MeasureRule::Kind { found: "string" }));
    assert_eq!(refused(ipld!(5)), (None, MeasureRule::Kind { found: "integer" }));
    assert_eq!(refused(ipld!([])), (None, MeasureRule::Length { found: 0 }));
    assert_eq!(refused(ipld!([5])), (None, MeasureRule::Length { found: 1 }));
    let four = ipld!([5, "kilo", "kilo", "seconds"]);
    assert_eq!(refused(four), (None, MeasureRule::Length { found: 4 }));
    assert_eq!(refused(ipld!([-1, "seconds"])), magnitude("-1"));
    assert_eq!(refused(ipld!([1.0, "seconds"])), magnitude("float"));
    assert_eq!(refused(ipld!(["5", "seconds"])), magnitude("string"));
    let too_large = ipld!([18_446_744_073_709_551_616_i128, "seconds"]);
    assert_eq!(refused(too_large), magnitude("18446744073709551616"));
    assert_eq!(refused(ipld!([5, "Milli", "seconds"])), prefix("Milli"));
    assert_eq!(refused(ipld!([5, "h", "seconds"])), prefix("h"));
    assert_eq!(refused(ipld!([5, "", "seconds"])), prefix(""));
    assert_eq!(refused(ipld!([5, null, "seconds"])), prefix("null"));
    assert_eq!(refused(ipld!([5, "Seconds"])), unit(1, "Seconds"));
    assert_eq!(refused(ipld!([5, "second"])), unit(1, "second"));
    assert_eq!(refused(ipld!([5, "kilo", "bytes"])), unit(2, "bytes"));
    assert_eq!(refused(ipld!([5, ["seconds"]])), unit(1, "list"));
    let long = "x".repeat(10_000);
    assert_eq!(refused(ipld!([5, long])), unit(1, &"x".repeat(32)));
}

fn prefixes() -> impl Strategy<Value = Option<SiPrefix>> {
    proptest::option::of(proptest::sample::select(SiPrefix::ALL.to_vec()))
}

/// The amount by an arithmetic of its own: decimal digits as text.
fn by_hand(magnitude: u64, prefix: Option<SiPrefix>, factor: u64) -> String {
    let product = u128::from(magnitude) * u128::from(factor);
    if product == 0 {
        return "0".into();
    }
    let zeros = usize::try_from(12 + prefix.map_or(0, SiPrefix::power)).unwrap();
    format!("{product}{}", "0".repeat(zeros))
}

proptest! {
    #[test]
    fn amounts_are_exact_or_refused(magnitude: u64, prefix in prefixes(), unit in 0..5_usize) {
        let unit = TimeUnit::ALL[unit];
        let expected = by_hand(magnitude, prefix, unit.in_base_units().into());
        let fits = expected.parse::<u128>().is_ok();
        match Measure::new(magnitude, prefix, unit) {
            Ok(measure) => prop_assert_eq!(measure.amount().to_string(), expected),
            Err(error) => {
                prop_assert_eq!(error.rule, MeasureRule::Overflow);
                prop_assert!(!fits);
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again(magnitude: u64, prefix in prefixes(), unit in 0..3_usize) {
        if let Ok(size) = Measure::new(magnitude, prefix, InfoUnit::ALL[unit]) {
            prop_assert_eq!(InfoSize::read(&size.to_ipld()), Ok(size));
        }
    }

    #[test]
    fn the_smaller_of_two_is_one_of_them_and_no_larger_than_either(
        (a, b) in (any::<u32>(), any::<u32>()), (p, q) in (prefixes(), prefixes()),
    ) {
        let a = Measure::new(a.into(), p, TimeUnit::Minutes);
        let b = Measure::new(b.into(), q, TimeUnit::Seconds);
        if let (Ok(a), Ok(b)) = (a, b) {
            let least = a.at_most(b);
            prop_assert!(least == a || least == b);
            prop_assert_eq!(least.amount(), a.amount().min(b.amount()));
            prop_assert_eq!(least.amount(), b.at_most(a).amount());
        }
    }
}
