//! Tasks that are received, run and attested to.

mod authority;
mod calls;
mod content;
mod known;
mod stage;
mod workflows;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![calls::topic(), authority::topic(), content::topic(), workflows::topic(), known::topic()]
}
