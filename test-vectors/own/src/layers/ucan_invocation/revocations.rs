//! Operations on revocations, their records, and sets of them.

mod errors;
mod records;
mod sets;

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text, valid};
use ucan_core::{
    Chain, ChainError, Check, Claim, Did, DidKeyResolver, Envelope, Proofs, Validity, Verified,
    WitnessError,
};
use ucan_invocation::{
    Invocation,
    revocation::{Revocation, RevocationError, RevocationSet, Revoke},
};
use varsig::{VerifierSet, signer_from_multicodec};

use super::{
    data::{cid, ipld},
    inputs::{Circumstances, input, list, parse, proofs, timestamp},
    judging::refuse_chain,
    names::refuse,
};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.revocation.sign" => sign(case),
        "ucan.revocation.accept" => accept(case),
        "ucan.revocation.apply" => apply(case),
        "ucan.revocation.keep" => sets::run(case),
        _ => records::run(case),
    }
}

fn sign(case: &Case) -> Run {
    let signer = signer_from_multicodec(case.bytes("secret-key")?)
        .map_err(|_| Fault::Invariant("the secret key is none"))?;
    let cids = |value: &Value| list(value)?.iter().map(cid).collect::<Result<Vec<_>, _>>();
    let mut revoke = Revoke::new(cid(input(case, "revoke")?)?);
    if let Some(path) = case.input.get("path") {
        revoke = revoke.with_path(cids(path)?);
    }
    if let Some(subject) = case.input.get("subject") {
        revoke = revoke.in_the_name_of(parse(subject)?, cids(input(case, "prf")?)?);
    }
    if let Some(audience) = case.input.get("audience") {
        revoke = revoke.with_audience(parse(audience)?);
    }
    if let Some(expiration) = case.input.get("expiration") {
        revoke = revoke.with_expiration(timestamp(expiration)?);
    }
    if let Some(issued_at) = case.input.get("issued-at") {
        revoke = revoke.with_issued_at(timestamp(issued_at)?);
    }
    if let Some(meta) = case.input.get("meta") {
        let ipld_core::ipld::Ipld::Map(meta) = ipld(meta)? else {
            return Err(Fault::Invariant("the meta is no map"));
        };
        revoke = revoke.with_meta(meta);
    }
    let token = revoke
        .sign(signer.as_ref())
        .map_err(|_| Fault::Invariant("the revocation is not signed"))?;
    Ok(Ok(Outcome::Value(Value::Bytes(token.bytes().to_vec()))))
}

fn accept(case: &Case) -> Run {
    let verified = match verified(case.bytes("revocation")?) {
        Ok(verified) => verified,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let demanded = match case.input.get("demanded") {
        None => false,
        Some(Value::Boolean(demanded)) => *demanded,
        Some(_) => return Err(Fault::Invariant("whether a path is demanded is no boolean")),
    };
    let (circumstances, proofs) = (Circumstances::of(case)?, proofs(case)?);
    let accept = if demanded { Revocation::accept_witnessed } else { Revocation::accept };
    Ok(accept(&verified, &proofs, &circumstances.check())
        .map(|revocation| Outcome::Value(record(&revocation)))
        .map_err(|error| refuse_revocation(&error)))
}

/// A token whose signature was checked.
fn verified(bytes: &[u8]) -> Result<Verified<Invocation>, Refusal> {
    let envelope = Envelope::<Invocation>::decode(bytes).map_err(|error| refuse(&error))?;
    envelope.verify(&DidKeyResolver, &VerifierSet::everything()).map_err(|error| refuse(&error))
}

/// The revocations under this name, all of which are accepted.
fn accepted(case: &Case, name: &str, proofs: &Proofs) -> Result<Vec<Revocation>, Fault> {
    let circumstances = Circumstances::of(case)?;
    list(input(case, name)?)?
        .iter()
        .map(|token| {
            let Value::Bytes(bytes) = token else {
                return Err(Fault::Invariant("a revocation is no bytes"));
            };
            let verified =
                verified(bytes).map_err(|_| Fault::Invariant("a revocation is not verified"))?;
            Revocation::accept(&verified, proofs, &circumstances.check())
                .map_err(|_| Fault::Invariant("a revocation is not accepted"))
        })
        .collect()
}

fn record(revocation: &Revocation) -> Value {
    let revokers = revocation.revokers().map(|it| text(it.as_str())).collect();
    let witness = revocation.witness().map(|it| text(it.revoker().as_str()));
    map([
        ("revoked", Value::Link(revocation.revoked().to_string())),
        ("revokers", Value::List(revokers)),
        ("witness", witness.unwrap_or(Value::Null)),
    ])
}

fn refuse_revocation(error: &RevocationError) -> Refusal {
    match error {
        RevocationError::Chain(chain) => refuse_chain(chain),
        RevocationError::Path(path) => refuse(path).of_entry(match path {
            WitnessError::Proof(proof) => Some(proof.index),
            WitnessError::NotTheRevoked { index, .. }
            | WitnessError::UnavailableProof { index, .. } => Some(*index),
            _ => None,
        }),
        _ => refuse(error),
    }
}

/// Keeps the revocations in a set, and asks the set.
fn apply(case: &Case) -> Run {
    let proofs = proofs(case)?;
    let mut set = RevocationSet::default();
    for revocation in accepted(case, "accepted", &proofs)? {
        set.insert(&revocation).map_err(|_| Fault::Invariant("there is no room"))?;
    }
    let circumstances = Circumstances::of(case)?;
    let check = circumstances.check();
    let claim = Claimed::of(case)?;
    let judged = claim.prove(&proofs, &check.with_revocations(&set));
    // A set of pairs answers as the set of revocations does.
    let pairs: BTreeSet<(Cid, Did)> = set.iter().map(|(cid, did)| (*cid, did.clone())).collect();
    let again = claim.prove(&proofs, &check.with_revocations(&pairs));
    if judged != again {
        return Err(Fault::Invariant("the set and its elements answer differently"));
    }
    Ok(judged.map(|()| valid()).map_err(|error| refuse_chain(&error)))
}

/// What somebody claims.
struct Claimed {
    token: Cid,
    issuer: Did,
    subject: Did,
    command: ucan_core::Command,
    proofs: Vec<Cid>,
}

impl Claimed {
    fn of(case: &Case) -> Result<Self, Fault> {
        let Value::Map(claim) = input(case, "claim")? else {
            return Err(Fault::Invariant("the claim is no map"));
        };
        let field = |name: &str| claim.get(name).ok_or(Fault::Invariant("the claim lacks a field"));
        Ok(Self {
            token: cid(field("token")?)?,
            issuer: parse(field("issuer")?)?,
            subject: parse(field("subject")?)?,
            command: parse(field("command")?)?,
            proofs: list(field("proofs")?)?.iter().map(cid).collect::<Result<_, _>>()?,
        })
    }

    fn prove(&self, proofs: &Proofs, check: &Check<'_>) -> Result<(), ChainError> {
        let claim = Claim {
            token: &self.token,
            twins: &[],
            issuer: &self.issuer,
            subject: &self.subject,
            command: &self.command,
            validity: Validity::ALWAYS,
            proofs: &self.proofs,
        };
        Chain::prove(&claim, proofs, check).map(|_| ())
    }
}
