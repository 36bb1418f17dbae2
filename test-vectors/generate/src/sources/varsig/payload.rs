//! Payloads, their encodings, and what is signed for them.

pub(super) mod eip191;

use super::signature::{MESSAGE, NOBLE, keys};
use crate::{Topic, case, case::CaseBuilder, hex, sources::VARSIG};

/// Ed25519 over bytes as they are.
const ED25519_IDENTICAL: [u8; 8] = hex!("34 01 ed01 ed01 13 5f");
/// Ed25519 over DAG-JSON.
const ED25519_JSON: [u8; 9] = hex!("34 01 ed01 ed01 13 a902");

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "payload",
        "Payloads and their encodings: the canonical form is checked before the signature, and \
         EIP-191 signs a wallet's message around it. Where a payload is refused, its signature \
         would hold.",
        VARSIG,
        [identical(), dag_cbor(), dag_json(), eip191::cases(), unknown(), allowed(), messages()]
            .concat(),
    )
}

fn verify(slug: impl Into<String>) -> CaseBuilder {
    case(slug).operation("varsig.payload.verify")
}

/// A payload that Ed25519 key 1 signed.
fn ed25519(
    slug: &str,
    header: &[u8],
    payload: impl Into<crate::Value>,
    signature: [u8; 64],
) -> CaseBuilder {
    verify(slug)
        .input("header", header)
        .input("public-key", keys::ED25519_KEY)
        .input("payload", payload)
        .input("signature", signature)
        .computed(NOBLE)
}

fn identical() -> Vec<CaseBuilder> {
    let case = |slug: &str, payload: &[u8], signature| {
        ed25519(slug, &ED25519_IDENTICAL, payload, signature)
            .section("Payload Encoding")
            .expect_valid()
    };
    vec![
        case(
            "byte-identical",
            &hex!("ff00fe"),
            hex!(
                "2a1c65a8b385fd5f9ec190c534db16ecef39eca737a33e00b49493d666ac9b71",
                "474f9bb4ed0b34725ad1f1c680a5a086a51f6d16b0c5e922a4f2eca1f82d360b",
            ),
        )
        .title("Byte-identical: bytes that are no encoding of anything are signed as they are.")
        .why("Nothing is asked of the payload, so nothing may be refused."),
        case(
            "byte-identical-empty",
            &[],
            hex!(
                "6336ac15ba2ff5af803f84f094c812bfcc392dcca2c5aee8f0e4f370b9a72bce",
                "fc0139586566140ed20a15f35eef7b4ade195a3175610e46e32abe38bfb0000b",
            ),
        )
        .title("Byte-identical: no bytes at all are a payload.")
        .why("Empty is a value like others."),
        case(
            "byte-identical-non-canonical-cbor",
            &hex!("a26568656c6c6f65776f726c6465636f756e74182a"),
            hex!(
                "4d6a67f1b0d34a1f52c8efb4c95faa5aa8adb4d9d8eacd733314eb46b55081ce",
                "0c4eb2a10ba3c223a07c2f7e67152d3dadf7e7ffbb08ee1a13a00dc7cd26a006",
            ),
        )
        .title("Byte-identical: bytes that would be non-canonical DAG-CBOR are signed as they are.")
        .why("The encoding is that of the header; it is not guessed from the bytes."),
        ed25519(
            "byte-identical-signature-under-dag-cbor",
            &keys::ED25519,
            hex!("ff00fe"),
            hex!(
                "2a1c65a8b385fd5f9ec190c534db16ecef39eca737a33e00b49493d666ac9b71",
                "474f9bb4ed0b34725ad1f1c680a5a086a51f6d16b0c5e922a4f2eca1f82d360b",
            ),
        )
        .section("Payload Encoding")
        .title("DAG-CBOR: bytes signed as byte-identical do not become DAG-CBOR by another header.")
        .why("The header itself is not under this signature: only the check of the form refuses.")
        .expect_error_at("CborIndefiniteLength", 0)
        .stated("a break code stands alone")
        .rules(["payload.canonical"]),
    ]
}

