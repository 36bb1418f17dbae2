//! The deterministic WASI: what may be imported, and what the functions answer.

mod answers;
mod component;
mod imports;

use crate::topic::{Spec, Topic};

/// The interfaces of WASI 0.2.
const WASI: Spec = Spec { name: "WASI", version: "0.2.12", commit: None };

pub(super) fn topics() -> Vec<Topic> {
    vec![imports::topic(), answers::topic()]
}
