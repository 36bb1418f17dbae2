//! The names of errors, which belong to no implementation.

mod container;
mod invocation;
mod ipld_wit;
mod ipvm_content;
mod ipvm_execution;
mod ipvm_housekeeping;
mod ipvm_registry;
mod ipvm_task;
mod ipvm_wasi;
mod ipvm_workflow;
mod pipeline;
mod policy;
mod revocation;
mod text;
mod token;
mod v0_2;

use crate::{map, value::Value};

/// An error that a case may expect.
#[derive(Clone, Copy, Debug)]
pub struct ErrorName {
    /// The name, unique over all layers.
    pub name: &'static str,
    /// When it is given, in one sentence.
    pub meaning: &'static str,
    /// The section of a spec, or the ruling, that makes it an error.
    pub basis: &'static str,
}

const fn error(name: &'static str, meaning: &'static str, basis: &'static str) -> ErrorName {
    ErrorName { name, meaning, basis }
}

/// Every error name, in the order of the layers.
pub const ALL: &[&[ErrorName]] = &[
    HEADER,
    PUBLIC_KEY,
    SIGNATURE,
    SECRET_KEY,
    BLOCK,
    CBOR,
    JSON,
    text::ALL,
    policy::ALL,
    container::ALL,
    token::TOKEN,
    token::CHAIN,
    invocation::ALL,
    v0_2::ALL,
    revocation::ALL,
    pipeline::ALL,
    ipld_wit::ALL,
    ipvm_content::ALL,
    ipvm_housekeeping::ALL,
    ipvm_task::ALL,
    ipvm_wasi::ALL,
    ipvm_execution::ALL,
    ipvm_workflow::ALL,
    ipvm_registry::ALL,
];

/// Reading a varsig header.
const HEADER: &[ErrorName] = &[
    error("HeaderNotVarsig", "The first segment is not the varsig prefix 0x34.", "Varsig, Prefix"),
    error("HeaderUnsupportedVersion", "The version segment is not 1.", "Varsig, Version"),
    error(
        "HeaderUnexpectedEnd",
        "The bytes end inside a segment, or before the last segment that the first ones demand.",
        "Varsig, Format",
    ),
    error(
        "HeaderTrailingBytes",
        "Bytes follow the last segment of a header whose segments are all known.",
        "ruling T8",
    ),
    error(
        "HeaderVarintNotShortest",
        "A segment is written in more bytes than its number needs.",
        "ruling T8",
    ),
    error(
        "HeaderVarintTooLong",
        "A segment is a number of more than nine bytes (63 bits).",
        "unsigned-varint, Practical maximum of 9 bytes",
    ),
    error(
        "HeaderTooManySegments",
        "An unknown algorithm or encoding has more than eight segments.",
        "Varsig, Format; a bound of this project",
    ),
];

/// Reading a public key behind its multicodec prefix.
const PUBLIC_KEY: &[ErrorName] = &[
    error(
        "PublicKeyPrefix",
        "The multicodec prefix is cut short, too long or not in its shortest form.",
        "rulings T8 and T14",
    ),
    error(
        "PublicKeyUnknownType",
        "The multicodec prefix is that of no public key type of Varsig.",
        "Varsig, Signature Algorithm",
    ),
    error(
        "PublicKeyLength",
        "The key has another number of bytes than its type demands; an uncompressed point does.",
        "ruling T14",
    ),
    error(
        "PublicKeyNotAPoint",
        "The bytes are not the canonical form of a point of the right group.",
        "rulings T9 and T14",
    ),
    error(
        "PublicKeySmallOrder",
        "The point has small order (the identity included), so that anybody could sign for it.",
        "ruling T9",
    ),
    error(
        "PublicKeyNotRsa",
        "The bytes are no RSAPublicKey in DER, or not in its only spelling.",
        "RFC 8017, appendix A.1.1",
    ),
    error(
        "PublicKeyRsaSize",
        "The RSA modulus has fewer than 2048 or more than 8192 bits.",
        "RFC 7518, section 3.3; a bound of this project",
    ),
    error(
        "PublicKeyRsaExponent",
        "The public exponent is even, below 3 or above 2^32 - 1.",
        "RFC 8017, section 3.1; a bound of this project",
    ),
    error(
        "UnsupportedKeyType",
        "The key type is known, and this implementation does not verify it.",
        "Varsig, Signature Algorithm",
    ),
];

