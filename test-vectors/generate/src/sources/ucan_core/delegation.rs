//! The fields of a delegation.

use super::token::{decode, delegation};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    dag_cbor::{encode, encode_map},
    dag_json, hex, list, map,
    people::{ALICE, BOB},
    sources::DELEGATION,
    token::Delegation,
};

const LARGEST: i64 = (1 << 53) - 1;

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "delegation",
        "The fields of a delegation: which must be there, which may be null, and of what kind \
         they are. Every token bears a signature that holds.",
        DELEGATION,
        [missing(), null(), kinds(), unknown(), texts(), times(), nonces(), meta()].concat(),
    )
}

/// A case that reads this delegation.
fn reads(slug: impl Into<String>, delegation: &Delegation) -> CaseBuilder {
    decode(slug, delegation.sign().bytes()).section("Delegation Payload")
}

/// What reading gives whose payload has these fields in place of the usual ones, or beside them.
fn read(delegation: &Delegation, fields: &[(&str, Value)]) -> Value {
    let mut payload = vec![
        ("iss", ALICE.did().into()),
        ("aud", BOB.did().into()),
        ("sub", ALICE.did().into()),
        ("cmd", "/msg/send".into()),
        ("pol", list![]),
        ("nonce", (*b"twelve bytes").into()),
        ("exp", Value::Null),
    ];
    payload.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
    payload.extend(fields.iter().cloned());
    let payload = payload.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    super::token::read(&delegation.sign(), ALICE, "1.0.0", dag_json::encode(&Value::Map(payload)))
}

/// A case whose delegation has this value in this field and is read.
fn accepts(slug: impl Into<String>, field: &str, value: impl Into<Value>) -> CaseBuilder {
    let value = value.into();
    let delegation = delegation().with(field, value.clone());
    reads(slug, &delegation).expect_value(read(&delegation, &[(field, value)]))
}

fn missing() -> Vec<CaseBuilder> {
    ["iss", "aud", "sub", "cmd", "pol", "nonce", "exp"]
        .into_iter()
        .map(|field| {
            reads(format!("missing-{field}"), &delegation().without(field))
                .ruling("T4")
                .title(format!("A delegation without `{field}` is refused."))
                .why("What is not said must not be guessed: a default would be somebody's choice.")
                .expect_error("FieldMissing")
                .rules(["field.required"])
        })
        .collect()
}

fn null() -> Vec<CaseBuilder> {
    let null = |field: &str| reads(format!("null-{field}"), &delegation().with(field, Value::Null));
    let mut cases = ["iss", "aud", "cmd", "pol", "nonce", "meta", "nbf"]
        .into_iter()
        .map(|field| {
            null(field)
                .ruling("T4")
                .title(format!("A delegation whose `{field}` is null is refused."))
                .why("Null is a value of its own, and not a way to leave a field out.")
                .expect_error(if field == "pol" { "FieldPolicy" } else { "FieldKind" })
                .rules(["field.null"])
        })
        .collect::<Vec<_>>();
    cases.push(
        accepts("null-sub", "sub", Value::Null)
            .section("Powerline")
            .title("A subject that is null makes a powerline.")
            .why("It is one of two fields that may be null.")
            .rules(["field.null", "field.required"]),
    );
    cases.push(
        accepts("null-exp", "exp", Value::Null)
            .title("An expiration that is null is no end.")
            .why("It is one of two fields that may be null.")
            .rules(["field.null", "field.unknown", "field.kind"]),
    );
    cases
}

fn kinds() -> Vec<CaseBuilder> {
    let did = ALICE.did();
    [
        ("iss-bytes", "iss", Value::from(did.as_bytes()), "an issuer in bytes"),
        ("iss-list", "iss", list![did.clone()], "a list of issuers"),
        ("aud-map", "aud", map! { "did" => did.clone() }, "an audience in a map"),
        ("aud-list", "aud", list![did.clone(), BOB.did()], "two audiences"),
        ("sub-false", "sub", false.into(), "the subject false"),
        ("sub-bytes", "sub", ALICE.public_key().into(), "a public key as the subject"),
        ("cmd-bytes", "cmd", b"/msg/send".into(), "a command in bytes"),
        ("cmd-list", "cmd", list!["msg", "send"], "a command in segments"),
        ("nonce-text", "nonce", "twelve bytes".into(), "a nonce in text"),
        ("nonce-number", "nonce", 12.into(), "a number as the nonce"),
        ("meta-list", "meta", list![], "meta that is a list"),
        ("meta-text", "meta", "{}".into(), "meta that is text"),
        ("nbf-text", "nbf", "1700000000".into(), "a beginning in text"),
        ("nbf-false", "nbf", false.into(), "the beginning false"),
        ("exp-text", "exp", "2023-11-14T22:13:20Z".into(), "an expiration in text"),
        ("exp-false", "exp", false.into(), "the expiration false"),
        ("exp-bytes", "exp", hex!("6553f100").into(), "an expiration in bytes"),
    ]
    .into_iter()
    .map(|(slug, field, value, what)| (slug, field, encode(&value), what))
    .chain([
        ("exp-float", "exp", hex!("fb 41d954fc40000000").to_vec(), "an expiration as a float"),
        ("nbf-float", "nbf", hex!("fb 3fe0000000000000").to_vec(), "a beginning of half a second"),
    ])
    .map(|(slug, field, value, what)| {
        reads(slug, &delegation().with_encoded(field, value))
            .title(format!("A delegation with {what} is refused."))
            .why("What one reader converts, another refuses, and a third takes for nothing.")
            .expect_error("FieldKind")
            .rules(["field.kind"])
    })
    .collect()
}

