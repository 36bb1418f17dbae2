//! Which bytes a signature is over.

use super::{verified, verify};
use crate::{
    case::CaseBuilder,
    dag_cbor::encode,
    people::{ALICE, BOB, MALLORY},
    sources::ucan_core::token::{delegation, payload},
    token::{Delegation, Token},
    value::Value,
};
use sha2::{Digest, Sha256};

/// The order of the group of Ed25519, the least byte first (RFC 8032, section 5.1).
const ORDER: [u8; 32] =
    crate::hex!("edd3f55c1a631258d69cf7a2def9de14", "00000000000000000000000000000010",);

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = over();
    cases.extend(changed());
    cases.extend(lengths());
    cases
}

fn over() -> Vec<CaseBuilder> {
    let token = delegation().sign();
    let candidate = delegation().tagged("ucan/dlg@1.0.0-rc.1").sign();
    let mut cases = vec![
        verify("signed-map", token.bytes())
            .section("Envelope")
            .ruling("T2")
            .title("The signature is over the whole signed map, header and tag included.")
            .why("What is not signed can be exchanged.")
            .expect_value(verified(&token, ALICE, &[]))
            .rules(["token.signed-bytes", "token.signature-length", "token.issuer"]),
        verify("release-candidate", candidate.bytes())
            .ruling("T1")
            .title("A token of the release candidate is verified over the tag it has.")
            .why("A tag that is rewritten on reading breaks the signature.")
            .expect_value(verified(&candidate, ALICE, &[]))
            .rules(["token.signed-bytes"]),
    ];
    let message = token.message();
    let only_payload = &message[27..];
    let hash = Sha256::digest(message);
    let json = payload();
    let bytes_item = encode(&Value::from(message));
    let header = ALICE.header();
    for (slug, over, what) in [
        ("over-the-payload", only_payload, "the payload alone"),
        ("over-the-json", json.as_bytes(), "the payload in DAG-JSON"),
        ("over-the-hash", hash.as_slice(), "the hash of the signed map"),
        ("over-the-bytes-item", &bytes_item, "the signed map as a byte string"),
        ("over-nothing", b"", "no bytes"),
        (
            "over-the-header-and-the-payload",
            &[&header, only_payload].concat(),
            "both parts in a row",
        ),
    ] {
        cases.push(
            verify(slug, token.with_signature(ALICE.sign(over)).bytes())
                .ruling("T2")
                .title(format!("A signature over {what} does not hold."))
                .why("Implementations have signed other bytes, and verified their own mistake.")
                .expect_error("InvalidSignature")
                .rules(["token.signed-bytes"]),
        );
    }
    cases
}

/// A signature that held until something was changed.
fn changed() -> Vec<CaseBuilder> {
    let token = delegation().sign();
    let under = |delegation: &Delegation| Token::new(token.signature(), delegation.message());
    let flip = |at: usize, bit: u8| {
        let mut signature = token.signature().to_vec();
        signature[at] ^= bit;
        token.with_signature(signature)
    };
    let mut nonce = *b"twelve bytes";
    nonce[11] ^= 1;
    let mut s = token.signature().to_vec();
    let mut carry = 0_u16;
    for (byte, order) in s[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    [
        (
            "tag-rewritten",
            under(&delegation().tagged("ucan/dlg@1.0.0-rc.1")),
            "The tag of the release candidate under a signature of 1.0.0",
        ),
        (
            "audience-exchanged",
            under(&Delegation::new(ALICE, MALLORY, ALICE)),
            "Another audience under the same signature",
        ),
        ("nonce-bit", under(&delegation().with("nonce", nonce)), "A nonce with one bit flipped"),
        (
            "meta-added",
            under(&delegation().with("meta", Value::Map(Vec::new()))),
            "An empty meta that was added",
        ),
        ("first-bit", flip(0, 0x80), "A signature with the first bit flipped"),
        ("last-bit", flip(63, 0x01), "A signature with a bit of the last byte flipped"),
        ("zeros", token.with_signature([0; 64]), "A signature of zeros"),
        (
            "by-another",
            delegation().signed_by(MALLORY).sign(),
            "A signature by somebody else than the issuer",
        ),
        ("by-the-audience", delegation().signed_by(BOB).sign(), "A signature by the audience"),
    ]
    .into_iter()
    .map(|(slug, token, what)| {
        verify(slug, token.bytes())
            .section("Issuer & Audience")
            .title(format!("{what} does not hold."))
            .why("Nobody but the issuer may say what the issuer says.")
            .expect_error("InvalidSignature")
            .rules(["token.issuer"])
    })
    .chain([verify("s-plus-the-order", token.with_signature(s).bytes())
        .ruling("T9")
        .title("The scalar of the signature plus the order of the group does not hold.")
        .why("It satisfies the equation, and would be the same token under another CID.")
        .expect_error("InvalidSignature")
        .rules(["token.issuer"])])
    .collect()
}

fn lengths() -> Vec<CaseBuilder> {
    let token = delegation().sign();
    let signature = token.signature();
    [
        ("no-bytes", Vec::new(), "no bytes"),
        ("one-byte", vec![0], "one byte"),
        ("63-bytes", signature[..63].to_vec(), "63 bytes"),
        ("65-bytes", [signature, &[0]].concat(), "65 bytes"),
        ("128-bytes", [signature, signature].concat(), "two signatures in a row"),
    ]
    .into_iter()
    .map(|(slug, signature, what)| {
        verify(slug, token.with_signature(signature).bytes())
            .ruling("P12")
            .title(format!("An Ed25519 signature of {what} is an invalid signature."))
            .why("The token can be read; it is the signature that is wrong.")
            .expect_error("InvalidSignature")
            .rules(["token.signature-length"])
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_what_follows_header_and_tag() {
        let message = delegation().message();
        assert_eq!(message[27], 0xa7);
        assert!(payload().starts_with("{\"aud\""));
    }
}
