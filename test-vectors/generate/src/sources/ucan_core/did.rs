//! DIDs of principals, and the keys inside of `did:key`.

mod key;
mod syntax;

use crate::{Topic, sources::UCAN};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "did",
        "DIDs: which texts stand for a principal, when two of them stand for the same, and the \
         key inside of a did:key.",
        UCAN,
        [syntax::cases(), key::cases()].concat(),
    )
}
