//! Bytes and the CIDs that name them.

use crate::{
    DAG_CBOR, RAW, Topic, Value, case, case::CaseBuilder, cid_v1, cid_with_digest, hex,
    sources::VARSIG,
};

const COMPUTED: &str = "sha2-256 and base32 in a few lines of the generator";
const TEXT: &str = "CID";
const SECTION: &str = "CIDv1";

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "block",
        "Content-addressed blocks: the CID of bytes, and bytes checked against a CID.",
        VARSIG,
        [addresses(), checks()].into_iter().flatten().collect(),
    )
}

fn addresses() -> Vec<CaseBuilder> {
    let cid = |slug| case(slug).text(TEXT).section(SECTION).operation("varsig.block.cid");
    vec![
        cid("raw-hello")
            .title("Five bytes under the codec raw.")
            .why("The simplest address there is; other tools give the same one.")
            .input("codec", "raw")
            .input("bytes", b"hello")
            .expect_cid("bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq")
            .published("`echo -n hello | ipfs add --cid-version 1 --raw-leaves`"),
        cid("raw-empty")
            .title("No bytes under the codec raw.")
            .why("An empty block is a block: it has an address like any other.")
            .input("codec", "raw")
            .input("bytes", hex!(""))
            .expect_cid("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")
            .published("the address of the empty file in IPFS"),
        cid("dag-cbor-empty-map")
            .title("The empty map in DAG-CBOR.")
            .why("The codec is a part of the address: the same bytes as raw have another.")
            .input("codec", "dag-cbor")
            .input("bytes", hex!("a0"))
            .expect_cid("bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua")
            .published("the address of {} in DAG-CBOR, as IPLD tools print it"),
        cid("dag-json-empty-map")
            .title("The empty map in DAG-JSON.")
            .why("The code of DAG-JSON needs two bytes as a varint.")
            .input("codec", "dag-json")
            .input("bytes", b"{}")
            .expect_cid(cid_v1(crate::DAG_JSON, b"{}"))
            .computed(COMPUTED),
    ]
}

fn checks() -> Vec<CaseBuilder> {
    let verify = |slug| case(slug).text(TEXT).section(SECTION).operation("varsig.block.verify");
    vec![
        verify("the-bytes-of-the-cid")
            .title("The bytes that the CID names are accepted.")
            .why("The bytes are kept as they came: they are never encoded again.")
            .input("cid", Value::link(cid_v1(RAW, b"hello")))
            .input("bytes", b"hello")
            .expect_valid()
            .computed(COMPUTED)
            .rules(["block.content", "block.hash"]),
        verify("bytes-that-are-not-of-their-codec")
            .title(
                "The hash decides, also where the bytes are not of the codec that the CID names.",
            )
            .why("A store keeps blocks; who reads one checks its encoding.")
            .input("cid", Value::link(cid_v1(DAG_CBOR, b"hello")))
            .input("bytes", b"hello")
            .expect_valid()
            .computed(COMPUTED),
        verify("other-bytes")
            .title("Bytes that differ in one bit from those the CID names are refused.")
            .why("A block that is not checked lets anybody swap content.")
            .input("cid", Value::link(cid_v1(RAW, b"hello")))
            .input("bytes", b"hellm")
            .expect_error("BlockMismatch")
            .computed(COMPUTED)
            .rules(["block.content"]),
        verify("fewer-bytes")
            .title("The beginning of the bytes that the CID names is refused.")
            .why("A transfer that broke off must not count as done.")
            .input("cid", Value::link(cid_v1(RAW, b"hello")))
            .input("bytes", b"hell")
            .expect_error("BlockMismatch")
            .computed(COMPUTED),
        verify("digest-cut-short")
            .title("A CID with the first 20 bytes of the right digest is refused.")
            .why("A short digest is easy to collide with, and a second name of the block.")
            .input(
                "cid",
                Value::link(cid_with_digest(
                    RAW,
                    0x12,
                    &hex!("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c"),
                )),
            )
            .input("bytes", b"hello")
            .expect_error("BlockMismatch")
            .computed(COMPUTED),
        verify("sha2-512")
            .title("A CID with sha2-512 is refused by name, though the digest is right.")
            .why("Who cannot compute a hash must say so, and never take the bytes on trust.")
            .input(
                "cid",
                Value::link(cid_with_digest(
                    RAW,
                    0x13,
                    &hex!(
                        "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7",
                        "2323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043"
                    ),
                )),
            )
            .input("bytes", b"hello")
            .expect_error("BlockUnsupportedHash")
            .computed("sha2-512 in Python")
            .rules(["block.hash"]),
        verify("sha3-256")
            .title("A CID with sha3-256 is refused by name, though the digest is right.")
            .why("It has as many bytes as sha2-256: only the code tells them apart.")
            .input(
                "cid",
                Value::link(cid_with_digest(
                    RAW,
                    0x16,
                    &hex!("3338be694f50c5f338814986cdf0686453a888b84f424d792af4b9202398f392"),
                )),
            )
            .input("bytes", b"hello")
            .expect_error("BlockUnsupportedHash")
            .computed("sha3-256 in Python")
            .rules(["block.hash"]),
        verify("identity")
            .title("A CID that carries its bytes in place of a digest is refused by name.")
            .why("An address that is the content gives no bound on its length.")
            .input("cid", Value::link(cid_with_digest(RAW, 0x00, b"hello")))
            .input("bytes", b"hello")
            .expect_error("BlockUnsupportedHash")
            .rules(["block.hash"]),
    ]
}
