//! Why a configuration is refused.

use alloc::vec::Vec;

use ucan_core::FieldRule;
use varsig::{Path, PathSegment};

use crate::{
    measure::{MeasureError, MeasureRule},
    price::PriceError,
    verification::VerificationRule,
};

/// A configuration that was refused, with the place in it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{rule}", if at.is_root() { alloc::string::String::new() } else { alloc::format!("`{at}`: ") })]
#[non_exhaustive]
pub struct ConfigLayerError {
    /// Where: from the value that was read down to the item at fault.
    pub at: Path,
    /// The rule that was broken.
    pub rule: ConfigRule,
}

/// The rules of configurations.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigRule {
    /// A rule of fields: one is missing, unknown, or of the wrong kind.
    #[error(transparent)]
    Field(FieldRule),
    /// A rule of quantities with units.
    #[error(transparent)]
    Measure(MeasureRule),
    /// More gas than there is fuel to count it by.
    #[error("{found} gas is more fuel than 64 bits count; the most is {limit}")]
    Gas {
        /// The most units of gas.
        limit: u64,
        /// How many were found.
        found: u64,
    },
    /// A rule of prices, in an offer.
    #[error(transparent)]
    Price(PriceError),
    /// A rule of verification strategies.
    #[error(transparent)]
    Verification(VerificationRule),
}

impl ConfigLayerError {
    pub(crate) fn new(rule: impl Into<ConfigRule>) -> Self {
        Self { at: Path::default(), rule: rule.into() }
    }

    /// The same error, seen from the map in which the value stands under `key`.
    #[must_use]
    pub(crate) fn under(self, key: &str) -> Self {
        self.inside(PathSegment::key(key))
    }

    /// The same error, seen from the list in which the value has this index.
    #[must_use]
    pub(crate) fn at_index(self, index: usize) -> Self {
        self.inside(PathSegment::Index(u64::try_from(index).unwrap_or(u64::MAX)))
    }

    fn inside(self, segment: PathSegment) -> Self {
        let mut segments = Vec::with_capacity(self.at.segments().len() + 1);
        segments.push(segment);
        segments.extend_from_slice(self.at.segments());
        Self { at: segments.into(), rule: self.rule }
    }
}

impl From<FieldRule> for ConfigRule {
    fn from(rule: FieldRule) -> Self {
        Self::Field(rule)
    }
}

impl From<VerificationRule> for ConfigRule {
    fn from(rule: VerificationRule) -> Self {
        Self::Verification(rule)
    }
}

impl From<ConfigRule> for ConfigLayerError {
    fn from(rule: ConfigRule) -> Self {
        Self::new(rule)
    }
}

impl From<FieldRule> for ConfigLayerError {
    fn from(rule: FieldRule) -> Self {
        Self::new(rule)
    }
}

impl From<VerificationRule> for ConfigLayerError {
    fn from(rule: VerificationRule) -> Self {
        Self::new(rule)
    }
}

impl From<MeasureError> for ConfigLayerError {
    fn from(error: MeasureError) -> Self {
        let at = error.index.map(PathSegment::Index).into_iter().collect();
        Self { at, rule: ConfigRule::Measure(error.rule) }
    }
}
