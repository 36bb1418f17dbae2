//! What the literals of numbers mean.

use super::error::DagJsonErrorKind as Kind;

/// The least and the greatest integer, as in DAG-CBOR.
const INTEGERS: core::ops::RangeInclusive<i128> = -(1 << 64)..=(1 << 64) - 1;
/// Digits of the longest integer.
const LONGEST_INTEGER: usize = 20;

/// Whether an integer has a text.
pub(super) fn is_integer(value: i128) -> bool {
    INTEGERS.contains(&value)
}

/// Reads a literal of an optional sign and digits without leading zeros.
pub(super) fn integer(literal: &str) -> Result<i128, Kind> {
    if literal == "-0" {
        return Err(Kind::NegativeZero);
    }
    // Looked at first, so that a megabyte of digits is not converted.
    if literal.len() > LONGEST_INTEGER + 1 {
        return Err(Kind::IntegerOutOfRange);
    }
    // Most integers are short, and 128 bits take their time.
    let value = literal.parse().map(i64::into).or_else(|_| literal.parse::<i128>());
    value.ok().filter(|value| is_integer(*value)).ok_or(Kind::IntegerOutOfRange)
}

/// Reads a literal of JSON with a point or an exponent: to the nearest float, ties to even.
pub(super) fn float(literal: &str) -> Result<f64, Kind> {
    match literal.parse::<f64>() {
        Ok(value) if value == 0.0 && value.is_sign_negative() => Err(Kind::NegativeZero),
        Ok(value) if value.is_finite() => Ok(value),
        // The grammar was checked, so a failure is no other than an infinity.
        _ => Err(Kind::FloatOutOfRange),
    }
}
