//! From the inputs of a case to what judging asks for.

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_conformance::{Case, Fault, Value};
use ucan_core::{Check, Did, DidKeyResolver, Leeway, Proofs, Timestamp};
use varsig::{Block, VerifierSet, multicodec::DAG_CBOR};

use super::data::cid;

pub(crate) use crate::layers::ucan_core::chains::{input, list, parse, timestamp};

/// The tokens at hand, each judged where a chain names it.
pub(crate) fn proofs(case: &Case) -> Result<Proofs, Fault> {
    let mut proofs = Proofs::new();
    for proof in list(input(case, "proofs")?)? {
        let Value::Bytes(bytes) = proof else {
            return Err(Fault::Invariant("a proof is no bytes"));
        };
        let block = Block::new(DAG_CBOR, bytes.as_slice());
        proofs.add(&block, &DidKeyResolver, &VerifierSet::everything());
    }
    Ok(proofs)
}

/// When, and against which revocations, a case is judged.
pub(crate) struct Circumstances {
    now: Timestamp,
    leeway: Leeway,
    revocations: BTreeSet<(Cid, Did)>,
}

impl Circumstances {
    /// As the inputs `now`, `leeway` and `revocations` say.
    pub(crate) fn of(case: &Case) -> Result<Self, Fault> {
        let leeway = match case.input.get("leeway") {
            None => Leeway::default(),
            Some(Value::Integer(seconds)) => Leeway::from_seconds(
                u32::try_from(*seconds).map_err(|_| Fault::Invariant("the leeway is none"))?,
            ),
            Some(_) => return Err(Fault::Invariant("the leeway is no integer")),
        };
        let now = timestamp(input(case, "now")?)?;
        Ok(Self { now, leeway, revocations: revocations(case, "revocations")? })
    }

    /// At the time `later`, with the revocations `later-revocations`, where the case says so.
    pub(crate) fn later(self, case: &Case) -> Result<Self, Fault> {
        let now = case.input.get("later").map_or(Ok(self.now), timestamp)?;
        let revocations = if case.has_input("later-revocations") {
            revocations(case, "later-revocations")?
        } else {
            self.revocations
        };
        Ok(Self { now, leeway: self.leeway, revocations })
    }

    pub(crate) fn check(&self) -> Check<'_> {
        Check::at(self.now).with_leeway(self.leeway).with_revocations(&self.revocations)
    }
}

fn revocations(case: &Case, name: &str) -> Result<BTreeSet<(Cid, Did)>, Fault> {
    let Some(revocations) = case.input.get(name) else { return Ok(BTreeSet::new()) };
    list(revocations)?
        .iter()
        .map(|revocation| match revocation {
            Value::Map(fields) => match (fields.get("token"), fields.get("revoker")) {
                (Some(token), Some(revoker)) => Ok((cid(token)?, parse(revoker)?)),
                _ => Err(Fault::Invariant("a revocation lacks a field")),
            },
            _ => Err(Fault::Invariant("a revocation is no map")),
        })
        .collect()
}
