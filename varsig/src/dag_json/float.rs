//! The one text of a float.

use core::fmt::{self, Write};

/// The canonical text of a float: the fewest digits that read back, of those the nearest,
/// of two as near the even one; laid out as by `Number::toString` of ECMAScript (RFC 8785,
/// section 3.2.2.3), with `.0` behind if it would read as an integer. None if it is not
/// finite. Negative zero is written as zero.
pub(super) fn canonical(value: f64) -> Option<FloatText> {
    if !value.is_finite() {
        return None;
    }
    let negative = value < 0.0;
    let shortest = Decimal::shortest(value.abs())?;
    let even = shortest
        .even_twin(value.abs())
        .and_then(|even| even.lay_out(negative))
        // Floats are closer below a power of two, where the even one may be another float.
        .filter(|text| text.as_str().parse() == Ok(value));
    even.or_else(|| shortest.lay_out(negative))
}

/// The number `digits` × 10^−`places`, of 17 digits at most.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u64,
    places: i32,
}

impl Decimal {
    /// The fewest digits that read back, and of those the nearest. The core library does
    /// not say which of two it takes if both are as near.
    fn shortest(magnitude: f64) -> Option<Self> {
        let mut scientific = FloatText::default();
        write!(scientific, "{magnitude:e}").ok()?;
        let (significand, exponent) = scientific.as_str().split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let (first, rest) = significand.split_once('.').unwrap_or((significand, ""));
        let mut digits = FloatText::default();
        write!(digits, "{first}{rest}").ok()?;
        let places = i32::try_from(rest.len()).ok()? - exponent;
        Some(Self { digits: digits.as_str().parse().ok()?, places })
    }

    /// The even one of two texts that are as near to the float, if this is the odd one.
    ///
    /// The float is m × 2^e with an odd m. It is half way between two texts if twice of it,
    /// in units of the last digit, is an odd integer: m × 2^(e + 1) × 10^places is odd if
    /// e + 1 + places = 0, and then it is m × 5^places. Without places there is no such
    /// float: units of ten or more that tell floats apart are less than one step of them.
    fn even_twin(self, magnitude: f64) -> Option<Self> {
        let (m, e) = odd_times_power_of_two(magnitude)?;
        if self.digits.is_multiple_of(2) || e + 1 + self.places != 0 {
            return None;
        }
        let power = 5_u64.checked_pow(u32::try_from(self.places).ok()?)?;
        let below = m.checked_mul(power)? / 2;
        Some(Self { digits: below + below % 2, ..self })
    }

    /// Writes the digits with a point or an exponent, as ECMAScript does.
    fn lay_out(self, negative: bool) -> Option<FloatText> {
        let mut digits = FloatText::default();
        write!(digits, "{}", self.digits).ok()?;
        let digits = digits.as_str();
        // How many digits stand before the point; none, or fewer than none, if it is ahead.
        let before = i32::try_from(digits.len()).ok()? - self.places;

        let mut text = FloatText::default();
        text.write_str(if negative { "-" } else { "" }).ok()?;
        match (usize::try_from(before), usize::try_from(-before)) {
            (Ok(before @ 1..=21), _) => match digits.split_at_checked(before) {
                Some((whole, fraction)) if !fraction.is_empty() => {
                    write!(text, "{whole}.{fraction}")
                }
                _ => write!(text, "{digits:0<before$}.0"),
            },
            (_, Ok(zeros @ 0..=5)) => write!(text, "{:0<1$}{digits}", "0.", zeros + 2),
            _ => {
                let (first, rest) = digits.split_at_checked(1)?;
                let point = if rest.is_empty() { "" } else { "." };
                write!(text, "{first}{point}{rest}e{:+}", before - 1)
            }
        }
        .ok()?;
        Some(text)
    }
}

/// A float that is not zero, as an odd integer and an exponent of two.
fn odd_times_power_of_two(magnitude: f64) -> Option<(u64, i32)> {
    let bits = magnitude.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let (significand, exponent) = match i32::try_from(bits >> 52).ok()? {
        0 => (fraction, -1074),
        biased => (fraction | 1 << 52, biased - 1075),
    };
    let zeros = significand.trailing_zeros();
    Some((significand.checked_shr(zeros)?, exponent + i32::try_from(zeros).ok()?))
}

/// The text of a float, without allocation.
#[derive(Default)]
pub(super) struct FloatText {
    bytes: [u8; 32],
    length: usize,
}

impl FloatText {
    pub(super) fn as_str(&self) -> &str {
        // Only whole strings were written, so this never falls back.
        core::str::from_utf8(self.bytes.get(..self.length).unwrap_or_default()).unwrap_or_default()
    }
}

impl Write for FloatText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;

    use super::*;

    /// The samples of RFC 8785, appendix B, with `.0` where it has an integer, and the
    /// edges of the layouts.
    #[test]
    fn floats_are_laid_out_as_ecmascript_does() {
        for (bits, expected) in [
            (0x0000_0000_0000_0000, "0.0"),
            (0x8000_0000_0000_0000, "0.0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992.0"),
            (0xc340_0000_0000_0000, "-9007199254740992.0"),
            (0x4430_0000_0000_0000, "295147905179352830000.0"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000.0"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000.0"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let text = canonical(f64::from_bits(bits)).map(|text| text.as_str().to_owned());
            assert_eq!(text.as_deref(), Some(expected));
        }
        for (bits, expected) in [
            // Half way between two texts: the even one, on either side, if it reads back.
            (0x4319_2d6c_9891_d201, "1771704714294400.2"),
            (0x4319_2d6c_9891_d203, "1771704714294400.8"),
            (0x3e70_0000_0000_0000, "5.960464477539063e-8"),
        ] {
            let text = canonical(f64::from_bits(bits)).map(|text| text.as_str().to_owned());
            assert_eq!(text.as_deref(), Some(expected));
        }
        assert!(canonical(f64::NAN).is_none());
        assert!(canonical(f64::NEG_INFINITY).is_none());
    }
}
