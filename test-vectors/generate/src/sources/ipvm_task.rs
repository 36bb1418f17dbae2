//! Tasks: what they cost, what they run, when their result counts, and who runs them.

mod calls;
mod checks;
mod config;
mod fits;
mod judge;
mod limits;
mod measures;
mod modules;
mod offers;
mod stage;
mod strategies;

use crate::topic::{Spec, Topic};

/// The text of the IPVM Workflow draft.
const WORKFLOW: Spec = Spec {
    name: "IPVM Workflow",
    version: "0.1.0",
    commit: Some("993447c9a28430afe736c92f449c07fdeea6876f"),
};

pub(super) fn topics() -> Vec<Topic> {
    vec![measures::topic(), config::topic(), modules::topic(), judge::topic(), offers::topic()]
}
