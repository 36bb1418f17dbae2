//! Numbers and their order.

use core::cmp::Ordering;

use ipld_core::ipld::Ipld;

/// A number of the data model: an integer or a float.
///
/// `==` tells `Integer(1)` from `Float(1.0)`, since they are different data and encode
/// differently. [`Number::compare`] goes by value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Integer(i128),
    /// A float.
    Float(f64),
}

impl Number {
    /// The number that `ipld` is, if it is one.
    #[must_use]
    pub const fn from_ipld(ipld: &Ipld) -> Option<Self> {
        match ipld {
            Ipld::Integer(integer) => Some(Self::Integer(*integer)),
            Ipld::Float(float) => Some(Self::Float(*float)),
            _ => None,
        }
    }

    /// Orders two numbers by their exact values, whatever their types: nothing is
    /// rounded, so 2^53 + 1 is greater than 2^53 as a float (ruling Q7).
    ///
    /// `None` if one of them is not a number (NaN), which is neither equal, less nor
    /// greater.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => Some(left.cmp(&right)),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(&right),
            (Self::Integer(left), Self::Float(right)) => integer_to_float(left, right),
            (Self::Float(left), Self::Integer(right)) => {
                integer_to_float(right, left).map(Ordering::reverse)
            }
        }
    }

    /// Whether both have the same exact value: `1` and `1.0` have.
    #[must_use]
    pub fn same_value(self, other: Self) -> bool {
        self.compare(other) == Some(Ordering::Equal)
    }
}

#[expect(clippy::as_conversions, reason = "both conversions are exact where they are used")]
fn integer_to_float(integer: i128, float: f64) -> Option<Ordering> {
    // 2^127: one more than the greatest integer, and itself a float.
    const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if float.is_nan() {
        return None;
    }
    if float >= BEYOND {
        return Some(Ordering::Less);
    }
    if float < -BEYOND {
        return Some(Ordering::Greater);
    }
    // Cut off towards zero, which is in range now. What is cut off is a float again,
    // because the part before the point has no more digits than the whole.
    let whole = float as i128;
    let fraction = float - whole as f64;
    Some(integer.cmp(&whole).then(if fraction > 0.0 {
        Ordering::Less
    } else if fraction < 0.0 {
        Ordering::Greater
    } else {
        Ordering::Equal
    }))
}

impl From<Number> for Ipld {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(integer) => Self::Integer(integer),
            Number::Float(float) => Self::Float(float),
        }
    }
}

impl From<f64> for Number {
    fn from(float: f64) -> Self {
        Self::Float(float)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {
        $(impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                Self::Integer(integer.into())
            }
        })*
    };
}

from_integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compare(left: impl Into<Number>, right: impl Into<Number>) -> Option<Ordering> {
        left.into().compare(right.into())
    }

    #[test]
    fn does_not_round_at_2_to_the_53() {
        let power = 1_i64 << 53;
        assert_eq!(compare(power, 9_007_199_254_740_992.0), Some(Ordering::Equal));
        assert_eq!(compare(power + 1, 9_007_199_254_740_992.0), Some(Ordering::Greater));
        assert_eq!(compare(-power - 1, -9_007_199_254_740_992.0), Some(Ordering::Less));
        assert_eq!(compare(9_007_199_254_740_992.0, power + 1), Some(Ordering::Less));
    }

    #[test]
    fn heeds_what_stands_after_the_point() {
        assert_eq!(compare(1, 1.0), Some(Ordering::Equal));
        assert_eq!(compare(1, 1.5), Some(Ordering::Less));
        assert_eq!(compare(2, 1.5), Some(Ordering::Greater));
        assert_eq!(compare(-1, -1.5), Some(Ordering::Greater));
        assert_eq!(compare(-1, -0.5), Some(Ordering::Less));
        assert_eq!(compare(0, -0.5), Some(Ordering::Greater));
        assert_eq!(compare(0, 5e-324), Some(Ordering::Less));
        assert_eq!(compare(0, -0.0), Some(Ordering::Equal));
    }

    #[test]
    fn orders_the_ends_of_the_ranges() {
        let beyond = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
        assert_eq!(compare(i128::MAX, beyond), Some(Ordering::Less));
        assert_eq!(compare(i128::MIN, -beyond), Some(Ordering::Equal));
        assert_eq!(compare(i128::MIN, f64::NEG_INFINITY), Some(Ordering::Greater));
        assert_eq!(compare(i128::MAX, f64::INFINITY), Some(Ordering::Less));
        assert_eq!(compare(i128::MAX, f64::NAN), None);
        assert_eq!(compare(f64::NAN, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_order_of_floats_where_integers_are_exact(
            integer in -(1_i32 << 30)..1 << 30, float in any::<f64>(),
        ) {
            prop_assert_eq!(compare(integer, float), f64::from(integer).partial_cmp(&float));
        }

        #[test]
        fn agrees_with_the_order_of_integers_where_floats_are_whole(
            integer in any::<i64>(), float in any::<i32>(),
        ) {
            prop_assert_eq!(
                compare(integer, f64::from(float)),
                Some(integer.cmp(&i64::from(float)))
            );
        }
    }
}