/// Verifying and making signatures.
const SIGNATURE: &[ErrorName] = &[
    error(
        "InvalidSignature",
        "The signature does not hold: wrong length, key, message or number, all the same.",
        "ruling P12",
    ),
    error(
        "AlgorithmNotAllowed",
        "The algorithm could be verified, and the verifier was told not to allow it.",
        "UCAN Core, the required algorithms",
    ),
    error(
        "UnsupportedAlgorithm",
        "This implementation does not verify the algorithm that the header names.",
        "Varsig, Signature Algorithm",
    ),
    error(
        "UnsupportedEncoding",
        "The payload encoding is not known, so nothing can be said of the payload.",
        "Varsig, Payload Encoding",
    ),
    error(
        "AlgorithmMismatch",
        "The header names another algorithm than that of the key: the signer's, or the issuer's.",
        "Varsig, Signature Algorithm; ruling T2",
    ),
];

/// Reading a secret key behind its multicodec prefix.
const SECRET_KEY: &[ErrorName] = &[
    error(
        "SecretKeyPrefix",
        "The bytes do not begin with the multicodec prefix of a secret key, in its shortest form.",
        "ruling T8",
    ),
    error(
        "SecretKeyUnsupportedType",
        "The key is of a type that this implementation does not sign with, or not here.",
        "multicodec table",
    ),
    error(
        "SecretKeyLength",
        "The secret key has another number of bytes than its type demands.",
        "SEC 1; RFC 8032",
    ),
    error(
        "SecretKeyOutOfRange",
        "The secret number is zero or not below the order of the curve.",
        "SEC 1, section 3.2.1",
    ),
    error(
        "SecretKeyNotRsa",
        "The bytes are no RSAPrivateKey in DER, or its numbers do not fit together.",
        "RFC 8017, appendix A.1.2",
    ),
    error(
        "SecretKeyRsaSize",
        "The RSA modulus has fewer than 2048 or more than 8192 bits.",
        "RFC 7518, section 3.3; a bound of this project",
    ),
];

/// Content-addressed blocks.
const BLOCK: &[ErrorName] = &[
    error("BlockMismatch", "The bytes hash to something else than the CID says.", "CID v1"),
    error("BlockUnsupportedHash", "The CID uses another hash than sha2-256.", "UCAN Core, CIDs"),
];

/// Canonical DAG-CBOR.
const CBOR: &[ErrorName] = &[
    error(
        "CborUnexpectedEnd",
        "The bytes end inside a value, or an item claims more bytes than follow.",
        "ruling T3",
    ),
    error("CborTrailingBytes", "Bytes follow the value.", "ruling T3"),
    error(
        "CborNotShortest",
        "An integer, a length or a tag is written in more bytes than it needs.",
        "ruling T3",
    ),
    error(
        "CborIndefiniteLength",
        "A length is left open, or a break code stands alone.",
        "ruling T3",
    ),
    error("CborNarrowFloat", "A float is written in 16 or 32 bits.", "ruling T3"),
    error("CborNonFiniteFloat", "A float is NaN or infinite.", "ruling T3"),
    error("CborNegativeZero", "A float is negative zero.", "ruling T3"),
    error("CborNonStringKey", "A map key is not a text string.", "ruling T3"),
    error(
        "CborUnsortedKeys",
        "The keys of a map are not in order: shorter first, then bytewise.",
        "ruling T3",
    ),
    error("CborDuplicateKey", "A map has one key twice.", "ruling T3"),
    error("CborUnsupportedTag", "A tag is not 42.", "ruling T3"),
    error(
        "CborInvalidCid",
        "Tag 42 does not hold a byte string with a zero byte and a CID.",
        "ruling T3",
    ),
    error("CborCidTrailingBytes", "Bytes follow the CID inside tag 42.", "ruling T3"),
    error("CborInvalidUtf8", "A text string is not UTF-8.", "ruling T3"),
    error("CborUnsupportedSimple", "A simple value is none of false, true and null.", "ruling T3"),
    error(
        "CborReservedHead",
        "An item starts with a byte that CBOR reserves.",
        "RFC 8949, section 3",
    ),
    error("CborUnexpectedItem", "An item is of another kind than its place demands.", "ruling T3"),
    error("CborTooDeep", "Lists and maps nest deeper than the reader allows.", "ruling T3"),
    error("CborTooManyItems", "The value holds more items than the reader allows.", "ruling T3"),
    error("CborTooLarge", "There are more bytes than the reader allows.", "ruling T3"),
    error(
        "CborUnrepresentable",
        "The value to encode holds a float that is not finite or an integer beyond 64 bits.",
        "ruling T3",
    ),
];

