//! The errors of the crate under their neutral names, variant by variant.

use std::fmt::{Debug, Display};

use ipld_wit::wit::WitError;
use ipld_wit::{
    ArgumentError, ArgumentFault, DecodeError, EncodeError, Path, Refused, Segment, TypeError,
    TypeTextError,
};
use ipvm_conformance::Refusal;

/// An error that has a neutral name.
pub(crate) trait Named: Debug + Display {
    /// The name in `errors.json`.
    fn name(&self) -> &'static str;

    /// The offset in bytes, where the error has one.
    fn offset(&self) -> Option<usize> {
        None
    }
}

/// The error as the outcome of an operation.
pub(crate) fn refuse(error: &impl Named) -> Refusal {
    Refusal::new(error.name(), error).at(error.offset())
}

/// The enums may grow: a variant that has no name yet fails the trial that meets it.
fn unnamed(error: &dyn Debug) -> &'static str {
    panic!("{error:?} has no neutral name: give it one here and in the table of errors")
}

/// Which argument a path leads into.
pub(crate) fn argument(path: &Path) -> Option<usize> {
    path.segments().iter().find_map(|segment| match segment {
        Segment::Index(index) => Some(*index),
        _ => None,
    })
}

impl Named for TypeTextError {
    fn name(&self) -> &'static str {
        match self {
            Self::Expected { .. } | Self::UnknownType { .. } => "WitTypeText",
            Self::TooDeep { .. } => "WitTypeTooDeep",
            Self::Type(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for TypeError {
    fn name(&self) -> &'static str {
        match self {
            Self::DuplicateName { .. } => "WitTypeDuplicateName",
            Self::Empty { .. } => "WitTypeEmpty",
            Self::MapKey { .. } => "WitTypeMapKey",
            Self::Name { .. } => "WitTypeName",
            Self::TooDeep { .. } => "WitTypeTooDeep",
            Self::TooLarge { .. } => "WitTypeTooLarge",
            Self::TooManyFlags { .. } => "WitTypeTooManyFlags",
            _ => unnamed(self),
        }
    }
}

impl Named for Refused {
    fn name(&self) -> &'static str {
        match self {
            Self::NotEnabled { .. } => "WitNotEnabled",
            Self::Type(error) => error.name(),
            Self::Unsupported { .. } => "WitUnsupportedType",
            _ => unnamed(self),
        }
    }
}

impl Named for WitError {
    fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "WitText",
            _ => unnamed(self),
        }
    }
}

impl Named for DecodeError {
    fn name(&self) -> &'static str {
        match self {
            Self::ArgumentCount { .. } => "WitArgumentCount",
            Self::Budget { .. } => "WitBudget",
            Self::ContentUnavailable { .. } => "WitContentUnavailable",
            Self::DuplicateKey { .. } => "WitDuplicateKey",
            Self::EntryCount { .. } => "WitEntryCount",
            Self::FlagOrder { .. } => "WitFlagOrder",
            Self::FloatNotCanonical { .. } => "WitFloatNotCanonical",
            Self::Inexact { .. } => "WitInexactFloat",
            Self::IntegerRange { .. } => "WitIntegerRange",
            Self::KeyOrder { .. } => "WitKeyOrder",
            Self::Kind { .. } => "WitKind",
            Self::Length { .. } => "WitLength",
            Self::MissingField { .. } => "WitMissingField",
            Self::NonFinite { .. } => "WitNonFinite",
            Self::NotOneChar { .. } => "WitNotOneChar",
            Self::Type(error) => error.name(),
            Self::UnexpectedField { .. } => "WitUnexpectedField",
            Self::UnknownCase { .. } => "WitUnknownCase",
            Self::UnknownLabel { .. } => "WitUnknownLabel",
            _ => unnamed(self),
        }
    }
}

impl Named for EncodeError {
    fn name(&self) -> &'static str {
        match self {
            Self::Budget { .. } => "WitBudget",
            Self::DuplicateKey { .. } => "WitDuplicateKey",
            Self::NonFinite { .. } => "WitNonFinite",
            Self::Type(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for ArgumentError {
    fn name(&self) -> &'static str {
        let fault = match self {
            Self::Count { .. } => return "WitArgumentCount",
            Self::Text { fault, .. } => fault,
            _ => return unnamed(self),
        };
        match fault {
            ArgumentFault::AmbiguousNull => "ArgumentAmbiguous",
            ArgumentFault::End
            | ArgumentFault::Escape
            | ArgumentFault::MoreText
            | ArgumentFault::Unexpected(_) => "ArgumentSyntax",
            ArgumentFault::Inexact | ArgumentFault::NonFinite | ArgumentFault::OutOfRange => {
                "ArgumentNumber"
            }
            ArgumentFault::Length { .. }
            | ArgumentFault::NotOneChar
            | ArgumentFault::Payload { .. } => "ArgumentShape",
            ArgumentFault::MissingField { .. }
            | ArgumentFault::Twice
            | ArgumentFault::UnknownName { .. } => "ArgumentName",
            ArgumentFault::NotACid => "ArgumentLink",
            ArgumentFault::NotBase64 => "ArgumentBase64",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::Text { offset, .. } => Some(*offset),
            _ => None,
        }
    }
}
