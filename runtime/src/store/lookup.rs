//! What receipts are looked for by.

use cid::Cid;
use ucan_core::{Command, Did};

/// What the task of a receipt was, for those who look for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct About {
    /// On whose behalf it ran.
    pub subject: Did,
    /// What was to be done.
    pub command: Command,
    /// The function that was called, if the task is a call of one.
    pub call: Option<CalledFunction>,
}

/// A function of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CalledFunction {
    /// The component.
    pub module: Cid,
    /// The function, as the task names it.
    pub function: String,
}

impl About {
    /// A task of `subject` with this command.
    #[must_use]
    pub const fn new(subject: Did, command: Command) -> Self {
        Self { subject, command, call: None }
    }

    /// The task is a call of this function.
    #[must_use]
    pub fn with_call(mut self, module: Cid, function: impl Into<String>) -> Self {
        self.call = Some(CalledFunction { module, function: function.into() });
        self
    }
}

/// How a CID stands to a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// It is the task that the receipt answers, as written or as resolved.
    Task,
    /// The task took it as content.
    Input,
    /// The task produced it.
    Output,
}

/// A question for receipts: [`Receipts::find`](super::Receipts::find).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookup<'a> {
    /// How the CID stands to the receipts.
    pub role: Role,
    /// The CID at hand.
    pub cid: &'a Cid,
    /// Whose receipts are meant; all of them if there is none.
    pub subject: Option<&'a Did>,
}

impl<'a> Lookup<'a> {
    /// The receipts to which `cid` stands so, whoever's they are.
    #[must_use]
    pub const fn new(role: Role, cid: &'a Cid) -> Self {
        Self { role, cid, subject: None }
    }

    /// The receipts that answer `task`.
    #[must_use]
    pub const fn task(task: &'a Cid) -> Self {
        Self::new(Role::Task, task)
    }

    /// The receipts of tasks that took `input`.
    #[must_use]
    pub const fn input(input: &'a Cid) -> Self {
        Self::new(Role::Input, input)
    }

    /// The receipts of tasks that produced `output`.
    #[must_use]
    pub const fn output(output: &'a Cid) -> Self {
        Self::new(Role::Output, output)
    }

    /// Only those of `subject`.
    #[must_use]
    pub const fn of(mut self, subject: &'a Did) -> Self {
        self.subject = Some(subject);
        self
    }
}
