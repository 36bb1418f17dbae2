//! Tokens by other algorithms than Ed25519.

use std::slice::from_ref;

use super::{twins::high, verified, verify};
use crate::{
    case::CaseBuilder,
    hex,
    people::{ALICE, BOB, KIM, PAULA, PETRA, Person, WALTER},
    token::{Delegation, Token},
};

const NOBLE: &str = "signatures by @noble/curves 1.9.7 in Node; CIDs by the generator";

/// What is needed of each: slug, name, person, and whether it is one of the three required.
pub(in super::super) const ELLIPTIC: [(&str, &str, Person, bool); 3] = [
    ("p-256", "P-256", PAULA, true),
    ("secp256k1", "secp256k1", KIM, true),
    ("p-384", "P-384", PETRA, false),
];

/// The person delegates to Bob what is their own.
pub(super) fn token_of(person: Person) -> Token {
    Delegation::new(person, BOB, person).sign()
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, name, person, required) in ELLIPTIC {
        let token = token_of(person);
        let twin = high(&token);
        let section = if required { "Cryptosuite" } else { "FAQ, other algorithms" };
        let valid = |slug: String, token: &Token| {
            verify(slug, token.bytes()).section(section).computed(NOBLE)
        };
        cases.push(
            valid(slug.to_owned(), &token)
                .title(format!("A token by {name} is verified."))
                .why("Phones and browsers sign with what their hardware has.")
                .expect_value(verified(&token, person, from_ref(&twin)))
                .rules(["token.algorithm-of-key", "token.twins"]),
        );
        cases.push(
            valid(format!("{slug}-high-s"), &twin)
                .ruling("T10")
                .title(format!("A token by {name} in the high form is verified."))
                .why("Browsers make either form; the twin is named, so that both are revoked.")
                .expect_value(verified(&twin, person, from_ref(&token)))
                .rules(["token.twins"]),
        );
        let allowed = valid(format!("{slug}-where-required"), &token)
            .input("allow", "required")
            .why("Three algorithms are required of everybody, and no other is.");
        cases.push(if required {
            allowed
                .title(format!("A token by {name} is verified where only what is required is."))
                .expect_value(verified(&token, person, &[twin]))
                .rules(["token.required-algorithms"])
        } else {
            allowed
                .title(format!(
                    "A token by {name} is refused where only what is required is allowed."
                ))
                .expect_error("AlgorithmNotAllowed")
                .rules(["token.required-algorithms"])
        });
        let signature = token.signature();
        for (which, bytes, what) in [
            ("short", signature[..signature.len() - 1].to_vec(), "one byte less"),
            ("long", [signature, &[0]].concat(), "one byte more"),
            ("der", der(signature), "the form of DER"),
        ] {
            cases.push(
                verify(format!("{slug}-{which}"), token.with_signature(bytes).bytes())
                    .ruling("P12")
                    .title(format!("A signature by {name} with {what} is an invalid signature."))
                    .why("The token can be read; it is the signature that is wrong.")
                    .expect_error("InvalidSignature")
                    .rules(["token.signature-length"]),
            );
        }
    }
    let ed25519 = Delegation::new(ALICE, BOB, ALICE).sign();
    cases.push(
        verify("ed25519-where-required", ed25519.bytes())
            .section("Cryptosuite")
            .title("A token by Ed25519 is verified where only what is required is.")
            .why("Three algorithms are required of everybody.")
            .input("allow", "required")
            .expect_value(verified(&ed25519, ALICE, &[]))
            .rules(["token.required-algorithms"]),
    );
    cases.extend(mismatches());
    cases.extend(wallets());
    cases
}

/// r and s as two integers of DER.
fn der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let integer = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let mut number = number[zeros..].to_vec();
        if number[0] & 0x80 != 0 {
            number.insert(0, 0);
        }
        [vec![0x02, u8::try_from(number.len()).unwrap_or_default()], number].concat()
    };
    let body = [integer(r), integer(s)].concat();
    [vec![0x30, u8::try_from(body.len()).unwrap_or_default()], body].concat()
}

