//! Content: how it is named, what it links to, and files of it.

mod files;
mod links;
mod node;
mod nodes;
mod references;
mod refused_files;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![references::topic(), nodes::topic(), links::topic(), files::topic()]
}