fn dag_cbor() -> Vec<CaseBuilder> {
    let refused = |slug: &str, payload: &[u8], signature| {
        ed25519(slug, &keys::ED25519, payload, signature)
            .section("Safety")
            .rules(["payload.canonical"])
    };
    vec![
        ed25519("dag-cbor", &keys::ED25519, MESSAGE, keys::ED25519_SIGNATURE)
            .section("Payload Encoding")
            .title("DAG-CBOR: a canonical payload with its signature is believed.")
            .why("The plain case of every UCAN.")
            .expect_valid()
            .rules(["payload.canonical"]),
        refused(
            "dag-cbor-unsorted-keys",
            &hex!("a26568656c6c6f65776f726c6465636f756e74182a"),
            hex!(
                "4d6a67f1b0d34a1f52c8efb4c95faa5aa8adb4d9d8eacd733314eb46b55081ce",
                "0c4eb2a10ba3c223a07c2f7e67152d3dadf7e7ffbb08ee1a13a00dc7cd26a006",
            ),
        )
        .title("DAG-CBOR: a payload with keys out of order is refused.")
        .why(
            "Its CID is another than that of the same value in order: revocation by CID misses it.",
        )
        .expect_error_at("CborUnsortedKeys", 13),
        refused(
            "dag-cbor-long-integer",
            &hex!("a265636f756e7419002a6568656c6c6f65776f726c64"),
            hex!(
                "463476494a99079baa0729e1c7071a89f780ca41dab5a45a094cd9971df26ed1",
                "eb5f12014cc9244ae9896e2cb8fac767f797187d1273bfdb67150bd86ea0950b",
            ),
        )
        .title("DAG-CBOR: a payload with an integer of three bytes where two do is refused.")
        .why("Its CID is another than that of the same value: revocation by CID misses it.")
        .expect_error_at("CborNotShortest", 7),
        refused(
            "dag-cbor-trailing-byte",
            &hex!("a265636f756e74182a6568656c6c6f65776f726c6400"),
            hex!(
                "ee1a08cd176b8dfad2d856a3ad129d2b1d7ae055c3fc4909232c917fda9bb063",
                "e05ea45815912c01d47afdd964c6814216f3b54ca4bb7c0159883db0b0b6df02",
            ),
        )
        .title("DAG-CBOR: a payload with a byte behind the value is refused.")
        .why("Readers that stop at the end of the value see the same value under many CIDs.")
        .expect_error_at("CborTrailingBytes", 21),
        refused(
            "dag-cbor-empty",
            &[],
            hex!(
                "6336ac15ba2ff5af803f84f094c812bfcc392dcca2c5aee8f0e4f370b9a72bce",
                "fc0139586566140ed20a15f35eef7b4ade195a3175610e46e32abe38bfb0000b",
            ),
        )
        .title("DAG-CBOR: no bytes are no value.")
        .why("Empty is a payload for byte-identical alone.")
        .expect_error_at("CborUnexpectedEnd", 0),
        ed25519(
            "dag-cbor-other-signature",
            &keys::ED25519,
            MESSAGE,
            hex!(
                "690fce21eef356e4bda053f3b5d46fd1e6abbb54ffd1dc52d1c82dbabb1d9b42",
                "804be6456ff9ca3e9116aa320574c5f9d37f4146f3104e5bf9893440a595e60b",
            ),
        )
        .section("Safety")
        .title("DAG-CBOR: the signature over the same value in DAG-JSON does not hold.")
        .why("The bytes are signed, not the value.")
        .expect_error("InvalidSignature")
        .rules(["payload.canonical"]),
    ]
}

