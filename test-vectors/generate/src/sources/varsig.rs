//! Headers, keys, signatures, payloads and blocks.

mod block;
mod header;
mod payload;
mod public_key;
mod secret_key;
mod signature;
mod twins;

use crate::topic::Topic;

pub(super) fn topics() -> Vec<Topic> {
    vec![
        header::topic(),
        header::combinations(),
        public_key::topic(),
        secret_key::topic(),
        signature::topic(),
        payload::topic(),
        twins::topic(),
        block::topic(),
    ]
}
