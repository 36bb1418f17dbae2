//! Reading records, and making them compact.

use super::{all_bytes, links, revoke_by, two_hops};
use crate::{case, case::CaseBuilder, dag_json, map, people::BOB, token::Token, value::Value};

/// When the services of these cases record.
pub(super) const RECORDED_AT: &str = "2023-11-14T22:13:20Z";

/// The fields of a whole record.
pub(super) fn record(path: &[Token], cause: &Token, recorded_at: &str) -> Vec<(String, Value)> {
    let revoke = path.last().map_or(Value::Null, Token::link);
    let field = |name: &str, value: Value| (name.to_owned(), value);
    vec![
        field("revoke", revoke),
        field("path", all_bytes(path).into()),
        field("cause", cause.bytes().into()),
        field("recorded_at", recorded_at.into()),
    ]
}

/// The fields with another value of one of them.
pub(super) fn with(
    mut fields: Vec<(String, Value)>,
    name: &str,
    value: impl Into<Value>,
) -> Vec<(String, Value)> {
    fields.retain(|(found, _)| found != name);
    fields.push((name.to_owned(), value.into()));
    fields
}

/// The fields of a compact record.
pub(super) fn compact(path: &[Token], cause: &Token) -> Value {
    map! {
        "revoke" => path.last().map_or(Value::Null, Token::link),
        "path" => links(path),
        "cause" => cause.link(),
        "recorded_at" => RECORDED_AT,
    }
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let path = two_hops();
    let cause = revoke_by(BOB, &path).sign();
    let good = record(&path, &cause, RECORDED_AT);
    let text = dag_json::encode(&Value::Map(good.clone()));
    let decode = |slug: &str, text: String| {
        case(slug)
            .section("Get Revocation Record Schema")
            .operation("ucan.revocation.record.decode")
            .input("record", text)
    };
    let changed = |slug: &str, fields: Vec<(String, Value)>| {
        decode(slug, dag_json::encode(&Value::Map(fields))).rules(["record.fields"])
    };
    let without = |name: &str| {
        let mut fields = good.clone();
        fields.retain(|(found, _)| found != name);
        fields
    };
    let example = concat!(
        "{\n",
        "  \"revoke\": { \"/\": \"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4\" },\n",
        "  \"cause\": { \"/\": { \"bytes\": \"omF2AWNjYXBnL3VjYW4vcmV2b2tl\" } },\n",
        "  \"path\": [\n",
        "    { \"/\": { \"bytes\": \"omF2AWNjYXBsL3Rlc3QvaW52b2tl\" } }\n",
        "  ],\n",
        "  \"recorded_at\": \"2026-07-17T09:00:00Z\"\n",
        "}",
    );
    let canonical = concat!(
        r#"{"cause":{"/":{"bytes":"omF2AWNjYXBnL3VjYW4vcmV2b2tl"}},"#,
        r#""path":[{"/":{"bytes":"omF2AWNjYXBsL3Rlc3QvaW52b2tl"}}],"#,
        r#""recorded_at":"2026-07-17T09:00:00Z","#,
        r#""revoke":{"/":"bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4"}}"#,
    );
    let mut cases = vec![
        decode("example", example.to_owned())
            .section("Get Revocation Example")
            .title("The example of the text is a record.")
            .why("It is read and not believed: its tokens are dummies.")
            .expect_value(canonical)
            .rules(["record.fields"]),
        decode("whole", text.clone())
            .title("A record in canonical DAG-JSON reads as itself.")
            .why("It is passed on.")
            .expect_value(text.clone())
            .rules(["record.fields"]),
        decode("not-a-map", "[]".to_owned())
            .title("A list is no record.")
            .why("Its fields have names.")
            .expect_error("RecordNotAMap")
            .rules(["record.fields"]),
        decode("cut-off", text[..text.len() - 1].to_owned())
            .title("A record that was cut off is refused.")
            .why("What is missing may be anything.")
            .expect_error("JsonUnexpectedEnd")
            .rules(["record.fields"]),
        changed("another-field", with(good.clone(), "expires_at", RECORDED_AT))
            .ruling("T4")
            .title("A field that the text does not know is refused.")
            .why("It could mean to restrict what is said.")
            .expect_error("FieldUnknown"),
        changed("path-of-links", with(good.clone(), "path", links(&path)))
            .title("A whole record carries delegations and not links to them.")
            .why("It is verified by itself.")
            .expect_error("FieldKind"),
        changed("cause-is-a-link", with(good.clone(), "cause", cause.link()))
            .title("A whole record carries its cause and not a link to it.")
            .why("It is verified by itself.")
            .expect_error("FieldKind"),
        changed("recorded-at-a-number", with(good.clone(), "recorded_at", 1_784_278_800))
            .title("The time of a record is a text.")
            .why("A number may count anything.")
            .expect_error("FieldKind"),
        changed("recorded-at-a-date", with(good.clone(), "recorded_at", "2026-07-17"))
            .title("The time of a record is in the form of RFC 3339.")
            .why("It is the cursor of those who follow.")
            .expect_error("TimeForm")
            .rules(["record.recorded-at"]),
        case("compact")
            .section("Firehose Record Schema")
            .operation("ucan.revocation.record.compact")
            .input("record", text)
            .title("A compact record has links in place of the tokens.")
            .why("They are the CIDs of the bytes that the whole one carries.")
            .computed("the token maker of the generator")
            .expect_value(dag_json::encode(&compact(&path, &cause)))
            .rules(["record.fields"]),
    ];
    for name in ["revoke", "path", "cause", "recorded_at"] {
        let slug = name.replace('_', "-");
        cases.push(
            changed(&format!("without-{slug}"), without(name))
                .title(format!("A record has the field `{name}`."))
                .why("Each of the four is needed to verify it.")
                .expect_error("FieldMissing"),
        );
    }
    cases
}