fn unknown() -> Vec<CaseBuilder> {
    [
        ("unknown-field", "foo", Value::Null, "a field that no text knows"),
        ("field-of-invocations-args", "args", map! {}, "the `args` of an invocation"),
        ("field-of-invocations-prf", "prf", list![], "the `prf` of an invocation"),
        ("field-of-invocations-iat", "iat", 1.into(), "the `iat` of an invocation"),
        ("field-of-the-older-texts", "fct", map! {}, "the `fct` of the older texts"),
        ("field-in-upper-case", "Nbf", 1.into(), "`Nbf`"),
        ("field-with-a-space", "nbf ", 1.into(), "`nbf` and a space"),
        ("field-without-a-name", "", 1.into(), "a field whose name is empty"),
    ]
    .into_iter()
    .map(|(slug, field, value, what)| {
        reads(slug, &delegation().with(field, value))
            .ruling("T4")
            .title(format!("A delegation with {what} is refused."))
            .why("A restriction that a reader passes over is none.")
            .expect_error("FieldUnknown")
            .rules(["field.unknown"])
    })
    .collect()
}

/// Texts that are no DID, no command, no policy. The layers below have the fine print.
fn texts() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, field, value) in [
        ("iss-empty", "iss", ""),
        ("iss-no-did", "iss", "alice"),
        ("iss-with-path", "iss", "did:web:example.com/alice"),
        ("aud-with-query", "aud", "did:web:example.com?alice"),
        ("aud-upper-case-method", "aud", "did:Web:example.com"),
        ("sub-empty", "sub", ""),
        ("sub-null-in-text", "sub", "null"),
    ] {
        cases.push(
            reads(slug, &delegation().with(field, value))
                .ruling("T14")
                .title(format!("{value:?} is refused as the `{field}` of a delegation."))
                .why("A principal is a DID, without path and query.")
                .expect_error("FieldDid")
                .rules(["field.did"]),
        );
    }
    cases.push(
        accepts("sub-of-another-method", "sub", "did:web:example.com#key-1")
            .ruling("T14")
            .title("A subject of another method is read, and its fragment kept.")
            .why("Only who signs needs a key; the token says what it said.")
            .rules(["field.did"]),
    );
    for (slug, value) in [
        ("cmd-empty", ""),
        ("cmd-without-slash", "msg/send"),
        ("cmd-trailing-slash", "/msg/"),
        ("cmd-upper-case", "/msg/Send"),
        ("cmd-empty-segment", "/msg//send"),
    ] {
        cases.push(
            reads(slug, &delegation().with("cmd", value))
                .ruling("T13")
                .title(format!("{value:?} is refused as the command of a delegation."))
                .why("One command must have one spelling.")
                .expect_error("FieldCommand")
                .rules(["field.command"]),
        );
    }
    for (slug, value) in [("cmd-top", "/"), ("cmd-unicode", "/ほげ/ふが")] {
        cases.push(
            accepts(slug, "cmd", value)
                .text("UCAN Core")
                .section("Segment Structure")
                .title(format!("{value:?} is read as the command of a delegation."))
                .why("It stands among the examples of the text.")
                .rules(["field.command"]),
        );
    }
    for (slug, value, what) in [
        ("pol-map", map! {}, "a map"),
        ("pol-text", "[]".into(), "text"),
        ("pol-statement", list!["==", ".a", 1], "a statement without the list around it"),
        ("pol-unknown-operator", list![list!["~=", ".a", 1]], "an operator that no text knows"),
        ("pol-two-parts", list![list!["==", ".a"]], "an equality of two parts"),
        ("pol-selector", list![list!["==", "a", 1]], "a selector without a dot"),
    ] {
        cases.push(
            reads(slug, &delegation().with("pol", value))
                .section("Policy")
                .ruling("Q10")
                .title(format!("A policy with {what} is refused with its token."))
                .why("A statement that is found out only when it is used may never be judged.")
                .expect_error("FieldPolicy")
                .rules(["field.policy"]),
        );
    }
    cases.push(
        accepts("pol", "pol", list![list!["==", ".to", "bob"], list!["like", ".cc", "*"]])
            .section("Policy")
            .title("A policy of two statements is read.")
            .why("It comes out as it went in.")
            .rules(["field.policy"]),
    );
    cases
}

