//! What stands in front of a key.

use super::decode;
use crate::{case::CaseBuilder, hex};

const TWO_SPELLINGS: &str =
    "A key with two spellings is two identities, of which one may be revoked.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    let case =
        |slug| decode(slug, "Varsig", "Signature Algorithm").ruling("T14").rules(["key.prefix"]);
    vec![
        case("no-bytes")
            .title("No bytes are no key.")
            .why("Nothing must not become a default.")
            .input("bytes", hex!(""))
            .expect_error("PublicKeyPrefix"),
        case("half-of-a-prefix")
            .title("A prefix that ends inside of its varint is refused.")
            .why("Half of a prefix must not be completed by a guess.")
            .input("bytes", hex!("ed"))
            .expect_error("PublicKeyPrefix"),
        case("overlong-prefix")
            .title("A prefix that is not in its shortest form is refused.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!("ed8100 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            )
            .expect_error("PublicKeyPrefix"),
        case("prefix-only")
            .title("A prefix with no key behind it is refused.")
            .why("An empty key must not become a default.")
            .input("bytes", hex!("ed01"))
            .expect_error("PublicKeyLength"),
        case("x25519")
            .title("A key of X25519 (0xec) is refused: it agrees on secrets and signs nothing.")
            .why("In a header the same number stands for ECDSA; here it must not.")
            .input(
                "bytes",
                hex!("ec01 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            )
            .expect_error("PublicKeyUnknownType"),
        case("secret-key")
            .title("A secret key of Ed25519 (0x1300) is refused.")
            .why("A secret in a did:key is an accident; to accept it would publish it.")
            .input(
                "bytes",
                hex!("8026 0000000000000000000000000000000000000000000000000000000000000007"),
            )
            .expect_error("PublicKeyUnknownType"),
        case("raw-ed25519-key")
            .title("A key without a prefix is refused.")
            .why("A reader that guesses the type from the length can be lied to.")
            .input(
                "bytes",
                hex!("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"),
            )
            .expect_error("PublicKeyUnknownType"),
    ]
}
