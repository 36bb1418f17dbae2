//! Tokens in DAG-JSON.

use super::token::delegation;
use crate::{
    Topic, case,
    case::CaseBuilder,
    dag_json, list, map,
    people::{ALICE, BOB},
    sources::UCAN,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "token-dag-json",
        "Tokens that arrive as DAG-JSON: they become canonical DAG-CBOR once, and these bytes \
         count as received.",
        UCAN,
        [read(), refused()].concat(),
    )
}

fn from_json(slug: &str, text: impl Into<String>) -> CaseBuilder {
    case(slug)
        .operation("ucan.token.from-dag-json")
        .section("Encoding")
        .ruling("T2")
        .input("text", text.into())
        .rules(["token.from-json"])
}

/// Signature, header and payload, in the order of the text form.
fn parts() -> [Value; 3] {
    let payload = map! {
        "aud" => BOB.did(),
        "cmd" => "/msg/send",
        "exp" => Value::Null,
        "iss" => ALICE.did(),
        "nonce" => *b"twelve bytes",
        "pol" => list![],
        "sub" => ALICE.did(),
    };
    [delegation().sign().signature().into(), ALICE.header().into(), payload]
}

fn canonical() -> String {
    let [signature, header, payload] = parts();
    dag_json::encode(&list![signature, map! { "h" => header, "ucan/dlg@1.0.0" => payload }])
}

fn read() -> Vec<CaseBuilder> {
    let bytes = delegation().sign().bytes();
    let [signature, header, payload] = parts().map(|part| dag_json::encode(&part));
    let other = format!(
        "[ {signature},\n  {{ \"ucan/dlg@1.0.0\": {payload},\n    \"\\u0068\": {header} }} ]\n"
    );
    vec![
        from_json("canonical", canonical())
            .title("A token in canonical DAG-JSON becomes the bytes that were signed.")
            .why("The signature is over DAG-CBOR, however the token is stored.")
            .expect_value(bytes.clone()),
        from_json("other-layout", other)
            .title("White space, order and escapes make no difference.")
            .why("One token in two layouts has one CID.")
            .expect_value(bytes),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let text = canonical();
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let bytes = dag_json::encode(&delegation().sign().bytes().into());
    let [_, header, payload] = parts().map(|part| dag_json::encode(&part));
    vec![
        from_json("trailing-text", format!("{text}x"))
            .title("A character behind the token is refused.")
            .why("What stands there is not signed.")
            .expect_error_at("JsonTrailingBytes", end),
        from_json("key-twice", text.replace("\"cmd\":", "\"cmd\":\"/\",\"cmd\":"))
            .title("A field that stands twice is refused.")
            .why("Most readers of JSON take the last and say nothing.")
            .expect_error("JsonDuplicateKey"),
        from_json("padded-bytes", text.replacen("\"}},{", "==\"}},{", 1))
            .title("A signature in base64 with padding is refused.")
            .why("DAG-JSON has one form for bytes.")
            .expect_error("JsonBase64Padding"),
        from_json("float-for-a-time", text.replace("\"exp\":null", "\"exp\":1.7e9"))
            .title("A time that is written as a float stays a float, and is refused.")
            .why("An integer and a float are two tokens under two CIDs.")
            .expect_error("FieldKind"),
        from_json("token-in-bytes", bytes)
            .title("DAG-JSON around the bytes of a token is no token.")
            .why("The form says what it is, and that is bytes.")
            .expect_error("TokenNotAPair"),
        from_json("signed-map-alone", format!("{{\"h\":{header},\"ucan/dlg@1.0.0\":{payload}}}"))
            .title("A signed map without its signature is refused.")
            .why("Nothing says who speaks.")
            .expect_error("TokenNotAPair"),
        from_json(
            "signature-as-text",
            text.replacen("{\"/\":{\"bytes\":", "", 1).replacen("}}", "", 1),
        )
        .title("A signature in text is refused.")
        .why("Base64 that is not marked as bytes is a string.")
        .expect_error("TokenNotAPair"),
    ]
}
