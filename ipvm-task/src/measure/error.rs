//! Why a value is no measure.

use alloc::string::String;

/// A measure that was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule}")]
#[non_exhaustive]
pub struct MeasureError {
    /// The item of the list at fault, counted from zero; `None` for the whole.
    pub index: Option<u64>,
    /// The rule that was broken.
    pub rule: MeasureRule,
}

impl MeasureError {
    pub(crate) const fn new(index: Option<u64>, rule: MeasureRule) -> Self {
        Self { index, rule }
    }
}

/// The rules of measures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MeasureRule {
    /// The value is no list.
    #[error("expected a list such as [200, \"giga\", \"bytes\"], found {found}")]
    Kind {
        /// The kind of value that was found.
        found: &'static str,
    },
    /// The list has neither two items nor three.
    #[error("a measure is a magnitude, a prefix or none, and a unit; this list has {found} items")]
    Length {
        /// How many items it has.
        found: usize,
    },
    /// The first item is no natural number of up to 64 bits.
    #[error("a magnitude is a natural number of up to 64 bits, not {found}")]
    Magnitude {
        /// The number, or the kind of value, that was found.
        found: String,
    },
    /// The measure amounts to more than can be counted exactly.
    #[error("this is more than 128 bits count in trillionths of the unit")]
    Overflow,
    /// The second of three items is no prefix.
    #[error("`{found}` is no SI prefix from pico (p) to exa (E)")]
    Prefix {
        /// The text, cut short, or the kind of value, that was found.
        found: String,
    },
    /// The last item is no unit of this quantity.
    #[error("expected {expected}, found `{found}`")]
    Unit {
        /// The units there are.
        expected: &'static str,
        /// The text, cut short, or the kind of value, that was found.
        found: String,
    },
}
