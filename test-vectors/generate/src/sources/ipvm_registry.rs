//! Names, versions, and who says what they are.

mod assertions;
mod interfaces;
mod references;
mod resolution;
mod stage;

use crate::topic::{Spec, Topic};

/// The text of versions and their precedence. There is none of registries.
const SEMVER: Spec = Spec { name: "Semantic Versioning", version: "2.0.0", commit: None };

pub(super) fn topics() -> Vec<Topic> {
    vec![references::topic(), assertions::topic(), resolution::topic(), interfaces::topic()]
}
