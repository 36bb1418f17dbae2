//! Headers of which every segment is known.

use super::{bls, dag_cbor, decode, ecdsa, ed25519, eip_191, header, named, rsa, unknown};
use crate::{case::CaseBuilder, hex, list};

/// What the tables and examples of the text have.
pub(super) fn cases() -> Vec<CaseBuilder> {
    vec![
        decode("ed25519-over-dag-cbor")
            .section("Common Varsig Headers, Example: Ed25519")
            .title("Ed25519 with SHA2-512 over DAG-CBOR, the header of most UCAN tokens.")
            .why("Every implementation of UCAN must read this one.")
            .input("bytes", hex!("34 01 ed01 ed01 13 71"))
            .expect_value(header(ed25519(), dag_cbor()))
            .rules(["varsig.prefix", "varsig.version", "varsig.varint", "varsig.trailing-bytes"]),
        decode("ed448-over-dag-cbor")
            .section("Common Varsig Headers, Example: Ed448")
            .title("Ed448 with SHAKE-256 over DAG-CBOR.")
            .why("A header is read also where its signatures cannot be verified.")
            .input("bytes", hex!("34 01 ed01 8324 19 71"))
            .expect_value(header(named("Ed448", list!["0xed", "0x1203", "0x19"]), dag_cbor())),
        decode("es256-over-dag-cbor")
            .section("Common Varsig Headers, Example: ES256")
            .title("ECDSA on P-256 with SHA2-256 over DAG-CBOR.")
            .why("A peer has been seen to write the code of P-384 for P-256.")
            .input("bytes", hex!("34 01 ec01 8024 12 71"))
            .expect_value(header(
                ecdsa("P-256", "SHA2-256", list!["0xec", "0x1200", "0x12"]),
                dag_cbor(),
            ))
            .rules(["varsig.segment-count"]),
        decode("es384-over-dag-cbor")
            .section("Signature Algorithm")
            .title("ECDSA on P-384 with SHA2-384 over DAG-CBOR.")
            .why(
                "The curve and the hash are segments of their own: neither follows from the other.",
            )
            .input("bytes", hex!("34 01 ec01 8124 20 71"))
            .expect_value(header(
                ecdsa("P-384", "SHA2-384", list!["0xec", "0x1201", "0x20"]),
                dag_cbor(),
            )),
        decode("es512-over-dag-cbor")
            .section("Common Varsig Headers, Example: ES512")
            .title("ECDSA on P-521 with SHA2-512 over DAG-CBOR.")
            .why("The 512 of the name is the hash, the curve has 521 bits.")
            .input("bytes", hex!("34 01 ec01 8224 13 71"))
            .expect_value(header(
                ecdsa("P-521", "SHA2-512", list!["0xec", "0x1202", "0x13"]),
                dag_cbor(),
            )),
        decode("es256k-over-dag-cbor")
            .section("Common Varsig Headers, Example: ES256K")
            .title("ECDSA on secp256k1 with SHA2-256 over DAG-CBOR.")
            .why("UCAN Core requires this algorithm.")
            .input("bytes", hex!("34 01 ec01 e701 12 71"))
            .expect_value(header(
                ecdsa("secp256k1", "SHA2-256", list!["0xec", "0xe7", "0x12"]),
                dag_cbor(),
            )),
        decode("es256k-keccak-over-eip-191-dag-cbor")
            .section("Payload Encoding")
            .title("ECDSA on secp256k1 with Keccak-256 over EIP-191 over DAG-CBOR.")
            .why("This is what an Ethereum wallet signs when it signs a UCAN.")
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303 71"))
            .expect_value(header(
                ecdsa("secp256k1", "Keccak-256", list!["0xec", "0xe7", "0x1b"]),
                eip_191(dag_cbor(), list!["0xe191", "0x71"]),
            ))
            .rules(["varsig.eip-191-inner"]),
        decode("rs256-hash-before-length")
            .section("Format, the example RS256")
            .ruling("T7")
            .title("RSASSA-PKCS1-v1_5 with SHA2-256 and a modulus of 256 bytes: hash, then length.")
            .why("The table of the text has the length first, its diagram and appendix the hash.")
            .input("bytes", hex!("34 01 8524 12 8002 71"))
            .expect_value(header(
                rsa("SHA2-256", 256, list!["0x1205", "0x12", "0x100"]),
                dag_cbor(),
            ))
            .rules(["varsig.rsa-order"]),
        decode("rs512-with-a-modulus-of-512-bytes")
            .section("Common Varsig Headers, Example: RS512")
            .ruling("T7")
            .title("RSASSA-PKCS1-v1_5 with SHA2-512 and a modulus of 512 bytes.")
            .why(
                "The length is that of the modulus in bytes, not in bits, and not that of the key.",
            )
            .input("bytes", hex!("34 01 8524 13 8004 71"))
            .expect_value(header(
                rsa("SHA2-512", 512, list!["0x1205", "0x13", "0x200"]),
                dag_cbor(),
            )),
        decode("rs256-with-a-modulus-of-384-bytes")
            .section("Common Varsig Headers, Example: RS256")
            .ruling("T7")
            .title("RSASSA-PKCS1-v1_5 with SHA2-256 and a modulus of 384 bytes.")
            .why("The length is free: an implementation that knows 2048 and 4096 bits only fails.")
            .input("bytes", hex!("34 01 8524 12 8003 71"))
            .expect_value(header(
                rsa("SHA2-256", 384, list!["0x1205", "0x12", "0x180"]),
                dag_cbor(),
            )),
        decode("bls-with-the-key-on-g1")
            .section("Signature Algorithm")
            .title("BLS on BLS12-381 with the public key on G1 and SHA2-256, over DAG-CBOR.")
            .why("The segment names the group of the key; the signature is on the other group.")
            .input("bytes", hex!("34 01 b101 ea01 12 71"))
            .expect_value(header(bls("G1", list!["0xb1", "0xea", "0x12"]), dag_cbor())),
        decode("bls-with-the-key-on-g2")
            .section("Signature Algorithm")
            .title("BLS on BLS12-381 with the public key on G2 and SHA2-256, over DAG-CBOR.")
            .why("The segment names the group of the key; the signature is on the other group.")
            .input("bytes", hex!("34 01 b101 eb01 12 71"))
            .expect_value(header(bls("G2", list!["0xb1", "0xeb", "0x12"]), dag_cbor())),
        decode("hash-that-is-not-the-usual-one-of-its-curve")
            .section("Signature Algorithm")
            .title("ECDSA on P-384 with SHA2-512: any curve goes with any hash in a header.")
            .why("To read the curve from the hash, or the other way round, is a mistake.")
            .input("bytes", hex!("34 01 ec01 8124 13 71"))
            .expect_value(header(
                ecdsa("P-384", "SHA2-512", list!["0xec", "0x1201", "0x13"]),
                dag_cbor(),
            )),
        decode("p-256-with-keccak-over-jwt")
            .section("Format, the second example")
            .title("P-256 with Keccak-256 over the code 0x6a77, as the second diagram has it.")
            .why("The encoding is in no table of the text: it is kept as unknown.")
            .input("bytes", hex!("34 01 ec01 8024 1b f7d401"))
            .expect_value(header(
                ecdsa("P-256", "Keccak-256", list!["0xec", "0x1200", "0x1b"]),
                unknown(list!["0x6a77"]),
            )),
    ]
}
