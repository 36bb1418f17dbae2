//! Operations on proof chains.

use std::{collections::BTreeSet, fmt::Debug, str::FromStr};

use cid::Cid;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text, valid};
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Did, DidKeyResolver, Leeway, Proofs, Timestamp,
    Validity,
};
use varsig::{Block, VerifierSet, multicodec::DAG_CBOR};

use super::{
    data::{cid, ipld},
    names::Named,
};

pub(crate) fn run(case: &Case) -> Run {
    let parts = Parts::of(case)?;
    let outcome = match case.operation.as_str() {
        "ucan.chain.prove" => parts.prove().map(|chain| Outcome::Value(record(&chain))),
        "ucan.chain.judge" => {
            let args = ipld(input(case, "args")?)?;
            parts
                .prove()
                .and_then(|chain| chain.judge(&args, &mut Default::default()))
                .map(|()| valid())
        }
        "ucan.chain.recheck" => {
            let chain =
                parts.prove().map_err(|_| Fault::Invariant("the claim is not proven at first"))?;
            let revocations = revocations(case, "later-revocations")?;
            let check = Check::at(timestamp(input(case, "later")?)?)
                .with_leeway(parts.leeway)
                .with_revocations(&revocations);
            chain.recheck(&check).map(|()| valid())
        }
        other => return Err(Fault::UnknownOperation(other.into())),
    };
    Ok(outcome.map_err(|error| Refusal::new(error.name(), &error).of_entry(parts.index(&error))))
}

/// What a case says of a claim.
struct Parts {
    token: Cid,
    issuer: Did,
    subject: Did,
    command: Command,
    validity: Validity,
    listed: Vec<Cid>,
    at_hand: Proofs,
    now: Timestamp,
    leeway: Leeway,
    revocations: BTreeSet<(Cid, Did)>,
}

impl Parts {
    fn of(case: &Case) -> Result<Self, Fault> {
        let Value::Map(claim) = input(case, "claim")? else {
            return Err(Fault::Invariant("the claim is no map"));
        };
        let field = |name: &str| claim.get(name).ok_or(Fault::Invariant("the claim lacks a field"));
        let bound = |name: &str| claim.get(name).map(timestamp).transpose();
        let mut at_hand = Proofs::new();
        for proof in list(input(case, "proofs")?)? {
            let Value::Bytes(bytes) = proof else {
                return Err(Fault::Invariant("a proof is no bytes"));
            };
            let block = Block::new(DAG_CBOR, bytes.as_slice());
            at_hand.add(&block, &DidKeyResolver, &VerifierSet::everything());
        }
        let leeway = match case.input.get("leeway") {
            None => Leeway::default(),
            Some(Value::Integer(seconds)) => Leeway::from_seconds(
                u32::try_from(*seconds).map_err(|_| Fault::Invariant("the leeway is none"))?,
            ),
            Some(_) => return Err(Fault::Invariant("the leeway is no integer")),
        };
        let revocations = if case.has_input("revocations") {
            revocations(case, "revocations")?
        } else {
            BTreeSet::new()
        };
        Ok(Self {
            token: cid(field("token")?)?,
            issuer: parse(field("issuer")?)?,
            subject: parse(field("subject")?)?,
            command: parse(field("command")?)?,
            validity: Validity::new(bound("not-before")?, bound("expiration")?),
            listed: list(field("proofs")?)?.iter().map(cid).collect::<Result<_, _>>()?,
            at_hand,
            now: timestamp(input(case, "now")?)?,
            leeway,
            revocations,
        })
    }

    fn prove(&self) -> Result<Chain, ChainError> {
        let claim = Claim {
            token: &self.token,
            twins: &[],
            issuer: &self.issuer,
            subject: &self.subject,
            command: &self.command,
            validity: self.validity,
            proofs: &self.listed,
        };
        let check =
            Check::at(self.now).with_leeway(self.leeway).with_revocations(&self.revocations);
        Chain::prove(&claim, &self.at_hand, &check)
    }

    /// Which of the proofs is at fault.
    fn index(&self, error: &ChainError) -> Option<usize> {
        match error {
            ChainError::Proof(proof) => {
                assert_eq!(self.listed.get(proof.index), Some(&proof.cid), "index and CID");
                Some(proof.index)
            }
            ChainError::UnavailableProof { index, .. } => Some(*index),
            ChainError::Revoked { index, .. } => *index,
            _ => None,
        }
    }
}

fn record(chain: &Chain) -> Value {
    let bound =
        |time: Option<Timestamp>| time.map_or(Value::Null, |time| Value::Integer(time.seconds()));
    map([
        ("command", text(chain.command().as_str())),
        ("not-before", bound(chain.validity().not_before())),
        ("expiration", bound(chain.validity().expiration())),
    ])
}

pub(crate) fn input<'a>(case: &'a Case, name: &str) -> Result<&'a Value, Fault> {
    case.input.get(name).ok_or(Fault::Invariant("the case lacks an input"))
}

pub(crate) fn list(value: &Value) -> Result<&[Value], Fault> {
    match value {
        Value::List(items) => Ok(items),
        _ => Err(Fault::Invariant("a value is no list")),
    }
}

pub(crate) fn timestamp(value: &Value) -> Result<Timestamp, Fault> {
    let Value::Integer(seconds) = value else {
        return Err(Fault::Invariant("a time is no integer"));
    };
    Timestamp::from_seconds(*seconds).map_err(|_| Fault::Invariant("a time is out of range"))
}

pub(crate) fn parse<T: FromStr<Err: Debug>>(value: &Value) -> Result<T, Fault> {
    let Value::Text(text) = value else { return Err(Fault::Invariant("a value is no text")) };
    text.parse().map_err(|_| Fault::Invariant("a text of the case does not parse"))
}

fn revocations(case: &Case, name: &str) -> Result<BTreeSet<(Cid, Did)>, Fault> {
    list(input(case, name)?)?
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
