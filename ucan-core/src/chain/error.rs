//! Why a chain does not prove what was claimed.

use cid::Cid;

use crate::{
    command::Command,
    did::Did,
    envelope::{DecodeError, VerifyError},
    policy::PolicyFailure,
    time::Timestamp,
    token_cid::TokenCid,
};

/// The rules of a chain (ruling P12).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// The claim itself has expired.
    #[error("expired at {expiration}; it is {now}")]
    Expired {
        /// The last second of validity.
        expiration: Timestamp,
        /// The time of judgement.
        now: Timestamp,
    },
    /// The last delegation was not made out to whoever claims.
    #[error("the last proof delegates to {delegated_to}, not to {issuer}")]
    FinalAudience {
        /// To whom the chain leads.
        delegated_to: Did,
        /// Who claims.
        issuer: Did,
    },
    /// Somebody else's subject, and not one proof (public name: `InvalidClaim`).
    #[error("no proofs are named for a subject that is not the issuer's own")]
    NoProofs,
    /// A proof breaks a rule.
    #[error(transparent)]
    Proof(ProofError),
    /// A token of the chain was revoked by somebody who may.
    #[error("{} was revoked by {revoker}", TokenCid(cid))]
    Revoked {
        /// Its place among the proofs; none for the token of the claim itself.
        index: Option<usize>,
        /// The token that is out.
        cid: Cid,
        /// Who revoked it.
        revoker: Did,
    },
    /// The claim is not valid yet.
    #[error("not valid before {not_before}; it is {now}")]
    TooEarly {
        /// The first second of validity.
        not_before: Timestamp,
        /// The time of judgement.
        now: Timestamp,
    },
    /// The chain is longer than is considered.
    #[error("more than {limit} proofs are named")]
    TooManyProofs {
        /// The limit.
        limit: usize,
    },
    /// A proof that is named was not handed over (ruling P8).
    #[error("proof {index} ({}) is not available", TokenCid(cid))]
    UnavailableProof {
        /// Its place in `prf`.
        index: usize,
        /// Its CID.
        cid: Cid,
    },
}

/// A proof that breaks a rule, and which one it is.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("proof {index} ({}): {rule}", TokenCid(cid))]
#[non_exhaustive]
pub struct ProofError {
    /// Its place in `prf`, from the root.
    pub index: usize,
    /// Its CID.
    pub cid: Cid,
    /// The rule it breaks.
    pub rule: ProofRule,
}

/// The rules of one proof.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofRule {
    /// The delegation has expired.
    #[error("expired at {expiration}; it is {now}")]
    Expired {
        /// The last second of validity.
        expiration: Timestamp,
        /// The time of judgement.
        now: Timestamp,
    },
    /// The command is wider than what the issuer held, or is not wide enough.
    #[error("authority for {held} does not give authority for {wanted}")]
    ImpossibleAttenuation {
        /// What is held.
        held: Command,
        /// What is wanted of it.
        wanted: Command,
    },
    /// The issuer is not whom the authority had reached; for the root, not the subject.
    #[error("issued by {found}, while the authority is held by {expected}")]
    InvalidAudience {
        /// Who holds the authority at this hop.
        expected: Did,
        /// Who issued the proof.
        found: Did,
    },
    /// The proof is about another subject.
    #[error("the subject is {found}, not {expected}")]
    InvalidSubject {
        /// The subject of the claim.
        expected: Did,
        /// The subject of the proof.
        found: Did,
    },
    /// The token is no delegation.
    #[error("not a delegation: {0}")]
    NotADelegation(DecodeError),
    /// A policy does not hold for the arguments.
    #[error(transparent)]
    Policy(PolicyFailure),
    /// A powerline stands first; there is no subject before it (ruling P2).
    #[error("a powerline cannot be the root of a chain")]
    PowerlineRoot,
    /// The signature does not hold.
    #[error(transparent)]
    Signature(VerifyError),
    /// The delegation is not valid yet.
    #[error("not valid before {not_before}; it is {now}")]
    TooEarly {
        /// The first second of validity.
        not_before: Timestamp,
        /// The time of judgement.
        now: Timestamp,
    },
}
