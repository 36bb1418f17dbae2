//! A claim, what is at hand to prove it, and the cases that are made of both.

use super::NOW;
use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_v1},
    dag_cbor, map,
    people::Person,
    token::Token,
    value::Value,
};

/// A claim and what is at hand.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Chain {
    claim: Vec<(String, Value)>,
    listed: Vec<Value>,
    at_hand: Vec<Token>,
    now: i64,
    leeway: Option<i64>,
    revocations: Vec<Value>,
}

/// `issuer` claims `/msg/send` on what is `subject`'s, and lists these proofs, root first. All
/// of them are at hand; there is no leeway.
pub(super) fn chain(issuer: Person, subject: Person, proofs: &[Token]) -> Chain {
    Chain {
        claim: vec![
            ("token".to_owned(), claimed_in()),
            ("issuer".to_owned(), issuer.did().into()),
            ("subject".to_owned(), subject.did().into()),
            ("command".to_owned(), "/msg/send".into()),
        ],
        listed: proofs.iter().map(Token::link).collect(),
        at_hand: proofs.to_vec(),
        now: NOW,
        leeway: Some(0),
        revocations: Vec::new(),
    }
}

/// The CID of the token in which the claim is made. Nobody looks into it here.
pub(super) fn claimed_in() -> Value {
    Value::link(cid_v1(DAG_CBOR, &dag_cbor::encode(&"a token with a claim".into())))
}

impl Chain {
    /// With this field of the claim.
    pub(super) fn claiming(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.claim.retain(|(found, _)| found != field);
        self.claim.push((field.to_owned(), value.into()));
        self
    }

    /// At another time.
    pub(super) const fn at(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    /// With this leeway.
    pub(super) const fn leeway(mut self, seconds: i64) -> Self {
        self.leeway = Some(seconds);
        self
    }

    /// With the leeway that is the default.
    pub(super) const fn default_leeway(mut self) -> Self {
        self.leeway = None;
        self
    }

    /// Without the token at this place, although the claim lists it.
    pub(super) fn without(mut self, place: usize) -> Self {
        self.at_hand.remove(place);
        self
    }

    /// With a token at hand that the claim does not list.
    pub(super) fn and_at_hand(mut self, token: &Token) -> Self {
        self.at_hand.push(token.clone());
        self
    }

    /// With the proofs listed so, whatever is at hand.
    pub(super) fn listing(mut self, listed: Vec<Value>) -> Self {
        self.listed = listed;
        self
    }

    /// Where `revoker` has revoked this.
    pub(super) fn revoked(mut self, token: &Token, revoker: &str) -> Self {
        self.revocations.push(revocation(token.link(), revoker));
        self
    }

    /// Where `revoker` has revoked the token of the claim.
    pub(super) fn claim_revoked(mut self, revoker: &str) -> Self {
        self.revocations.push(revocation(claimed_in(), revoker));
        self
    }

    /// A case that proves the claim.
    pub(super) fn prove(&self, slug: impl Into<String>) -> CaseBuilder {
        self.case(slug, "ucan.chain.prove")
    }

    /// A case that proves the claim and judges these arguments.
    pub(super) fn judge(&self, slug: impl Into<String>, args: Value) -> CaseBuilder {
        self.case(slug, "ucan.chain.judge").input("args", args)
    }

    /// A case that proves the claim and judges time and revocations again, later.
    pub(super) fn recheck(&self, slug: impl Into<String>, later: &Self) -> CaseBuilder {
        self.case(slug, "ucan.chain.recheck")
            .input("later", later.now)
            .input("later-revocations", later.revocations.clone())
    }

    fn case(&self, slug: impl Into<String>, operation: &'static str) -> CaseBuilder {
        let mut claim = self.claim.clone();
        claim.push(("proofs".to_owned(), self.listed.clone().into()));
        let proofs = self.at_hand.iter().map(|token| token.bytes().into()).collect::<Vec<Value>>();
        let mut case = case(slug)
            .operation(operation)
            .input("claim", Value::Map(claim))
            .input("proofs", proofs)
            .input("now", self.now);
        if let Some(leeway) = self.leeway {
            case = case.input("leeway", leeway);
        }
        if !self.revocations.is_empty() {
            case = case.input("revocations", self.revocations.clone());
        }
        case
    }
}

fn revocation(token: Value, revoker: &str) -> Value {
    map! { "token" => token, "revoker" => revoker }
}

/// What a claim is proven for where nothing bounds its time.
pub(super) fn proven(command: &str) -> Value {
    proven_within(command, Value::Null, Value::Null)
}

/// What a claim is proven for, and when.
pub(super) fn proven_within(
    command: &str,
    not_before: impl Into<Value>,
    expiration: impl Into<Value>,
) -> Value {
    map! {
        "command" => command,
        "not-before" => not_before.into(),
        "expiration" => expiration.into(),
    }
}
