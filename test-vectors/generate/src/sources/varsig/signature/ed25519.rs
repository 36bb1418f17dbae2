//! EdDSA: Ed25519, strictly, and Ed448 by name.

use super::{MESSAGE, NOBLE, common::Scheme, keys, verify};
use crate::{case::CaseBuilder, hex};

const SECTION: &str = "common headers, EdDSA";

/// The points were put together by hand.
const EQUATIONS: &str =
    "the equations of RFC 8032 over points of @noble/curves 1.9.7, so that one rule is broken";

const SCHEME: Scheme = Scheme {
    slug: "ed25519",
    name: "Ed25519",
    section: SECTION,
    rule: "signature.ed25519",
    tags: &[],
    header: &keys::ED25519,
    public_key: &keys::ED25519_KEY,
    signature: &keys::ED25519_SIGNATURE,
    by_another_key: &hex!(
        "da1a0e16bd468710a11469ab902fcc91101ce7a01a9eb31cdcdfffb0b0a42711",
        "2ca477dda67949373ebcf8858af59461944fd795ee3042bc4952b2661aaa8c0e",
    ),
    // Ed25519ph, which signs the hash of the message and says so inside.
    with_another_hash: &hex!(
        "ce818fe2214957a83311f527bf5c93287a8e9ff0c862fbe31fee2719fb78e518",
        "7349a9db83ee7c0ac97e89f218165dba88a9e1ef4f2bba6406e434b69efc750f",
    ),
    another_header: &keys::ES256,
    computed: NOBLE,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = SCHEME.cases();
    cases.extend(rfc_8032());
    cases.extend(strict());
    cases.extend(mixed_order_key());
    cases.extend(refused_keys());
    cases.extend(ed448());
    cases
}