fn dag_json() -> Vec<CaseBuilder> {
    let case = |slug: &str, payload: &[u8], signature| {
        ed25519(slug, &ED25519_JSON, payload, signature).rules(["payload.canonical"])
    };
    vec![
        case(
            "dag-json",
            br#"{"count":42,"hello":"world"}"#,
            hex!(
                "690fce21eef356e4bda053f3b5d46fd1e6abbb54ffd1dc52d1c82dbabb1d9b42",
                "804be6456ff9ca3e9116aa320574c5f9d37f4146f3104e5bf9893440a595e60b",
            ),
        )
        .section("Payload Encoding")
        .title("DAG-JSON: a canonical payload with its signature is believed.")
        .why("The encoding for readers without CBOR.")
        .expect_valid(),
        case(
            "dag-json-white-space",
            br#"{"count": 42,"hello":"world"}"#,
            hex!(
                "83320ee104f497c15e3d371e21492369423c8890f9bd01b14d278cdb59130258",
                "18913e7490df945046574e306bbbd63d17c5fd622f8b69d80684cf05de56ba0b",
            ),
        )
        .section("Safety")
        .title("DAG-JSON: a payload with a space is refused.")
        .why("Every space makes another address for the same value.")
        .expect_error_at("JsonWhitespace", 9),
        case(
            "dag-json-unsorted-keys",
            br#"{"hello":"world","count":42}"#,
            hex!(
                "ff36c89f15c7eae376e4456efbaaec7b23be8a788e2f13f1c2ca1f01ba433610",
                "fe6b5bcf1ff6b352dbf9efd9ae8588cf0f2f7be7406c3f95c861f0e14163120d",
            ),
        )
        .section("Safety")
        .title("DAG-JSON: a payload with keys out of order is refused.")
        .why("Every order makes another address for the same value.")
        .expect_error_at("JsonUnsortedKeys", 17),
        case(
            "dag-json-duplicate-key",
            br#"{"role":"user","role":"admin"}"#,
            hex!(
                "8a20b801db0108ab75a53e83f0efddef3630632938629c18fefbfb2a727fef2a",
                "e167755ce101d48858b43fdb23889d2ab14321eaa680edb8fca449cf6d63ae04",
            ),
        )
        .section("Canonicalization Attacks")
        .title("DAG-JSON: a payload that says user first and admin then is refused.")
        .why("One parser takes the first, another the last: the attack that the text describes.")
        .expect_error_at("JsonDuplicateKey", 15),
    ]
}

fn unknown() -> Vec<CaseBuilder> {
    let case = |slug: &str, header: &[u8]| {
        verify(slug)
            .input("header", header)
            .input("public-key", keys::ED25519_KEY)
            .input("payload", MESSAGE)
            .input("signature", keys::ED25519_SIGNATURE)
            .rules(["varsig.unknown"])
    };
    vec![
        case("unknown-encoding", &hex!("34 01 ed01 ed01 13 55"))
            .section("Payload Encoding")
            .title("An encoding that the text does not define (raw, 0x55) is refused by name.")
            .why("To fall back on the bytes as they are would let a header choose the check.")
            .expect_error("UnsupportedEncoding"),
        case("table-code-of-eip-191", &hex!("34 01 ed01 ed01 13 91a303 71"))
            .section("Payload Encoding")
            .title(
                "EIP-191 under the code of the multicodec table (0xd191) is an unknown encoding.",
            )
            .why("The text has 0xe191; a reader that takes both has two headers for one thing.")
            .expect_error("UnsupportedEncoding"),
        case("unknown-inner-encoding", &hex!("34 01 ec01 e701 1b 91c303 55"))
            .section("Payload Encoding")
            .title("EIP-191 over an encoding that the text does not define is refused by name.")
            .why("The inner encoding is checked like an outer one.")
            .expect_error("UnsupportedEncoding"),
        case("eip-191-in-eip-191", &hex!("34 01 ec01 e701 1b 91c303 91c303 71"))
            .section("Payload Encoding")
            .title("EIP-191 inside of EIP-191 is refused by name.")
            .why("The text has one level; readers that recurse can be driven deep.")
            .expect_error("UnsupportedEncoding"),
        case("unknown-curve", &hex!("34 01 ec01 8424 12 71"))
            .section("Signature Algorithm")
            .title("ECDSA on a curve that is none (x448, 0x1204) is refused by name.")
            .why("An unknown algorithm must not fall back to one that is known.")
            .expect_error("UnsupportedAlgorithm"),
        case("unknown-hash", &hex!("34 01 ed01 ed01 12 71"))
            .section("Signature Algorithm")
            .title("Ed25519 with SHA2-256 inside is another algorithm, and refused by name.")
            .why("A header whose hash is not looked at has as many spellings as there are hashes.")
            .expect_error("UnsupportedAlgorithm"),
    ]
}

