//! The wire before 1.0. Fields and encodings are reported as those of tokens are.

use super::{ErrorName, error};

/// Reading, verifying and converting what is on the wire before 1.0.
pub(super) const ALL: &[ErrorName] = &[
    error(
        "V02Capsule",
        "The map around a value has not exactly the key of its kind and version.",
        "UCAN Invocation 0.2, 8.2 Receipt Tag; ruling I12",
    ),
    error(
        "V02DuplicateLink",
        "A list of links that is a set has one twice.",
        "UCAN Invocation 0.2, 7.2.1 Forked Task Invocations",
    ),
    error(
        "V02Nonce",
        "The nonce is text that is not ASCII, or neither 12 nor 16 bytes.",
        "UCAN Invocation 0.2, 3.2.6 Nonce; ruling I12",
    ),
    error(
        "V02Operation",
        "The text is no operation: segments between single slashes, none in front, without white \
         space.",
        "UCAN Invocation 0.2, 3.2.3 Ability",
    ),
    error(
        "V02Output",
        "A result is neither a map with the one key ok or error nor a list of ok, error or just \
         and a value.",
        "UCAN Invocation 0.2, 6.1 Schema; ruling I12",
    ),
    error("V02Resource", "The text is no URI.", "UCAN Invocation 0.2, 3.2.1 Resource"),
    error(
        "V02SignatureForm",
        "The bytes are not a code, the length of a signature, and a signature of that length.",
        "UCAN Invocation 0.2, 4.3 DAG-JSON Example",
    ),
    error(
        "V02TwoSignatures",
        "A receipt has a signature under both of the names that the text gives to it.",
        "UCAN Invocation 0.2, 8.1.7 Signature",
    ),
    error("V02Version", "The version is not 0.2.0.", "UCAN Invocation 0.2, 8 Receipt"),
    error(
        "V02NotInScope",
        "The authorization does not name the task.",
        "UCAN Invocation 0.2, 5 Task",
    ),
    error(
        "V02OpenSignature",
        "The code of the signature is one of which the texts do not say what is signed, or how.",
        "UCAN Invocation 0.2, 1.4 Signatures",
    ),
    error("V02Unsigned", "There is no signature.", "UCAN Invocation 0.2, 8.1.7 Signature"),
    error(
        "V02Delegate",
        "Another than the executor signed, by a delegation that is not read here.",
        "UCAN Invocation 0.2, 8.1.5 Receipt Issuer; ruling I12",
    ),
    error("V02NotASubject", "The resource is no DID of a principal.", "ruling I12"),
    error("V02NotACommand", "The operation is no command.", "rulings I12 and T13"),
    error("V02Wildcard", "The operation stands for many.", "ruling I12"),
    error(
        "V02Deferred",
        "A field is a promise, and 1.0 has no place for one there.",
        "rulings I12 and O12",
    ),
    error("V02NonceForm", "The nonce would come back in the other form.", "ruling I12"),
    error("V02NonceLength", "The nonce has no form on the older wire.", "ruling I12"),
    error("V02UnknownLink", "The counterpart of a link is not known.", "ruling I12"),
    error("V02NotWasm", "It is no call of a function of a Wasm module by its URI.", "ruling I12"),
    error("V02Proofs", "There are proofs, which prove nothing on the other wire.", "ruling I12"),
    error("V02NoPlace", "The other wire has no place for a field.", "ruling I12"),
];