fn rfc_8032() -> [CaseBuilder; 3] {
    let published = |slug: &str, source, key: [u8; 34], message: &[u8], signature: [u8; 64]| {
        verify(slug)
            .section(SECTION)
            .title(format!("Ed25519: the signature of {source} holds."))
            .why("Every implementation of the curve agrees on these.")
            .input("header", keys::ED25519)
            .input("public-key", key)
            .input("message", message)
            .input("signature", signature)
            .expect_valid()
            .published(source)
            .rules(["signature.ed25519"])
    };
    [
        published(
            "ed25519-rfc-8032-test-1",
            "RFC 8032, section 7.1, test 1",
            hex!("ed01 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            &[],
            hex!(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
        ),
        published(
            "ed25519-rfc-8032-test-2",
            "RFC 8032, section 7.1, test 2",
            hex!("ed01 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            &[0x72],
            hex!(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
        ),
        published(
            "ed25519-rfc-8032-test-3",
            "RFC 8032, section 7.1, test 3",
            hex!("ed01 fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
            &[0xaf, 0x82],
            hex!(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            ),
        ),
    ]
}

/// Signatures of an honest key that only a lax verifier accepts.
fn strict() -> [CaseBuilder; 5] {
    let refused = |slug: &str, title: &str, signature: [u8; 64]| {
        verify(slug)
            .section(SECTION)
            .ruling("T9")
            .title(format!("Ed25519: {title}"))
            .input("header", keys::ED25519)
            .input("public-key", keys::ED25519_KEY)
            .input("message", MESSAGE)
            .input("signature", signature)
            .expect_error("InvalidSignature")
            .computed(EQUATIONS)
            .rules(["signature.ed25519"])
            .tags(["strictness"])
    };
    [
        refused(
            "ed25519-s-plus-l",
            "S with the order of the group added is refused.",
            hex!(
                "ba6c79cf822fb3b129f6bcbc15c0a899efb99847b07fd6cbf14fb1c83dc89b37",
                "0db94e6d013beea593e7826fd80aa489bc84cfd0c066d258ac139841d7cde715",
            ),
        )
        .why("Anybody can add the order: the token would have a second address, unrevoked."),
        refused(
            "ed25519-small-order-r",
            "R of small order (the identity) is refused, though the equation holds.",
            hex!(
                "0100000000000000000000000000000000000000000000000000000000000000",
                "bd1e430c46ef1f84aac194a4a5172d63a7acba87e6c0fe424947e02bc75ea709",
            ),
        )
        .why("OpenSSL 3 accepts this signature and strict verifiers do not: who disagrees on \
              a signature disagrees on who may do what."),
        refused(
            "ed25519-non-canonical-r",
            "R in its second spelling (y = p + 1) is refused.",
            hex!(
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "1974528c478d99420afcbce6303980316a77a790c94a654684a1a5776a670b0a",
            ),
        )
        .why("A verifier that decodes R first, instead of comparing bytes, takes it for the \
              identity."),
        refused(
            "ed25519-r-with-sign-of-zero",
            "R with x = 0 and the bit for an odd x is refused.",
            hex!(
                "0100000000000000000000000000000000000000000000000000000000000080",
                "b7820625ee5e834c7657efdcfd7febbe3f16b1d254a82b0c0da7281d782f0109",
            ),
        )
        .why("RFC 8032, section 5.1.3, step 4: there is no odd zero."),
        refused(
            "ed25519-torsion-in-r",
            "R with a part of order eight is refused; it holds only where both sides are multiplied \
             by eight.",
            hex!(
                "a8f2a9f075f0c6cec865f155cae08dbfff77557ac8804539e22994fe3cde43df",
                "02817789e83961fa50215d4b039910ecfb9d7c3ffcda35167740a3d6c5021806",
            ),
        )
        .why("Batch verifiers multiply by eight, single ones do not: with both in use the verdict \
              hangs on which was asked."),
    ]
}

/// A key with a part of order eight: not weak, so it is judged by its signatures.
fn mixed_order_key() -> [CaseBuilder; 2] {
    let case = |slug: &str, title: &str, signature: [u8; 64]| {
        verify(slug)
            .section(SECTION)
            .ruling("T9")
            .title(format!("Ed25519: {title}"))
            .input("header", keys::ED25519)
            .input(
                "public-key",
                hex!("ed01 5ef2619192e2b46651c7a43dd15c6d2ca86d2eb06e91594ce77547db9cf5b40f"),
            )
            .input("message", MESSAGE)
            .input("signature", signature)
            .computed(
                "the equations of RFC 8032 over points of @noble/curves 1.9.7, checked with \
                       Node's crypto (OpenSSL 3.0.19)",
            )
            .rules(["signature.ed25519"])
            .tags(["strictness"])
    };
    [
        case(
            "ed25519-mixed-order-key-that-holds",
            "a key with a part of order eight holds where the challenge is a multiple of eight.",
            hex!(
                "b09e7d6a8d483bcc62750a872279114e858e58f6e05de36d98386f1a4c1392ff",
                "bfe3dd3799297f3d96b5f20f8069adf637efb7d7ca20339d37bde22a06b6ed09",
            ),
        )
        .why(
            "The equation holds without a factor, so strict verifiers accept; one that refuses \
              mixed keys as a whole has another rule.",
        )
        .expect_valid(),
        case(
            "ed25519-mixed-order-key-that-does-not",
            "a key with a part of order eight does not hold where the challenge is no multiple \
             of eight.",
            hex!(
                "b0e978ca25a45b46a1c2046da59c9670167233afa5e1fa94ae533e1bbdf1948b",
                "4b097b8740260b60db33d0b5a398567c53626581dc7d0d9a0df4888525606d00",
            ),
        )
        .why("The equation holds only when multiplied by eight, as batch verifiers do.")
        .expect_error("InvalidSignature"),
    ]
}

/// Keys for which anybody can sign.
fn refused_keys() -> [CaseBuilder; 3] {
    let refused = |slug: &str, title: &str, key: [u8; 34]| {
        verify(slug)
            .section(SECTION)
            .ruling("T9")
            .title(format!("Ed25519: {title}"))
            .input("header", keys::ED25519)
            .input("public-key", key)
            .input("message", MESSAGE)
            // R the identity, S zero: 0 = R + k·A for every message where A is the identity.
            .input(
                "signature",
                hex!(
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                ),
            )
            .stated("RFC 8032, section 5.1.7: the equation holds for every message")
            .rules(["signature.ed25519", "key.ed25519"])
            .tags(["strictness"])
    };
    [
        refused(
            "ed25519-identity-key",
            "the identity is no key, though one signature fits every message.",
            hex!("ed01 0100000000000000000000000000000000000000000000000000000000000000"),
        )
        .why("Whoever delegates to such a did:key delegates to everybody.")
        .expect_error("PublicKeySmallOrder"),
        refused(
            "ed25519-order-eight-key",
            "a point of order eight is no key: one signature in eight fits.",
            hex!("ed01 c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        )
        .why("Whoever delegates to such a did:key delegates to everybody with eight tries.")
        .expect_error("PublicKeySmallOrder"),
        refused(
            "ed25519-non-canonical-key",
            "the identity in its second spelling (y = p + 1) is no key.",
            hex!("ed01 eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        )
        .why("A list of weak keys by their bytes does not have this one.")
        .expect_error("PublicKeyNotAPoint"),
    ]
}

/// Ed448 is in the text; whoever does not verify it says so by name.
fn ed448() -> [CaseBuilder; 3] {
    let case = |slug: &str| {
        verify(slug)
            .section(SECTION)
            .input("header", keys::ED448)
            .input("message", [])
            .rules(["signature.key-type"])
            .tags(["feature:ed448"])
    };
    let key = hex!(
        "8324",
        "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778",
        "edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180",
    );
    let signature = hex!(
        "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f",
        "2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a",
        "9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db",
        "b61149f05a7363268c71d95808ff2e652600",
    );
    let mut altered = signature;
    altered[113] ^= 1;
    [
        case("ed448-valid")
            .title("Ed448: the signature of RFC 8032, section 7.4, blank, holds.")
            .why("Without Ed448 the answer is that it is not supported, which is no verdict on the \
                  signature and must not look like one.")
            .input("public-key", key)
            .input("signature", signature)
            .expect_valid()
            .published("RFC 8032, section 7.4, blank"),
        case("ed448-altered")
            .title("Ed448: an altered signature does not hold.")
            .why("Without Ed448 the answer is that it is not supported.")
            .input("public-key", key)
            .input("signature", altered)
            .expect_error("InvalidSignature")
            .stated("the published signature with a bit flipped that must be zero"),
        case("ed448-header-over-ed25519-key")
            .title("Ed448: a key of the other curve does not fit.")
            .why("Without Ed448 the answer is that the algorithm is not supported, whatever the key.")
            .input("public-key", keys::ED25519_KEY)
            .input("signature", signature)
            .expect_error("InvalidSignature")
            .stated("the key is not one of the algorithm that the header names"),
    ]
}
