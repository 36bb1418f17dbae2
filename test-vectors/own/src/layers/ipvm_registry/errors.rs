//! The errors of the crate under their neutral names, variant by variant.

use ipvm_conformance::Refusal;
use ipvm_registry::{
    AssertionError, InterfaceError, PackageError, RequirementError, ResolveError, StatementError,
    VersionError,
};
use ucan_core::ChainError;

use super::names::{Named, refuse, unnamed};

impl Named for RequirementError {
    fn name(&self) -> &'static str {
        match self {
            Self::Package(PackageError::Name(_)) => "RegistryName",
            Self::Package(_) => "RegistryPackage",
            Self::Version(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for VersionError {
    fn name(&self) -> &'static str {
        match self {
            Self::BuildMetadata => "RegistryBuildMetadata",
            Self::Form { .. } | Self::Operator { .. } | Self::TooLong { .. } => "RegistryVersion",
            _ => unnamed(self),
        }
    }
}

impl Named for AssertionError {
    fn name(&self) -> &'static str {
        match self {
            Self::Audience { .. } => "RegistryAudience",
            Self::Chain(error) => error.name(),
            Self::Command { .. } => "RegistryCommand",
            Self::Statement(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for StatementError {
    fn name(&self) -> &'static str {
        match self {
            Self::Component { .. } => "RegistryComponent",
            Self::Field(_) => "RegistryArgument",
            Self::Name(_) => "RegistryName",
            Self::ReasonTooLong { .. } | Self::WitTooLong { .. } => "RegistryTooLong",
            Self::Version(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for ResolveError {
    fn name(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "RegistryConflict",
            Self::NoMatch { .. } => "RegistryNoMatch",
            Self::Unknown { .. } => "RegistryUnknown",
            Self::Yanked { .. } => "RegistryYanked",
            _ => unnamed(self),
        }
    }
}

impl Named for InterfaceError {
    fn name(&self) -> &'static str {
        match self {
            Self::Beyond { .. } => "InterfaceBeyond",
            Self::Component(_) => "InterfaceComponent",
            Self::Missing { .. } => "InterfaceMissing",
            Self::OtherBlock { .. } => "InterfaceOtherBlock",
            Self::Signature { .. } => "InterfaceSignature",
            Self::Undeclared { .. } => "InterfaceUndeclared",
            Self::Wit(_) => "InterfaceWit",
            _ => unnamed(self),
        }
    }
}

/// The refusal of an assertion, with the proof at fault.
pub(crate) fn of_assertion(error: &AssertionError) -> Refusal {
    let AssertionError::Chain(chain) = error else { return refuse(error) };
    refuse(error).of_entry(match chain {
        ChainError::Proof(proof) => Some(proof.index),
        ChainError::UnavailableProof { index, .. } => Some(*index),
        ChainError::Revoked { index, .. } => *index,
        _ => None,
    })
}