/// The set that UCAN Core requires.
fn allowed() -> Vec<CaseBuilder> {
    let case = |slug: &str, header: &[u8], key: &[u8], signature: &[u8]| {
        verify(slug)
            .section("Signature Algorithm")
            .input("header", header)
            .input("public-key", key)
            .input("payload", MESSAGE)
            .input("signature", signature)
            .input("allow", "required")
            .computed(NOBLE)
            .rules(["signature.allowed"])
    };
    let refused = |slug: &str, name: &str, header: &[u8], key: &[u8], signature: &[u8]| {
        case(slug, header, key, signature)
            .title(format!("{name} is refused by name where only the required ones are allowed."))
            .why("Whoever narrows the set must be able to rely on it, and the sender to see why.")
            .expect_error("AlgorithmNotAllowed")
    };
    let accepted = |slug: &str, name: &str, header: &[u8], key: &[u8], signature: &[u8]| {
        case(slug, header, key, signature)
            .title(format!("{name} is among the required ones."))
            .why("UCAN Core requires three algorithms of everybody.")
            .expect_valid()
    };
    vec![
        accepted(
            "required-ed25519",
            "Ed25519",
            &keys::ED25519,
            &keys::ED25519_KEY,
            &keys::ED25519_SIGNATURE,
        ),
        accepted("required-es256", "ES256", &keys::ES256, &keys::P256_KEY, &keys::ES256_SIGNATURE),
        accepted(
            "required-es256k",
            "ES256K",
            &keys::ES256K,
            &keys::SECP256K1_KEY,
            &keys::ES256K_SIGNATURE,
        ),
        refused(
            "not-required-es384",
            "ES384",
            &keys::ES384,
            &keys::P384_KEY,
            &keys::ES384_SIGNATURE,
        ),
        refused(
            "not-required-es512",
            "ES512",
            &keys::ES512,
            &keys::P521_KEY,
            &keys::ES512_SIGNATURE,
        ),
        refused(
            "not-required-keccak",
            "Keccak-256, even with a key that ES256K has,",
            &keys::ES256K_KECCAK,
            &keys::KECCAK_KEY,
            &keys::KECCAK_SIGNATURE,
        ),
        refused(
            "not-required-rs256",
            "RS256",
            &keys::RS256,
            &keys::RSA_KEY,
            &keys::RS256_SIGNATURE,
        )
        .tags(["feature:rsa"]),
        refused(
            "not-required-bls-g1",
            "BLS",
            &keys::BLS_G1,
            &keys::BLS_G1_KEY,
            &keys::BLS_G1_SIGNATURE,
        )
        .tags(["feature:bls"]),
    ]
}

fn messages() -> Vec<CaseBuilder> {
    let case = |slug: &str, header: &[u8], payload: &[u8]| {
        case(slug)
            .operation("varsig.payload.message")
            .section("Payload Encoding")
            .input("header", header)
            .input("payload", payload)
    };
    vec![
        case("message-dag-cbor", &keys::ED25519, &MESSAGE)
            .title("The message of a DAG-CBOR payload is the payload.")
            .why("No hash and no prefix in front: the algorithm does its own.")
            .expect_value(MESSAGE)
            .rules(["payload.canonical"]),
        case("message-eip-191", &eip191::RAW, b"Some data")
            .title("The message under EIP-191 is the prefix, the length in decimal, the payload.")
            .why("The byte 0x19 in front keeps it from being a transaction.")
            .expect_value(b"\x19Ethereum Signed Message:\n9Some data")
            .published("web3.js, documentation of eth.accounts.sign; EIP-191, version 0x45")
            .rules(["payload.eip-191"]),
        case("message-eip-191-empty", &eip191::RAW, &[])
            .title("The message of an empty payload under EIP-191 ends in the digit 0.")
            .why("An empty length instead of 0 is a bug of its own.")
            .expect_value(b"\x19Ethereum Signed Message:\n0")
            .stated("EIP-191, version 0x45")
            .rules(["payload.eip-191"]),
        case("message-eip-191-counts-bytes", &eip191::RAW, "grüße".as_bytes())
            .title("The length in the message is that in bytes, not in characters.")
            .why("Wallets take strings, and some count what they show.")
            .expect_value("\u{19}Ethereum Signed Message:\n7grüße".as_bytes())
            .stated("EIP-191, version 0x45: five characters, seven bytes")
            .rules(["payload.eip-191"]),
        case("message-unknown-encoding", &hex!("34 01 ed01 ed01 13 55"), &MESSAGE)
            .title("There is no message for an encoding that is unknown.")
            .why("To sign the bytes as they are would sign what nobody asked for.")
            .expect_error("UnsupportedEncoding")
            .rules(["varsig.unknown"]),
    ]
}
