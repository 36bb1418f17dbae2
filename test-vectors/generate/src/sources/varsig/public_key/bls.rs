//! BLS12-381: compressed points of the subgroup of prime order.

use super::{decode, valid};
use crate::{case::CaseBuilder, hex};

const DRAFT: &str = "draft-irtf-cfrg-bls-signature-05";
const VALIDATE: &str = "2.5";
const SUBGROUP: &str = "Outside of the subgroup, signatures can be forged from others.";
const CURVE: &str = "point arithmetic on BLS12-381 in Python integers";
const GENERATOR: &str = "draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [g1(), g2()].into_iter().flatten().collect()
}

fn g1() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, DRAFT, VALIDATE).rules(["key.bls-g1"]).tags(["feature:bls"]);
    vec![
        valid(
            case("bls-g1"),
            "BLS12-381 G1",
            &hex!(
                "ea01 97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58",
                "6c55e83ff97a1aeffb3af00adb22c6bb"
            ),
        )
        .title("A BLS key on G1: the generator, whose secret is 1.")
        .why("The short keys, whose signatures are long.")
        .published(GENERATOR),
        case("bls-g1-uncompressed")
            .title("The same key as an uncompressed point is refused.")
            .why("A key with two spellings is two identities, of which one may be revoked.")
            .input(
                "bytes",
                hex!(
                    "ea01 17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58",
                    "6c55e83ff97a1aeffb3af00adb22c6bb08b3f481e3aaa0f1a09e30ed741d8ae4",
                    "fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"
                ),
            )
            .expect_error("PublicKeyLength"),
        case("bls-g1-infinity")
            .title("The point at infinity of G1 is refused.")
            .why("The signature at infinity would hold for every message.")
            .input(
                "bytes",
                hex!(
                    "ea01 c00000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000"
                ),
            )
            .expect_error("PublicKeySmallOrder"),
        case("bls-g1-outside-of-the-subgroup")
            .title("A point of the curve, x = 4, that is not of the subgroup is refused.")
            .why(SUBGROUP)
            .input(
                "bytes",
                hex!(
                    "ea01 800000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000004"
                ),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(CURVE),
        case("bls-g1-no-point")
            .title("x = 1 is refused: there is no such point on the curve.")
            .why("A point off the curve leaks bits of secrets it is multiplied with.")
            .input(
                "bytes",
                hex!(
                    "ea01 800000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000001"
                ),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(CURVE),
        case("bls-g1-without-the-compression-bit")
            .title("A point of 48 bytes without the bit that says compressed is refused.")
            .why("A key with two spellings is two identities, of which one may be revoked.")
            .input(
                "bytes",
                hex!(
                    "ea01 17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58",
                    "6c55e83ff97a1aeffb3af00adb22c6bb"
                ),
            )
            .expect_error("PublicKeyNotAPoint"),
    ]
}

fn g2() -> Vec<CaseBuilder> {
    let case = |slug| decode(slug, DRAFT, VALIDATE).rules(["key.bls-g2"]).tags(["feature:bls"]);
    vec![
        valid(
            case("bls-g2"),
            "BLS12-381 G2",
            &hex!(
                "eb01 93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049",
                "334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051",
                "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
            ),
        )
        .title("A BLS key on G2: the generator, whose secret is 1.")
        .why("The long keys, whose signatures are short.")
        .published(GENERATOR),
        case("bls-g2-code-with-a-g1-key")
            .title("A key on G1 behind the code of G2 is refused.")
            .why("The code decides the group, and the group the pairing.")
            .input(
                "bytes",
                hex!(
                    "eb01 97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58",
                    "6c55e83ff97a1aeffb3af00adb22c6bb"
                ),
            )
            .expect_error("PublicKeyLength"),
        case("bls-g2-outside-of-the-subgroup")
            .title("A point of the curve, x = 2, that is not of the subgroup is refused.")
            .why(SUBGROUP)
            .input(
                "bytes",
                hex!(
                    "eb01 800000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000002"
                ),
            )
            .expect_error("PublicKeyNotAPoint")
            .computed(CURVE),
        case("bls-g2-infinity")
            .title("The point at infinity of G2 is refused.")
            .why("The signature at infinity would hold for every message.")
            .input(
                "bytes",
                hex!(
                    "eb01 c00000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000",
                    "000000000000000000000000000000000000000000000000"
                ),
            )
            .expect_error("PublicKeySmallOrder"),
    ]
}
