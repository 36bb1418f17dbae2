//! Bytes, the links that stand for them, and budgets.

use super::Row;
use crate::{case::CaseBuilder, cid::cid_v1, list, map};

const BYTES: Row = Row {
    section: "list of u8",
    slug: "bytes",
    rule: "ipld-wit.bytes",
    why: "Elsewhere empty bytes become an empty list, which has another address.",
};
const CONTENT: Row = Row {
    section: "list of u8",
    slug: "content",
    rule: "ipld-wit.content",
    why: "Content that is not there is a passing fault, and never a value.",
};
const BUDGET: Row = Row {
    section: "Laws",
    slug: "budget",
    rule: "ipld-wit.budget",
    why: "Data from anywhere must not take memory or time without bound.",
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [bytes(), content(), budgets()].concat()
}

fn bytes() -> Vec<CaseBuilder> {
    let mut cases = [
        BYTES.is("three", "list<u8>", r#"{"/":{"bytes":"AQID"}}"#, "[1, 2, 3]"),
        BYTES.is("empty", "list<u8>", r#"{"/":{"bytes":""}}"#, "[]"),
        BYTES.is("inside", "tuple<list<u8>>", r#"[{"/":{"bytes":"/w"}}]"#, "([255])"),
    ]
    .concat();
    for (slug, data) in [
        ("list", "[1,2,3]"),
        ("empty-list", "[]"),
        ("text", r#""AQID""#),
        ("null", "null"),
        ("map", r#"{"bytes":"AQID"}"#),
    ] {
        cases.push(BYTES.refuses(slug, "list<u8>", data, "WitKind"));
    }
    cases
}

fn raw(content: &[u8]) -> String {
    format!(r#"{{"/":"{}"}}"#, cid_v1(0x55, content))
}

fn content() -> Vec<CaseBuilder> {
    let given = |slug: &str, ty: &str, title: &str, data: &str| {
        CONTENT
            .case(slug, "ipld-wit.decode")
            .title(title)
            .input("type", ty)
            .input("data", data)
            .input("contents", list![b"hi", b""])
            .computed("the generator's own CIDs")
    };
    let hi = raw(b"hi");
    vec![
        given("link", "list<u8>", "A link for bytes is its content.", &hi)
            .expect_value("[104, 105]"),
        given("empty", "list<u8>", "The content may be empty.", &raw(b"")).expect_value("[]"),
        given("option", "option<list<u8>>", "A link for an option of bytes is its content.", &hi)
            .expect_value("some([104, 105])"),
        given("fixed", "list<u8, 2>", "A link for bytes of fixed length is its content.", &hi)
            .expect_value("[104, 105]"),
        given("missing", "list<u8>", "The content is not at hand.", &raw(b"ho"))
            .expect_error("WitContentUnavailable"),
        given("fixed-length", "list<u8, 3>", "The content has another length.", &hi)
            .expect_error("WitLength"),
        given("string", "string", "A link for a string is not looked up.", &hi)
            .expect_error("WitKind"),
        given("signed", "list<s8>", "A link for a list of s8 is not looked up.", &hi)
            .expect_error("WitKind"),
        given("budget", "list<u8>", "The content counts for the budget.", &hi)
            .input("budget", map! { "bytes" => 1 })
            .expect_error("WitBudget"),
        given("link-stays", "link", "A link for a link is not looked up.", r#"{"/":"bafkqaaa"}"#)
            .expect_value("{ipld-cid: [1, 85, 0, 0]}"),
    ]
}

fn budgets() -> Vec<CaseBuilder> {
    let bounded = |slug: &str, ty: &str, data: &str, name: &'static str, most: i32| {
        BUDGET
            .case(slug, "ipld-wit.decode")
            .title(format!("{data} of {ty}, where {name} may be {most}."))
            .input("type", ty)
            .input("data", data)
            .input("budget", crate::Value::Map(vec![(name.into(), most.into())]))
    };
    let out = |slug: &str, ty: &str, value: &str, name: &'static str, most: i32| {
        BUDGET
            .case(slug, "ipld-wit.encode")
            .title(format!("{value} of {ty}, where {name} may be {most}."))
            .input("type", ty)
            .input("value", value)
            .input("budget", crate::Value::Map(vec![(name.into(), most.into())]))
    };
    let list = "list<bool>";
    let text = r#""abcd""#;
    vec![
        bounded("elements", list, "[true,true]", "elements", 3).expect_value("[true, true]"),
        bounded("elements-exceeded", list, "[true,true]", "elements", 2).expect_error("WitBudget"),
        bounded("bytes", "string", text, "bytes", 4).expect_value(text),
        bounded("bytes-exceeded", "string", text, "bytes", 3).expect_error("WitBudget"),
        bounded("depth", list, "[true]", "depth", 2).expect_value("[true]"),
        bounded("depth-exceeded", list, "[true]", "depth", 1).expect_error("WitBudget"),
        bounded("depth-unused", list, "[]", "depth", 1).expect_value("[]"),
        bounded("bytes-are-no-elements", "list<u8>", r#"{"/":{"bytes":"AQID"}}"#, "elements", 1)
            .expect_value("[1, 2, 3]"),
        bounded("map", "map<string, u8>", r#"{"a":1}"#, "elements", 2).expect_error("WitBudget"),
        out("elements-out", list, "[true, true]", "elements", 3).expect_value("[true,true]"),
        out("elements-exceeded-out", list, "[true, true]", "elements", 2).expect_error("WitBudget"),
        out("bytes-exceeded-out", "list<u8>", "[1, 2, 3]", "bytes", 2).expect_error("WitBudget"),
        out("names-out", "enum { abcd }", "abcd", "bytes", 3).expect_error("WitBudget"),
        out("depth-exceeded-out", list, "[true]", "depth", 1).expect_error("WitBudget"),
    ]
}
