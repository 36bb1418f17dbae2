//! Both forms of an ECDSA signature.

use super::verify;
use crate::{case::CaseBuilder, hex, people::PAULA, token::Token};

/// The orders of the groups, by the length of a signature and the first byte of the header's curve.
const P256: [u8; 32] = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const P384: [u8; 48] = hex!(
    "ffffffffffffffffffffffffffffffffffffffffffffffff",
    "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
);
const SECP256K1: [u8; 32] =
    hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

/// The token whose signature has n − s in place of s. The curve is that of its header.
pub(in crate::sources) fn high(token: &Token) -> Token {
    let contains = |code: &[u8]| token.message()[..16].windows(2).any(|it| it == code);
    let order = if contains(&[0x80, 0x24]) {
        P256.as_slice()
    } else if contains(&[0x81, 0x24]) {
        P384.as_slice()
    } else {
        SECP256K1.as_slice()
    };
    let (r, s) = token.signature().split_at(order.len());
    let mut borrow = 0_i16;
    let mut difference = order
        .iter()
        .zip(s)
        .rev()
        .map(|(n, s)| {
            let digit = i16::from(*n) - i16::from(*s) - borrow;
            borrow = i16::from(digit < 0);
            digit.rem_euclid(256).to_le_bytes()[0]
        })
        .collect::<Vec<_>>();
    difference.reverse();
    token.with_signature([r, &difference].concat())
}

/// Forms that are none.
pub(super) fn cases() -> Vec<CaseBuilder> {
    let token = super::algorithms::token_of(PAULA);
    let (r, s) = token.signature().split_at(32);
    let turned = high(&token);
    let mut changed = turned.signature().to_vec();
    changed[63] ^= 1;
    [
        ("p-256-r-and-s-exchanged", [s, r].concat(), "r and s exchanged"),
        ("p-256-zero-s", [r, &[0; 32]].concat(), "s = 0"),
        ("p-256-order-as-s", [r, &P256].concat(), "the order as s"),
        ("p-256-high-s-with-a-bit-flipped", changed, "the high s with one bit flipped"),
    ]
    .into_iter()
    .map(|(slug, signature, what)| {
        verify(slug, token.with_signature(signature).bytes())
            .ruling("T10")
            .title(format!("A signature by P-256 with {what} does not hold."))
            .why("There are two forms of a signature, and not three.")
            .expect_error("InvalidSignature")
            .rules(["token.twins"])
    })
    .collect()
}
