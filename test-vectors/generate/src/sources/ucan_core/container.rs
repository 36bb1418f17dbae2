//! Containers: tokens bundled for any transport.

mod bounds;
mod encodings;
mod entries;
mod gzip;
mod stage;
mod write;

use crate::{Topic, topic::Spec};

/// The text of UCAN Container.
const CONTAINER: Spec = Spec {
    name: "UCAN Container",
    version: "0.1.0",
    commit: Some("e2d733deafee7e556921235d0885f65df4e2aa14"),
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "container",
        "Containers, in bytes and in HTTP headers. Tokens in them are well formed, and whether \
         their signatures hold is no question here.",
        CONTAINER,
        [
            encodings::cases(),
            encodings::http_headers(),
            entries::cases(),
            gzip::cases(),
            bounds::cases(),
            write::cases(),
        ]
        .concat(),
    )
}
