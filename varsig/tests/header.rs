//! Varsig headers: every algorithm and encoding of the text, and what is none.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use proptest::prelude::*;
use varsig::{
    Curve, Group, HashFunction, Header, HeaderError, HeaderErrorKind as Kind, InnerEncoding,
    KeyType, PayloadEncoding, SignatureAlgorithm,
};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap())
        .collect()
}

/// The algorithm segments, from the tables of the appendix of common headers
/// and of the signature algorithms; RSA in the order of ruling T7.
fn algorithms() -> Vec<(&'static str, SignatureAlgorithm)> {
    use SignatureAlgorithm as A;
    vec![
        ("ed01 ed01 13", A::Ed25519),
        ("ed01 8324 19", A::Ed448),
        ("ec01 8024 12", A::ES256),
        ("ec01 8124 20", A::ES384),
        ("ec01 8224 13", A::ES512),
        ("ec01 e701 12", A::ES256K),
        ("ec01 e701 1b", A::ES256K_KECCAK),
        // The diagram in the text pairs P-256 with Keccak-256.
        ("ec01 8024 1b", A::Ecdsa { curve: Curve::P256, hash: HashFunction::Keccak256 }),
        ("ec01 8124 12", A::Ecdsa { curve: Curve::P384, hash: HashFunction::Sha2_256 }),
        ("8524 12 8002", A::rs256(256)),
        ("8524 13 8004", A::rs512(512)),
        ("8524 20 8003", A::Rsa { hash: HashFunction::Sha2_384, key_length: 384 }),
        ("b101 ea01 12", A::Bls { key_group: Group::G1, hash: HashFunction::Sha2_256 }),
        ("b101 eb01 12", A::Bls { key_group: Group::G2, hash: HashFunction::Sha2_256 }),
    ]
}

/// The encoding segments, from the table of payload encodings.
fn encodings() -> Vec<(&'static str, PayloadEncoding)> {
    use PayloadEncoding as E;
    vec![
        ("5f", E::ByteIdentical),
        ("71", E::DagCbor),
        ("a902", E::DagJson),
        ("91c303 5f", E::Eip191(InnerEncoding::ByteIdentical)),
        ("91c303 71", E::Eip191(InnerEncoding::DagCbor)),
        ("91c303 a902", E::Eip191(InnerEncoding::DagJson)),
    ]
}

fn every_header() -> Vec<(Vec<u8>, Header)> {
    let mut all = Vec::new();
    for (algorithm_bytes, algorithm) in algorithms() {
        for (encoding_bytes, encoding) in encodings() {
            let bytes = hex(&format!("3401 {algorithm_bytes} {encoding_bytes}"));
            all.push((bytes, Header::new(algorithm, encoding)));
        }
    }
    all
}

#[track_caller]
fn refused(text: &str, offset: usize, kind: Kind) {
    let error = Header::decode(&hex(text)).unwrap_err();
    assert_eq!((error.offset, error.kind), (offset, kind), "{text}");
}

#[test]
fn every_algorithm_over_every_encoding_is_read_and_written() {
    let all = every_header();
    assert_eq!(all.len(), 84);
    for (bytes, header) in all {
        assert_eq!(Header::decode(&bytes), Ok(header), "{bytes:02x?}");
        assert_eq!(header.encode(), bytes);
    }
}

#[test]
fn the_headers_that_other_implementations_write_are_read() {
    // As measured with other implementations that follow the text.
    for (text, algorithm) in [
        ("3401ed01ed011371", SignatureAlgorithm::Ed25519),
        ("3401ec0180241271", SignatureAlgorithm::ES256),
        ("3401ec0181242071", SignatureAlgorithm::ES384),
        ("3401ec0182241371", SignatureAlgorithm::ES512),
        ("3401ec01e7011271", SignatureAlgorithm::ES256K),
        ("3401852412800271", SignatureAlgorithm::rs256(256)),
    ] {
        assert_eq!(Header::decode(&hex(text)), Ok(Header::dag_cbor(algorithm)), "{text}");
    }
    // One of them writes P-384 with SHA3-384 where it means P-256 with SHA2-256.
    let wrong = Header::decode(&hex("3401ec0181241571")).unwrap();
    assert!(matches!(wrong.algorithm(), SignatureAlgorithm::Unknown(_)));
}

