//! The strategies, each on the statements that were heard.

use alloc::{collections::BTreeMap, vec, vec::Vec};

use ucan_pipeline::Trust;

use super::{Acceptance, DisputeReason, Missing, OutcomeId, Statement, Verdict, hearing::Hearing};
use crate::{
    effect::EffectClass,
    verification::{Consensus, Optimistic},
};

impl Hearing<'_> {
    /// One word is enough, if there is but one.
    pub(super) fn attested(&self, class: EffectClass, missing: Missing) -> Verdict {
        if class == EffectClass::Query {
            // Each is right about its own moment; the latest is the freshest.
            let statements = self.statements.values();
            let latest = statements.max_by_key(|it| (it.issued_at, it.receipt));
            return match latest {
                Some(latest) => accepted(latest.outcome, vec![latest.clone()], Vec::new()),
                None => Verdict::Pending { missing },
            };
        }
        if class == EffectClass::Mutation && self.statements.len() + self.equivocal.len() > 1 {
            return self.disputed(DisputeReason::RanTwice);
        }
        match self.unanimous() {
            Err(why) => self.disputed(why),
            Ok(Some((outcome, statements))) => accepted(outcome, statements, Vec::new()),
            Ok(None) => Verdict::Pending { missing },
        }
    }

    /// So many agree and nobody disagrees; or the referee has spoken.
    pub(super) fn optimistic(&self, optimistic: &Optimistic) -> Verdict {
        let referee = optimistic.referee();
        if self.equivocal.contains_key(referee) {
            return self.disputed(DisputeReason::Equivocation);
        }
        if let Some(decision) = self.statements.get(referee) {
            let outcome = decision.outcome;
            let agree = self.groups().remove(&outcome).unwrap_or_default();
            return accepted(outcome, agree, self.other_than(Some(outcome)));
        }
        let needed = optimistic.confirmations();
        match self.unanimous() {
            Err(why) => self.disputed(why),
            Ok(Some((outcome, statements))) if count(&statements) >= needed => {
                accepted(outcome, statements, Vec::new())
            }
            Ok(group) => {
                let agree = group.map_or(0, |(_, statements)| count(&statements));
                Verdict::Pending { missing: Missing::Confirmations { agree, needed } }
            }
        }
    }

    /// A majority of the agents.
    pub(super) fn consensus(&self, consensus: &Consensus) -> Verdict {
        let needed = consensus.threshold();
        let (outcome, largest) = match largest(self.groups()) {
            Some((outcome, statements)) => (Some(outcome), statements),
            None => (None, Vec::new()),
        };
        let agree = count(&largest);
        // Only one outcome can have a majority, so that the largest is the one.
        if let Some(outcome) = outcome
            && agree >= needed
        {
            return accepted(outcome, largest, self.other_than(Some(outcome)));
        }
        // Not pending: before it contradicted itself, its word may have been the last
        // that was needed.
        if !self.equivocal.is_empty() {
            return self.disputed(DisputeReason::Equivocation);
        }
        let agents = consensus.agents().iter();
        let silent: Vec<_> =
            agents.filter(|agent| !self.statements.contains_key(*agent)).cloned().collect();
        if agree.saturating_add(u64::try_from(silent.len()).unwrap_or(u64::MAX)) < needed {
            return self.disputed(DisputeReason::OutOfReach);
        }
        Verdict::Pending { missing: Missing::Agents { agree, needed, silent } }
    }

    /// One that is trusted has run it, and another has come to the same.
    pub(super) fn replayed(&self, trust: &Trust) -> Verdict {
        if self.equivocal.keys().any(|executor| trust.counts(executor)) {
            return self.disputed(DisputeReason::Equivocation);
        }
        let mut reruns = self.statements.values().filter(|it| trust.counts(&it.executor));
        let Some(rerun) = reruns.next() else {
            return Verdict::Pending { missing: Missing::Replay };
        };
        let outcome = rerun.outcome;
        if reruns.any(|other| other.outcome != outcome) {
            return self.disputed(DisputeReason::Disagreement);
        }
        let agree = self.groups().remove(&outcome).unwrap_or_default();
        let others = self.other_than(Some(outcome));
        match (agree.len(), others.is_empty()) {
            (2.., _) => accepted(outcome, agree, others),
            (_, false) => self.disputed(DisputeReason::Disagreement),
            (_, true) => Verdict::Pending { missing: Missing::Claim },
        }
    }

    /// What everybody says, if they all say the same, and anybody says anything.
    fn unanimous(&self) -> Result<Option<(OutcomeId, Vec<Statement>)>, DisputeReason> {
        if !self.equivocal.is_empty() {
            return Err(DisputeReason::Equivocation);
        }
        let mut groups = self.groups();
        let first = groups.pop_first();
        if groups.is_empty() { Ok(first) } else { Err(DisputeReason::Disagreement) }
    }

    fn disputed(&self, why: DisputeReason) -> Verdict {
        Verdict::Disputed { why, evidence: self.other_than(None) }
    }
}

fn accepted(outcome: OutcomeId, carried_by: Vec<Statement>, dissent: Vec<Statement>) -> Verdict {
    Verdict::Accepted(Acceptance { outcome, carried_by, dissent })
}

fn largest(groups: BTreeMap<OutcomeId, Vec<Statement>>) -> Option<(OutcomeId, Vec<Statement>)> {
    groups.into_iter().max_by_key(|(_, statements)| statements.len())
}

fn count(statements: &[Statement]) -> u64 {
    u64::try_from(statements.len()).unwrap_or(u64::MAX)
}
