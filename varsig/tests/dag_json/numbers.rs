//! Numbers: their range, their spelling, their meaning.

use ipld_core::ipld::Ipld;
use varsig::{
    PathSegment::Index,
    dag_json::{DagJsonErrorKind as Kind, EncodeErrorKind, Expected, encode},
};

use crate::verdicts::{canonical, list, not_canonical, path, refused, unexpected};

#[test]
fn integers_reach_from_minus_2_64_to_2_64_minus_1() {
    canonical("18446744073709551615", Ipld::Integer((1 << 64) - 1));
    canonical("-18446744073709551616", Ipld::Integer(-(1 << 64)));
    canonical("9007199254740993", Ipld::Integer(9_007_199_254_740_993));
    refused("18446744073709551616", 0, Kind::IntegerOutOfRange);
    refused("[-18446744073709551617]", 1, Kind::IntegerOutOfRange);
    refused("100000000000000000000000000000000000000000", 0, Kind::IntegerOutOfRange);
}

#[test]
fn a_float_stays_a_float_when_it_is_whole() {
    canonical("1.0", Ipld::Float(1.0));
    canonical("0.0", Ipld::Float(0.0));
    canonical("100000000000000000000.0", Ipld::Float(1e20));
    canonical("18446744073709552000.0", Ipld::Float(18_446_744_073_709_551_616.0));
    canonical("1e+21", Ipld::Float(1e21));
    canonical("0.000001", Ipld::Float(1e-6));
    canonical("1e-7", Ipld::Float(1e-7));
    canonical("5e-324", Ipld::Float(5e-324));
    canonical("1.5e+300", Ipld::Float(1.5e300));
    canonical("-8.940696716308594e-8", Ipld::Float(-8.940_696_716_308_594e-8));
    canonical("82497.63712086187", Ipld::Float(82_497.637_120_861_87));
    canonical("1.7976931348623157e+308", Ipld::Float(f64::MAX));
}

#[test]
fn floats_in_another_spelling_are_read_but_are_not_canonical() {
    for (written, value) in [
        ("1.00", 1.0),
        ("1e0", 1.0),
        ("1E+0", 1.0),
        ("10e-1", 1.0),
        ("1e21", 1e21),
        ("1E+21", 1e21),
        ("1e+021", 1e21),
        ("1e16", 1e16),
        ("1e-5", 1e-5),
        ("0.0000001", 1e-7),
        ("0.1000000000000000055511151231257827", 0.1),
        ("0e5", 0.0),
    ] {
        not_canonical(written, Ipld::Float(value), 0, Kind::NonCanonicalFloat);
    }
}

#[test]
fn floats_are_read_to_the_nearest_ties_to_even() {
    for (written, value) in [
        ("9007199254740993.0", 9_007_199_254_740_992.0),
        ("9007199254740995.0", 9_007_199_254_740_996.0),
        ("9007199254740993.00000000000000000000000000000000001", 9_007_199_254_740_994.0),
        ("2.4703282292062327208e-324", 0.0),
        ("2.4703282292062328e-324", 5e-324),
        ("1e-999", 0.0),
        ("1.7976931348623158e308", f64::MAX),
    ] {
        not_canonical(written, Ipld::Float(value), 0, Kind::NonCanonicalFloat);
    }
}

#[test]
fn negative_zero_is_written_as_zero() {
    assert_eq!(encode(&Ipld::Float(-0.0)).unwrap(), b"0.0");
}

#[test]
fn numbers_are_those_of_json() {
    refused("01", 0, Kind::LeadingZero);
    refused("-01", 0, Kind::LeadingZero);
    refused("00", 0, Kind::LeadingZero);
    refused("[00.5]", 1, Kind::LeadingZero);
    refused("[1.]", 1, Kind::InvalidNumber);
    refused("[1.e5]", 1, Kind::InvalidNumber);
    refused("[1e]", 1, Kind::InvalidNumber);
    refused("[1e+]", 1, Kind::InvalidNumber);
    refused("[-]", 1, Kind::InvalidNumber);
    refused("[-.5]", 1, Kind::InvalidNumber);
    refused("[--1]", 1, Kind::InvalidNumber);
    refused("+1", 0, unexpected(Expected::Value, b'+'));
    refused(".5", 0, unexpected(Expected::Value, b'.'));
    refused("[0x10]", 2, unexpected(Expected::CommaOrBracket, b'x'));
    refused("[1_000]", 2, unexpected(Expected::CommaOrBracket, b'_'));
    refused("[1.5.5]", 4, unexpected(Expected::CommaOrBracket, b'.'));
    refused("[1e+30.5]", 6, unexpected(Expected::CommaOrBracket, b'.'));
    refused("[1n]", 2, unexpected(Expected::CommaOrBracket, b'n'));
}

#[test]
fn negative_zero_is_refused_in_every_spelling() {
    for text in ["-0", "-0.0", "-0e0", "-0.000", "-1e-999"] {
        refused(text, 0, Kind::NegativeZero);
    }
}

#[test]
fn floats_beyond_the_range_are_refused() {
    refused("1e999", 0, Kind::FloatOutOfRange);
    refused("[-1e999]", 1, Kind::FloatOutOfRange);
    refused("1.7976931348623159e308", 0, Kind::FloatOutOfRange);
    refused("1e99999999999999999999999999999999", 0, Kind::FloatOutOfRange);
    assert_eq!(encode(&Ipld::Float(f64::NAN)).unwrap_err().kind, EncodeErrorKind::NonFiniteFloat);
    assert_eq!(
        encode(&Ipld::Float(f64::INFINITY)).unwrap_err().kind,
        EncodeErrorKind::NonFiniteFloat
    );
}

#[test]
fn integers_beyond_the_range_are_not_written() {
    for integer in [1 << 64, -(1 << 64) - 1, i128::MAX, i128::MIN] {
        let error = encode(&list([Ipld::Integer(integer)])).unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::IntegerOutOfRange);
        assert_eq!(error.path(), &path([Index(0)]));
    }
}
