//! Tokens and proof chains.

use super::{Rule, rule};

/// Tokens and proof chains.
pub(super) const ALL: &[Rule] = &[
    rule(
        "token.envelope",
        "A token is a list of a signature in bytes and a signed map.",
        "UCAN Core, Envelope",
    ),
    rule(
        "token.payload",
        "The signed map has a header and one payload, which is a map.",
        "UCAN Core, Envelope",
    ),
    rule(
        "token.header",
        "The header of a token is bytes that are a varsig header.",
        "UCAN Core, Envelope",
    ),
    rule(
        "token.payload-encoding",
        "Tokens are signed over DAG-CBOR, or over a wallet's message around it.",
        "ruling T2",
    ),
    rule("token.tag", "A delegation has the tag of a delegation.", "ruling T1"),
    rule("token.version", "The version is 1.0.0 or 1.0.0-rc.1.", "ruling T1"),
    rule("token.canonical", "A token is canonical DAG-CBOR, and nothing behind it.", "ruling T3"),
    rule(
        "token.address",
        "The CID of a token has version 1, DAG-CBOR and SHA2-256.",
        "UCAN Core, Content Identifiers",
    ),
    rule(
        "token.from-json",
        "A token in DAG-JSON becomes DAG-CBOR once, and is then what arrived.",
        "ruling T2",
    ),
    rule("field.required", "Every required field is there.", "UCAN Delegation, Payload"),
    rule("field.null", "Only sub and exp may be null.", "ruling T4"),
    rule("field.unknown", "There are no other fields than those of the text.", "ruling T4"),
    rule("field.kind", "Every field is of its kind.", "UCAN Delegation, Payload"),
    rule("field.time", "Times, and no other numbers, are of 53 bits.", "ruling T5"),
    rule("field.did", "Principals are DIDs without path and query.", "ruling T14"),
    rule("field.command", "The command of a delegation is one.", "ruling T13"),
    rule("field.policy", "The policy of a delegation can be judged.", "ruling Q10"),
    rule(
        "token.signed-bytes",
        "The signature is over the signed map as it arrived.",
        "UCAN Core, Envelope; ruling T2",
    ),
    rule(
        "token.issuer",
        "The signature is by the key of the issuer.",
        "UCAN Core, Issuer & Audience",
    ),
    rule("token.key", "The key of the issuer is to be had, and is a sound one.", "rulings T9, T14"),
    rule(
        "token.algorithm-of-key",
        "The header names the algorithm of the issuer's key.",
        "ruling T2",
    ),
    rule(
        "token.required-algorithms",
        "Ed25519, P-256 and secp256k1 are verified by everybody; others have to be allowed.",
        "UCAN Core, Cryptosuite",
    ),
    rule(
        "token.signature-length",
        "A signature of another length is a wrong signature.",
        "ruling P12",
    ),
    rule("token.twins", "ECDSA holds in both forms of s, and in no third.", "ruling T10"),
    rule("token.wallet", "Wallets sign their message around DAG-CBOR.", "ruling T2"),
    rule("token.signing", "A delegation is written in canonical form by its issuer.", "ruling T1"),
    rule("chain.root", "The root is issued by the subject.", "UCAN Delegation, Subject"),
    rule(
        "chain.alignment",
        "Every proof but the root is issued by the audience of the one before it.",
        "UCAN Delegation, Principal Alignment",
    ),
    rule(
        "chain.final-audience",
        "The last audience is whoever claims.",
        "UCAN Delegation, Principal Alignment",
    ),
    rule("chain.subject", "Every proof is about the subject of the claim.", "ruling P2"),
    rule("chain.fragment", "Principals are compared without fragments.", "ruling T14"),
    rule("chain.order", "The root comes first.", "ruling P1"),
    rule("chain.no-proofs", "Without proofs, the issuer is the subject.", "ruling P7"),
    rule("chain.self-issued", "Proofs that are listed are judged, needed or not.", "ruling P7"),
    rule("chain.available", "Every proof that is listed is at hand.", "ruling P8"),
    rule("chain.signatures", "Every proof is signed.", "UCAN Delegation, Signature Validation"),
    rule("chain.delegations", "Every proof is a delegation that can be read.", "ruling T1"),
    rule("chain.length", "The number of proofs is bounded.", "ruling O13"),
    rule("chain.powerline-root", "A powerline is not the root.", "UCAN Delegation, Powerline"),
    rule(
        "chain.powerline",
        "A powerline takes over the subject before it, and is a proof like any other.",
        "UCAN Delegation, Powerline",
    ),
    rule(
        "chain.powerline-command",
        "A powerline hands on the narrower of its command and the one that reaches it.",
        "ruling P4",
    ),
    rule(
        "chain.command",
        "The command in force covers the one that is claimed, by whole segments.",
        "UCAN Core, Segment Structure",
    ),
    rule(
        "chain.attenuation",
        "A proof with a subject restates the command or narrows it.",
        "UCAN Core, Attenuation; ruling P4",
    ),
    rule("chain.expiration", "Nothing in a chain has expired.", "UCAN Delegation, Time Bounds"),
    rule("chain.not-before", "Nothing in a chain is too early.", "UCAN Delegation, Time Bounds"),
    rule("chain.leeway", "Each bound is widened by the leeway, and no further.", "ruling P6"),
    rule(
        "chain.validity",
        "A chain is valid from the latest nbf to the earliest exp.",
        "UCAN Core, Validity Interval",
    ),
    rule("chain.epoch", "What has no nbf is valid from the epoch on.", "UCAN Core, Time Bounds"),
    rule("chain.policies", "Every policy of every proof holds.", "ruling P5"),
    rule(
        "chain.recheck",
        "Time and revocations are judged again before authority is used.",
        "ruling P5",
    ),
    rule("chain.revoked", "A chain with a revoked token proves nothing.", "ruling P10"),
    rule(
        "chain.revoker",
        "A token is revoked by its issuer or the issuer of one before it in the chain.",
        "ruling P10",
    ),
    rule(
        "chain.revoked-twin",
        "Revoked under one of its CIDs, a token is out under all.",
        "ruling T10",
    ),
];
