//! The list of signature and signed map.

use super::{decode, delegation, payload, read};
use crate::{
    case::CaseBuilder,
    dag_cbor::{encode, encode_map},
    list, map,
    people::ALICE,
    token::Token,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let token = delegation().sign();
    let mut cases = vec![
        decode("delegation", token.bytes())
            .section("Envelope")
            .title("A delegation with nothing but the required fields is read.")
            .why("What is absent stays absent, and the CID is in base58btc.")
            .expect_value(read(&token, ALICE, "1.0.0", payload()))
            .computed("the writer of DAG-CBOR and the base58 of the generator, and sha2")
            .rules(["token.envelope", "token.payload", "token.header"]),
    ];
    cases.extend(pairs(&token));
    cases.extend(signed_maps());
    cases
}

/// Values that are no pair of bytes and a map.
fn pairs(token: &Token) -> Vec<CaseBuilder> {
    let signature = encode(&Value::from(token.signature()));
    let signed = token.message();
    let list = |head: u8, items: &[&[u8]]| [&[head], items.concat().as_slice()].concat();
    let older =
        encode_map(vec![("s".to_owned(), signature.clone()), ("p".to_owned(), signed.to_vec())]);
    [
        ("no-list", signed.to_vec(), "the signed map alone"),
        ("null", encode(&Value::Null), "null"),
        ("empty-list", encode(&list![]), "an empty list"),
        ("one-item", list(0x81, &[signed]), "a list of the signed map alone"),
        ("three-items", list(0x83, &[&signature, signed, &[0xf6]]), "a list of three"),
        ("two-signatures", list(0x83, &[&signature, &signature, signed]), "two signatures"),
        ("swapped", list(0x82, &[signed, &signature]), "the map before the signature"),
        (
            "signature-as-text",
            list(0x82, &[&encode(&"a signature".into()), signed]),
            "a signature in text",
        ),
        (
            "signature-as-list",
            list(0x82, &[&encode(&list![token.signature()]), signed]),
            "a list of signatures",
        ),
        ("no-signature", list(0x82, &[&[0xf6], signed]), "null in place of the signature"),
        (
            "signed-as-bytes",
            list(0x82, &[&signature, &encode(&Value::from(signed))]),
            "the signed map in bytes",
        ),
        ("signed-as-list", list(0x82, &[&signature, &[0x81], signed]), "a list around the map"),
        ("map-of-the-revocation-text", older, "the map {s, p} of the older texts"),
    ]
    .into_iter()
    .map(|(slug, bytes, what)| {
        decode(slug, bytes)
            .section("Envelope")
            .title(format!("A token is not {what}."))
            .why("One envelope for every token, or one token has two readings.")
            .expect_error("TokenNotAPair")
            .rules(["token.envelope"])
    })
    .collect()
}

/// Signed maps with too little or too much in them. Each bears a signature that holds.
fn signed_maps() -> Vec<CaseBuilder> {
    let sealed = |message: Vec<u8>| Token::new(ALICE.sign(&message), message).bytes();
    let entry = |key: &str, value: &Value| (key.to_owned(), encode(value));
    let header = || entry("h", &ALICE.header().into());
    let tag = "ucan/dlg@1.0.0";
    let case = |slug: &str, entries: Vec<(String, Vec<u8>)>| {
        decode(slug, sealed(encode_map(entries))).section("Envelope")
    };
    let nothing = map! {};
    vec![
        case("no-header", vec![entry(tag, &nothing)])
            .title("A signed map without a header is refused.")
            .why("Nothing says how the signature is made.")
            .expect_error("TokenNoHeader")
            .rules(["token.header"]),
        case("header-as-text", vec![entry("h", &"NAHtAe0BE3E".into()), entry(tag, &nothing)])
            .title("A header in text is refused.")
            .why("A header has one spelling: bytes.")
            .expect_error("TokenNoHeader")
            .rules(["token.header"]),
        case("header-null", vec![entry("h", &Value::Null), entry(tag, &nothing)])
            .title("A header that is null is refused.")
            .why("Nothing says how the signature is made.")
            .expect_error("TokenNoHeader")
            .rules(["token.header"]),
        case("header-under-another-key", vec![("H".to_owned(), header().1), entry(tag, &nothing)])
            .title("A header under the key H is no header.")
            .why("Keys are compared as they are.")
            .expect_error("TokenNoHeader")
            .rules(["token.header"]),
        case("no-payload", vec![header()])
            .title("A signed map with a header and nothing else is refused.")
            .why("It says nothing.")
            .expect_error("TokenNoPayload")
            .rules(["token.payload"]),
        case("payload-null", vec![header(), entry(tag, &Value::Null)])
            .title("A payload that is null is refused.")
            .why("A payload is a map.")
            .expect_error("TokenPayloadNotAMap")
            .rules(["token.payload"]),
        case("payload-list", vec![header(), entry(tag, &list![nothing.clone()])])
            .title("A payload that is a list is refused.")
            .why("A payload is a map.")
            .expect_error("TokenPayloadNotAMap")
            .rules(["token.payload"]),
        decode("entry-beside-the-payload", delegation().beside("x", 1).sign().bytes())
            .section("Envelope")
            .ruling("T4")
            .title("Another entry beside header and payload is refused.")
            .why("Readers that pass over it and readers that do not see two different tokens.")
            .expect_error("TokenSecondPayload")
            .rules(["token.payload"]),
        decode("two-payloads", delegation().beside("ucan/dlg@1.0.0-rc.1", map! {}).sign().bytes())
            .section("Envelope")
            .ruling("T1")
            .title("Two payloads, one of each version, are refused.")
            .why("Which of them counts would depend on the reader.")
            .expect_error("TokenSecondPayload")
            .rules(["token.payload"]),
        decode(
            "payloads-of-two-kinds",
            delegation().beside("ucan/inv@1.0.0", map! {}).sign().bytes(),
        )
        .section("Envelope")
        .title("A delegation and an invocation under one signature are refused.")
        .why("One signature would say two things.")
        .expect_error("TokenSecondPayload")
        .rules(["token.payload"]),
    ]
}
