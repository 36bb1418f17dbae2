//! Canonical encodings.

mod dag_cbor;
mod dag_json;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![dag_cbor::topic(), dag_json::topic()]
}
