//! The errors of tokens and chains under their neutral names, variant by variant.

use ucan_core::{
    ChainError, DecodeError, FieldError, FieldRule, ProofRule, SignError, VerifyError, WitnessError,
};

use super::names::{Named, unnamed};

impl Named for DecodeError {
    fn name(&self) -> &'static str {
        match self {
            Self::Address { .. } => "TokenAddress",
            Self::Encoding(error) => error.name(),
            Self::Field(error) => error.name(),
            Self::Header(error) => error.name(),
            Self::Json(error) => error.name(),
            Self::NoHeader => "TokenNoHeader",
            Self::NoPayload => "TokenNoPayload",
            Self::NotAPair => "TokenNotAPair",
            Self::PayloadEncoding { .. } => "TokenPayloadEncoding",
            Self::PayloadNotAMap => "TokenPayloadNotAMap",
            Self::SecondPayload { .. } => "TokenSecondPayload",
            Self::Transcode(error) => error.name(),
            Self::UnsupportedVersion { .. } => "UnsupportedVersion",
            Self::WrongTag { .. } => "TokenWrongTag",
            _ => unnamed(self),
        }
    }

    /// Where in the token; the offset in its header is another.
    fn offset(&self) -> Option<usize> {
        match self {
            Self::Encoding(error) => error.offset(),
            Self::Json(error) => error.offset(),
            _ => None,
        }
    }
}

impl Named for FieldError {
    fn name(&self) -> &'static str {
        match &self.rule {
            FieldRule::Command(_) => "FieldCommand",
            FieldRule::Did(_) => "FieldDid",
            FieldRule::Kind { .. } => "FieldKind",
            FieldRule::Missing => "FieldMissing",
            FieldRule::Policy(_) => "FieldPolicy",
            FieldRule::Timestamp => "FieldTimestamp",
            FieldRule::Unknown => "FieldUnknown",
            FieldRule::Value { .. } => "FieldValue",
            _ => unnamed(self),
        }
    }
}

impl Named for SignError {
    fn name(&self) -> &'static str {
        match self {
            Self::IssuerMismatch => "IssuerMismatch",
            _ => unnamed(self),
        }
    }
}

impl Named for VerifyError {
    fn name(&self) -> &'static str {
        match self {
            Self::AlgorithmMismatch => "AlgorithmMismatch",
            Self::AlgorithmNotAllowed { .. } => "AlgorithmNotAllowed",
            Self::InvalidSignature => "InvalidSignature",
            Self::Resolve(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for ChainError {
    fn name(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "Expired",
            Self::FinalAudience { .. } => "InvalidAudience",
            Self::NoProofs => "InvalidClaim",
            Self::Proof(error) => error.rule.name(),
            Self::Revoked { .. } => "Revoked",
            Self::TooEarly { .. } => "TooEarly",
            Self::TooManyProofs { .. } => "TooManyProofs",
            Self::UnavailableProof { .. } => "UnavailableProof",
            _ => unnamed(self),
        }
    }
}

impl Named for ProofRule {
    fn name(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "Expired",
            Self::ImpossibleAttenuation { .. } => "ImpossibleAttenuation",
            Self::InvalidAudience { .. } => "InvalidAudience",
            Self::InvalidSubject { .. } => "InvalidSubject",
            Self::NotADelegation(_) => "ProofNotADelegation",
            Self::Policy(_) => "MatchError",
            Self::PowerlineRoot => "InvalidClaim",
            Self::Signature(error) => error.name(),
            Self::TooEarly { .. } => "TooEarly",
            _ => unnamed(self),
        }
    }
}

impl Named for WitnessError {
    fn name(&self) -> &'static str {
        match self {
            Self::Empty => "PathEmpty",
            Self::NotTheRevoked { .. } => "PathNotTheRevoked",
            Self::Proof(error) => error.rule.name(),
            Self::RevokerNotOnPath { .. } => "RevokerNotOnPath",
            Self::TooManyProofs { .. } => "TooManyProofs",
            Self::UnavailableProof { .. } => "UnavailableProof",
            _ => unnamed(self),
        }
    }
}
