//! Whose key it is.

use super::{verified_as, verify};
use crate::{
    Value,
    base_encoding::{base32, base58},
    case::CaseBuilder,
    hex,
    people::{ALICE, BOB, MALLORY},
    token::Delegation,
};

const WEB: &str = "did:web:example.com";

/// Signed by Alice in the name of `issuer`.
fn in_the_name_of(issuer: &str) -> Delegation {
    Delegation::new(ALICE, BOB, ALICE).with("iss", issuer)
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let web = in_the_name_of(WEB).sign();
    let key = format!("{}#{}", ALICE.did(), &ALICE.did()["did:key:".len()..]);
    let with_fragment = in_the_name_of(&key).sign();
    let keys = |key: Vec<u8>| Value::Map(vec![(WEB.to_owned(), key.into())]);
    let small_order = [hex!("ed01 01").as_slice(), &[0; 31]].concat();
    let not_canonical = [hex!("ed01 f0").as_slice(), &[0xff; 30], &[0x7f]].concat();
    let refused = |slug: &str, issuer: String| {
        verify(slug, in_the_name_of(&issuer).sign().bytes()).rules(["token.key"])
    };
    vec![
        verify("web", web.bytes())
            .section("Issuer & Audience")
            .title("A token of did:web is verified with the key that the caller has for it.")
            .why("Where the document is got from is not a matter of the token.")
            .input("keys", keys(ALICE.public_key()))
            .expect_value(verified_as(&web, WEB.to_owned(), &[]))
            .rules(["token.key"]),
        verify("web-key-of-another", web.bytes())
            .section("Issuer & Audience")
            .title("A token of did:web does not hold with the key of somebody else.")
            .why("The key is that of the issuer, whoever signed.")
            .input("keys", keys(MALLORY.public_key()))
            .expect_error("InvalidSignature")
            .rules(["token.issuer"]),
        verify("web-without-key", web.bytes())
            .section("Issuer & Audience")
            .title("A token of did:web is refused where no key is known for it.")
            .why("What cannot be checked is not believed.")
            .expect_error("DidUnsupportedMethod")
            .rules(["token.key"]),
        verify("fragment", with_fragment.bytes())
            .section("Issuer & Audience")
            .ruling("T14")
            .title("A did:key with the fragment of its one key is verified.")
            .why("The fragment says which key signed, and there is one.")
            .expect_value(verified_as(&with_fragment, key, &[]))
            .rules(["token.key"]),
        refused("small-order", format!("did:key:z{}", base58(&small_order)))
            .ruling("T9")
            .title("An issuer whose key has small order is refused.")
            .why("Anybody can sign for it.")
            .expect_error("PublicKeySmallOrder"),
        refused("not-canonical", format!("did:key:z{}", base58(&not_canonical)))
            .ruling("T9")
            .title("An issuer whose key is not in canonical form is refused.")
            .why("One key would have two DIDs.")
            .expect_error("PublicKeyNotAPoint"),
        refused("key-too-short", format!("did:key:z{}", base58(&ALICE.public_key()[..33])))
            .ruling("T14")
            .title("An issuer whose key lacks a byte is refused.")
            .why("What is missing is not zero.")
            .expect_error("PublicKeyLength"),
        refused("base32", format!("did:key:b{}", base32(&ALICE.public_key())))
            .ruling("T14")
            .title("An issuer whose key is in base32 is refused.")
            .why("One key would have two DIDs.")
            .expect_error("DidKeyNotBase58"),
    ]
}
