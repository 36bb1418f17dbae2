//! RSA: RSAPublicKey of PKCS #1 in DER.

use super::{decode, valid};
use crate::{case::CaseBuilder, hex};

const RFC: &str = "RFC 8017";
const TWO_SPELLINGS: &str = "DER has one spelling of a value; a second one is a second identity.";

/// The modulus of RFC 7515, appendix A.2.1.
const MODULUS: [u8; 256] = hex!(
    "a1f8160ae2e3c9b465ce8d2d656263362b927dbe29e1f02477fc1625cc90a136e38bd93497c5b6ea63dd7711",
    "e67c7429f956b0fb8a8f089adc4b69893cc1333f53edd019b87784252fec914fe4857769594bea4280d32c0f",
    "55bf62944f130396bc6e9bdf6ebdd2bda3678eeca0c668f701b38dbffb38c8342ce2fe6d27fade4a5a487497",
    "9dd4b9cf9adec4c75b05852c2c0f5ef8a5c1750392f944e8ed64c110c6b647609aa4783aeb9c6c9ad7553130",
    "50638b83665c6f6f7a82a396702a1f641b82d3ebf2392219491fb686872c5716f50af8358d9a8b9d17c34072",
    "8f7f87d89a18d8fcab67ad84590c2ecf759339363c07034d6f606f9e21e05456cae5e9a1"
);

/// The parts of a key, one after the other.
fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, RFC, "A.1.1").rules(["key.rsa"]).tags(["feature:rsa"]);
    let good = join(&[&hex!("8524 3082010a 02820101 00"), &MODULUS, &hex!("0203 010001")]);
    vec![
        valid(case("rsa-2048"), "RSA", &good)
            .title("An RSA key of 2048 bits with the exponent 65537.")
            .why("The multicodec table says PKCS #1, not the SubjectPublicKeyInfo of X.509.")
            .published("RFC 7515, appendix A.2.1"),
        case("rsa-subject-public-key-info")
            .title("The same key as the SubjectPublicKeyInfo of X.509 is refused.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                join(&[
                    &hex!("8524 30820122 300d06092a864886f70d0101010500 0382010f 00"),
                    &hex!("3082010a 02820101 00"),
                    &MODULUS,
                    &hex!("0203 010001"),
                ]),
            )
            .expect_error("PublicKeyNotRsa"),
        case("rsa-trailing-byte")
            .title("The same key with a byte behind it is refused.")
            .why(TWO_SPELLINGS)
            .input("bytes", join(&[&good, &[0]]))
            .expect_error("PublicKeyNotRsa"),
        case("rsa-exponent-with-a-leading-zero")
            .title("The same key with a zero in front of its exponent is refused.")
            .why(TWO_SPELLINGS)
            .input(
                "bytes",
                join(&[&hex!("8524 3082010b 02820101 00"), &MODULUS, &hex!("0204 00010001")]),
            )
            .expect_error("PublicKeyNotRsa"),
        case("rsa-negative-modulus")
            .title("The same key without the zero in front of its modulus is refused.")
            .why("An INTEGER of DER that starts with a set bit is negative.")
            .input(
                "bytes",
                join(&[&hex!("8524 30820109 02820100"), &MODULUS, &hex!("0203 010001")]),
            )
            .expect_error("PublicKeyNotRsa"),
        case("rsa-truncated")
            .title("An RSA key that ends inside of its modulus is refused.")
            .why("Lengths inside of a key are claims, not facts.")
            .input("bytes", good[..100].to_vec())
            .expect_error("PublicKeyNotRsa"),
        case("rsa-1024")
            .title("An RSA key of 1024 bits is refused.")
            .why("Such keys can be factored by those who can afford it.")
            .input(
                "bytes",
                join(&[
                    &hex!("8524 308189 028181 00"),
                    // 128 bytes that start with a set bit and end with one.
                    &MODULUS[..127],
                    &[0x01],
                    &hex!("0203 010001"),
                ]),
            )
            .expect_error("PublicKeyRsaSize")
            .tags(["bound"]),
        case("rsa-10240")
            .title("An RSA key of 10240 bits is refused.")
            .why("To verify with a key of any length is work without bound.")
            .input(
                "bytes",
                join(&[
                    &hex!("8524 3082050a 02820501 00"),
                    &MODULUS.repeat(5),
                    &hex!("0203 010001"),
                ]),
            )
            .expect_error("PublicKeyRsaSize")
            .tags(["bound"]),
        case("rsa-exponent-1")
            .title("An RSA key with the exponent 1 is refused.")
            .why("Everything is its own signature then.")
            .input("bytes", join(&[&hex!("8524 30820108 02820101 00"), &MODULUS, &hex!("0201 01")]))
            .expect_error("PublicKeyRsaExponent"),
        case("rsa-even-exponent")
            .title("An RSA key with an even exponent is refused.")
            .why("It has no inverse, so nobody can have signed with it.")
            .input(
                "bytes",
                join(&[&hex!("8524 3082010a 02820101 00"), &MODULUS, &hex!("0203 010000")]),
            )
            .expect_error("PublicKeyRsaExponent"),
        case("rsa-exponent-of-33-bits")
            .title("An RSA key with the exponent 2^32 + 1 is refused.")
            .why("The exponent decides what a verification costs.")
            .input(
                "bytes",
                join(&[&hex!("8524 3082010c 02820101 00"), &MODULUS, &hex!("0205 0100000001")]),
            )
            .expect_error("PublicKeyRsaExponent")
            .tags(["bound"]),
    ]
}
