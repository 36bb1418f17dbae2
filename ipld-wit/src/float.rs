//! Floats: exactly, or not at all.

use alloc::string::ToString;

use ipld_core::ipld::Ipld;

use crate::kind::Kind;

/// The String that stands for what is not a number.
pub(crate) const NAN: &str = "NaN";
/// The String that stands for infinity.
pub(crate) const INFINITY: &str = "Infinity";
/// The String that stands for minus infinity.
pub(crate) const MINUS_INFINITY: &str = "-Infinity";

/// Why IPLD data is no float.
pub(crate) enum FloatFault {
    /// Not even near one.
    Kind(Kind),
    /// A number that the type cannot hold exactly.
    Inexact(Kind),
    /// A Float that has no canonical form: NaN, an infinity or minus zero.
    NotCanonical,
}

/// The float that `ipld` stands for.
pub(crate) fn decode_f64(ipld: &Ipld) -> Result<f64, FloatFault> {
    match ipld {
        Ipld::Float(float) if !float.is_finite() || is_minus_zero(*float) => {
            Err(FloatFault::NotCanonical)
        }
        Ipld::Float(float) => Ok(*float),
        Ipld::Integer(integer) => integer_to_f64(*integer),
        Ipld::String(text) => text_to_f64(text),
        other => Err(FloatFault::Kind(Kind::from(other))),
    }
}

/// The same for the smaller type.
pub(crate) fn decode_f32(ipld: &Ipld) -> Result<f32, FloatFault> {
    narrow(decode_f64(ipld)?, Kind::from(ipld))
}

/// The smaller float that is `wide`, which was read from data of the kind `found`.
pub(crate) fn narrow(wide: f64, found: Kind) -> Result<f32, FloatFault> {
    if wide.is_nan() {
        return Ok(f32::NAN);
    }
    #[expect(clippy::as_conversions, reason = "there is no other narrowing; exactness is checked")]
    let narrow = wide as f32;
    if f64::from(narrow) == wide { Ok(narrow) } else { Err(FloatFault::Inexact(found)) }
}

/// The float that a String stands for.
pub(crate) fn text_to_f64(text: &str) -> Result<f64, FloatFault> {
    match text {
        NAN => Ok(f64::NAN),
        INFINITY => Ok(f64::INFINITY),
        MINUS_INFINITY => Ok(f64::NEG_INFINITY),
        _ => Err(FloatFault::Kind(Kind::String)),
    }
}

/// The canonical form of a float.
pub(crate) fn encode_f64(float: f64) -> Ipld {
    if float.is_nan() {
        Ipld::String(NAN.to_string())
    } else if float == f64::INFINITY {
        Ipld::String(INFINITY.to_string())
    } else if float == f64::NEG_INFINITY {
        Ipld::String(MINUS_INFINITY.to_string())
    } else {
        Ipld::Float(canonical_f64(float))
    }
}

/// The same float with one NaN and without minus zero.
pub(crate) const fn canonical_f64(float: f64) -> f64 {
    if float.is_nan() {
        f64::NAN
    } else if float == 0.0 {
        0.0
    } else {
        float
    }
}

/// The same for the smaller type.
#[cfg(feature = "wasmtime")]
pub(crate) const fn canonical_f32(float: f32) -> f32 {
    if float.is_nan() {
        f32::NAN
    } else if float == 0.0 {
        0.0
    } else {
        float
    }
}

fn is_minus_zero(float: f64) -> bool {
    float == 0.0 && float.is_sign_negative()
}

/// The float that is exactly this integer.
pub(crate) fn integer_to_f64(integer: i128) -> Result<f64, FloatFault> {
    // The integers of DAG-CBOR; inside them the way back cannot saturate.
    const LEAST: i128 = -(1 << 64);
    const GREATEST: i128 = (1 << 64) - 1;
    let inexact = FloatFault::Inexact(Kind::Integer);
    if !(LEAST..=GREATEST).contains(&integer) {
        return Err(inexact);
    }
    #[expect(clippy::as_conversions, reason = "there is no other way; exactness is checked")]
    let (float, back) = {
        let float = integer as f64;
        (float, float as i128)
    };
    if back == integer { Ok(float) } else { Err(inexact) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nan_of_a_string_is_the_canonical_one() {
        let text = Ipld::String("NaN".to_string());
        assert_eq!(decode_f64(&text).map(f64::to_bits).ok(), Some(0x7ff8_0000_0000_0000));
        assert_eq!(decode_f32(&text).map(f32::to_bits).ok(), Some(0x7fc0_0000));
        let odd = f64::from_bits(0xfff0_0000_0000_0001);
        assert_eq!(canonical_f64(odd).to_bits(), 0x7ff8_0000_0000_0000);
        assert_eq!(encode_f64(odd), text);
    }

    #[test]
    fn the_greatest_integers_are_not_taken_for_powers_of_two() {
        for (integer, exact) in [
            ((1 << 53) - 1, true),
            (1 << 53, true),
            ((1 << 53) + 1, false),
            (1 << 63, true),
            (i128::from(u64::MAX), false),
            (-(1 << 64), true),
            (1 << 64, false),
            (i128::MAX, false),
            (i128::MIN, false),
        ] {
            assert_eq!(decode_f64(&Ipld::Integer(integer)).is_ok(), exact, "{integer}");
        }
    }
}
