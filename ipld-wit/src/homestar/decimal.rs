//! An `f32` by way of a decimal number of 96 bits.

use alloc::format;

/// What is above has no such decimal number: 2⁹⁶ − 1.
const GREATEST: f64 = 79_228_162_514_264_337_593_543_950_335.0;

/// The float that has the first seven significant digits of `float`, and 28 places at most.
pub(super) fn seven_digits(float: f32) -> Option<f64> {
    let wide = f64::from(float);
    if !wide.is_finite() || wide.abs() > GREATEST {
        return None;
    }
    let seven: f64 = format!("{wide:.6e}").parse().ok()?;
    let places: f64 = format!("{seven:.28}").parse().ok()?;
    // Minus zero is zero.
    Some(places + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_seven_digits_and_no_more() {
        for (float, decimal) in [
            (0.1_f32, 0.1_f64),
            (1.5, 1.5),
            (0.333_333_34, 0.333_333_3),
            (16_777_216.0, 16_777_220.0),
            (-2.5, -2.5),
            (1e-30, 0.0),
            (0.0, 0.0),
        ] {
            assert_eq!(seven_digits(float), Some(decimal), "{float}");
        }
        assert_eq!(seven_digits(-0.0).map(f64::to_bits), Some(0));
        for none in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, 8e28] {
            assert_eq!(seven_digits(none), None, "{none}");
        }
    }
}
