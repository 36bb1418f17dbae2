//! The walk along a chain: who holds the authority so far, and for what.

use super::{
    check::{Check, Claim},
    error::ProofRule,
    proof_time,
};
use crate::{command::Command, delegation::Delegation, did::Did};

pub(super) struct Walk<'a> {
    claim: &'a Claim<'a>,
    check: &'a Check<'a>,
    holder: &'a Did,
    /// The command in force; none before the root.
    command: Option<&'a Command>,
}

impl<'a> Walk<'a> {
    /// Before the root, when the subject holds everything.
    pub(super) const fn start(claim: &'a Claim<'a>, check: &'a Check<'a>) -> Self {
        Self { claim, check, holder: claim.subject, command: None }
    }

    /// Whom the authority has reached.
    pub(super) const fn holder(&self) -> &'a Did {
        self.holder
    }

    /// The command in force; none before the root.
    pub(super) const fn command(&self) -> Option<&'a Command> {
        self.command
    }

    /// One hop further, by the rules in the order of ruling P12.
    pub(super) fn step(&mut self, delegation: &'a Delegation) -> Result<(), ProofRule> {
        proof_time(delegation.validity(), self.check)?;
        match delegation.subject() {
            None if self.command.is_none() => return Err(ProofRule::PowerlineRoot),
            Some(subject) if subject != self.claim.subject => {
                return Err(ProofRule::InvalidSubject {
                    expected: self.claim.subject.clone(),
                    found: subject.clone(),
                });
            }
            _ => {}
        }
        if delegation.issuer() != self.holder {
            return Err(ProofRule::InvalidAudience {
                expected: self.holder.clone(),
                found: delegation.issuer().clone(),
            });
        }
        self.command = Some(self.attenuate(delegation)?);
        self.holder = delegation.audience();
        Ok(())
    }

    /// The running intersection of commands (ruling P4).
    fn attenuate(&self, delegation: &'a Delegation) -> Result<&'a Command, ProofRule> {
        let own = delegation.command();
        let conflict = |held: &Command, wanted: &Command| ProofRule::ImpossibleAttenuation {
            held: held.clone(),
            wanted: wanted.clone(),
        };
        let in_force = match self.command {
            None => own,
            Some(held) if held.covers(own) => own,
            // A powerline hands on what reaches it; the narrower stays in force.
            Some(held) if delegation.subject().is_none() && own.covers(held) => held,
            Some(held) => return Err(conflict(held, own)),
        };
        if !in_force.covers(self.claim.command) {
            return Err(conflict(in_force, self.claim.command));
        }
        Ok(in_force)
    }
}
