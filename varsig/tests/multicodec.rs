//! Every code number against the public multicodec table.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use varsig::{KeyType, multicodec};

/// Name of the row, its tag, and our constant.
const ROWS: [(&str, &str, u64); 40] = [
    ("varsig", "multiformat", multicodec::VARSIG),
    ("ed25519-pub", "key", multicodec::EDDSA),
    ("rsa-pub", "key", multicodec::RSASSA_PKCS1_V1_5),
    ("dag-cbor", "ipld", multicodec::DAG_CBOR),
    ("dag-json", "ipld", multicodec::DAG_JSON),
    ("dag-pb", "ipld", multicodec::DAG_PB),
    ("raw", "ipld", multicodec::RAW),
    ("identity", "multihash", multicodec::IDENTITY),
    ("sha2-256", "multihash", multicodec::SHA2_256),
    ("sha2-384", "multihash", multicodec::SHA2_384),
    ("sha2-512", "multihash", multicodec::SHA2_512),
    ("shake-256", "multihash", multicodec::SHAKE_256),
    ("sha3-256", "multihash", multicodec::SHA3_256),
    ("keccak-256", "multihash", multicodec::KECCAK_256),
    ("secp256k1-pub", "key", multicodec::SECP256K1_PUB),
    ("bls12_381-g1-pub", "key", multicodec::BLS12_381_G1_PUB),
    ("bls12_381-g2-pub", "key", multicodec::BLS12_381_G2_PUB),
    ("ed25519-pub", "key", multicodec::ED25519_PUB),
    ("p256-pub", "key", multicodec::P256_PUB),
    ("p384-pub", "key", multicodec::P384_PUB),
    ("p521-pub", "key", multicodec::P521_PUB),
    ("ed448-pub", "key", multicodec::ED448_PUB),
    ("rsa-pub", "key", multicodec::RSA_PUB),
    ("ed25519-priv", "key", multicodec::ED25519_PRIV),
    ("secp256k1-priv", "key", multicodec::SECP256K1_PRIV),
    ("rsa-priv", "key", multicodec::RSA_PRIV),
    ("p256-priv", "key", multicodec::P256_PRIV),
    ("p384-priv", "key", multicodec::P384_PRIV),
    ("p521-priv", "key", multicodec::P521_PRIV),
    ("bls12_381-g1-priv", "key", multicodec::BLS12_381_G1_PRIV),
    ("bls12_381-g2-priv", "key", multicodec::BLS12_381_G2_PRIV),
    ("es256k", "varsig", multicodec::SIGNATURE_ES256K),
    ("eddsa", "varsig", multicodec::SIGNATURE_EDDSA),
    ("es256", "varsig", multicodec::SIGNATURE_ES256),
    ("es384", "varsig", multicodec::SIGNATURE_ES384),
    ("es512", "varsig", multicodec::SIGNATURE_ES512),
    ("rs256", "varsig", multicodec::SIGNATURE_RS256),
    // The Varsig text gives these two families numbers that the table gives to others.
    ("bitcoin-tx", "ipld", multicodec::BLS),
    ("x25519-pub", "key", multicodec::ECDSA),
    // The table's number for EIP-191 is another one than that of the Varsig text.
    ("eip-191", "varsig", multicodec::EIP_191 - 0x1000),
];

/// Numbers of the Varsig text that the table does not have at all.
const NOT_IN_THE_TABLE: [u64; 2] = [multicodec::BYTE_IDENTICAL, multicodec::EIP_191];

fn table() -> Option<BTreeMap<(String, String), u64>> {
    let Some(fixtures) = env::var_os("IPVM_FIXTURES") else {
        eprintln!("SKIPPED: the code numbers are not compared, IPVM_FIXTURES is not set");
        return None;
    };
    let text = fs::read_to_string(PathBuf::from(fixtures).join("multicodec-table.csv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let mut columns = line.split(',').map(str::trim);
        let mut next = || columns.next().unwrap().to_owned();
        let (name, tag, code) = (next(), next(), next());
        ((name, tag), u64::from_str_radix(code.trim_start_matches("0x"), 16).unwrap())
    });
    Some(rows.collect())
}

#[test]
fn every_code_number_is_that_of_its_row() {
    let Some(table) = table() else { return };
    assert!(table.len() > 500, "{} rows", table.len());
    for (name, tag, code) in ROWS {
        assert_eq!(table.get(&(name.into(), tag.into())), Some(&code), "{name}");
    }
    for code in NOT_IN_THE_TABLE {
        assert!(!table.values().any(|other| *other == code), "{code:#x} is in the table now");
    }
}

#[test]
fn every_constant_of_the_file_is_compared() {
    // So that a number added later cannot be forgotten here.
    let source = include_str!("../src/multicodec.rs");
    let constants: Vec<&str> = source
        .lines()
        .filter(|line| line.contains(": u64 = "))
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(':').map(|(name, _)| name))
        .collect();
    let here = include_str!("multicodec.rs");
    for name in &constants {
        assert!(here.contains(&format!("multicodec::{name}")), "{name} is not compared");
    }
    // EIP_191 stands in both lists.
    assert_eq!(constants.len(), ROWS.len() + NOT_IN_THE_TABLE.len() - 1);
}

#[test]
fn no_other_file_has_a_code_number_of_its_own() {
    let sources = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![sources];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            if path.ends_with("multicodec.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for (number, line) in code.lines().enumerate() {
                let line = line.split("//").next().unwrap();
                // Numbers that name something; rows of bytes are points of curves.
                if !line.contains("u64") && !line.contains("=>") {
                    continue;
                }
                for code in ["0x12", "0x1b", "0xed", "0xe7", "0xec", "0x71", "0x0129", "0xe191"] {
                    let found = line.match_indices(code).any(|(at, _)| {
                        let next = line.as_bytes().get(at + code.len());
                        !next.is_some_and(u8::is_ascii_hexdigit)
                    });
                    assert!(!found, "{}:{}: {line}", path.display(), number + 1);
                }
            }
        }
    }
    assert!(files > 15, "only {files} files were read");
}

#[test]
fn every_key_type_is_found_by_its_code_and_no_other_is() {
    let types = [
        KeyType::Ed25519,
        KeyType::Ed448,
        KeyType::P256,
        KeyType::P384,
        KeyType::P521,
        KeyType::Secp256k1,
        KeyType::Rsa,
        KeyType::Bls12381G1,
        KeyType::Bls12381G2,
    ];
    for key_type in types {
        assert_eq!(KeyType::from_code(key_type.code()), Some(key_type));
    }
    let known = (0..0x2000).filter_map(KeyType::from_code).count();
    assert_eq!(known, types.len());
}
