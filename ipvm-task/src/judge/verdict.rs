//! What a judgement says.

use alloc::vec::Vec;
use core::fmt;

use cid::Cid;
use ucan_core::{Did, Timestamp, TokenCid};

use super::OutcomeId;
use crate::{
    effect::EffectClass,
    fault::Fault,
    verification::{ProofSystem, VerificationKind},
};

/// A verdict, with the receipts that had no part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the result counts.
    pub verdict: Verdict,
    /// Receipts that were shown and not heard, by CID.
    pub left_out: Vec<LeftOut>,
}

/// Whether a result counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It does.
    Accepted(Acceptance),
    /// Not yet: something is missing that may still come.
    Pending {
        /// What is missing.
        missing: Missing,
    },
    /// There is more than one answer, and nothing in the strategy decides between them.
    Disputed {
        /// Why.
        why: DisputeReason,
        /// The statements that do not fit together, by executor.
        evidence: Vec<Statement>,
    },
    /// No receipt can settle this.
    Refused {
        /// Why.
        why: RefusalReason,
    },
}

/// A result that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The outcome.
    pub outcome: OutcomeId,
    /// The statements that carry it, at least one. The outcome itself stands in each of
    /// their receipts.
    pub carried_by: Vec<Statement>,
    /// Statements that were heard and say something else, or that come from an executor
    /// that also said something else: evidence against whoever made them.
    pub dissent: Vec<Statement>,
}

/// What one executor said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// Who said it.
    pub executor: Did,
    /// The outcome.
    pub outcome: OutcomeId,
    /// The CID of the receipt.
    pub receipt: Cid,
    /// When it says it was issued.
    pub issued_at: Option<Timestamp>,
}

/// What a verdict waits for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Missing {
    /// A receipt of an executor that is trusted.
    #[error("a receipt of an executor that is trusted")]
    Attestation,
    /// A receipt of the oracle.
    #[error("a receipt of {oracle}")]
    Oracle {
        /// The oracle.
        oracle: Did,
    },
    /// More executors that agree.
    #[error("{needed} trusted executors that agree, {agree} so far")]
    Confirmations {
        /// How many agree so far.
        agree: u64,
        /// How many must.
        needed: u64,
    },
    /// More agents that agree.
    #[error("{needed} agents that agree, {agree} so far and {} silent", silent.len())]
    Agents {
        /// How many agree so far, at the most.
        agree: u64,
        /// How many must.
        needed: u64,
        /// The agents of whom nothing was heard, in the order in which they were named.
        silent: Vec<Did>,
    },
    /// An executor that is trusted and runs it again.
    #[error("a receipt of an executor that is trusted and has run it itself")]
    Replay,
    /// What was run again has no claim to be compared with.
    #[error("a receipt of another executor that has run it itself")]
    Claim,
}

/// Why statements do not settle a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum DisputeReason {
    /// Executors attest to different outcomes.
    #[error("executors attest to different outcomes")]
    Disagreement,
    /// One executor attests to different outcomes.
    #[error("one executor attests to different outcomes")]
    Equivocation,
    /// No outcome can still reach the threshold.
    #[error("no outcome can reach the threshold any more")]
    OutOfReach,
    /// Several executors attest to have done what must be done once.
    #[error("several executors attest to have done what is to be done once")]
    RanTwice,
}

/// Why no receipt can settle a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum RefusalReason {
    /// Nobody comes to the same result again.
    #[error("a {class} cannot be verified by {strategy}: it does not come to the same again")]
    Class {
        /// The strategy.
        strategy: VerificationKind,
        /// How far the task reaches.
        class: EffectClass,
    },
    /// Proofs of zero knowledge are not verified here.
    #[error("proofs in {} are not verified here; ask for another check", system.name())]
    ProofSystem {
        /// The system of proofs.
        system: ProofSystem,
    },
}

/// A receipt that was not heard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The CID of the receipt.
    pub receipt: Cid,
    /// Whose it is.
    pub executor: Did,
    /// Why it was not heard.
    pub reason: LeftOutReason,
}

/// Why a receipt was not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum LeftOutReason {
    /// It is about another task.
    #[error("it is about another task")]
    OtherTask,
    /// It says something about the executor, not about the task (ruling I8).
    #[error("{} says nothing about the task", fault.map_or("a fault that is not known", Fault::name))]
    Passing {
        /// The fault; `None` if its name is not known here.
        fault: Option<Fault>,
    },
    /// It has expired, and its task is not pure (ruling I2).
    #[error("it expired at {expiration}")]
    Expired {
        /// The last second in which it could be used.
        expiration: Timestamp,
    },
    /// Its executor has no part in the strategy.
    #[error("its executor has no part in the strategy")]
    NoPart,
    /// Its answer was taken from the receipt of another, or from one that was not shown.
    #[error("its answer was taken from {}", TokenCid(from))]
    Taken {
        /// The receipt from which it was taken.
        from: Cid,
    },
    /// Its outcome has no DAG-CBOR form, and so no address.
    #[error("its outcome has no address")]
    NoAddress,
}

impl Verdict {
    /// The acceptance, if the result counts.
    #[must_use]
    pub const fn accepted(&self) -> Option<&Acceptance> {
        match self {
            Self::Accepted(acceptance) => Some(acceptance),
            _ => None,
        }
    }
}

/// One clause: `accepted: <outcome>, attested by 2, against 1`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(Acceptance { outcome, carried_by, dissent }) => {
                write!(f, "accepted: {outcome}, attested by {}", carried_by.len())?;
                match dissent.len() {
                    0 => Ok(()),
                    against => write!(f, ", against {against}"),
                }
            }
            Self::Pending { missing } => write!(f, "pending on {missing}"),
            Self::Disputed { why, evidence } => {
                write!(f, "disputed: {why} ({} statements)", evidence.len())
            }
            Self::Refused { why } => write!(f, "refused: {why}"),
        }
    }
}
