//! The errors of this crate under their neutral names, variant by variant.

use ucan_core::http_header::AddressedError;
use ucan_invocation::{
    AuthorizeError, BatchError, ConclusionError, ProveError, ReceiptError, ReplayError,
};

use super::names::{Named, unnamed};

impl Named for ProveError {
    fn name(&self) -> &'static str {
        match self {
            Self::Chain(error) => error.name(),
            Self::Field(error) => error.name(),
            Self::NoTaskThere => "BatchNoSuchTask",
            Self::NotForUs { .. } => "InvalidAudience",
            Self::NotPublic { .. } => "NotPublic",
            Self::ProofsNamed { .. } => "ProofsNamed",
            _ => unnamed(self),
        }
    }
}

impl Named for AuthorizeError {
    fn name(&self) -> &'static str {
        match self {
            Self::Chain(error) => error.name(),
            Self::Encode(error) => error.name(),
            Self::NotAResolution { .. } => "NotAResolution",
            Self::Public(_) => "MatchError",
            Self::PromiseLeft => "PromiseLeft",
            _ => unnamed(self),
        }
    }
}

impl Named for ReceiptError {
    fn name(&self) -> &'static str {
        match self {
            Self::Audience { .. } => "ReceiptAudience",
            Self::Chain(error) => error.name(),
            Self::Command { .. } => "ReceiptCommand",
            Self::Field(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for AddressedError {
    fn name(&self) -> &'static str {
        match self {
            Self::Nobody => "RequestForNobody",
            Self::Several { .. } => "RequestForSeveral",
            _ => unnamed(self),
        }
    }
}

impl Named for BatchError {
    fn name(&self) -> &'static str {
        match self {
            Self::NoTasks => "BatchNoTasks",
            Self::NotThere => "BatchNotThere",
            Self::Policy(error) => error.name(),
            Self::TooManyTasks { .. } => "BatchTooManyTasks",
            _ => unnamed(self),
        }
    }
}

impl Named for ReplayError {
    fn name(&self) -> &'static str {
        match self {
            Self::BeyondHorizon { .. } => "ReplayBeyondHorizon",
            Self::EmptyNonce => "ReplayEmptyNonce",
            Self::Forgotten { .. } => "ReplayForgotten",
            Self::Full { .. } => "ReplayWindowFull",
            Self::NoExpiration => "ReplayNoExpiration",
            Self::Replayed { .. } => "Replayed",
            _ => unnamed(self),
        }
    }
}

impl Named for ConclusionError {
    fn name(&self) -> &'static str {
        match self {
            Self::Command { .. } => "ConclusionCommand",
            Self::Decode(error) => error.name(),
            Self::Field(error) => error.name(),
            Self::Receipt(error) => error.name(),
            Self::ReceiptNotFound { .. } => "ConclusionReceiptNotFound",
            Self::Verify(error) => error.name(),
            _ => unnamed(self),
        }
    }
}
