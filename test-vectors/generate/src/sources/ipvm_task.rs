//! Tasks: what they cost, what they run, when their result counts, and who runs them.

mod calls;
mod checks;
mod config;
mod effects;
mod evidence;
mod fits;
mod judge;
mod limits;
mod measures;
mod modules;
mod offers;
mod stage;
mod strategies;

use super::WORKFLOW;
use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![
        measures::topic(),
        config::topic(),
        modules::topic(),
        effects::topic(),
        judge::topic(),
        offers::topic(),
        evidence::topic(),
    ]
}
