//! An invocation, what is at hand to judge it, and the cases that are made of both.

use crate::{
    case,
    case::CaseBuilder,
    map,
    people::Person,
    token::{Invocation, Token},
    value::Value,
};

/// The time of most cases.
pub(super) const NOW: i64 = 1_700_000_000;

/// An invocation and what is at hand.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Judged {
    token: Token,
    at_hand: Vec<Token>,
    now: i64,
    leeway: Option<i64>,
    revocations: Vec<Value>,
    executor: Option<String>,
}

/// `invocation`, which lists these proofs, root first. All of them are at hand; there is no
/// leeway, and the executor does not say who it is.
pub(super) fn judged(invocation: &Invocation, proofs: &[Token]) -> Judged {
    given(&invocation.clone().proofs(proofs).sign(), proofs)
}

/// This token, and these others at hand.
pub(super) fn given(token: &Token, at_hand: &[Token]) -> Judged {
    Judged {
        token: token.clone(),
        at_hand: at_hand.to_vec(),
        now: NOW,
        leeway: Some(0),
        revocations: Vec::new(),
        executor: None,
    }
}

impl Judged {
    /// At another time.
    pub(super) const fn at(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    /// With the leeway that is the default.
    pub(super) const fn default_leeway(mut self) -> Self {
        self.leeway = None;
        self
    }

    /// By the executor with this DID.
    pub(super) fn by(mut self, executor: impl Into<String>) -> Self {
        self.executor = Some(executor.into());
        self
    }

    /// Without the token at this place, although the invocation may list it.
    pub(super) fn without(mut self, place: usize) -> Self {
        self.at_hand.remove(place);
        self
    }

    /// With a token at hand that the invocation does not list.
    pub(super) fn and_at_hand(mut self, token: &Token) -> Self {
        self.at_hand.push(token.clone());
        self
    }

    /// Where `revoker` has revoked this.
    pub(super) fn revoked(mut self, token: &Token, revoker: Person) -> Self {
        self.revocations.push(revocation(token, revoker));
        self
    }

    /// Where `revoker` has revoked the invocation.
    pub(super) fn itself_revoked(self, revoker: Person) -> Self {
        let token = self.token.clone();
        self.revoked(&token, revoker)
    }

    /// A case that proves the invocation.
    pub(super) fn prove(&self, slug: impl Into<String>) -> CaseBuilder {
        self.case(slug, "ucan.invocation.prove", "invocation")
    }

    /// A case that proves the invocation and authorises it.
    pub(super) fn authorize(&self, slug: impl Into<String>) -> CaseBuilder {
        self.case(slug, "ucan.invocation.authorize", "invocation")
    }

    /// A case that authorises the invocation later.
    pub(super) fn authorize_later(&self, slug: impl Into<String>, later: &Self) -> CaseBuilder {
        later.second_look(self.authorize(slug))
    }

    /// `case` with a second look, at this time and with these revocations.
    pub(super) fn second_look(&self, case: CaseBuilder) -> CaseBuilder {
        case.input("later", self.now).input("later-revocations", self.revocations.clone())
    }

    /// A case of this operation, whose input `name` is the invocation.
    pub(super) fn case(
        &self,
        slug: impl Into<String>,
        operation: &'static str,
        name: &'static str,
    ) -> CaseBuilder {
        let proofs = self.at_hand.iter().map(|token| token.bytes().into()).collect::<Vec<Value>>();
        let mut case = case(slug)
            .operation(operation)
            .input(name, self.token.bytes())
            .input("proofs", proofs)
            .input("now", self.now);
        if let Some(leeway) = self.leeway {
            case = case.input("leeway", leeway);
        }
        if !self.revocations.is_empty() {
            case = case.input("revocations", self.revocations.clone());
        }
        if let Some(executor) = &self.executor {
            case = case.input("executor", executor.clone());
        }
        case
    }
}

fn revocation(token: &Token, revoker: Person) -> Value {
    map! { "token" => token.link(), "revoker" => revoker.did() }
}
