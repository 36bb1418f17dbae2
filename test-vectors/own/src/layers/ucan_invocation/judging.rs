//! Operations that judge an invocation.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ucan_core::{ChainError, Did, DidKeyResolver, Envelope, Policy, Timestamp, Verified};
use ucan_invocation::{
    Arguments, AudienceCheck, AuthorizeError, Authorized, Invocation, ProveError, Proven,
    PublicResource,
};
use varsig::VerifierSet;

use super::{
    data::ipld,
    inputs::{Circumstances, input, parse, proofs},
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.invocation.prove" => {
            Ok(prove(case, &Circumstances::of(case)?)?
                .map(|proven| Outcome::Value(record(&proven))))
        }
        "ucan.invocation.authorize" => authorize(case),
        "ucan.invocation.authorize-public" => authorize_public(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn authorize(case: &Case) -> Run {
    let circumstances = Circumstances::of(case)?;
    let proven = match prove(case, &circumstances)? {
        Ok(proven) => proven,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let later = circumstances.later(case)?;
    Ok(proven
        .authorize(resolved(case, &proven)?, &later.check(), &mut Default::default())
        .map(|authorized| tasks(&authorized))
        .map_err(|error| refuse_authorization(&error)))
}

pub(crate) fn tasks(authorized: &Authorized) -> Outcome {
    Outcome::Value(map([
        ("task", Value::Link(authorized.task().id().to_string())),
        ("resolved", Value::Link(authorized.resolved().id().to_string())),
    ]))
}

fn authorize_public(case: &Case) -> Run {
    let circumstances = Circumstances::of(case)?;
    let mut public =
        PublicResource::new(parse(input(case, "subject")?)?, parse(input(case, "command")?)?);
    if let Some(policy) = case.input.get("policy") {
        let policy = Policy::parse(&ipld(policy)?);
        public = public.with_policy(policy.map_err(|_| Fault::Invariant("the policy is none"))?);
    }
    let executor = parse::<Did>(input(case, "executor")?)?;
    let verified = match verified(case.bytes("invocation")?) {
        Ok(verified) => verified,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let check = circumstances.check();
    let proven = match Proven::prove_public(&verified, &public, &check, &executor) {
        Ok(proven) => proven,
        Err(error) => return Ok(Err(refuse_proof(&error))),
    };
    Ok(proven
        .authorize(proven.task().args().clone(), &check, &mut Default::default())
        .map(|authorized| tasks(&authorized))
        .map_err(|error| refuse_authorization(&error)))
}

/// The arguments after resolution.
pub(crate) fn resolved(case: &Case, proven: &Proven) -> Result<Arguments, Fault> {
    match case.input.get("args").map(ipld).transpose()? {
        None => Ok(proven.task().args().clone()),
        Some(Ipld::Map(args)) => Ok(args),
        Some(_) => Err(Fault::Invariant("the arguments are no map")),
    }
}

pub(crate) fn refuse_authorization(error: &AuthorizeError) -> Refusal {
    match error {
        AuthorizeError::Chain(chain) => refuse_chain(chain),
        _ => refuse(error),
    }
}

/// Takes the invocation of a case as far as `Proven`.
pub(crate) fn prove(
    case: &Case,
    circumstances: &Circumstances,
) -> Result<Result<Proven, Refusal>, Fault> {
    let executor = case.input.get("executor").map(parse::<Did>).transpose()?;
    let proofs = proofs(case)?;
    Ok(verified(case.bytes("invocation")?).and_then(|verified| {
        Proven::prove(&verified, &proofs, &circumstances.check(), executor.as_ref())
            .map_err(|error| refuse_proof(&error))
    }))
}

/// Reads an invocation and checks its signature.
pub(crate) fn verified(bytes: &[u8]) -> Result<Verified<Invocation>, Refusal> {
    Envelope::<Invocation>::decode(bytes)
        .map_err(|error| refuse(&error))?
        .verify(&DidKeyResolver, &VerifierSet::everything())
        .map_err(|error| refuse(&error))
}

/// The refusal of an invocation, with the proof at fault.
pub(crate) fn refuse_proof(error: &ProveError) -> Refusal {
    match error {
        ProveError::Chain(chain) => refuse_chain(chain),
        _ => refuse(error),
    }
}

/// The refusal for a chain, with the proof at fault.
pub(crate) fn refuse_chain(error: &ChainError) -> Refusal {
    refuse(error).of_entry(match error {
        ChainError::Proof(proof) => Some(proof.index),
        ChainError::UnavailableProof { index, .. } => Some(*index),
        ChainError::Revoked { index, .. } => *index,
        _ => None,
    })
}

fn record(proven: &Proven) -> Value {
    let bound =
        |time: Option<Timestamp>| time.map_or(Value::Null, |time| Value::Integer(time.seconds()));
    map([
        ("task", Value::Link(proven.task().id().to_string())),
        ("executor", text(proven.executor().as_str())),
        (
            "audience",
            text(match proven.audience_check() {
                AudienceCheck::Matched => "matched",
                AudienceCheck::Skipped => "skipped",
            }),
        ),
        ("command", text(proven.command().as_str())),
        ("not-before", bound(proven.validity().not_before())),
        ("expiration", bound(proven.validity().expiration())),
    ])
}
