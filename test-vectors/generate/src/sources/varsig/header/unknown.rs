//! Headers with segments that are in no table of the text.

use super::{dag_cbor, decode, ecdsa, ed25519, eip_191, header, round_trip, unknown};
use crate::{case::CaseBuilder, hex, list};

const KEPT: &str = "A header is shown, logged and passed on also by those who cannot verify it.";

/// What is unknown is kept as it came.
pub(super) fn cases() -> Vec<CaseBuilder> {
    vec![
        decode("unknown-algorithm")
            .section("Signature Algorithm")
            .title("The first segment of the algorithm is unknown, so nobody can say how many follow.")
            .why("A known code at the end must not be taken for the encoding: it may be a parameter.")
            .input("bytes", hex!("34 01 3a 12 71"))
            .expect_value(header(unknown(list!["0x3a"]), unknown(list!["0x12", "0x71"])))
            .rules(["varsig.unknown"]),
        decode("eddsa-on-an-unknown-curve")
            .section("Signature Algorithm")
            .title("EdDSA with the code of secp256k1 as its curve is an unknown algorithm of three segments.")
            .why("The family says how many segments there are, so the encoding can still be read.")
            .input("bytes", hex!("34 01 ed01 e701 13 71"))
            .expect_value(header(unknown(list!["0xed", "0xe7", "0x13"]), dag_cbor())),
        decode("ed25519-with-sha2-256")
            .section("Common Varsig Headers, Example: Ed25519")
            .title("Ed25519 with another hash than SHA2-512 is an unknown algorithm.")
            .why("Who ignores the hash segment accepts a second spelling of the same header.")
            .input("bytes", hex!("34 01 ed01 ed01 12 71"))
            .expect_value(header(unknown(list!["0xed", "0xed", "0x12"]), dag_cbor())),
        decode("ed448-with-sha2-512")
            .section("Common Varsig Headers, Example: Ed448")
            .title("Ed448 with another hash than SHAKE-256 is an unknown algorithm.")
            .why("Who ignores the hash segment accepts a second spelling of the same header.")
            .input("bytes", hex!("34 01 ed01 8324 13 71"))
            .expect_value(header(unknown(list!["0xed", "0x1203", "0x13"]), dag_cbor())),
        decode("ecdsa-on-an-unknown-curve")
            .section("Signature Algorithm")
            .title("ECDSA with the code of Ed448 as its curve is an unknown algorithm.")
            .why("A curve that is not known must not fall back to one that is.")
            .input("bytes", hex!("34 01 ec01 8324 12 71"))
            .expect_value(header(unknown(list!["0xec", "0x1203", "0x12"]), dag_cbor())),
        decode("ecdsa-with-an-unknown-hash")
            .section("Signature Algorithm")
            .title("ECDSA on P-256 with SHA3-256 is an unknown algorithm.")
            .why("SHA3-256 is not Keccak-256, though they are often confused.")
            .input("bytes", hex!("34 01 ec01 8024 16 71"))
            .expect_value(header(unknown(list!["0xec", "0x1200", "0x16"]), dag_cbor())),
        decode("rsa-length-before-hash")
            .ruling("T7")
            .title("RSA with the length first is an unknown algorithm: 0x100 is no hash.")
            .why("To guess the order would give one algorithm two headers.")
            .input("bytes", hex!("34 01 8524 8002 12 71"))
            .expect_value(header(unknown(list!["0x1205", "0x100", "0x12"]), dag_cbor())),
        decode("bls-on-an-unknown-group")
            .section("Signature Algorithm")
            .title("BLS with the code of Ed25519 as its group is an unknown algorithm.")
            .why("Which group has the key decides which has the signature.")
            .input("bytes", hex!("34 01 b101 ed01 12 71"))
            .expect_value(header(unknown(list!["0xb1", "0xed", "0x12"]), dag_cbor())),
        decode("unknown-encoding")
            .section("Payload Encoding")
            .title("The codec raw (0x55) is no payload encoding of the text.")
            .why("It looks like byte-identical (0x5f) and is not the same.")
            .input("bytes", hex!("34 01 ed01 ed01 13 55"))
            .expect_value(header(ed25519(), unknown(list!["0x55"]))),
        decode("encoding-0x51-is-plain-cbor")
            .section("Payload Encoding")
            .title("The codec cbor (0x51) is no payload encoding of the text.")
            .why("Plain CBOR has many encodings of one value; it must not pass for DAG-CBOR.")
            .input("bytes", hex!("34 01 ed01 ed01 13 51"))
            .expect_value(header(ed25519(), unknown(list!["0x51"]))),
        decode("unknown-encoding-with-parameters")
            .section("Payload Encoding")
            .title("Segments behind an unknown encoding belong to it.")
            .why("The first segment decides how many there are, and this one is not known.")
            .input("bytes", hex!("34 01 ed01 ed01 13 55 71 a902"))
            .expect_value(header(ed25519(), unknown(list!["0x55", "0x71", "0x129"]))),
        decode("eip-191-over-an-unknown-encoding")
            .section("Payload Encoding")
            .title("EIP-191 over the codec raw: the inner encoding is unknown.")
            .why(KEPT)
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303 55"))
            .expect_value(header(
                ecdsa("secp256k1", "Keccak-256", list!["0xec", "0xe7", "0x1b"]),
                eip_191(unknown(list!["0x55"]), list!["0xe191", "0x55"]),
            )),
        decode("eip-191-over-eip-191")
            .section("Payload Encoding")
            .title("EIP-191 inside of EIP-191 is an unknown inner encoding.")
            .why("No wallet wraps twice; a reader that recurses can be driven as deep as one likes.")
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303 91c303 71"))
            .expect_value(header(
                ecdsa("secp256k1", "Keccak-256", list!["0xec", "0xe7", "0x1b"]),
                eip_191(
                    unknown(list!["0xe191", "0x71"]),
                    list!["0xe191", "0xe191", "0x71"],
                ),
            )),
        decode("largest-segment")
            .ruling("T8")
            .title("A segment of nine bytes, the largest number that a varint holds.")
            .why("The number has 63 bits: it fits no 32-bit integer and no JavaScript number.")
            .input("bytes", hex!("34 01 ed01 ed01 13 ffffffffffffffff7f"))
            .expect_value(header(ed25519(), unknown(list!["0x7fffffffffffffff"])))
            .rules(["varsig.varint"]),
        round_trip("round-trip-of-a-known-header")
            .section("Format")
            .title("A known header is written back as it came.")
            .why(KEPT)
            .input("bytes", hex!("34 01 8524 12 8002 91c303 a902"))
            .expect_value(hex!("34 01 8524 12 8002 91c303 a902")),
        round_trip("round-trip-of-an-unknown-algorithm")
            .section("Format")
            .title("A header with an unknown algorithm is written back as it came.")
            .why(KEPT)
            .input("bytes", hex!("34 01 8080808001 00 12 71"))
            .expect_value(hex!("34 01 8080808001 00 12 71")),
        round_trip("round-trip-of-an-unknown-encoding")
            .section("Format")
            .title("A header with an unknown encoding of several segments is written back as it came.")
            .why(KEPT)
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303 55 ffffffffffffffff7f 00"))
            .expect_value(hex!("34 01 ec01 e701 1b 91c303 55 ffffffffffffffff7f 00")),
        round_trip("eight-unknown-segments")
            .section("Format")
            .title("An unknown encoding of eight segments is kept.")
            .why("What is kept must be bounded, and the bound must not be too low.")
            .input("bytes", hex!("34 01 ed01 ed01 13 55 01 02 03 04 05 06 07"))
            .expect_value(hex!("34 01 ed01 ed01 13 55 01 02 03 04 05 06 07"))
            .tags(["bound"]),
        decode("nine-unknown-segments")
            .section("Format")
            .title("An unknown encoding of nine segments is refused.")
            .why("Without a bound, a header may be as long as its sender likes.")
            .input("bytes", hex!("34 01 ed01 ed01 13 55 01 02 03 04 05 06 07 08"))
            .expect_error_at("HeaderTooManySegments", 15)
            .rules(["varsig.unknown"])
            .tags(["bound"]),
    ]
}
