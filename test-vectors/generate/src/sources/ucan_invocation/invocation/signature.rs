//! By whose key an invocation is signed.

use super::invocation;
use crate::{
    Value, case,
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, CAROL, PAULA},
    sources::ucan_core::high,
    token::{Invocation, Token},
};

fn verify(slug: impl Into<String>, token: &Token) -> CaseBuilder {
    case(slug)
        .operation("ucan.invocation.verify")
        .section("Issuer")
        .input("bytes", token.bytes())
        .rules(["invocation.signature"])
}

fn verified(token: &Token, issuer: impl Into<Value>, twins: &[Token]) -> Value {
    map! {
        "cid" => token.cid(),
        "issuer" => issuer.into(),
        "twins" => twins.iter().map(|twin| twin.cid().into()).collect::<Vec<Value>>(),
    }
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let token = invocation().sign();
    let other = invocation().with("args", map! { "to" => "mallory" });
    let web = invocation().with("iss", "did:web:example.com").sign();
    let keys = |key: Vec<u8>| map! { "did:web:example.com" => key };
    let low = Invocation::new(PAULA, PAULA).sign();
    let high = high(&low);
    let why = "The issuer is whoever the task will be done for.";
    vec![
        verify("signed-by-the-issuer", &token)
            .title("An invocation that its issuer signed is verified.")
            .why(why)
            .expect_value(verified(&token, BOB.did(), &[])),
        verify("signed-by-the-subject", &invocation().signed_by(ALICE).sign())
            .title("An invocation that its subject signed, and not its issuer, does not hold.")
            .why(why)
            .expect_error("InvalidSignature"),
        verify("signed-by-a-stranger", &invocation().signed_by(CAROL).sign())
            .title("An invocation that a stranger signed does not hold.")
            .why(why)
            .expect_error("InvalidSignature"),
        verify("other-arguments", &Token::new(token.signature(), other.message()))
            .title("A signature does not hold over other arguments.")
            .why("What was signed is what was asked for.")
            .expect_error("InvalidSignature"),
        verify(
            "other-nonce",
            &Token::new(token.signature(), invocation().with("nonce", *b"other").message()),
        )
        .section("Nonce")
        .title("A signature does not hold over another nonce.")
        .why("Or whoever saw one invocation could ask for the same work again.")
        .expect_error("InvalidSignature"),
        verify(
            "other-tag",
            &Token::new(token.signature(), invocation().tagged("ucan/inv@1.0.0-rc.1").message()),
        )
        .ruling("T2")
        .title("A signature does not hold under another tag.")
        .why("The tag is signed, and says what the token is.")
        .expect_error("InvalidSignature"),
        verify("no-signature", &token.with_signature([]))
            .section("Anatomy")
            .ruling("P12")
            .title("A signature of no bytes does not hold.")
            .why("A signature of the wrong length is a wrong signature.")
            .expect_error("InvalidSignature"),
        verify("header-of-another-algorithm", &invocation().with_header(PAULA.header()).sign())
            .ruling("T2")
            .title("A header for P-256 does not fit an issuer whose key is Ed25519.")
            .why("The key says how it signs, and not the token.")
            .expect_error("AlgorithmMismatch"),
        verify("did-web", &web)
            .title("An invocation by a did:web is verified with the key that it dereferences to.")
            .why("The text has the issuer dereference to a key, by whatever method.")
            .input("keys", keys(BOB.public_key()))
            .expect_value(verified(&web, "did:web:example.com", &[])),
        verify("did-web-without-a-key", &web)
            .title("An invocation by a did:web is refused where no key is known for it.")
            .why("What cannot be checked is not believed.")
            .expect_error("DidUnsupportedMethod"),
        verify("p-256-low", &low)
            .ruling("T10")
            .title("An invocation by P-256 in the low form is verified, and has a twin.")
            .why("Whoever remembers only the one CID lets the other in again.")
            .expect_value(verified(&low, PAULA.did(), std::slice::from_ref(&high))),
        verify("p-256-high", &high)
            .ruling("T10")
            .title("An invocation by P-256 in the high form is verified, and has a twin.")
            .why("Browsers write both forms.")
            .expect_value(verified(&high, PAULA.did(), std::slice::from_ref(&low))),
    ]
}
