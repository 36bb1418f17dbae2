//! Arguments as people type them.

use crate::{Value, case, case::CaseBuilder};

const CID: &str = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

fn parse(slug: &str, function: &str, texts: &[&str]) -> CaseBuilder {
    case(slug)
        .section("Arguments as text")
        .operation("ipld-wit.arguments.parse")
        .why("People type what they mean, and the types say what that is.")
        .rules(["ipld-wit.arguments"])
        .input("function", function)
        .input("texts", Value::List(texts.iter().map(|text| Value::from(*text)).collect()))
}

/// One argument of this type.
fn one(slug: &str, ty: &str, text: &str) -> CaseBuilder {
    parse(slug, &format!("func(a: {ty})"), &[text])
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = vec![
        parse(
            "several",
            "func(who: string, times: u32, loud: bool, more: record { a: u8 })",
            &["hello", "42", "true", r#"{"a":1}"#],
        )
        .title("Several arguments.")
        .expect_value(r#"["hello",42,true,{"a":1}]"#),
        parse("none", "func()", &[]).title("No arguments.").expect_value("[]"),
        parse("too-few", "func(a: u8, b: u8)", &["1"])
            .title("A text too few.")
            .expect_error("WitArgumentCount"),
        parse("too-many", "func(a: u8)", &["1", "2"])
            .title("A text too many.")
            .expect_error("WitArgumentCount"),
    ];
    for (slug, ty, text, data) in accepted() {
        let title = format!("{text} is {data} for {ty}.");
        cases.push(one(slug, ty, text).title(title).expect_value(format!("[{data}]")));
    }
    for (slug, ty, text, error, offset) in refused() {
        let title = format!("{text} is nothing for {ty}.");
        cases.push(one(slug, ty, text).title(title).expect_error_in(error, 0, offset));
    }
    cases.push(
        parse("second", "func(a: u8, b: list<u8>)", &["1", "[1, x]"])
            .title("The second text is at fault.")
            .expect_error_in("ArgumentSyntax", 1, 4),
    );
    let cid = format!(r#"{{"/":"{CID}"}}"#);
    for (slug, ty, text) in
        [("link-bare", "link", CID), ("link", "link", &cid), ("handle", "list<u8>", &cid)]
    {
        let case = one(slug, ty, text).title(format!("{text} is a link for {ty}."));
        cases.push(case.expect_value(format!("[{cid}]")));
    }
    cases
}

type Accepted = (&'static str, &'static str, &'static str, &'static str);

fn accepted() -> [Accepted; 52] {
    let record = "record { a: u8, b-c: option<string> }";
    [
        ("string-number", "string", "42", r#""42""#),
        ("string-quoted", "string", r#""42""#, r#""42""#),
        ("string-null", "string", "null", r#""null""#),
        ("string-spaces", "string", " a ", r#"" a ""#),
        ("string-empty", "string", "", r#""""#),
        ("string-backslash", "string", r"a\n", r#""a\\n""#),
        ("string-escapes", "string", r#""\u{e9}\u00e9\n""#, r#""éé\n""#),
        ("char-bare", "char", "4", r#""4""#),
        ("char-wave", "char", "'4'", r#""4""#),
        ("char-json", "char", r#""4""#, r#""4""#),
        ("integer", "u8", "42", "42"),
        ("integer-spaces", "u8", " 42 ", "42"),
        ("integer-comment", "u8", "42 // the answer", "42"),
        ("integer-large", "u64", "18446744073709551615", "18446744073709551615"),
        ("float-integer", "f64", "42", "42.0"),
        ("float-exponent", "f64", "25e-1", "2.5"),
        ("float-tenth", "f32", "0.1", "0.10000000149011612"),
        ("float-minus-zero", "f64", "-0.0", "0.0"),
        ("float-nan", "f64", "nan", r#""NaN""#),
        ("float-minus-inf", "f32", "-inf", r#""-Infinity""#),
        ("float-nan-json", "f64", r#""NaN""#, r#""NaN""#),
        ("list", "list<u16>", "[1, 2]", "[1,2]"),
        ("list-trailing-comma", "list<u16>", "[1, 2,]", "[1,2]"),
        ("bytes-wave", "list<u8>", "[1, 2, 3]", r#"{"/":{"bytes":"AQID"}}"#),
        ("bytes-json", "list<u8>", r#"{"/": {"bytes": "AQID"}}"#, r#"{"/":{"bytes":"AQID"}}"#),
        ("tuple-wave", "tuple<u8, string>", r#"(1, "x")"#, r#"[1,"x"]"#),
        ("tuple-json", "tuple<u8, string>", r#"[1, "x"]"#, r#"[1,"x"]"#),
        ("record-wave", record, r#"{a: 1, b-c: some("x")}"#, r#"{"a":1,"b-c":"x"}"#),
        ("record-flat", record, r#"{b-c: "x", a: 1}"#, r#"{"a":1,"b-c":"x"}"#),
        ("record-left-out", record, "{a: 1}", r#"{"a":1,"b-c":null}"#),
        ("record-json", record, r#"{"b-c": null, "a": 1}"#, r#"{"a":1,"b-c":null}"#),
        ("record-of-nothing", "record { a: option<u8> }", "{:}", r#"{"a":null}"#),
        ("variant-unit", "variant { x, y(u8) }", "x", r#"{"x":null}"#),
        ("variant-payload", "variant { x, y(u8) }", "y(1)", r#"{"y":1}"#),
        ("variant-json", "variant { x, y(u8) }", r#"{"x": null}"#, r#"{"x":null}"#),
        ("enum-bare", "enum { red }", "red", r#""red""#),
        ("enum-keyword", "enum { true }", "%true", r#""true""#),
        ("flags-wave", "flags { a, b, c }", "{c, a}", r#"["a","c"]"#),
        ("flags-json", "flags { a, b, c }", r#"["c", "a"]"#, r#"["a","c"]"#),
        ("flags-none", "flags { a }", "{}", "[]"),
        ("option-none", "option<string>", "none", "null"),
        ("option-null", "option<string>", "null", "null"),
        ("option-text", "option<string>", r#""none""#, r#""none""#),
        ("option-nested", "option<option<u8>>", "some(none)", "[null]"),
        ("option-nested-json", "option<option<u8>>", "[null]", "[null]"),
        ("option-case", "option<enum { null }>", "some(null)", r#""null""#),
        ("result-ok", "result<u8, string>", "ok(1)", r#"{"ok":1}"#),
        ("result-flat", "result<u8, string>", "1", r#"{"ok":1}"#),
        ("result-err", "result<u8, string>", r#"err("x")"#, r#"{"error":"x"}"#),
        ("result-json", "result", r#"{"error": {}}"#, r#"{"error":{}}"#),
        ("map-json", "map<string, u8>", r#"{"b": 1, "aa": 2}"#, r#"{"aa":2,"b":1}"#),
        ("map-pairs", "map<s8, bool>", "[(-1, true), (3, false)]", "[[3,false],[-1,true]]"),
    ]
}

type Refused = (&'static str, &'static str, &'static str, &'static str, u32);

fn refused() -> [Refused; 38] {
    let record = "record { a: u8 }";
    [
        ("integer-fraction", "u8", "1.0", "ArgumentSyntax", 1),
        ("integer-plus", "u8", "+1", "ArgumentSyntax", 0),
        ("integer-zeros", "u8", "007", "ArgumentSyntax", 1),
        ("integer-text", "u8", r#""1""#, "ArgumentSyntax", 0),
        ("integer-empty", "u8", "", "ArgumentSyntax", 0),
        ("integer-range", "u8", "256", "ArgumentNumber", 0),
        ("integer-negative", "u8", "-1", "ArgumentNumber", 0),
        ("float-inexact", "f32", "16777217", "ArgumentNumber", 0),
        ("float-range", "f32", "1e39", "ArgumentNumber", 0),
        ("float-word", "f64", "NaN", "ArgumentSyntax", 0),
        ("bool-word", "bool", "yes", "ArgumentSyntax", 0),
        ("bool-case", "bool", "True", "ArgumentSyntax", 0),
        ("string-open", "string", r#""a"#, "ArgumentSyntax", 2),
        ("string-more", "string", r#""a" b"#, "ArgumentSyntax", 4),
        ("string-escape", "string", r#""\x""#, "ArgumentSyntax", 1),
        ("string-inside", "list<string>", "[a]", "ArgumentSyntax", 1),
        ("char-two", "char", "'ab'", "ArgumentShape", 0),
        ("list-comma", "list<u16>", "[1 2]", "ArgumentSyntax", 3),
        ("list-open", "list<u16>", "[1", "ArgumentSyntax", 2),
        ("bytes-text", "list<u8>", r#""AQID""#, "ArgumentSyntax", 0),
        ("bytes-padding", "list<u8>", r#"{"/": {"bytes": "AQ=="}}"#, "ArgumentBase64", 16),
        ("bytes-range", "list<u8>", "[256]", "ArgumentNumber", 1),
        ("tuple-short", "tuple<u8, u8>", "(1)", "ArgumentShape", 0),
        ("tuple-long", "tuple<u8, u8>", "(1, 2, 3)", "ArgumentShape", 0),
        ("record-missing", record, "{:}", "ArgumentName", 0),
        ("record-unknown", record, "{a: 1, b: 2}", "ArgumentName", 7),
        ("record-twice", record, "{a: 1, a: 2}", "ArgumentName", 7),
        ("variant-unknown", "variant { x }", "y", "ArgumentName", 0),
        ("variant-payload-missing", "variant { x(u8) }", "x", "ArgumentShape", 1),
        ("variant-payload-extra", "variant { x }", "x(1)", "ArgumentShape", 1),
        ("flags-twice", "flags { a }", "{a, a}", "ArgumentName", 4),
        ("flags-unknown", "flags { a }", "{b}", "ArgumentName", 1),
        ("option-bare-text", "option<string>", "hello", "ArgumentSyntax", 0),
        ("option-ambiguous", "option<enum { null }>", "null", "ArgumentAmbiguous", 0),
        ("map-twice", "map<string, u8>", r#"{"a": 1, "a": 2}"#, "ArgumentName", 9),
        ("link-no-cid", "link", "bafy", "ArgumentLink", 0),
        ("link-path", "link", "/ipfs/bafkqaaa", "ArgumentLink", 0),
        ("link-address", "link", "https://example.com/ipfs/bafkqaaa", "ArgumentLink", 0),
    ]
}