fn mismatches() -> Vec<CaseBuilder> {
    let ed25519 = hex!("34 01 ed01 ed01 13 71").as_slice();
    let es256 = hex!("34 01 ec01 8024 12 71").as_slice();
    let es384 = hex!("34 01 ec01 8124 20 71").as_slice();
    let es256k = hex!("34 01 ec01 e701 12 71").as_slice();
    [
        ("es256-header-ed25519-key", ALICE, es256, "ES256", "Ed25519"),
        ("es256k-header-ed25519-key", ALICE, es256k, "ES256K", "Ed25519"),
        ("ed25519-header-p-256-key", PAULA, ed25519, "Ed25519", "P-256"),
        ("es256k-header-p-256-key", PAULA, es256k, "ES256K", "P-256"),
        ("es384-header-p-256-key", PAULA, es384, "ES384", "P-256"),
        ("es256-header-secp256k1-key", KIM, es256, "ES256", "secp256k1"),
    ]
    .into_iter()
    .map(|(slug, issuer, header, algorithm, key)| {
        let delegation = Delegation::new(issuer, BOB, issuer).with_header(header);
        // Whoever signs, it must not matter.
        verify(slug, delegation.signed_by(ALICE).sign().bytes())
            .ruling("T2")
            .title(format!("A header of {algorithm} is refused for an issuer with a key of {key}."))
            .why("The key decides; a header that decides picks the weakest algorithm.")
            .expect_error("AlgorithmMismatch")
            .rules(["token.algorithm-of-key"])
    })
    .collect()
}

/// The same signature over another payload: the nonce ends in another byte.
fn altered(token: &Token) -> Token {
    let mut message = token.message().to_vec();
    let nonce = b"twelve bytes";
    let at = message.windows(nonce.len()).position(|it| it == nonce).expect("it has the nonce");
    message[at] ^= 1;
    Token::new(token.signature(), message)
}

fn wallets() -> Vec<CaseBuilder> {
    let token = token_of(WALTER);
    let low = token.signature();
    let (recovery, other) = (28, 27);
    let with = |signature: &[u8], byte: u8| token.with_signature([signature, &[byte]].concat());
    let turned = high(&token);
    let all = [
        token.clone(),
        turned.clone(),
        with(low, 27),
        with(low, 28),
        with(turned.signature(), 27),
        with(turned.signature(), 28),
    ];
    let but = |own: &Token, all: &[Token]| {
        all.iter().filter(|twin| twin.cid() != own.cid()).cloned().collect::<Vec<_>>()
    };
    let carried = with(low, recovery);
    let carried_all =
        [token.clone(), turned.clone(), carried.clone(), with(turned.signature(), other)];
    let valid = |slug: &str, token: &Token, twins: Vec<Token>| {
        verify(slug, token.bytes())
            .ruling("T2")
            .computed(NOBLE)
            .expect_value(verified(token, WALTER, &twins))
            .rules(["token.wallet"])
    };
    vec![
        valid("wallet", &token, but(&token, &all))
            .title("A token by a wallet is verified over the wallet's message around DAG-CBOR.")
            .why("Wallets sign nothing else."),
        valid("wallet-with-recovery-byte", &carried, but(&carried, &carried_all))
            .ruling("T10")
            .title("A token by a wallet may carry its recovery byte.")
            .why("It is the same token as without, and a revocation reaches both."),
        valid("wallet-high-s", &turned, but(&turned, &all))
            .ruling("T10")
            .title("A token by a wallet in the high form is verified.")
            .why("It is the same token as in the low form, and a revocation reaches both."),
        verify("wallet-wrong-recovery-byte", with(low, other).bytes())
            .ruling("T10")
            .title("A token by a wallet with the wrong recovery byte does not hold.")
            .why("A byte that nobody checks is a second address.")
            .expect_error("InvalidSignature")
            .rules(["token.wallet"]),
        verify("wallet-altered", altered(&carried).bytes())
            .ruling("T10")
            .title("A token by a wallet that was altered does not hold, recovery byte or not.")
            .why("From any signature a recovery byte gives some key: it has to be the issuer's.")
            .expect_error("InvalidSignature")
            .rules(["token.wallet"]),
        verify("wallet-not-enabled", token.bytes())
            .ruling("T2")
            .title("A token by a wallet is refused where only what is required is allowed.")
            .why("The wallet's message is no part of the required suite.")
            .input("allow", "required")
            .expect_error("AlgorithmNotAllowed")
            .rules(["token.wallet", "token.required-algorithms"]),
        verify(
            "wallet-header-without-wallet",
            Delegation::new(KIM, BOB, KIM)
                .with_header(hex!("34 01 ec01 e701 1b 91c303 71"))
                .signed_by(ALICE)
                .sign()
                .bytes(),
        )
        .ruling("T2")
        .title("A wallet's header over a signature that no wallet made does not hold.")
        .why("The message under the signature is another.")
        .expect_error("InvalidSignature")
        .rules(["token.wallet"]),
    ]
}
