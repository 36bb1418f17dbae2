//! The errors of the crate under their neutral names, variant by variant.

use std::fmt::{Debug, Display};

use varsig::{
    HeaderError, HeaderErrorKind, PayloadError, PayloadSigningError, PayloadVerificationError,
    PublicKeyError, SecretKeyError, SigningError, VerificationError,
    dag_cbor::{self, DagCborError, DagCborErrorKind},
    dag_json::{self, DagJsonError, DagJsonErrorKind},
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
pub(crate) fn unnamed(error: &dyn Debug) -> &'static str {
    panic!("{error:?} has no neutral name: give it one here and in the table of errors")
}

impl Named for HeaderError {
    fn name(&self) -> &'static str {
        match self.kind {
            HeaderErrorKind::NotVarsig { .. } => "HeaderNotVarsig",
            HeaderErrorKind::TooManySegments { .. } => "HeaderTooManySegments",
            HeaderErrorKind::TrailingBytes => "HeaderTrailingBytes",
            HeaderErrorKind::UnexpectedEnd => "HeaderUnexpectedEnd",
            HeaderErrorKind::UnsupportedVersion { .. } => "HeaderUnsupportedVersion",
            HeaderErrorKind::VarintNotShortest => "HeaderVarintNotShortest",
            HeaderErrorKind::VarintTooLong => "HeaderVarintTooLong",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        Some(self.offset)
    }
}

impl Named for PublicKeyError {
    fn name(&self) -> &'static str {
        match self {
            Self::Length { .. } => "PublicKeyLength",
            Self::NotAPoint => "PublicKeyNotAPoint",
            Self::NotInThisBuild { .. } => "UnsupportedKeyType",
            Self::NotRsa => "PublicKeyNotRsa",
            Self::Prefix => "PublicKeyPrefix",
            Self::RsaExponent => "PublicKeyRsaExponent",
            Self::RsaSize { .. } => "PublicKeyRsaSize",
            Self::SmallOrder => "PublicKeySmallOrder",
            Self::UnknownKeyType { .. } => "PublicKeyUnknownType",
            _ => unnamed(self),
        }
    }
}

impl Named for SecretKeyError {
    fn name(&self) -> &'static str {
        match self {
            Self::Length { .. } => "SecretKeyLength",
            Self::NotRsa => "SecretKeyNotRsa",
            Self::OutOfRange => "SecretKeyOutOfRange",
            Self::Prefix => "SecretKeyPrefix",
            Self::RsaSize { .. } => "SecretKeyRsaSize",
            Self::UnsupportedKeyType { .. } => "SecretKeyUnsupportedType",
            _ => unnamed(self),
        }
    }
}

impl Named for VerificationError {
    fn name(&self) -> &'static str {
        match self {
            Self::InvalidSignature => "InvalidSignature",
            Self::NotAllowed { .. } => "AlgorithmNotAllowed",
            Self::Unsupported { .. } => "UnsupportedAlgorithm",
            _ => unnamed(self),
        }
    }
}

impl Named for SigningError {
    fn name(&self) -> &'static str {
        // A key in memory is always there: no case expects anything of this.
        unnamed(self)
    }
}

impl Named for PayloadError {
    fn name(&self) -> &'static str {
        match self {
            Self::DagCbor(error) => error.name(),
            Self::DagJson(error) => error.name(),
            Self::Unsupported { .. } => "UnsupportedEncoding",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::DagCbor(error) => error.offset(),
            Self::DagJson(error) => error.offset(),
            _ => None,
        }
    }
}

impl Named for PayloadVerificationError {
    fn name(&self) -> &'static str {
        match self {
            Self::Payload(error) => error.name(),
            Self::Signature(error) => error.name(),
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::Payload(error) => error.offset(),
            _ => None,
        }
    }
}

