//! Revocations, their records, and sets of them.

use super::{
    Field, Operation, boolean, bytes, integer, link, list, map, optional, text,
    token::{CLAIM, LEEWAY, NOW, PROOFS, REVOCATIONS},
};

const REVOCATION: Field = bytes("revocation", "The invocation of /ucan/revoke, in DAG-CBOR.");
const RECORD: Field = text("record", "The record in DAG-JSON.");
const SINCE: Field = text("since", "\"0\", or a time in the form of RFC 3339.");
const ACCEPTED: &str = "{\"revoked\", \"revokers\", \"witness\"}: the CID that is revoked; the \
                        principals in whose name, the subject before the issuer; and which of \
                        them the path shows, null without one.";

/// Revocations, their records, and sets of them.
pub(super) const ALL: &[Operation] = &[
    Operation {
        name: "ucan.revocation.witness",
        summary: "Judges a path by which somebody shows a place before a delegation. Every \
                  algorithm is allowed; time plays no part. Errors come in the order: length, \
                  presence, then for each delegation from the root its signature, null root, \
                  subject, issuer and command, then the last delegation, then the revoker; with \
                  the index of the one at fault.",
        inputs: &[
            list("path", "The CIDs of the delegations, root first."),
            link("revoked", "The CID of the delegation to be revoked."),
            text("revoker", "The DID of whoever revokes it."),
            PROOFS,
        ],
        gives: "value",
        result: "{\"subject\", \"place\", \"expiration\"}: the subject of the path, the place of \
                 the first delegation that the revoker issued, and the `exp` of the last.",
    },
    Operation {
        name: "ucan.revocation.sign",
        summary: "Makes a revocation.",
        inputs: &[
            bytes("secret-key", "The secret key behind its multicodec prefix."),
            link("revoke", "The CID of the delegation to be revoked."),
            optional(list("path", "The CIDs of the delegations of a path, root first.")),
            optional(text("subject", "In whose name; in the signer's own, where it is left out.")),
            optional(list("prf", "The CIDs of the proofs for that, root first.")),
            optional(text("audience", "For whom it is meant.")),
            optional(integer("expiration", "The `exp`; null, where it is left out.")),
            optional(integer("issued-at", "The `iat`.")),
            optional(map("meta", "The `meta`.")),
        ],
        gives: "value",
        result: "The bytes of the token in DAG-CBOR.",
    },
    Operation {
        name: "ucan.revocation.accept",
        summary: "Reads an invocation, checks its signature, and judges whether it is a \
                  revocation that counts. Every algorithm is allowed. The index is that of the \
                  proof or of the entry of the path at fault.",
        inputs: &[
            REVOCATION,
            PROOFS,
            NOW,
            LEEWAY,
            REVOCATIONS,
            optional(boolean("demanded", "Whether a path is demanded; not, where it is left out.")),
        ],
        gives: "value",
        result: ACCEPTED,
    },
    Operation {
        name: "ucan.revocation.apply",
        summary: "Accepts revocations, which succeeds, and then judges everything about a claim \
                  but policies, as `ucan.chain.prove`.",
        inputs: &[
            CLAIM,
            PROOFS,
            NOW,
            LEEWAY,
            list("accepted", "The invocations of /ucan/revoke, in DAG-CBOR."),
        ],
        gives: "value",
        result: super::VALID,
    },
    Operation {
        name: "ucan.revocation.keep",
        summary: "Accepts revocations, which succeeds, and keeps them in a set, one after the \
                  other. The index is that of the first for which there is no room.",
        inputs: &[
            list("received", "The invocations of /ucan/revoke, in DAG-CBOR."),
            PROOFS,
            NOW,
            LEEWAY,
            list(
                "subjects",
                "DIDs. What one of them revokes, or is shown by a path that begins with one of \
                 them, is always kept.",
            ),
            integer("quota", "How many pairs of token and revoker are kept of all others."),
            optional(list("seen", "Delegations in DAG-CBOR that come by afterwards.")),
            optional(integer("later", "The time at which what has expired is let go.")),
        ],
        gives: "value",
        result: "A list of {\"token\", \"revoker\"}, sorted by the text of the CID in base32 and \
                 then by that of the DID.",
    },
    Operation {
        name: "ucan.revocation.record.decode",
        summary: "Reads a record and believes nothing of it yet.",
        inputs: &[RECORD],
        gives: "value",
        result: "The record in canonical DAG-JSON, as text.",
    },
    Operation {
        name: "ucan.revocation.record.verify",
        summary: "Reads a record and verifies it as of the time at which it was recorded, and no \
                  later than now. Every algorithm is allowed.",
        inputs: &[RECORD, PROOFS, NOW, LEEWAY, REVOCATIONS],
        gives: "value",
        result: ACCEPTED,
    },
    Operation {
        name: "ucan.revocation.record.compact",
        summary: "Reads a record and gives it with links in place of tokens.",
        inputs: &[RECORD],
        gives: "value",
        result: "The compact record in canonical DAG-JSON, as text.",
    },
    Operation {
        name: "ucan.revocation.event.read",
        summary: "Reads one event of the stream.",
        inputs: &[text("event", "The lines of the event.")],
        gives: "value",
        result: "{\"record\"}, the compact record in canonical DAG-JSON as text, or {\"error\"}, \
                 what the service says.",
    },
    Operation {
        name: "ucan.revocation.event.write",
        summary: "Writes a compact record as an event of the stream.",
        inputs: &[text("record", "The compact record in DAG-JSON.")],
        gives: "value",
        result: "The lines of the event, with the empty one at the end.",
    },
    Operation {
        name: "ucan.revocation.time",
        summary: "Reads the time at which a service recorded something.",
        inputs: &[text("text", "The time.")],
        gives: "value",
        result: "{\"seconds\", \"nanoseconds\"}: the second since the epoch that had begun, and \
                 the billionths since then.",
    },
    Operation {
        name: "ucan.revocation.cursor",
        summary: "Reads from where on a stream is wanted, and says whether a record belongs to it.",
        inputs: &[SINCE, text("recorded-at", "When the record was recorded.")],
        gives: "value",
        result: "{\"wanted\"}: true or false.",
    },
];
