//! Tokens and proof chains.

use super::{ALLOW, Field, Operation, bytes, integer, link, list, map, optional, text};

pub(super) const TOKEN: Field = bytes("bytes", "The token in DAG-CBOR.");
pub(super) const KEYS: Field = optional(map(
    "keys",
    "The public keys of DIDs that are no did:key, behind their multicodec prefix.",
));
pub(super) const CLAIM: Field = map(
    "claim",
    "{\"token\", \"issuer\", \"subject\", \"command\", \"proofs\"}: who claims what in which \
     token, and the CIDs of the delegations, root first; \"not-before\" and \"expiration\" in \
     seconds where the claim has them.",
);
pub(super) const PROOFS: Field =
    list("proofs", "The tokens that are at hand, as bytes, in any order.");
pub(super) const NOW: Field = integer("now", "The time, in seconds since the epoch.");
pub(super) const LEEWAY: Field = optional(integer(
    "leeway",
    "By how many seconds each bound is widened; where it is left out, the 60 that are the default.",
));
pub(super) const REVOCATIONS: Field = optional(list(
    "revocations",
    "The revocations that are known, each {\"token\", \"revoker\"}: the CID that was named, and \
     the DID of whoever did it.",
));
/// Tokens and proof chains.
pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.token.decode",
        summary: "Reads a delegation and believes nothing of it yet.",
        inputs: &[
            TOKEN,
            optional(link("cid", "The CID by which the bytes came, where one was given.")),
        ],
        gives: "value",
        result: "{\"cid\", \"version\", \"header\", \"payload\"}: the CID in base58btc, the \
                 version in the tag, the bytes of the header, and the payload in canonical \
                 DAG-JSON, as text.",
    },
    Operation {
        name: "ucan.token.from-dag-json",
        summary: "Reads a delegation that arrives as DAG-JSON.",
        inputs: &[text("text", "The token in DAG-JSON.")],
        gives: "value",
        result: "The bytes of the token in DAG-CBOR.",
    },
    Operation {
        name: "ucan.token.verify",
        summary: "Reads a delegation and checks its signature.",
        inputs: &[TOKEN, ALLOW, KEYS],
        gives: "value",
        result: "{\"cid\", \"issuer\", \"twins\"}: the CID in base58btc, the DID of the issuer, \
                 and, as sorted text, the other CIDs under which the same token may go.",
    },
    Operation {
        name: "ucan.delegation.sign",
        summary: "Makes a delegation.",
        inputs: &[
            bytes("secret-key", "The secret key behind its multicodec prefix."),
            map("payload", "The fields of the payload."),
            optional(text("version", "The version in the tag; \"1.0.0\" where it is left out.")),
        ],
        gives: "value",
        result: "The bytes of the token in DAG-CBOR.",
    },
    Operation {
        name: "ucan.chain.prove",
        summary: "Judges everything about a claim but policies. Every algorithm is allowed. Errors \
                  come in the order of ruling P12, with the index of the proof at fault in the \
                  claim; without one, the claim or the chain as a whole is.",
        inputs: &[CLAIM, PROOFS, NOW, LEEWAY, REVOCATIONS],
        gives: "value",
        result: "{\"command\", \"not-before\", \"expiration\"}: the narrowest command of the \
                 proofs, \"/\" where there are none; the latest nbf and the earliest exp of claim \
                 and proofs, null where there are none.",
    },
    Operation {
        name: "ucan.chain.judge",
        summary: "Proves a claim and judges the policies of its proofs, root first.",
        inputs: &[
            CLAIM,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            map("args", "The arguments, without promises."),
        ],
        gives: "value",
        result: super::VALID,
    },
    Operation {
        name: "ucan.chain.recheck",
        summary: "Proves a claim, which succeeds, and judges time and revocations again later.",
        inputs: &[
            CLAIM,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            integer("later", "The time of the second look."),
            list("later-revocations", "The revocations that are known then."),
        ],
        gives: "value",
        result: super::VALID,
    },
];
