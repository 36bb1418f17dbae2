//! Why something is not run, under neutral names.

use ipvm_conformance::Refusal;
use ipvm_runtime::{
    ContentError, PrepareError, ReceiveError, Unavailable,
    engine::{FunctionError, LoadError},
};

use super::super::{
    ipld_wit::errors as wit,
    ucan_invocation::judging::{refuse_authorization, refuse_chain, refuse_proof},
    varsig::names::{refuse, unnamed},
};

/// The refusal of a token.
pub(super) fn of_receiving(error: &ReceiveError) -> Refusal {
    match error {
        ReceiveError::Decode(error) => refuse(error),
        ReceiveError::Open(error) => refuse(error),
        ReceiveError::Prove(error) => refuse_proof(error),
        ReceiveError::Verify(error) => refuse(error),
        other => Refusal::new(unnamed(other), other),
    }
}

/// The refusal of a task before it starts.
pub(super) fn of_preparing(error: &PrepareError) -> Refusal {
    match error {
        PrepareError::Authorize(error) => refuse_authorization(error),
        PrepareError::Chain(error) => refuse_chain(error),
        PrepareError::Params(error) => Refusal::new(wit::Named::name(error), error),
        PrepareError::Arity { .. } => Refusal::new("WitArgumentCount", error),
        PrepareError::Content(ContentError::Unavailable {
            reason: Unavailable::NotPermitted,
            ..
        }) => Refusal::new("ContentNotPermitted", error),
        PrepareError::Content(ContentError::Unavailable {
            reason: Unavailable::Missing, ..
        }) => Refusal::new("ContentNotHere", error),
        PrepareError::Function(FunctionError::NotFound { .. }) => {
            Refusal::new("NoSuchFunction", error)
        }
        PrepareError::Load(LoadError::CoreModule | LoadError::NotAComponent) => {
            Refusal::new("NotAComponent", error)
        }
        PrepareError::UnknownCommand { .. } => Refusal::new("NoHandler", error),
        PrepareError::UnknownPromise { .. } => Refusal::new("PromiseOfUnknown", error),
        other => Refusal::new(unnamed(other), other),
    }
}
