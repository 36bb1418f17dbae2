//! The neutral names of errors.

use ipvm_conformance::{Fault, Refusal};
use ucan_pipeline::{AdmitError, ResolveError};

pub(crate) fn of_resolution(error: &ResolveError) -> Result<Refusal, Fault> {
    let name = match error {
        ResolveError::ArgsArePromise => "PromiseOfAllArguments",
        ResolveError::MakesPromise { .. } => "PromiseFormed",
        ResolveError::OutputHoldsPromise { .. } => "PromiseInResult",
        ResolveError::TooDeep { .. } => "PromiseTooDeep",
        // No file could hold a result so large.
        _ => return Err(Fault::Invariant("an error that no case can show")),
    };
    Ok(Refusal::new(name, error))
}

pub(crate) fn of_admission(error: &AdmitError) -> Result<Refusal, Fault> {
    let name = match error {
        AdmitError::CitedAsVote { .. } => "CitedAsVote",
        AdmitError::Expired { .. } => "ReceiptExpired",
        AdmitError::FaultAsVote { .. } => "FaultAsVote",
        AdmitError::NotTrusted { .. } => "ReceiptNotTrusted",
        AdmitError::Refuted { .. } => "ReceiptRefuted",
        AdmitError::VotedTwice { .. } => "VotedTwice",
        _ => return Err(Fault::Invariant("an error without a name")),
    };
    Ok(Refusal::new(name, error))
}
