//! People with keys, what they ask for, and what they are told.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    ChainError, Check, Delegation, Did, DidKeyResolver, Envelope, Leeway, Nonce, Policy,
    ProofError, ProofRule, Proofs, Timestamp, Verified,
    policy::{Budget, PolicyFailure},
};
use ucan_invocation::{
    Arguments, AuthorizeError, Authorized, Invocation, ProveError, Proven, Task,
};
use varsig::{Ed25519Signer, VerifierSet};

pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) struct Party {
    pub(crate) key: Ed25519Signer,
    pub(crate) did: Did,
}

pub(crate) fn party(seed: u8) -> Party {
    let key = Ed25519Signer::from_seed(&[seed; 32]);
    let did = Did::from_signer(&key);
    Party { key, did }
}

/// Alice owns things, Bob asks, Carol runs, and Mallory is none of them.
pub(crate) fn four() -> [Party; 4] {
    [1, 2, 3, 4].map(party)
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("53 bits")
}

pub(crate) fn exactly(now: i64) -> Check<'static> {
    Check::at(at(now)).with_leeway(Leeway::NONE)
}

pub(crate) fn args(value: Ipld) -> Arguments {
    match value {
        Ipld::Map(map) => map,
        other => panic!("{other:?} is no map"),
    }
}

pub(crate) fn task(subject: &Party, arguments: Ipld) -> Task {
    let command = "/msg/send".parse().expect("a command");
    Task::new(subject.did.clone(), command, args(arguments), Nonce::empty()).expect("DAG-CBOR")
}

impl Party {
    pub(crate) fn asks(&self, invocation: Invocation) -> Verified<Invocation> {
        Envelope::sign(invocation, &self.key)
            .expect("the issuer signs")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature")
    }

    pub(crate) fn asks_for(
        &self,
        task: Task,
        proofs: &[&Verified<Delegation>],
    ) -> Verified<Invocation> {
        let proofs = proofs.iter().map(|proof| *proof.cid()).collect();
        self.asks(Invocation::new(self.did.clone(), task).with_proofs(proofs))
    }

    pub(crate) fn delegates(&self, to: &Self, subject: &Self) -> Delegation {
        let (issuer, audience) = (self.did.clone(), to.did.clone());
        let command = "/msg".parse().expect("a command");
        Delegation::new(issuer, audience, subject.did.clone(), command, Nonce::empty())
    }

    pub(crate) fn signs(&self, delegation: Delegation) -> Verified<Delegation> {
        Envelope::sign(delegation, &self.key)
            .expect("the issuer signs")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature")
    }
}

pub(crate) fn policy(statements: Ipld) -> Policy {
    Policy::parse(&statements).expect("a policy")
}

pub(crate) fn prove(
    invocation: &Verified<Invocation>,
    proofs: &[&Verified<Delegation>],
) -> Result<Proven, ProveError> {
    Proven::prove(invocation, &at_hand(proofs), &exactly(NOW), None)
}

pub(crate) fn at_hand(proofs: &[&Verified<Delegation>]) -> Proofs {
    let mut at_hand = Proofs::new();
    proofs.iter().for_each(|proof| at_hand.insert((*proof).clone()));
    at_hand
}

/// Alice's own task, proven.
pub(crate) fn own(arguments: Ipld) -> Proven {
    let alice = party(1);
    prove(&alice.asks_for(task(&alice, arguments), &[]), &[]).expect("proven")
}

pub(crate) fn authorize(proven: &Proven, resolved: Ipld) -> Result<Authorized, AuthorizeError> {
    proven.authorize(args(resolved), &exactly(NOW), &mut Budget::default())
}

#[track_caller]
pub(crate) fn refused(proven: &Proven, resolved: Ipld) -> AuthorizeError {
    authorize(proven, resolved).expect_err("not authorised")
}

/// The rule of a proof, with the proof's place and CID.
#[track_caller]
pub(crate) fn proof_rule(error: AuthorizeError) -> (usize, Cid, ProofRule) {
    match error {
        AuthorizeError::Chain(ChainError::Proof(ProofError { index, cid, rule, .. })) => {
            (index, cid, rule)
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn unsatisfied(statement: usize) -> ProofRule {
    ProofRule::Policy(PolicyFailure::Unsatisfied { statement: [statement].into() })
}
