//! White space, maps, ends and depth.

use super::{accepts, refuses};
use crate::case::CaseBuilder;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [white_space(), maps(), syntax(), ends(), depth()].concat()
}

fn white_space() -> Vec<CaseBuilder> {
    let refused = |slug: &str, text: &str, offset| {
        refuses(slug, text, "json.whitespace", "JsonWhitespace", offset)
            .why("Every space makes another address for the same value.")
    };
    vec![
        accepts("no-white-space", r#"{"a":[1,{"b":null}]}"#, "json.whitespace")
            .title("Text without white space is canonical.")
            .why("There is one way to write no space."),
        accepts("space-in-a-string", r#"" ""#, "json.whitespace")
            .title("A space in a string is no white space.")
            .why("A check that looks for the byte 20 refuses it."),
        refused("space-in-front", " 1", 0).title("A space in front is refused."),
        refused("space-behind-colon", r#"{"a": 1}"#, 5).title("A space behind a colon is refused."),
        refused("space-before-colon", r#"{"a" :1}"#, 4).title("A space before a colon is refused."),
        refused("space-behind-comma", "[1, 2]", 3).title("A space behind a comma is refused."),
        refused("space-in-an-empty-list", "[ ]", 1).title("A space in an empty list is refused."),
        refused("space-in-an-empty-map", "{ }", 1).title("A space in an empty map is refused."),
        refused("tab", "[\t1]", 1).title("A tab is refused."),
        refused("newline-behind", "1\n", 1).title("A newline at the end is refused."),
        refused("carriage-return", "[1,\r\n2]", 3).title("A carriage return is refused."),
    ]
}

fn maps() -> Vec<CaseBuilder> {
    let order = |slug: &str, text: &str, offset| {
        refuses(slug, text, "json.key-order", "JsonUnsortedKeys", offset)
    };
    vec![
        accepts("keys-by-bytes", r#"{"":4,"a":3,"aa":2,"b":1}"#, "json.key-order")
            .title("Keys sorted by bytes are canonical: \"\", a, aa, b.")
            .why("The order of DAG-JSON is not that of DAG-CBOR."),
        accepts("keys-by-bytes-beyond-ascii", r#"{"z":2,"é":1,"｡":4,"😀":3}"#, "json.key-order")
            .title("Keys beyond ASCII are sorted by the bytes of their UTF-8.")
            .why("JavaScript sorts by UTF-16 units, where the emoji comes before U+FF61."),
        accepts("keys-by-meaning", "{\"\\n\":1,\" \":2}", "json.key-order")
            .title("Keys are sorted by what they mean, not by how they are escaped.")
            .why(
                "A newline comes before a space, its escape starts with a backslash and would come \
                  behind.",
            ),
        order("keys-unsorted", r#"{"b":1,"a":2}"#, 7)
            .title("b before a is refused.")
            .why("Every order is another address for the same map."),
        order("keys-by-length", r#"{"a":3,"b":1,"aa":2}"#, 13)
            .title("b before aa is refused.")
            .why("This is the order of DAG-CBOR."),
        order("keys-by-utf-16", r#"{"😀":3,"｡":4}"#, 10)
            .title("An emoji before U+FF61 is refused.")
            .why("This is the order of JavaScript's strings."),
        order("keys-unsorted-inside", r#"[{"a":{"b":1,"a":2}}]"#, 13)
            .title("b before a in a map in a map in a list is refused.")
            .why("A check of the outermost map alone guards nothing."),
        accepts("keys-unique", r#"{"a":1,"b":1}"#, "json.key-unique")
            .title("Two keys with the same value are canonical.")
            .why("Keys are unique, values need not be."),
        refuses("keys-twice", r#"{"a":1,"a":2}"#, "json.key-unique", "JsonDuplicateKey", 7)
            .title("One key twice is refused.")
            .why("One parser takes the first value, another the last."),
        refuses(
            "keys-twice-with-one-value",
            r#"{"a":1,"a":1}"#,
            "json.key-unique",
            "JsonDuplicateKey",
            7,
        )
        .title("One key twice with the same value is refused.")
        .why("It means nothing else, and has another address."),
        refuses("empty-key-twice", r#"{"":1,"":2}"#, "json.key-unique", "JsonDuplicateKey", 6)
            .title("The empty key twice is refused.")
            .why("A parser that starts from an empty key misses it."),
    ]
}

/// What is no JSON.
fn syntax() -> Vec<CaseBuilder> {
    let refused = |slug: &str, text: &str, error, offset| {
        refuses(slug, text, "json.complete", error, offset)
            .why("Parsers for people forgive it; each forgives something else.")
            .stated("RFC 8259")
    };
    let token = "JsonUnexpectedToken";
    vec![
        refused("comma-behind-the-last-item", "[1,]", token, 3)
            .title("A comma behind the last item is refused."),
        refused("comma-behind-the-last-pair", r#"{"a":1,}"#, token, 7)
            .title("A comma behind the last pair is refused."),
        refused("no-comma", "[1[]]", token, 2).title("Two items without a comma are refused."),
        refused("no-value", r#"{"a"}"#, token, 4).title("A key without a value is refused."),
        refused("key-without-quotes", "{a:1}", token, 1).title("A key without quotes is refused."),
        refused("number-as-key", "{1:2}", token, 1).title("A number as a key is refused."),
        refused("single-quotes", "'a'", token, 0).title("Single quotes are refused."),
        refused("comment", "/**/1", token, 0).title("A comment is refused."),
        refused("wrong-bracket", "[1}", token, 2).title("A list that ends like a map is refused."),
        refused("nan", "NaN", token, 0).title("NaN is refused."),
        refused("infinity", "Infinity", token, 0).title("Infinity is refused."),
        refused("capital-true", "True", token, 0).title("True with a capital is refused."),
        refused("misspelt-null", "nulk", "JsonInvalidLiteral", 0)
            .title("A misspelt null is refused."),
        refused("misspelt-true", "[trux]", "JsonInvalidLiteral", 1)
            .title("A misspelt true is refused."),
    ]
}

fn ends() -> Vec<CaseBuilder> {
    let cut = |slug: &str, text: &str| {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        refuses(slug, text, "json.complete", "JsonUnexpectedEnd", length)
            .why("What is not there must not be read, nor filled up.")
    };
    vec![
        accepts("one-byte", "0", "json.complete")
            .title("One byte can be a whole value.")
            .why("A value need not be a map or a list."),
        accepts("words", "[false,true,null]", "json.complete")
            .title("False, true and null are canonical.")
            .why("They are the whole list of words."),
        cut("empty", "").title("No text is no value."),
        cut("cut-list", "[1").title("A list without its end is refused."),
        cut("cut-list-behind-comma", "[1,").title("A list that ends behind a comma is refused."),
        cut("cut-map", r#"{"a":1"#).title("A map without its end is refused."),
        cut("cut-pair", r#"{"a":"#).title("A key without its value is refused."),
        cut("cut-string", r#""a"#).title("A string without its end is refused."),
        refuses("trailing-byte", "[1]x", "json.complete", "JsonTrailingBytes", 3)
            .title("A letter behind the value is refused.")
            .why("Readers that stop at the end of the value see one value under many addresses."),
        refuses("trailing-value", "{}{}", "json.complete", "JsonTrailingBytes", 2)
            .title("A second value behind the first is refused.")
            .why("Readers that stop at the end of the value see one value under many addresses."),
        refuses("trailing-bracket", "[]]", "json.complete", "JsonTrailingBytes", 2)
            .title("A bracket behind the value is refused.")
            .why("Readers that stop at the end of the value see one value under many addresses."),
    ]
}

fn depth() -> Vec<CaseBuilder> {
    let lists = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let maps =
        |depth: usize| format!("{}{{}}{}", r#"{"a":"#.repeat(depth - 1), "}".repeat(depth - 1));
    let with_bytes = format!(r#"{}{{"/":{{"bytes":""}}}}{}"#, "[".repeat(64), "]".repeat(64));
    let why = "Readers without a bound overflow their stack; the bound is this project's.";
    vec![
        accepts("lists-64-deep", &lists(64), "json.depth")
            .ruling("T3")
            .title("64 lists in each other are read.")
            .why("Tokens use about eight.")
            .tags(["limits"]),
        refuses("lists-65-deep", &lists(65), "json.depth", "JsonTooDeep", 64)
            .ruling("T3")
            .title("65 lists in each other are refused.")
            .why(why)
            .tags(["limits"]),
        refuses("lists-10000-deep", &lists(10_000), "json.depth", "JsonTooDeep", 64)
            .ruling("T3")
            .title("10,000 lists in each other are refused at the 65th.")
            .why(why)
            .tags(["limits"]),
        accepts("maps-64-deep", &maps(64), "json.depth")
            .ruling("T3")
            .title("64 maps in each other are read.")
            .why("Maps count as lists do.")
            .tags(["limits"]),
        refuses("maps-65-deep", &maps(65), "json.depth", "JsonTooDeep", 320)
            .ruling("T3")
            .title("65 maps in each other are refused.")
            .why(why)
            .tags(["limits"]),
        accepts("bytes-in-64-lists", &with_bytes, "json.depth")
            .ruling("T3")
            .title("Bytes in 64 lists are read.")
            .why("Bytes are two maps in the text and none in the value, as in DAG-CBOR.")
            .tags(["limits"]),
    ]
}
