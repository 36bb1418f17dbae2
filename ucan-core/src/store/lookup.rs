//! What to look for in a store.

use crate::{command::Command, delegation::Delegation, did::Did};

/// Which delegations to show: those to which all that is set here applies.
///
/// ```
/// # use ucan_core::{Did, Lookup};
/// # let (alice, bob): (Did, Did) = ("did:web:a.example".parse()?, "did:web:b.example".parse()?);
/// let lookup = Lookup::all().made_out_to(&bob).about(&alice);
/// # Ok::<(), ucan_core::DidError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lookup<'a> {
    issuer: Option<&'a Did>,
    audience: Option<&'a Did>,
    subject: Option<Option<&'a Did>>,
    command: Option<&'a Command>,
}

impl<'a> Lookup<'a> {
    /// Every delegation.
    #[must_use]
    pub const fn all() -> Self {
        Self { issuer: None, audience: None, subject: None, command: None }
    }

    /// Those that `issuer` issued.
    #[must_use]
    pub const fn issued_by(mut self, issuer: &'a Did) -> Self {
        self.issuer = Some(issuer);
        self
    }

    /// Those that `audience` received.
    #[must_use]
    pub const fn made_out_to(mut self, audience: &'a Did) -> Self {
        self.audience = Some(audience);
        self
    }

    /// Those about `subject`, which powerlines are not.
    #[must_use]
    pub const fn about(mut self, subject: &'a Did) -> Self {
        self.subject = Some(Some(subject));
        self
    }

    /// Powerlines, which are about whatever reaches their issuer.
    #[must_use]
    pub const fn powerlines(mut self) -> Self {
        self.subject = Some(None);
        self
    }

    /// Those that name `command` itself, not one above or below it.
    #[must_use]
    pub const fn naming(mut self, command: &'a Command) -> Self {
        self.command = Some(command);
        self
    }

    /// Who must have issued it, if that matters.
    #[must_use]
    pub const fn issuer(&self) -> Option<&'a Did> {
        self.issuer
    }

    /// Who must have received it, if that matters.
    #[must_use]
    pub const fn audience(&self) -> Option<&'a Did> {
        self.audience
    }

    /// Whom it must be about, if that matters; `Some(None)` is for powerlines.
    #[must_use]
    pub const fn subject(&self) -> Option<Option<&'a Did>> {
        self.subject
    }

    /// Which command it must name, if that matters.
    #[must_use]
    pub const fn command(&self) -> Option<&'a Command> {
        self.command
    }

    /// Whether `delegation` is one of those.
    #[must_use]
    pub fn selects(&self, delegation: &Delegation) -> bool {
        self.issuer.is_none_or(|issuer| issuer == delegation.issuer())
            && self.audience.is_none_or(|audience| audience == delegation.audience())
            && self.subject.is_none_or(|subject| subject == delegation.subject())
            && self.command.is_none_or(|command| command == delegation.command())
    }
}
