//! Operations on paths that show a revoker.

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ucan_core::{Did, DidKeyResolver, PathWitness, Proofs, WitnessError};
use varsig::{Block, VerifierSet, multicodec::DAG_CBOR};

use super::{
    chains::{input, list, parse},
    data::cid,
    names::Named,
};

pub(crate) fn run(case: &Case) -> Run {
    if case.operation != "ucan.revocation.witness" {
        return Err(Fault::UnknownOperation(case.operation.clone()));
    }
    let path = list(input(case, "path")?)?.iter().map(cid).collect::<Result<Vec<_>, _>>()?;
    let revoked = cid(input(case, "revoked")?)?;
    let revoker: Did = parse(input(case, "revoker")?)?;
    let mut proofs = Proofs::new();
    for proof in list(input(case, "proofs")?)? {
        let Value::Bytes(bytes) = proof else {
            return Err(Fault::Invariant("a proof is no bytes"));
        };
        let block = Block::new(DAG_CBOR, bytes.as_slice());
        proofs.add(&block, &DidKeyResolver, &VerifierSet::everything());
    }
    Ok(PathWitness::verify(&path, &revoked, &revoker, &proofs)
        .map(|witness| Outcome::Value(record(&witness)))
        .map_err(|error| refuse(&error)))
}

fn record(witness: &PathWitness) -> Value {
    let place = i64::try_from(witness.place()).unwrap_or(i64::MAX);
    let end = witness.expiration();
    map([
        ("subject", text(witness.subject().as_str())),
        ("place", Value::Integer(place)),
        ("expiration", end.map_or(Value::Null, |time| Value::Integer(time.seconds()))),
    ])
}

fn refuse(error: &WitnessError) -> Refusal {
    Refusal::new(error.name(), error).of_entry(match error {
        WitnessError::Proof(proof) => Some(proof.index),
        WitnessError::NotTheRevoked { index, .. }
        | WitnessError::UnavailableProof { index, .. } => Some(*index),
        _ => None,
    })
}
