//! Promises, whose receipts keep them, and the graph of what awaits what.

mod admission;
mod graph;
mod promises;
mod resolution;
mod stage;
mod waiting;

use crate::topic::{Spec, Topic};

/// The text of UCAN Promise.
const PROMISE: Spec = Spec {
    name: "UCAN Promise",
    version: "1.0.0-rc.1",
    commit: Some("02884baca93805577a425b0fc833ae25323ae138"),
};

pub(super) fn topics() -> Vec<Topic> {
    vec![
        promises::topic(),
        resolution::topic(),
        admission::topic(),
        waiting::topic(),
        graph::topic(),
    ]
}
