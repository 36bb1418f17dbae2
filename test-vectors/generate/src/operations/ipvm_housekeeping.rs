//! Keeping a store.

use super::{Field, Operation, bytes, integer, link, list, text};

const NOW: Field = integer("now", "The time, in seconds since 1970.");

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "store.kept",
        summary: "Fills an empty store, and collects what nothing keeps.",
        inputs: &[
            text("keep", "Which receipts are kept for their own sake: all, current, none."),
            NOW,
            list("blocks", "Blocks, {\"cid\", \"bytes\", \"public\"}."),
            list(
                "receipts",
                "Receipts, {\"bytes\", \"inputs\"}: the token, and links that its task \
                  took. What it is found by else is what its token says.",
            ),
            list(
                "results",
                "Remembered results, {\"task\", \"receipt\", \"class\"}: pure, query or \
                  mutation, which is then begun.",
            ),
            list("pins", "Links that are pinned."),
        ],
        gives: "value",
        result: "{\"blocks\", \"receipts\", \"missing\"}: links of what stays, and of what is linked to \
                 and not here, each in the order of their bytes.",
    },
    Operation {
        name: "store.stays",
        summary: "Fills an empty store, collects what nothing keeps, and looks whether something is \
                  still there.",
        inputs: &[
            text("keep", "As for store.kept."),
            NOW,
            list("blocks", "As for store.kept."),
            list("receipts", "As for store.kept."),
            list("results", "As for store.kept."),
            list("pins", "As for store.kept."),
            link("asked", "A block or receipt of these."),
        ],
        gives: "value",
        result: "{\"valid\": true} if it is there.",
    },
    Operation {
        name: "store.import",
        summary: "Takes an archive into an empty store.",
        inputs: &[
            bytes("archive", "The archive."),
            list("trusted", "DIDs of the executors on whose word results are taken."),
            NOW,
        ],
        gives: "value",
        result: "What the store holds then, each in the order of bytes: \"blocks\" {\"cid\", \"public\", \
                 \"owners\"}; \"receipts\" {\"cid\", \"task\", \"inputs\", \"outputs\", \"subject\" or null}; \
                 \"begun\" {\"task\", \"receipt\" or null}; \"tasks\" and \"computations\", links under which \
                 a result is remembered; \"pins\"; and \"again\", whether its export has the bytes of \
                 the archive.",
    },
];