#[test]
fn what_is_unknown_is_kept_and_written_back() {
    for (text, algorithm, encoding) in [
        // A known family with a curve, a hash or a pair that the text does not define.
        ("3401 ec01 8924 12 71", &[0xec, 0x1209, 0x12][..], &[][..]),
        ("3401 ec01 8024 16 71", &[0xec, 0x1200, 0x16], &[]),
        ("3401 ed01 ed01 12 71", &[0xed, 0xed, 0x12], &[]),
        ("3401 ed01 8324 13 71", &[0xed, 0x1203, 0x13], &[]),
        ("3401 b101 ec01 12 71", &[0xb1, 0xec, 0x12], &[]),
        // A length that no RSA key has, beyond 32 bits.
        ("3401 8524 12 8080808010 71", &[0x1205, 0x12, 0x1_0000_0000], &[]),
        // An encoding that is not known, here that of a JWT.
        ("3401 ed01 ed01 13 f7d401", &[], &[0x6a77]),
        ("3401 ed01 ed01 13 f7d401 01 02", &[], &[0x6a77, 1, 2]),
        // A family that is not known: where it ends, nobody can say.
        ("3401 999901 01 02 71", &[0x4c99], &[1, 2, 0x71]),
    ] {
        let bytes = hex(text);
        let header = Header::decode(&bytes).unwrap_or_else(|error| panic!("{text}: {error}"));
        if let SignatureAlgorithm::Unknown(segments) = header.algorithm() {
            assert_eq!(segments.as_slice(), algorithm, "{text}");
            assert_eq!(header.algorithm().key_type(), None);
        } else {
            assert!(algorithm.is_empty(), "{text}");
        }
        if let PayloadEncoding::Unknown(segments) = header.encoding() {
            assert_eq!(segments.as_slice(), encoding, "{text}");
        } else {
            assert!(encoding.is_empty(), "{text}");
        }
        assert_eq!(header.encode(), bytes, "{text}");
    }
}

#[test]
fn a_message_of_a_wallet_inside_another_is_kept_as_unknown() {
    let bytes = hex("3401 ec01 e701 1b 91c303 91c303 71");
    let header = Header::decode(&bytes).unwrap();
    let PayloadEncoding::Eip191(InnerEncoding::Unknown(inner)) = header.encoding() else {
        panic!("{header:?}")
    };
    assert_eq!(inner.as_slice(), [0xe191, 0x71]);
    assert_eq!(header.encode(), bytes);
}

#[test]
fn refuses_another_prefix_and_another_version() {
    refused("35 01 ed01 ed01 13 71", 0, Kind::NotVarsig { found: 0x35 });
    refused("00 01 ed01 ed01 13 71", 0, Kind::NotVarsig { found: 0 });
    refused("34 00 ed01 ed01 13 71", 1, Kind::UnsupportedVersion { found: 0 });
    refused("34 02 ed01 ed01 13 71", 1, Kind::UnsupportedVersion { found: 2 });
    // Version 0 had no version segment: the algorithm followed at once.
    refused("34 ed01 13 71", 1, Kind::UnsupportedVersion { found: 0xed });
}

#[test]
fn refuses_a_segment_that_is_not_in_its_shortest_form() {
    refused("b400 01 ed01 ed01 13 71", 0, Kind::VarintNotShortest);
    refused("34 8100 ed01 ed01 13 71", 1, Kind::VarintNotShortest);
    refused("34 01 ed8100 ed01 13 71", 2, Kind::VarintNotShortest);
    refused("34 01 ed01 ed8100 13 71", 4, Kind::VarintNotShortest);
    refused("34 01 ed01 ed01 9300 71", 6, Kind::VarintNotShortest);
    refused("34 01 ed01 ed01 13 f100", 7, Kind::VarintNotShortest);
    refused("34 01 ec01 e701 1b 91c303 f100", 10, Kind::VarintNotShortest);
}

#[test]
fn refuses_a_number_beyond_63_bits() {
    refused("34 01 ed01 ffffffffffffffffff01 13 71", 4, Kind::VarintTooLong);
    refused("34 01 ed01 ffffffffffffffffffffff", 4, Kind::VarintTooLong);
    // The largest that is allowed is only unknown.
    let bytes = hex("34 01 ec01 ffffffffffffffff7f 12 71");
    assert_eq!(Header::decode(&bytes).unwrap().encode(), bytes);
}

#[test]
fn refuses_bytes_behind_a_known_encoding() {
    for text in ["34 01 ed01 ed01 13 71 00", "34 01 ed01 ed01 13 5f 71", "3401ed01ed0113a90280"] {
        let length = if text.ends_with("80") { 9 } else { 8 };
        refused(text, length, Kind::TrailingBytes);
    }
    refused("34 01 ec01 e701 1b 91c303 71 00", 11, Kind::TrailingBytes);
}

