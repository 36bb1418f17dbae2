//! Names, versions, and who says what they are.

use super::{Field, Operation, VALID, bytes, integer, link, list, optional, text};

const NOW: Field = integer("now", "The time, in seconds since the epoch.");
const REVOCATIONS: Field = optional(list(
    "revocations",
    "What was revoked: {\"token\", \"revoker\"}, a link and a DID. None where it is left out.",
));

pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "registry.requirement.parse",
        summary: "Reads whose package is wanted, and in which versions.",
        inputs: &[text("text", "A DID, a slash, a name; and an at sign and versions.")],
        gives: "value",
        result: "{\"owner\", \"name\", \"exact\", \"text\"}: the DID, the name, whether one exact \
                 version is meant, and how it is written again.",
    },
    Operation {
        name: "registry.range.allows",
        summary: "Says whether a version is in a range.",
        inputs: &[text("range", "The range."), text("version", "The version, in full.")],
        gives: "value",
        result: "{\"valid\"}: whether it is.",
    },
    Operation {
        name: "registry.assertion.accept",
        summary: "Verifies a release or a yank, and that its issuer may say so for the owner. \
                  Errors come in the order form, signature, command, audience, chain, policies, \
                  arguments.",
        inputs: &[
            bytes("token", "The invocation."),
            list("proofs", "The delegations at hand, as bytes."),
            REVOCATIONS,
            NOW,
        ],
        gives: "value",
        result: "{\"kind\", \"owner\", \"issuer\", \"name\", \"version\"}: \"release\" or \"yank\", two \
                 DIDs, and texts. With it \"component\" and \"wit\" of a release, and \"reason\" of a \
                 yank that has one.",
    },
    Operation {
        name: "registry.resolve",
        summary: "Says which release a requirement comes to, whatever the order of the tokens. What \
                  is no valid assertion is left out.",
        inputs: &[
            text("requirement", "What is wanted."),
            list("tokens", "Releases, yanks, delegations and whatever else, as bytes."),
            NOW,
        ],
        gives: "value",
        result: "{\"version\", \"component\", \"yanked\"}: the version, the link to the component, and \
                 whether the version was yanked.",
    },
    Operation {
        name: "registry.interface.check",
        summary: "Checks that a component has the types that its release says. Errors come in the \
                  order block, WIT, component, then by name of the functions of the WIT, then of \
                  those of the component.",
        inputs: &[
            link("component", "The component of the release."),
            text("wit", "The WIT of the release."),
            bytes("bytes", "The block that is at hand, which is plain bytes."),
        ],
        gives: "value",
        result: VALID,
    },
];
