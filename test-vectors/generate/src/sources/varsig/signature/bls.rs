//! BLS on BLS12-381: one signer, one message, the basic scheme.

use super::{MESSAGE, common::Scheme, keys, verify};
use crate::{case::CaseBuilder, hex};

const BOTH: &str = "@noble/curves 1.9.7, checked with py_ecc 8.0.0";
const SECTION: &str = "Signature Algorithm";

const G1: Scheme = Scheme {
    slug: "bls-g1",
    name: "BLS with the key on G1",
    section: SECTION,
    rule: "signature.bls-g1",
    tags: &["feature:bls"],
    header: &keys::BLS_G1,
    public_key: &keys::BLS_G1_KEY,
    signature: &keys::BLS_G1_SIGNATURE,
    by_another_key: &hex!(
        "963d90ab522449f7168c65258f5a81b335e5f9de235b69a5378d46e821601ac7",
        "879f3a6a0e5d3c8ebccaf290da3b01ff1398ad590c6b4da47a595dc12652d7dc",
        "538ce2ea07fcfe4c40fba065a3e3ba63a4998072ffae706943631b62888911b2",
    ),
    // The domain of proofs of possession instead of that of the basic scheme.
    with_another_hash: &hex!(
        "aaeab79113284c4a072f631ab9abdbc80456325d21c66089f5303ffe29ad0cd9",
        "0bdeefaffa444c4f40f86288cdc399a50343cb9768e650237c02a812223c65de",
        "98b14005ad79bfb64a62302f0eede48475d15eaa96bbc4afb4ec90236ddc3b45",
    ),
    another_header: &keys::BLS_G2,
    computed: BOTH,
};

const G2: Scheme = Scheme {
    slug: "bls-g2",
    name: "BLS with the key on G2",
    section: SECTION,
    rule: "signature.bls-g2",
    tags: &["feature:bls"],
    header: &keys::BLS_G2,
    public_key: &keys::BLS_G2_KEY,
    signature: &keys::BLS_G2_SIGNATURE,
    by_another_key: &hex!(
        "b0cd72ba73d18f1c75004fe80cd53c640215b854750d4f38388f66d347c47daf",
        "b87405a87586ba67542d95ad375f919a",
    ),
    with_another_hash: &hex!(
        "b57fe594c917f110dd21291c441f565f45fe0c7898de7ac456d5058c7a534b1c",
        "3689cbd758568f9bcbc1c9da143922ce",
    ),
    another_header: &keys::BLS_G1,
    computed: BOTH,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = G1.cases();
    cases.extend(G2.cases());
    cases.push(drand());
    cases.extend(points());
    cases
}

fn drand() -> CaseBuilder {
    verify("bls-g2-drand")
        .section(SECTION)
        .title("BLS with the key on G2: round 1000 of drand's quicknet holds.")
        .why(
            "A signature of a network that many clients check, with the domain separation of the \
              basic scheme; others use another domain and fail here.",
        )
        .input("header", keys::BLS_G2)
        .input(
            "public-key",
            hex!(
                "eb01",
                "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c",
                "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb",
                "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
            ),
        )
        .input("message", hex!("f652498d092acd949bad74e40683bf3824fb817980504a0c7e6722cfc5a9c0a3"))
        .input(
            "signature",
            hex!(
                "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125",
                "e342b73a8dd2bacbe47e4b6b63ed5e39",
            ),
        )
        .expect_valid()
        .published(
            "drand, network quicknet, round 1000; the message is the SHA2-256 of the round \
                    in eight bytes",
        )
        .rules(["signature.bls-g2"])
        .tags(["feature:bls"])
}

/// Points that are no signature.
fn points() -> [CaseBuilder; 7] {
    let refused = |scheme: &Scheme, what: &str, title: &str, signature: &[u8]| {
        scheme.signature(what, title, signature).expect_error("InvalidSignature")
    };
    [
        refused(
            &G1,
            "infinity",
            "the point at infinity is refused.",
            &hex!(
                "c000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
            ),
        )
        .why("It is the signature of the secret key zero, over every message.")
        .stated("the point at infinity is no signature of a key that is not"),
        refused(
            &G2,
            "infinity",
            "the point at infinity is refused.",
            &hex!(
                "c000000000000000000000000000000000000000000000000000000000000000",
                "00000000000000000000000000000000",
            ),
        )
        .why("It is the signature of the secret key zero, over every message.")
        .stated("the point at infinity is no signature of a key that is not"),
        refused(
            &G1,
            "outside-the-group",
            "a point of the curve outside of G2 (x = 2) is refused.",
            &hex!(
                "8000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000002",
            ),
        )
        .why("The pairing says nothing about points outside of the group."),
        refused(
            &G2,
            "outside-the-group",
            "a point of the curve outside of G1 (x = 4) is refused.",
            &hex!(
                "8000000000000000000000000000000000000000000000000000000000000000",
                "00000000000000000000000000000004",
            ),
        )
        .why("The pairing says nothing about points outside of the group."),
        refused(
            &G1,
            "uncompressed",
            "the signature with both coordinates is refused.",
            &hex!(
                "06b27c533009742795802f32bf8bc27a28bb7ac6c5aec8a528b148a1103d667c",
                "7acd8273855a79463b02e27cea9a823e16fdabf2b7432f55046438be73757c60",
                "9540973b2b666acc3c57e25fa96b971985b6284691ce5c31bcc07d827fe7a9d4",
                "153c2400c0dc21814f81d8de62d4d4e0815fe88382b0a5b057a376fb6c2da835",
                "086f6e30413caee6e3007ca43f46febd1357a6abfdf658022a7228632a34f749",
                "5409e002e86aeb7c57d80c0372241c1f9424d7645f2e4f5db3d6f7a8b16cedf0",
            ),
        )
        .why("Two encodings of one signature give a token two addresses."),
        refused(
            &G2,
            "uncompressed",
            "the signature with both coordinates is refused.",
            &hex!(
                "0b20d6702ebdc0311e82809ee2b7064bc50b54c3a7238372266574652b166bdb",
                "ceec15f3e90b50d6d3d2bd040ee5ed0303c1eed2d1784912932586fe5ae58aab",
                "c68c7b8f7a45976872847a9c8f4aa85cabf7f79b2c0226480b71502eb999fba3",
            ),
        )
        .why("Two encodings of one signature give a token two addresses."),
        verify("bls-g1-infinity-key")
            .section(SECTION)
            .title(
                "BLS with the key on G1: infinity is no key, though infinity as a signature fits.",
            )
            .why("Whoever delegates to such a did:key delegates to everybody.")
            .input("header", keys::BLS_G1)
            .input(
                "public-key",
                hex!(
                    "ea01",
                    "c000000000000000000000000000000000000000000000000000000000000000",
                    "00000000000000000000000000000000",
                ),
            )
            .input("message", MESSAGE)
            .input(
                "signature",
                hex!(
                    "c000000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                ),
            )
            .expect_error("PublicKeySmallOrder")
            .stated("draft-irtf-cfrg-bls-signature, section 2.5: KeyValidate refuses the identity")
            .rules(["signature.bls-g1", "key.bls-g1"])
            .tags(["feature:bls"]),
    ]
}
