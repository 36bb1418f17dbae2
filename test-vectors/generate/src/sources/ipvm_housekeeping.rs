//! Keeping a store: what garbage collection keeps, and a whole store as one archive.

mod archive;
mod kept;
mod moved;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![kept::topic(), moved::topic()]
}
