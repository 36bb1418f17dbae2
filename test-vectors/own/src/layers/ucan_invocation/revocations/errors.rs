//! The errors of revocations under their neutral names, variant by variant.

use ucan_invocation::revocation::{
    FirehoseError, RecordDecodeError, RecordError, RecordedAtError, RevocationError,
    RevocationSetFull,
};

use crate::layers::ucan_invocation::names::{Named, unnamed};

impl Named for RevocationError {
    fn name(&self) -> &'static str {
        match self {
            Self::Arguments(error) => error.name(),
            Self::Chain(error) => error.name(),
            Self::Command { .. } => "NotARevocation",
            Self::NoPath => "PathMissing",
            Self::Path(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for RevocationSetFull {
    fn name(&self) -> &'static str {
        "RevocationNoRoom"
    }
}

impl Named for RecordedAtError {
    fn name(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "TimeRange",
            Self::TooLong { .. } => "TimeTooLong",
            Self::Unexpected { .. } => "TimeForm",
            _ => unnamed(self),
        }
    }
}

impl Named for RecordDecodeError {
    fn name(&self) -> &'static str {
        match self {
            Self::Field(error) => error.name(),
            Self::Json(error) => error.name(),
            Self::NotAMap => "RecordNotAMap",
            Self::RecordedAt(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for RecordError {
    fn name(&self) -> &'static str {
        match self {
            Self::Cause(error) => error.name(),
            Self::CauseSignature(error) => error.name(),
            Self::Path { .. } => "RecordPathMismatch",
            Self::Revocation(error) => error.name(),
            Self::Revoke { .. } => "RecordRevokeMismatch",
            _ => unnamed(self),
        }
    }
}

impl Named for FirehoseError {
    fn name(&self) -> &'static str {
        match self {
            Self::Id { .. } => "EventId",
            Self::Message(error) => error.name(),
            Self::Record(error) => error.name(),
            Self::UnknownEvent { .. } => "EventUnknown",
            _ => unnamed(self),
        }
    }
}
