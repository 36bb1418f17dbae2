//! Of what kind each field is.

use super::{accepts, elsewhere, invocation, reads};
use crate::{
    Value,
    case::CaseBuilder,
    dag_cbor::{encode, encode_map},
    hex, list, map,
    people::{ALICE, BOB},
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [refused(), accepted()].concat()
}

fn refused() -> Vec<CaseBuilder> {
    let receipt = elsewhere("receipt");
    let cid = "zdpuAzx4sBrBCabrZZqXgvK3NDzh7Mf5mKbG11aBkkMCdLtCp";
    [
        ("iss-bytes", "iss", Value::from(BOB.did().as_bytes()), "an issuer in bytes"),
        ("iss-list", "iss", list![BOB.did()], "a list of issuers"),
        ("sub-bytes", "sub", ALICE.public_key().into(), "a public key as the subject"),
        ("aud-list", "aud", list![ALICE.did(), BOB.did()], "two audiences"),
        ("aud-false", "aud", false.into(), "the audience false"),
        ("cmd-bytes", "cmd", b"/msg/send".into(), "a command in bytes"),
        ("cmd-list", "cmd", list!["msg", "send"], "a command in segments"),
        ("args-list", "args", list!["to", "dan"], "arguments in a list"),
        ("args-text", "args", "{}".into(), "arguments in text"),
        ("args-link", "args", receipt.clone(), "a link to its arguments"),
        ("args-bytes", "args", encode(&map! {}).into(), "arguments in bytes"),
        ("prf-link", "prf", receipt.clone(), "one proof without a list around it"),
        ("prf-map", "prf", map! {}, "proofs in a map"),
        ("prf-of-text", "prf", list![cid], "a proof whose CID is text"),
        ("prf-of-bytes", "prf", list![*b"proof"], "a proof in bytes"),
        ("prf-of-null", "prf", list![receipt, Value::Null], "a second proof that is null"),
        ("prf-nested", "prf", list![list![elsewhere("root")]], "a list of proofs in the list"),
        ("nonce-text", "nonce", "twelve bytes".into(), "a nonce in text"),
        ("nonce-number", "nonce", 12.into(), "a number as the nonce"),
        ("meta-list", "meta", list![], "meta that is a list"),
        ("exp-text", "exp", "2023-11-14T22:13:20Z".into(), "an expiration in text"),
        ("exp-false", "exp", false.into(), "the expiration false"),
        ("nbf-text", "nbf", "1700000000".into(), "a beginning in text"),
        ("iat-text", "iat", "1700000000".into(), "a time of issue in text"),
        ("iat-bytes", "iat", hex!("6553f100").into(), "a time of issue in bytes"),
        ("cause-text", "cause", cid.into(), "a cause whose CID is text"),
        ("cause-list", "cause", list![elsewhere("receipt")], "a list of causes"),
    ]
    .into_iter()
    .map(|(slug, field, value, what)| (slug, field, encode(&value), what))
    .chain([
        ("exp-float", "exp", hex!("fb 41d954fc40000000").to_vec(), "an expiration as a float"),
        ("nbf-float", "nbf", hex!("fb 3fe0000000000000").to_vec(), "a beginning of half a second"),
        ("iat-float", "iat", hex!("fb 41d954fc40000000").to_vec(), "a time of issue as a float"),
    ])
    .map(|(slug, field, value, what)| {
        reads(slug, &invocation().with_encoded(field, value))
            .title(format!("An invocation with {what} is refused."))
            .why("What one reader converts, another refuses, and a third takes for nothing.")
            .expect_error("FieldKind")
            .rules(["invocation.kind"])
    })
    .collect()
}

fn accepted() -> Vec<CaseBuilder> {
    let nested = map! {
        "list" => list![1, list![], map! {}],
        "null" => Value::Null,
        "bytes" => [0_u8, 255],
        "link" => elsewhere("content"),
        "iss" => "an argument may be called like a field",
    };
    let large = [("largest".to_owned(), hex!("1b ffffffffffffffff").to_vec())];
    let large = invocation().with_encoded("args", encode_map(large.into()));
    let json = crate::dag_json::encode(&super::payload(&[("args", map! { "largest" => 1 })]));
    let json = json.replace("\"largest\":1", "\"largest\":18446744073709551615");
    vec![
        accepts("args-nested", &[("args", nested)])
            .section("Arguments")
            .title("Arguments hold any data.")
            .why("Their shape is the command's.")
            .rules(["invocation.kind"]),
        reads("args-large-number", &large)
            .section("Arguments")
            .ruling("T5")
            .title("A number in the arguments has the whole range of CBOR.")
            .why("The limit of 53 bits is for times only.")
            .expect_value(super::read(&large, "1.0.0", json, ALICE.did()))
            .rules(["invocation.time"]),
        accepts(
            "prf-of-other-blocks",
            &[("prf", list![Value::link(crate::cid_v1(crate::RAW, b"x"))])],
        )
        .section("Proofs")
        .title("A proof whose CID is that of no token is read as it stands.")
        .why("Whether the proofs prove anything is found out when they are looked for.")
        .rules(["invocation.kind"]),
    ]
}
