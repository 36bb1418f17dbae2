//! The curves of ECDSA: compressed points only.

use super::{decode, valid};
use crate::{case::CaseBuilder, hex};

const SEC1: &str = "SEC 1";
const POINT: &str = "2.3.4";
const TWO_SPELLINGS: &str =
    "A key with two spellings is two identities, of which one may be revoked.";
const NO_POINT: &str = "A point off the curve leaks bits of secrets it is multiplied with.";
const EULER: &str = "Euler's criterion in Python integers";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [p256(), p384(), p521(), secp256k1()].into_iter().flatten().collect()
}

fn p256() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, SEC1, POINT).ruling("T14").rules(["key.p-256"]);
    vec![
        valid(
            case("p-256"),
            "P-256",
            &hex!("8024 03 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
        )
        .title("A P-256 key.")
        .why("UCAN Core requires this type.")
        .published("RFC 6979, appendix A.2.5"),
        case("p-256-uncompressed")
            .title("The same P-256 key as an uncompressed point is refused.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!(
                    "8024 04 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
                    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
                ),
            )
            .expect_error("PublicKeyLength"),
        case("p-256-infinity")
            .title("P-256: the point at infinity is refused.")
            .why("It is no key: every signature or none would hold.")
            .input("bytes", hex!("8024 00"))
            .expect_error("PublicKeyLength"),
        case("p-256-no-point")
            .title("x = 1 is refused: there is no such point on P-256.")
            .why(NO_POINT)
            .input(
                "bytes",
                hex!("8024 02 0000000000000000000000000000000000000000000000000000000000000001"),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
        case("p-256-x-not-reduced")
            .title("P-256: x = p + 5 is refused, though there is a point with x = 5.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!("8024 02 ffffffff00000001000000000000000000000001000000000000000000000004"),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
        case("p-256-tag-of-an-uncompressed-point")
            .title("P-256: a point of 33 bytes with the tag of an uncompressed one is refused.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!("8024 04 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
            )
            .expect_error("PublicKeyNotAPoint"),
        case("p-256-tag-of-a-compact-point")
            .title("P-256: a point of 33 bytes with the tag 5, compact, is refused.")
            .why("Some libraries read it: the sign of y is then a guess.")
            .input(
                "bytes",
                hex!("8024 05 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
            )
            .expect_error("PublicKeyNotAPoint"),
    ]
}

fn p384() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, SEC1, POINT).ruling("T14").rules(["key.p-384"]);
    vec![
        valid(
            case("p-384"),
            "P-384",
            &hex!(
                "8124 02 ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64",
                "def8f0ea9055866064a254515480bc13"
            ),
        )
        .title("A P-384 key.")
        .why("Browsers make such keys.")
        .published("RFC 6979, appendix A.2.6"),
        case("p-384-no-point")
            .title("x = 1 is refused: there is no such point on P-384.")
            .why(NO_POINT)
            .input(
                "bytes",
                hex!(
                    "8124 02 000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000001"
                ),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
        case("p-384-code-with-a-p-256-key")
            .title("A P-256 key behind the code of P-384 is refused.")
            .why("The code decides the type: to go by the length would make it meaningless.")
            .input(
                "bytes",
                hex!("8124 03 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
            )
            .expect_error("PublicKeyLength"),
    ]
}

fn p521() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, SEC1, POINT).ruling("T14").rules(["key.p-521"]);
    vec![
        valid(
            case("p-521"),
            "P-521",
            &hex!(
                "8224 03 01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd",
                "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4"
            ),
        )
        .title("A P-521 key.")
        .why("x has 521 bits and stands in 66 bytes, of which the first is 0 or 1.")
        .published("RFC 6979, appendix A.2.7"),
        case("p-521-no-point")
            .title("x = 3 is refused: there is no such point on P-521.")
            .why(NO_POINT)
            .input(
                "bytes",
                hex!(
                    "8224 02 000000000000000000000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000000000000000000003"
                ),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
        case("p-521-x-not-reduced")
            .title("P-521: x = p + 1 is refused, though there is a point with x = 1.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!(
                    "8224 02 020000000000000000000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000000000000000000000"
                ),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
        case("p-521-without-the-leading-byte")
            .title("The same key without the leading byte of x is refused.")
            .why("Libraries that drop leading zeros make such keys; widths are fixed.")
            .input(
                "bytes",
                hex!(
                    "8224 03 894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd",
                    "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4"
                ),
            )
            .expect_error("PublicKeyLength"),
    ]
}

fn secp256k1() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, SEC1, POINT).ruling("T14").rules(["key.secp256k1"]);
    vec![
        valid(
            case("secp256k1"),
            "secp256k1",
            &hex!("e701 02 79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
        )
        .title("A secp256k1 key: the generator, whose secret is 1.")
        .why("UCAN Core requires this type.")
        .published("SEC 2, section 2.4.1"),
        case("secp256k1-uncompressed")
            .title("The same secp256k1 key as an uncompressed point is refused.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!(
                    "e701 04 79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
                ),
            )
            .expect_error("PublicKeyLength"),
        case("secp256k1-no-point")
            .title("x = 5 is refused: there is no such point on secp256k1.")
            .why(NO_POINT)
            .input(
                "bytes",
                hex!("e701 02 0000000000000000000000000000000000000000000000000000000000000005"),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
        case("secp256k1-x-not-reduced")
            .title("secp256k1: x = p + 1 is refused, though there is a point with x = 1.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                hex!("e701 02 fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30"),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(EULER),
    ]
}