impl Named for PayloadSigningError {
    fn name(&self) -> &'static str {
        match self {
            Self::AlgorithmMismatch => "AlgorithmMismatch",
            Self::Payload(error) => error.name(),
            Self::Signing(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for DagCborError {
    fn name(&self) -> &'static str {
        match self.kind {
            DagCborErrorKind::CidTrailingBytes => "CborCidTrailingBytes",
            DagCborErrorKind::DuplicateKey => "CborDuplicateKey",
            DagCborErrorKind::IndefiniteLength => "CborIndefiniteLength",
            DagCborErrorKind::InvalidCid => "CborInvalidCid",
            DagCborErrorKind::InvalidUtf8 => "CborInvalidUtf8",
            DagCborErrorKind::NarrowFloat => "CborNarrowFloat",
            DagCborErrorKind::NegativeZero => "CborNegativeZero",
            DagCborErrorKind::NonFiniteFloat => "CborNonFiniteFloat",
            DagCborErrorKind::NonStringKey => "CborNonStringKey",
            DagCborErrorKind::NotShortest => "CborNotShortest",
            DagCborErrorKind::ReservedHead => "CborReservedHead",
            DagCborErrorKind::TooDeep { .. } => "CborTooDeep",
            DagCborErrorKind::TooLarge { .. } => "CborTooLarge",
            DagCborErrorKind::TooManyItems { .. } => "CborTooManyItems",
            DagCborErrorKind::TrailingBytes => "CborTrailingBytes",
            DagCborErrorKind::UnexpectedEnd => "CborUnexpectedEnd",
            DagCborErrorKind::UnexpectedItem => "CborUnexpectedItem",
            DagCborErrorKind::UnsortedKeys => "CborUnsortedKeys",
            DagCborErrorKind::UnsupportedSimple => "CborUnsupportedSimple",
            DagCborErrorKind::UnsupportedTag { .. } => "CborUnsupportedTag",
            // `Undecodable` is a bug by its own word, and has no name on purpose.
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        Some(self.offset)
    }
}

impl Named for dag_cbor::EncodeError {
    fn name(&self) -> &'static str {
        match self {
            Self::TooDeep { .. } => "CborTooDeep",
            Self::Unrepresentable => "CborUnrepresentable",
            _ => unnamed(self),
        }
    }
}

impl Named for DagJsonError {
    fn name(&self) -> &'static str {
        match self.kind {
            DagJsonErrorKind::Base64Padding => "JsonBase64Padding",
            DagJsonErrorKind::Base64StrayBits => "JsonBase64StrayBits",
            DagJsonErrorKind::ByteOrderMark => "JsonByteOrderMark",
            DagJsonErrorKind::ControlCharacter => "JsonControlCharacter",
            DagJsonErrorKind::DuplicateKey => "JsonDuplicateKey",
            DagJsonErrorKind::FloatOutOfRange => "JsonFloatOutOfRange",
            DagJsonErrorKind::IntegerOutOfRange => "JsonIntegerOutOfRange",
            DagJsonErrorKind::InvalidBase64 => "JsonInvalidBase64",
            DagJsonErrorKind::InvalidCid => "JsonInvalidCid",
            DagJsonErrorKind::InvalidEscape => "JsonInvalidEscape",
            DagJsonErrorKind::InvalidLiteral => "JsonInvalidLiteral",
            DagJsonErrorKind::InvalidNumber => "JsonInvalidNumber",
            DagJsonErrorKind::InvalidUtf8 => "JsonInvalidUtf8",
            DagJsonErrorKind::LeadingZero => "JsonLeadingZero",
            DagJsonErrorKind::LoneSurrogate => "JsonLoneSurrogate",
            DagJsonErrorKind::NegativeZero => "JsonNegativeZero",
            DagJsonErrorKind::NonCanonicalCid => "JsonNonCanonicalCid",
            DagJsonErrorKind::NonCanonicalEscape => "JsonNonCanonicalEscape",
            DagJsonErrorKind::NonCanonicalFloat => "JsonNonCanonicalFloat",
            DagJsonErrorKind::ReservedMap => "JsonReservedMap",
            DagJsonErrorKind::TooDeep { .. } => "JsonTooDeep",
            DagJsonErrorKind::TooLarge { .. } => "JsonTooLarge",
            DagJsonErrorKind::TooManyItems { .. } => "JsonTooManyItems",
            DagJsonErrorKind::TrailingBytes => "JsonTrailingBytes",
            DagJsonErrorKind::Unexpected { .. } => "JsonUnexpectedToken",
            DagJsonErrorKind::UnexpectedEnd => "JsonUnexpectedEnd",
            DagJsonErrorKind::UnsortedKeys => "JsonUnsortedKeys",
            DagJsonErrorKind::Whitespace => "JsonWhitespace",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        Some(self.offset)
    }
}

impl Named for dag_json::EncodeError {
    fn name(&self) -> &'static str {
        match self.kind {
            dag_json::EncodeErrorKind::IntegerOutOfRange => "JsonIntegerOutOfRange",
            dag_json::EncodeErrorKind::NonFiniteFloat => "JsonNonFiniteFloat",
            dag_json::EncodeErrorKind::ReservedMap => "JsonReservedMap",
            dag_json::EncodeErrorKind::TooDeep { .. } => "JsonTooDeep",
            _ => unnamed(self),
        }
    }
}
