//! One task of a draft.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, Meta, Nonce};
use ucan_invocation::Arguments;

/// One task of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskDraft {
    pub(super) subject: Option<Did>,
    pub(super) command: Command,
    pub(super) args: Arguments,
    pub(super) nonce: Option<Nonce>,
    pub(super) proofs: Vec<Cid>,
    pub(super) meta: Meta,
}

impl TaskDraft {
    /// A task on `subject`. Sealing gives it a nonce, by what its handler declares.
    ///
    /// A label stands in `args` where a promise has its link:
    /// `{"await/ok": "crop"}`, see [`awaits`](crate::awaits).
    #[must_use]
    pub const fn new(subject: Did, command: Command, args: Arguments) -> Self {
        let proofs = Vec::new();
        Self { subject: Some(subject), command, args, nonce: None, proofs, meta: Meta::new() }
    }

    /// A task on whoever issues the workflow, who is named when it is sealed.
    #[must_use]
    pub const fn of_issuer(command: Command, args: Arguments) -> Self {
        let proofs = Vec::new();
        Self { subject: None, command, args, nonce: None, proofs, meta: Meta::new() }
    }

    /// Names the delegations that prove the authority, from the subject to the
    /// workflow's issuer.
    #[must_use]
    pub fn with_proofs(mut self, proofs: Vec<Cid>) -> Self {
        self.proofs = proofs;
        self
    }

    /// Sets the nonce.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Sets the data beside the task.
    #[must_use]
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = meta;
        self
    }

    /// Sets the task's own configuration, in the form of `ipvm/config`, beside whatever
    /// data there is.
    #[must_use]
    pub fn with_config(mut self, config: Ipld) -> Self {
        self.meta.insert("ipvm/config".into(), config);
        self
    }

    /// Whose authority is used; `None` for that of the workflow's issuer.
    #[must_use]
    pub const fn subject(&self) -> Option<&Did> {
        self.subject.as_ref()
    }

    /// What is to be done.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// On what, with labels in the place of links.
    #[must_use]
    pub const fn args(&self) -> &Arguments {
        &self.args
    }

    /// The nonce; `None` if sealing is to choose it.
    #[must_use]
    pub const fn nonce(&self) -> Option<&Nonce> {
        self.nonce.as_ref()
    }

    /// The delegations named, root first.
    #[must_use]
    pub fn proofs(&self) -> &[Cid] {
        &self.proofs
    }

    /// The data beside the task.
    #[must_use]
    pub const fn meta(&self) -> &Meta {
        &self.meta
    }
}
