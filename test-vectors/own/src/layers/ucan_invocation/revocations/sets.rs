//! Operations on sets of revocations.

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::{Delegation, Did, DidKeyResolver, Envelope, Leeway};
use ucan_invocation::revocation::RevocationSet;
use varsig::VerifierSet;

use super::accepted;
use crate::layers::ucan_invocation::{
    inputs::{input, list, parse, proofs, timestamp},
    names::refuse,
};

pub(super) fn run(case: &Case) -> Run {
    let subjects = list(input(case, "subjects")?)?.iter().map(parse::<Did>);
    let subjects = subjects.collect::<Result<Vec<_>, _>>()?;
    let mut set = RevocationSet::new(subjects, number(case, "quota")?);
    for (index, revocation) in accepted(case, "received", &proofs(case)?)?.iter().enumerate() {
        let before = set.clone();
        if let Err(full) = set.insert(revocation) {
            if set != before {
                return Err(Fault::Invariant("a refusal has changed the set"));
            }
            return Ok(Err(refuse(&full).of_entry(index)));
        }
    }
    for token in case.input.get("seen").map_or(Ok(&[][..]), list)? {
        let Value::Bytes(bytes) = token else {
            return Err(Fault::Invariant("a delegation is no bytes"));
        };
        let envelope = Envelope::<Delegation>::decode(bytes)
            .map_err(|_| Fault::Invariant("a delegation is none"))?;
        let delegation = envelope
            .verify(&DidKeyResolver, &VerifierSet::everything())
            .map_err(|_| Fault::Invariant("a delegation is not verified"))?;
        set.learn(&delegation);
    }
    if let Some(later) = case.input.get("later") {
        let leeway = u32::try_from(number(case, "leeway")?)
            .map_err(|_| Fault::Invariant("the leeway is none"))?;
        set.evict(timestamp(later)?, Leeway::from_seconds(leeway));
    }
    let mut held: Vec<_> =
        set.iter().map(|(token, revoker)| (token.to_string(), revoker.to_string())).collect();
    held.sort();
    let held = held.into_iter();
    Ok(Ok(Outcome::Value(Value::List(
        held.map(|(token, revoker)| {
            map([("token", Value::Link(token)), ("revoker", text(revoker))])
        })
        .collect(),
    ))))
}

fn number(case: &Case, name: &str) -> Result<usize, Fault> {
    match input(case, name)? {
        Value::Integer(number) => usize::try_from(*number).ok(),
        _ => None,
    }
    .ok_or(Fault::Invariant("a number is none"))
}
