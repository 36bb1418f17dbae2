//! The walk along the proofs of a claim.

use super::{
    check::{Check, Claim},
    error::ProofRule,
    line::Line,
    proof_time,
};
use crate::{command::Command, delegation::Delegation, did::Did};

pub(super) struct Walk<'a> {
    claim: &'a Claim<'a>,
    check: &'a Check<'a>,
    line: Line<'a>,
}

impl<'a> Walk<'a> {
    /// Before the root, when the subject holds everything.
    pub(super) const fn start(claim: &'a Claim<'a>, check: &'a Check<'a>) -> Self {
        Self { claim, check, line: Line::start(claim.subject) }
    }

    /// Whom the authority has reached.
    pub(super) const fn holder(&self) -> &'a Did {
        self.line.holder()
    }

    /// The command in force; none before the root.
    pub(super) const fn command(&self) -> Option<&'a Command> {
        self.line.command()
    }

    /// One hop further, by the rules in the order of ruling P12.
    pub(super) fn step(&mut self, delegation: &'a Delegation) -> Result<(), ProofRule> {
        proof_time(delegation.validity(), self.check)?;
        let in_force = self.line.step(delegation)?;
        if !in_force.covers(self.claim.command) {
            return Err(ProofRule::ImpossibleAttenuation {
                held: in_force.clone(),
                wanted: self.claim.command.clone(),
            });
        }
        Ok(())
    }
}
