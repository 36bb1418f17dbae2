//! Ed25519 and Ed448.

use super::{decode, valid};
use crate::{case::CaseBuilder, hex};

const RFC: &str = "RFC 8032";
const FORGERY: &str = "Anybody can sign for such a key, so it must never become an identity.";
const CURVE: &str = "point arithmetic on edwards25519 in Python integers";

pub(super) fn cases() -> Vec<CaseBuilder> {
    let ed25519 = |slug| decode(slug, RFC, "5.1.5").ruling("T9").rules(["key.ed25519"]);
    vec![
        valid(
            ed25519("ed25519"),
            "Ed25519",
            &hex!("ed01 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
        )
        .title("An Ed25519 key.")
        .why("Every implementation of UCAN must read this type.")
        .published("RFC 8032, section 7.1, test 1")
        .rules(["key.prefix"]),
        ed25519("ed25519-one-byte-short")
            .title("An Ed25519 key of 31 bytes is refused.")
            .why("A key that is padded or cut by the reader is another key.")
            .input(
                "bytes",
                hex!("ed01 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751"),
            )
            .expect_error("PublicKeyLength"),
        ed25519("ed25519-one-byte-long")
            .title("An Ed25519 key of 33 bytes is refused.")
            .why("A key with a byte behind it would be a second identity of the same holder.")
            .input(
                "bytes",
                hex!("ed01 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a 00"),
            )
            .expect_error("PublicKeyLength"),
        ed25519("ed25519-no-point")
            .title("An Ed25519 key with y = 2, for which there is no x, is refused.")
            .why("It is no point of the curve, so no arithmetic with it means anything.")
            .input(
                "bytes",
                hex!("ed01 0200000000000000000000000000000000000000000000000000000000000000"),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(CURVE),
        ed25519("ed25519-identity")
            .title("The identity, y = 1, is refused.")
            .why(FORGERY)
            .input(
                "bytes",
                hex!("ed01 0100000000000000000000000000000000000000000000000000000000000000"),
            )
            .expect_error("PublicKeySmallOrder"),
        ed25519("ed25519-order-2")
            .title("The point of order 2, y = -1, is refused.")
            .why(FORGERY)
            .input(
                "bytes",
                hex!("ed01 ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            )
            .expect_error("PublicKeySmallOrder"),
        ed25519("ed25519-order-4")
            .title("A point of order 4, y = 0, is refused.")
            .why(FORGERY)
            .input(
                "bytes",
                hex!("ed01 0000000000000000000000000000000000000000000000000000000000000000"),
            )
            .expect_error("PublicKeySmallOrder"),
        ed25519("ed25519-order-8")
            .title("A point of order 8 is refused.")
            .why(FORGERY)
            .input(
                "bytes",
                hex!("ed01 c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            )
            .expect_error("PublicKeySmallOrder")
            .computed(CURVE),
        ed25519("ed25519-y-not-reduced")
            .title("y = p + 1 is refused: it is y = 1 written a second time.")
            .why("A key with two spellings is two identities, of which one may be revoked.")
            .input(
                "bytes",
                hex!("ed01 eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            )
            .expect_error("PublicKeyNotAPoint"),
        ed25519("ed25519-negative-zero")
            .title("The identity with the sign bit of x set is refused: x = 0 has no sign.")
            .why("A key with two spellings is two identities, of which one may be revoked.")
            .input(
                "bytes",
                hex!("ed01 0100000000000000000000000000000000000000000000000000000000000080"),
            )
            .expect_error("PublicKeyNotAPoint"),
        valid(
            decode("ed448", RFC, "5.2.5"),
            "Ed448",
            &hex!(
                "8324 5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778",
                "edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180"
            ),
        )
        .title("An Ed448 key.")
        .why("An implementation that does not verify Ed448 says so by name, not \"unknown\".")
        .published("RFC 8032, section 7.4, blank")
        .tags(["feature:ed448"]),
    ]
}
