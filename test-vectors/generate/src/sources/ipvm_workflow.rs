//! Workflows: their documents, how they are sealed and opened, what runs when, and what is
//! said of it.

mod answers;
mod awaits;
mod caught;
mod configs;
mod costs;
mod document;
mod fields;
mod handlers;
mod lists;
mod older;
mod opening;
mod plans;
mod receipt;
mod results;
mod rewiring;
mod schedule;
mod seal;
mod seal_faults;
pub(super) mod stage;
mod transaction;
mod walk;

use super::WORKFLOW;
use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![
        document::topic(),
        seal::topic(),
        opening::topic(),
        schedule::topic(),
        answers::topic(),
        results::topic(),
        plans::topic(),
        older::topic(),
    ]
}