fn times() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for field in ["nbf", "exp"] {
        for (slug, seconds) in
            [("zero", 0), ("before-the-epoch", -1), ("largest", LARGEST), ("smallest", -LARGEST)]
        {
            cases.push(
                accepts(format!("{field}-{slug}"), field, seconds)
                    .text("UCAN Core")
                    .section("Time Bounds")
                    .ruling("T5")
                    .title(format!("The `{field}` {seconds} is read."))
                    .why("The range is the same on both sides of the epoch, ends included.")
                    .rules(["field.time"]),
            );
        }
        for (slug, value, number) in [
            ("too-large", hex!("1b 0020000000000000").to_vec(), "2^53"),
            ("too-small", hex!("3b 001fffffffffffff").to_vec(), "-2^53"),
            ("in-nanoseconds", hex!("1b 17979cfe362a0000").to_vec(), "1700000000000000000"),
            ("of-63-bits", hex!("1b 7fffffffffffffff").to_vec(), "2^63 - 1"),
            ("of-64-bits", hex!("1b ffffffffffffffff").to_vec(), "2^64 - 1"),
            ("of-64-bits-negative", hex!("3b ffffffffffffffff").to_vec(), "-2^64"),
        ] {
            cases.push(
                reads(format!("{field}-{slug}"), &delegation().with_encoded(field, value))
                    .text("UCAN Core")
                    .section("Time Bounds")
                    .ruling("T5")
                    .title(format!("The `{field}` {number} is refused."))
                    .why("A number that wraps or rounds makes an expired token valid.")
                    .expect_error("FieldTimestamp")
                    .rules(["field.time"]),
            );
        }
    }
    cases
}

fn nonces() -> Vec<CaseBuilder> {
    [
        ("nonce-empty", Vec::new(), "no bytes"),
        ("nonce-one-byte", vec![0], "one byte"),
        ("nonce-long", vec![0xff; 300], "300 bytes"),
    ]
    .into_iter()
    .map(|(slug, nonce, what)| {
        accepts(slug, "nonce", nonce)
            .ruling("T11")
            .title(format!("A nonce of {what} is read."))
            .why("Any bytes make a token unique; how many is the issuer's business.")
    })
    .collect()
}

fn meta() -> Vec<CaseBuilder> {
    let numbers = delegation().with_encoded(
        "meta",
        encode_map(vec![
            ("largest".to_owned(), hex!("1b ffffffffffffffff").to_vec()),
            ("smallest".to_owned(), hex!("3b ffffffffffffffff").to_vec()),
        ]),
    );
    let beyond = read(&numbers, &[("meta", map! { "largest" => 1, "smallest" => 2 })]);
    let beyond = with_payload(beyond, |payload| {
        payload
            .replace("\"largest\":1", "\"largest\":18446744073709551615")
            .replace("\"smallest\":2", "\"smallest\":-18446744073709551616")
    });
    let core = |case: CaseBuilder| case.text("UCAN Core").section("Metadata");
    vec![
        core(accepts("meta-empty", "meta", map! {}))
            .ruling("T4")
            .title("Meta that is empty stays there.")
            .why("An empty map and no map are two tokens."),
        core(accepts(
            "meta-anything",
            "meta",
            map! {
                "null" => Value::Null,
                "list" => list![1, list![], map! {}],
                "bytes" => [0_u8, 255],
                "link" => Value::link(crate::cid_v1(crate::RAW, b"hello")),
                "sub" => "did:key:not-one",
            },
        ))
        .title("Meta holds any data, and fields of a payload mean nothing there.")
        .why("What it says is signed, and is no authority."),
        core(reads("meta-large-numbers", &numbers))
            .ruling("T5")
            .title("Numbers in meta have the whole range of CBOR.")
            .why("The limit of 53 bits is for times only.")
            .expect_value(beyond)
            .rules(["field.time"]),
    ]
}

/// `value`, which is what reading gives, with another payload.
fn with_payload(value: Value, change: impl Fn(&str) -> String) -> Value {
    let Value::Map(entries) = value else { return value };
    let change = |(key, value): (String, Value)| match value {
        Value::Text(text) if key == "payload" => (key, change(&text).into()),
        value => (key, value),
    };
    Value::Map(entries.into_iter().map(change).collect())
}