#[test]
fn refuses_more_unknown_segments_than_are_kept() {
    let nine = "34 01 ed01 ed01 13 f7d401 01 02 03 04 05 06 07 08";
    refused(nine, 17, Kind::TooManySegments { limit: 8 });
    let eight = hex("34 01 ed01 ed01 13 f7d401 01 02 03 04 05 06 07");
    assert_eq!(Header::decode(&eight).unwrap().encode(), eight);
}

#[test]
fn refuses_every_truncation_of_every_header() {
    for (bytes, header) in every_header() {
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            let error = Header::decode(cut).unwrap_err();
            assert_eq!(error.kind, Kind::UnexpectedEnd, "{header:?} cut to {length}");
            assert!(error.offset <= length);
        }
    }
}

#[test]
fn every_flipped_bit_of_every_header_is_refused_or_means_something_else() {
    for (bytes, header) in every_header() {
        for index in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[index] ^= 1 << bit;
                match Header::decode(&flipped) {
                    Err(_) => {}
                    Ok(other) => {
                        assert_ne!(other, header, "byte {index}, bit {bit} of {bytes:02x?}");
                        assert_eq!(other.encode(), flipped);
                    }
                }
            }
        }
    }
}

#[test]
fn an_error_says_where_and_what() {
    let error = Header::decode(&hex("34 01 ed01 ed8100 13 71")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "varsig header, byte 4: a number is not written in its shortest form"
    );
    let text = SignatureAlgorithm::rs256(256).to_string();
    assert_eq!(text, "RSASSA-PKCS1-v1_5 SHA2-256 with a modulus of 256 bytes");
}

#[test]
fn every_known_algorithm_names_the_type_of_its_key() {
    for (algorithm, key_type) in [
        (SignatureAlgorithm::Ed25519, KeyType::Ed25519),
        (SignatureAlgorithm::Ed448, KeyType::Ed448),
        (SignatureAlgorithm::ES256, KeyType::P256),
        (SignatureAlgorithm::ES384, KeyType::P384),
        (SignatureAlgorithm::ES512, KeyType::P521),
        (SignatureAlgorithm::ES256K, KeyType::Secp256k1),
        (SignatureAlgorithm::ES256K_KECCAK, KeyType::Secp256k1),
        (SignatureAlgorithm::rs512(512), KeyType::Rsa),
        (SignatureAlgorithm::BLS_G1, KeyType::Bls12381G1),
        (SignatureAlgorithm::BLS_G2, KeyType::Bls12381G2),
    ] {
        assert_eq!(algorithm.key_type(), Some(key_type));
    }
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

/// Segments with a good chance of being those of the text.
fn segment() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => prop::sample::select(vec![
            0x12, 0x13, 0x19, 0x1b, 0x20, 0x5f, 0x71, 0xb1, 0xe7, 0xea, 0xeb, 0xec, 0xed, 0x0129,
            0x1200, 0x1201, 0x1202, 0x1203, 0x1205, 0xe191, 256, 512,
        ]),
        1 => 0_u64..(1 << 63),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn whatever_is_read_is_written_back_byte_for_byte(
        segments in prop::collection::vec(segment(), 0..9),
    ) {
        let mut bytes = vec![0x34, 0x01];
        segments.iter().for_each(|segment| bytes.extend(varint(*segment)));
        if let Ok(header) = Header::decode(&bytes) {
            prop_assert_eq!(header.encode(), bytes.clone());
            prop_assert_eq!(Header::decode(&bytes), Ok(header));
        } else {
            prop_assert!(
                segments.len() < 4 || segments.len() > 8 || {
                    let error = Header::decode(&bytes).unwrap_err();
                    matches!(error.kind, Kind::TrailingBytes | Kind::UnexpectedEnd)
                },
                "{:x?}", segments
            );
        }
    }

    #[test]
    fn no_bytes_make_it_panic_and_what_is_accepted_is_the_only_spelling(
        bytes in prop::collection::vec(any::<u8>(), 0..24),
    ) {
        if let Ok(header) = Header::decode(&bytes) {
            prop_assert_eq!(header.encode(), bytes);
        }
    }

    #[test]
    fn the_offset_of_an_error_lies_in_the_bytes(
        tail in prop::collection::vec(any::<u8>(), 0..16),
    ) {
        let bytes = [vec![0x34, 0x01, 0xec, 0x01], tail].concat();
        if let Err(HeaderError { offset, .. }) = Header::decode(&bytes) {
            prop_assert!(offset <= bytes.len());
        }
    }
}
