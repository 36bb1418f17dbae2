//! Every algorithm with every encoding.

use super::{bls, dag_cbor, decode, ecdsa, ed25519, eip_191, header, named, rsa};
use crate::{Value, case::CaseBuilder, hex, list};

/// A part of a header: its slug, its name in a sentence, its bytes, its value.
type Part = (&'static str, &'static str, Vec<u8>, Value);

/// All pairs.
pub(super) fn cases() -> Vec<CaseBuilder> {
    let encodings = encodings();
    algorithms()
        .iter()
        .flat_map(|algorithm| encodings.iter().map(|encoding| pair(algorithm, encoding)))
        .collect()
}

fn pair(algorithm: &Part, encoding: &Part) -> CaseBuilder {
    let (slug, name, bytes, value) = algorithm;
    let (encoding_slug, encoding_name, encoding_bytes, encoding_value) = encoding;
    decode(&format!("{slug}-over-{encoding_slug}"))
        .section("Signature Algorithm; Payload Encoding")
        .title(format!("{name} over {encoding_name}."))
        .why("Algorithm and encoding are independent: every pair is a header.")
        .input("bytes", [&hex!("34 01")[..], bytes, encoding_bytes].concat())
        .expect_value(header(value.clone(), encoding_value.clone()))
        .tags(["combination"])
}

fn algorithms() -> Vec<Part> {
    vec![
        ("ed25519", "Ed25519", hex!("ed01 ed01 13").into(), ed25519()),
        (
            "ed448",
            "Ed448",
            hex!("ed01 8324 19").into(),
            named("Ed448", list!["0xed", "0x1203", "0x19"]),
        ),
        (
            "es256",
            "ECDSA on P-256 with SHA2-256",
            hex!("ec01 8024 12").into(),
            ecdsa("P-256", "SHA2-256", list!["0xec", "0x1200", "0x12"]),
        ),
        (
            "es384",
            "ECDSA on P-384 with SHA2-384",
            hex!("ec01 8124 20").into(),
            ecdsa("P-384", "SHA2-384", list!["0xec", "0x1201", "0x20"]),
        ),
        (
            "es512",
            "ECDSA on P-521 with SHA2-512",
            hex!("ec01 8224 13").into(),
            ecdsa("P-521", "SHA2-512", list!["0xec", "0x1202", "0x13"]),
        ),
        (
            "es256k",
            "ECDSA on secp256k1 with SHA2-256",
            hex!("ec01 e701 12").into(),
            ecdsa("secp256k1", "SHA2-256", list!["0xec", "0xe7", "0x12"]),
        ),
        (
            "es256k-keccak",
            "ECDSA on secp256k1 with Keccak-256",
            hex!("ec01 e701 1b").into(),
            ecdsa("secp256k1", "Keccak-256", list!["0xec", "0xe7", "0x1b"]),
        ),
        (
            "rs256",
            "RSASSA-PKCS1-v1_5 with SHA2-256",
            hex!("8524 12 8002").into(),
            rsa("SHA2-256", 256, list!["0x1205", "0x12", "0x100"]),
        ),
        (
            "rs512",
            "RSASSA-PKCS1-v1_5 with SHA2-512",
            hex!("8524 13 8004").into(),
            rsa("SHA2-512", 512, list!["0x1205", "0x13", "0x200"]),
        ),
        (
            "bls-g1",
            "BLS12-381 with the key on G1",
            hex!("b101 ea01 12").into(),
            bls("G1", list!["0xb1", "0xea", "0x12"]),
        ),
        (
            "bls-g2",
            "BLS12-381 with the key on G2",
            hex!("b101 eb01 12").into(),
            bls("G2", list!["0xb1", "0xeb", "0x12"]),
        ),
    ]
}

fn encodings() -> Vec<Part> {
    let byte_identical = || named("byte-identical", list!["0x5f"]);
    let dag_json = || named("DAG-JSON", list!["0x129"]);
    vec![
        ("byte-identical", "a byte-identical payload", hex!("5f").into(), byte_identical()),
        ("dag-cbor", "DAG-CBOR", hex!("71").into(), dag_cbor()),
        ("dag-json", "DAG-JSON", hex!("a902").into(), dag_json()),
        (
            "eip-191-byte-identical",
            "EIP-191 over a byte-identical payload",
            hex!("91c303 5f").into(),
            eip_191(byte_identical(), list!["0xe191", "0x5f"]),
        ),
        (
            "eip-191-dag-cbor",
            "EIP-191 over DAG-CBOR",
            hex!("91c303 71").into(),
            eip_191(dag_cbor(), list!["0xe191", "0x71"]),
        ),
        (
            "eip-191-dag-json",
            "EIP-191 over DAG-JSON",
            hex!("91c303 a902").into(),
            eip_191(dag_json(), list!["0xe191", "0x129"]),
        ),
    ]
}
