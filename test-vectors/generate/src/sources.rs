//! The topics, one module each.

mod codecs;
mod varsig;

use crate::topic::{Spec, Topic};

/// The text of Varsig.
pub(crate) const VARSIG: Spec = Spec {
    name: "Varsig",
    version: "1.0.0",
    commit: Some("e48117fc4d9501d5fd3bc49d443cd8af8cc87fac"),
};

/// The commit of `ipld/ipld` whose texts of the codecs were read.
const IPLD: &str = "e018466c285a25e90d3ebd7ccf7947f51e30276c";

/// The text of DAG-CBOR.
pub(crate) const DAG_CBOR: Spec =
    Spec { name: "DAG-CBOR", version: "as of the commit", commit: Some(IPLD) };

/// The text of DAG-JSON.
pub(crate) const DAG_JSON: Spec =
    Spec { name: "DAG-JSON", version: "as of the commit", commit: Some(IPLD) };

/// Every topic, in the order of the files.
pub fn topics() -> Vec<Topic> {
    [varsig::topics(), codecs::topics()].into_iter().flatten().collect()
}
