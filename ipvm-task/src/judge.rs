//! Judging a result by the receipts for it.

mod hearing;
mod outcome;
mod strategies;
mod verdict;

use cid::Cid;
use ucan_core::{Leeway, Timestamp};
use ucan_invocation::Receipt;
use ucan_pipeline::Trust;

use self::hearing::{Hearing, Role};
pub use self::{
    outcome::OutcomeId,
    verdict::{
        Acceptance, DisputeReason, Judgement, LeftOut, LeftOutReason, Missing, RefusalReason,
        Statement, Verdict,
    },
};
use crate::{
    effect::EffectClass,
    verification::{Verification, VerificationKind},
};

/// A task whose result is to be judged, and by what.
///
/// The judgement is a function of the case and the receipts: the order of the receipts
/// does not matter, nor how often one is shown. What was accepted may become disputed
/// by what is shown later, and never pending again.
///
/// Outcomes are compared by [`OutcomeId`], never by receipt. Left out are receipts for
/// other tasks, those of ruling I8, those of a non-pure task that have expired
/// (ruling I2), and those of executors whose word has no part in the strategy: keys
/// cost nothing, so that strangers neither confirm nor contradict. Where executors are
/// held against each other, an answer that was taken from another's receipt
/// (`ipvm/from`, ruling I6) is no answer of one's own, and is left out too.
///
/// An executor that attests to two outcomes has no word any more, and its receipts are
/// evidence. Only of a query, and where its word is not held against that of others, may
/// it attest anew: then the latest counts.
///
/// ```
/// use ipld_core::ipld::Ipld;
/// use ipvm_task::{Case, EffectClass, Verification};
/// use ucan_core::{Did, Timestamp};
/// use ucan_invocation::{Attestation, Outcome};
/// use ucan_pipeline::Trust;
/// use varsig::{Block, Ed25519Signer};
///
/// let task = *Block::raw(*b"stands for a task").cid();
/// let now = Timestamp::from_seconds(1_767_225_600)?;
/// let executor = Ed25519Signer::from_seed(&[1; 32]);
/// let receipt = Attestation::new(task, Outcome::Ok(Ipld::Integer(42)), now).sign(&executor)?;
///
/// let trust = Trust::new([Did::from_signer(&executor)]);
/// let replay = Case::new(&task, EffectClass::Pure, &Verification::Replay, &trust, now);
/// let judgement = replay.judge(&[receipt]);
/// assert_eq!(
///     judgement.verdict.to_string(),
///     "pending on a receipt of another executor that has run it itself",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The ID of the task, as written.
    pub task: &'a Cid,
    /// How far the task reaches.
    pub class: EffectClass,
    /// The strategy that the task asks for.
    pub strategy: &'a Verification,
    /// Whose word counts by itself: this executor's, that of the one the invocation
    /// names, and of those the embedder trusts (ruling I7).
    pub trust: &'a Trust,
    /// The time of judgement.
    pub now: Timestamp,
    /// How far the ends of receipts are widened.
    pub leeway: Leeway,
}

impl<'a> Case<'a> {
    /// A case with the recommended leeway.
    #[must_use]
    pub fn new(
        task: &'a Cid,
        class: EffectClass,
        strategy: &'a Verification,
        trust: &'a Trust,
        now: Timestamp,
    ) -> Self {
        Self { task, class, strategy, trust, now, leeway: Leeway::default() }
    }

    /// Judges the result by these receipts. Each was verified when it was made or
    /// accepted; signatures are not looked at again.
    #[must_use]
    pub fn judge(&self, receipts: &[Receipt]) -> Judgement {
        if let Some(why) = self.refusal() {
            return Judgement { verdict: Verdict::Refused { why }, left_out: Default::default() };
        }
        let mut hearing = Hearing::new(self, receipts);
        let verdict = match self.strategy {
            Verification::Attestation => {
                hearing.hear(|executor| self.trusted(executor).then_some(Role::Attests));
                hearing.attested(self.class, Missing::Attestation)
            }
            Verification::Oracle(oracle) => {
                hearing.hear(|executor| (executor == oracle).then_some(Role::Attests));
                hearing.attested(self.class, Missing::Oracle { oracle: oracle.clone() })
            }
            Verification::Optimistic(optimistic) => {
                let referee = optimistic.referee();
                hearing.hear(|executor| match executor {
                    _ if executor == referee => Some(Role::Attests),
                    _ => self.trusted(executor).then_some(Role::Computes),
                });
                hearing.optimistic(optimistic)
            }
            Verification::Consensus(consensus) => {
                hearing.hear(|executor| {
                    consensus.agents().contains(executor).then_some(Role::Computes)
                });
                hearing.consensus(consensus)
            }
            Verification::Replay => {
                hearing.hear(|_| Some(Role::Computes));
                hearing.replayed(self.trust)
            }
            // Refused above.
            Verification::ZeroKnowledge(system) => {
                Verdict::Refused { why: RefusalReason::ProofSystem { system: *system } }
            }
        };
        Judgement { verdict, left_out: hearing.into_left_out() }
    }

    /// Why no receipt can settle the case, if none can.
    fn refusal(&self) -> Option<RefusalReason> {
        if let Verification::ZeroKnowledge(system) = self.strategy {
            return Some(RefusalReason::ProofSystem { system: *system });
        }
        let strategy = self.strategy.kind();
        let allows = self.class.allows();
        let possible = match strategy {
            // One word is enough, whatever was done.
            VerificationKind::Attestation | VerificationKind::Oracle => true,
            // Several look at the same world at the same time.
            VerificationKind::Consensus => allows.race,
            _ => allows.reproducible,
        };
        (!possible).then_some(RefusalReason::Class { strategy, class: self.class })
    }

    fn trusted(&self, executor: &ucan_core::Did) -> bool {
        self.trust.counts(executor)
    }
}
