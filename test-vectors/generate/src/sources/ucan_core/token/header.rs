//! The varsig header of a token, before anything is verified.

use super::{decode, delegation};
use crate::{case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, header, error, title) in [
        ("header-empty", hex!("").as_slice(), "HeaderUnexpectedEnd", "An empty header"),
        ("header-cut-short", &hex!("34 01 ed01 ed01 13"), "HeaderUnexpectedEnd", "A cut header"),
        (
            "header-trailing-zero",
            &hex!("34 01 ed01 ed01 13 71 00"),
            "HeaderTrailingBytes",
            "A header with a byte behind it",
        ),
        (
            "header-not-varsig",
            &hex!("35 01 ed01 ed01 13 71"),
            "HeaderNotVarsig",
            "A header with another prefix",
        ),
        (
            "header-version-2",
            &hex!("34 02 ed01 ed01 13 71"),
            "HeaderUnsupportedVersion",
            "A header of Varsig version 2",
        ),
        (
            "header-of-the-older-texts",
            &hex!("34 ed01 13 71"),
            "HeaderUnsupportedVersion",
            "A header without a version, as in the older texts,",
        ),
        (
            "header-long-varint",
            &hex!("34 8100 ed01 ed01 13 71"),
            "HeaderVarintNotShortest",
            "A header with a varint that is longer than it needs to be",
        ),
    ] {
        cases.push(
            decode(slug, delegation().with_header(header).sign().bytes())
                .section("Envelope")
                .ruling("T8")
                .title(format!("{title} is refused."))
                .why("The header decides how the signature is checked.")
                .expect_error(error)
                .rules(["token.header"]),
        );
    }
    for (slug, header, name) in [
        ("encoding-byte-identical", hex!("34 01 ed01 ed01 13 5f").as_slice(), "byte-identical"),
        ("encoding-dag-json", &hex!("34 01 ed01 ed01 13 a902"), "DAG-JSON"),
        ("encoding-raw-eip-191", &hex!("34 01 ec01 e701 1b 91c303 5f"), "EIP-191 over raw bytes"),
        ("encoding-json-eip-191", &hex!("34 01 ec01 e701 1b 91c303 a902"), "EIP-191 over DAG-JSON"),
        ("encoding-eip-191-ed25519", &hex!("34 01 ed01 ed01 13 91c303 71"), "EIP-191 by Ed25519"),
        ("encoding-eip-191-sha2", &hex!("34 01 ec01 e701 12 91c303 71"), "EIP-191 with SHA2-256"),
        ("encoding-unknown", &hex!("34 01 ed01 ed01 13 70"), "DAG-PB"),
        ("algorithm-unknown", &hex!("34 01 ffff03 71"), "an algorithm that is not known"),
    ] {
        cases.push(
            decode(slug, delegation().with_header(header).sign().bytes())
                .ruling("T2")
                .title(format!("A token is not signed over {name}."))
                .why("Every reader must come to the same bytes under the signature.")
                .expect_error("TokenPayloadEncoding")
                .rules(["token.payload-encoding"]),
        );
    }
    cases
}
