//! How the delegations of a line fit together, whatever the time.

use super::error::ProofRule;
use crate::{command::Command, delegation::Delegation, did::Did};

/// A line of delegations from a subject on: who holds the authority so far, and for what.
pub(crate) struct Line<'a> {
    subject: &'a Did,
    holder: &'a Did,
    /// The command in force; none before the root.
    command: Option<&'a Command>,
}

impl<'a> Line<'a> {
    /// Before the root, when the subject holds everything.
    pub(crate) const fn start(subject: &'a Did) -> Self {
        Self { subject, holder: subject, command: None }
    }

    /// Whose authority it is.
    pub(crate) const fn subject(&self) -> &'a Did {
        self.subject
    }

    /// Whom the authority has reached.
    pub(crate) const fn holder(&self) -> &'a Did {
        self.holder
    }

    /// The command in force; none before the root.
    pub(crate) const fn command(&self) -> Option<&'a Command> {
        self.command
    }

    /// One delegation further, by the rules in the order of ruling P12. Gives the command
    /// that is then in force.
    pub(crate) fn step(&mut self, delegation: &'a Delegation) -> Result<&'a Command, ProofRule> {
        match delegation.subject() {
            None if self.command.is_none() => return Err(ProofRule::PowerlineRoot),
            Some(subject) if subject != self.subject => {
                return Err(ProofRule::InvalidSubject {
                    expected: self.subject.clone(),
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
        let in_force = self.attenuate(delegation)?;
        self.command = Some(in_force);
        self.holder = delegation.audience();
        Ok(in_force)
    }

    /// The running intersection of commands (ruling P4).
    fn attenuate(&self, delegation: &'a Delegation) -> Result<&'a Command, ProofRule> {
        let own = delegation.command();
        match self.command {
            None => Ok(own),
            Some(held) if held.covers(own) => Ok(own),
            // A powerline hands on what reaches it; the narrower stays in force.
            Some(held) if delegation.subject().is_none() && own.covers(held) => Ok(held),
            Some(held) => {
                Err(ProofRule::ImpossibleAttenuation { held: held.clone(), wanted: own.clone() })
            }
        }
    }
}
