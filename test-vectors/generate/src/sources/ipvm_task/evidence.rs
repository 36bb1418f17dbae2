//! What shows that somebody's word does not hold.

mod form;
mod pairs;
mod stage;
mod tokens;

use super::WORKFLOW;
use crate::Topic;

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "evidence",
        "What shows that the word of an executor does not hold, as data that anybody can check.",
        WORKFLOW,
        [form::cases(), pairs::cases(), pairs::blamed(), tokens::cases()].concat(),
    )
}
