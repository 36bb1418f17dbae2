//! Secret keys that are none, or not here.

use crate::{Topic, case::CaseBuilder, hex, sources::VARSIG};

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "secret-key",
        "Secret keys behind their multicodec prefixes: what is in front of a key is checked.",
        VARSIG,
        cases(),
    )
}

fn cases() -> Vec<CaseBuilder> {
    let sign = |slug| {
        crate::case(slug)
            .operation("varsig.sign")
            .section("Signature Algorithm")
            .input("message", b"hello")
            .rules(["key.prefix"])
    };
    vec![
        sign("x25519")
            .title("A secret key of X25519 (0x1302) is refused: it signs nothing.")
            .why("A key that is used for two purposes can betray both.")
            .input("header", hex!("34 01 ed01 ed01 13 5f"))
            .input(
                "secret-key",
                hex!("8226 0000000000000000000000000000000000000000000000000000000000000007"),
            )
            .expect_error("SecretKeyUnsupportedType"),
        sign("ed25519-without-a-prefix")
            .title("The 32 bytes of an Ed25519 key without a prefix are refused.")
            .why("An error that shows the \"code\" found here shows the beginning of the key.")
            .input("header", hex!("34 01 ed01 ed01 13 5f"))
            .input(
                "secret-key",
                hex!("0000000000000000000000000000000000000000000000000000000000000007"),
            )
            .expect_error("SecretKeyPrefix"),
        sign("half-of-a-prefix")
            .title("A secret key that ends inside of its prefix is refused.")
            .why("Half of a prefix must not be completed by a guess.")
            .input("header", hex!("34 01 ed01 ed01 13 5f"))
            .input("secret-key", hex!("80"))
            .expect_error("SecretKeyPrefix"),
        sign("p-256-key-under-an-ed25519-header")
            .title("A P-256 key does not sign under a header that names Ed25519.")
            .why("The header would lie about the signature, and nobody could verify it.")
            .input("header", hex!("34 01 ed01 ed01 13 5f"))
            .input(
                "secret-key",
                hex!("8626 0000000000000000000000000000000000000000000000000000000000000007"),
            )
            .expect_error("AlgorithmMismatch"),
    ]
}
