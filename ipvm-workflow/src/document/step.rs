//! One task of a document.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_task::{Cascade, Secrecy, TaskConfig};
use ucan_invocation::{EmbeddedTask, Task};

use crate::branches::Branches;

/// One task of a document: what it asks for, what holds for it and what it awaits.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    embedded: EmbeddedTask,
    cascade: Cascade,
    config: TaskConfig,
    secrecy: Secrecy,
    awaits: BTreeMap<String, Branches>,
    outside: BTreeSet<Cid>,
}

impl Step {
    pub(super) fn new(
        embedded: EmbeddedTask,
        cascade: Cascade,
        awaits: BTreeMap<String, Branches>,
        outside: BTreeSet<Cid>,
    ) -> Self {
        let config = cascade.resolve();
        let secrecy = Secrecy::of(config.secret, false);
        Self { embedded, cascade, config, secrecy, awaits, outside }
    }

    pub(super) fn set_secrecy(&mut self, secrecy: Secrecy) {
        self.secrecy = secrecy;
        if secrecy == Secrecy::Tainted {
            self.config.secret = Some(true);
        }
    }

    /// The task as it stands in the document, with its proofs and its own data.
    #[must_use]
    pub const fn embedded(&self) -> &EmbeddedTask {
        &self.embedded
    }

    /// What is to be done.
    #[must_use]
    pub const fn task(&self) -> &Task {
        self.embedded.task()
    }

    /// What holds for it, of all that the workflow, its defaults and it itself say. A
    /// task that awaits one of this workflow that is secret, and says nothing of it, is
    /// secret.
    #[must_use]
    pub const fn config(&self) -> &TaskConfig {
        &self.config
    }

    /// The layers that [`Step::config`] comes from.
    #[must_use]
    pub const fn cascade(&self) -> &Cascade {
        &self.cascade
    }

    /// Whether its result may be shown, and why.
    #[must_use]
    pub const fn secrecy(&self) -> Secrecy {
        self.secrecy
    }

    /// The tasks in this workflow that it awaits, with the branches that it awaits of
    /// them.
    #[must_use]
    pub const fn awaits(&self) -> &BTreeMap<String, Branches> {
        &self.awaits
    }

    /// The tasks outside of this workflow that it awaits.
    #[must_use]
    pub const fn awaits_outside(&self) -> &BTreeSet<Cid> {
        &self.outside
    }
}
