//! Tokens and proof chains.

use super::{ErrorName, error};

/// Reading, verifying and making a token.
pub(super) const TOKEN: &[ErrorName] = &[
    error(
        "TokenAddress",
        "The CID of the token is not of version 1 with the codec DAG-CBOR.",
        "UCAN Core, Content Identifiers",
    ),
    error(
        "TokenNotAPair",
        "The token is not a list of a signature in bytes and a map.",
        "UCAN Core, Envelope",
    ),
    error(
        "TokenNoHeader",
        "The signed map has no varsig header in bytes under `h`.",
        "UCAN Core, Envelope",
    ),
    error(
        "TokenPayloadEncoding",
        "The header names an encoding over which tokens are not signed, or one that is not known.",
        "ruling T2",
    ),
    error("TokenNoPayload", "The signed map has nothing beside the header.", "UCAN Core, Envelope"),
    error(
        "TokenSecondPayload",
        "The signed map has more than the header and one payload.",
        "UCAN Core, Envelope",
    ),
    error("TokenWrongTag", "The tag is not that of the kind of token asked for.", "ruling T1"),
    error("UnsupportedVersion", "The tag has a version that is not read.", "ruling T1"),
    error("TokenPayloadNotAMap", "The payload is not a map.", "UCAN Core, Payload"),
    error("FieldMissing", "A required field of the payload is absent.", "ruling T4"),
    error("FieldUnknown", "The payload has a field that the text does not know.", "ruling T4"),
    error(
        "FieldKind",
        "A field other than the policy is of another kind than the text demands; null is a kind.",
        "ruling T4",
    ),
    error("FieldCommand", "The text of a field is no command.", "ruling T13"),
    error("FieldDid", "The text of a field is no DID of a principal.", "ruling T14"),
    error("FieldPolicy", "The value of a field, of whatever kind, is no policy.", "ruling Q10"),
    error("FieldTimestamp", "A time is beyond ±(2^53 - 1) seconds.", "ruling T5"),
    error(
        "IssuerMismatch",
        "The issuer is the did:key of another key than the one that is to sign.",
        "UCAN Core, Issuer & Audience",
    ),
];

/// Proving a chain: the public names, and those of what has no public name. What is wrong
/// with the signature of a proof is reported as verifying that token reports it.
pub(super) const CHAIN: &[ErrorName] = &[
    error(
        "InvalidClaim",
        "The claim lists no proofs for what is not the issuer's own, or its root is a powerline.",
        "rulings P7, P2 and P12",
    ),
    error("UnavailableProof", "A proof that the claim lists is not at hand.", "rulings P8 and P12"),
    error("Expired", "The claim or a proof has expired.", "rulings P6 and P12"),
    error("TooEarly", "The claim or a proof is not valid yet.", "rulings P6 and P12"),
    error(
        "InvalidSubject",
        "A proof is about another subject than the claim.",
        "rulings P2 and P12",
    ),
    error(
        "InvalidAudience",
        "The root is not issued by the subject, a proof not by the audience before it, or the \
         claim not by the last audience.",
        "UCAN Delegation, Principal Alignment; ruling P12",
    ),
    error(
        "ImpossibleAttenuation",
        "A proof is for more than its issuer held, or not for what is claimed.",
        "rulings P4 and P12",
    ),
    error(
        "MatchError",
        "The policy of a proof does not hold for the arguments.",
        "rulings P5 and P12",
    ),
    error(
        "ProofNotADelegation",
        "The token that the claim lists is at hand and cannot be read as a delegation.",
        "rulings T1 and T4",
    ),
    error("Revoked", "A token was revoked by somebody who may.", "ruling P10"),
    error("TooManyProofs", "The claim lists more proofs than are considered.", "ruling O13"),
];