/// Canonical DAG-JSON.
const JSON: &[ErrorName] = &[
    error("JsonUnexpectedEnd", "The text ends inside a value.", "RFC 8259"),
    error(
        "JsonTrailingBytes",
        "Something other than white space follows the value.",
        "RFC 8259, section 2",
    ),
    error("JsonUnexpectedToken", "A byte stands where JSON allows none such.", "RFC 8259"),
    error("JsonInvalidLiteral", "A word is none of true, false and null.", "RFC 8259, section 3"),
    error(
        "JsonInvalidNumber",
        "A number lacks a digit: behind its sign, its point or its exponent.",
        "RFC 8259, section 6",
    ),
    error(
        "JsonLeadingZero",
        "A number begins with a zero that it does not need.",
        "RFC 8259, section 6",
    ),
    error("JsonNegativeZero", "A number is negative zero.", "ruling T3"),
    error("JsonIntegerOutOfRange", "An integer is outside of -2^64 to 2^64 - 1.", "ruling T3"),
    error("JsonFloatOutOfRange", "A float is beyond the range of 64 bits.", "DAG-JSON, Numbers"),
    error(
        "JsonNonFiniteFloat",
        "The value to encode holds a float that is not finite.",
        "ruling T3",
    ),
    error("JsonInvalidUtf8", "A string is not UTF-8.", "RFC 8259, section 8.1"),
    error("JsonByteOrderMark", "The text begins with a byte order mark.", "RFC 8259, section 8.1"),
    error(
        "JsonControlCharacter",
        "A control character stands in a string unescaped.",
        "RFC 8259, section 7",
    ),
    error("JsonInvalidEscape", "A backslash begins no escape of JSON.", "RFC 8259, section 7"),
    error(
        "JsonLoneSurrogate",
        "An escape is one half of a surrogate pair, without the other.",
        "RFC 8259, section 8.2",
    ),
    error(
        "JsonDuplicateKey",
        "A map has one key twice, however it is escaped.",
        "DAG-JSON, Strictness",
    ),
    error(
        "JsonReservedMap",
        "A map with the least key \"/\" is not exactly a link or bytes.",
        "DAG-JSON, reserved namespace",
    ),
    error("JsonInvalidCid", "The text of a link is no CID.", "DAG-JSON, Links"),
    error("JsonInvalidBase64", "The text of bytes is not base64.", "DAG-JSON, Bytes"),
    error("JsonBase64Padding", "The base64 of bytes is padded.", "DAG-JSON, Bytes"),
    error(
        "JsonBase64StrayBits",
        "The base64 of bytes sets bits behind the last byte.",
        "DAG-JSON, Strictness",
    ),
    error("JsonWhitespace", "White space stands in canonical text.", "DAG-JSON, Strictness"),
    error(
        "JsonUnsortedKeys",
        "The keys of a map are not in the order of their bytes.",
        "DAG-JSON, Strictness",
    ),
    error(
        "JsonNonCanonicalEscape",
        "A string escapes what stands for itself, or in another way than the canonical one.",
        "DAG-JSON, Strictness",
    ),
    error(
        "JsonNonCanonicalFloat",
        "A float is not written in its canonical form.",
        "DAG-JSON, Strictness",
    ),
    error(
        "JsonNonCanonicalCid",
        "The CID of a link is not in base32 lower case (version 0: base58btc).",
        "ruling T6",
    ),
    error("JsonTooDeep", "Lists and maps nest deeper than the reader allows.", "ruling T3"),
    error("JsonTooManyItems", "The value holds more items than the reader allows.", "ruling T3"),
    error("JsonTooLarge", "There are more bytes than the reader allows.", "ruling T3"),
];

/// The error with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ErrorName> {
    ALL.iter().copied().flatten().find(|error| error.name == name)
}

/// The table as a file.
pub(crate) fn table() -> Value {
    let errors = ALL
        .iter()
        .copied()
        .flatten()
        .map(|error| {
            map! { "name" => error.name, "meaning" => error.meaning, "basis" => error.basis }
        })
        .collect::<Vec<_>>();
    map! { "format" => "1.0", "errors" => errors }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_is_unique_and_every_meaning_a_sentence() {
        let mut names = BTreeSet::new();
        for error in ALL.iter().copied().flatten() {
            assert!(names.insert(error.name), "{} stands twice", error.name);
            assert!(error.meaning.ends_with('.'), "{}", error.name);
        }
    }
}
