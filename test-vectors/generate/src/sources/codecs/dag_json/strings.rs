//! Strings and their escapes.

use super::{accepts, refuses};
use crate::{case, case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [canonical(), escapes(), broken(), not_text()].concat()
}

fn canonical() -> Vec<CaseBuilder> {
    let string = "json.string";
    vec![
        accepts("short-escapes", r#""\"\\\b\f\n\r\t""#, string)
            .title("The seven short escapes are canonical.")
            .why("What has a short escape is written with it.")
            .computed("JSON.stringify of Node 20"),
        accepts("control-escapes", r#""\u0000\u0001\u000b\u001f""#, string)
            .title("The other controls are written as four digits in lower case.")
            .why("They have no short escape.")
            .computed("JSON.stringify of Node 20"),
        accepts("no-escapes", "\"\u{7f}/\u{2028}é😀\"", string)
            .title("Delete, slash, line separator and all beyond ASCII stand for themselves.")
            .why("Go escapes U+2028, PHP the slash, Python all beyond ASCII.")
            .computed("JSON.stringify of Node 20"),
        accepts("not-normalised", "[\"\u{e9}\",\"e\u{301}\"]", string)
            .title("é in one character and in two are two strings, both canonical.")
            .why("Nothing is normalised: bytes are what was signed."),
    ]
}

fn escapes() -> Vec<CaseBuilder> {
    let refused = |slug: &str, text: &str, offset| {
        refuses(slug, text, "json.string", "JsonNonCanonicalEscape", offset)
            .why("Every other escape is another address for the same string.")
    };
    vec![
        refused("escaped-letter", r#""\u0041""#, 1).title("A letter as an escape is refused."),
        refused("escaped-slash", r#""a\/b""#, 2).title("A slash as an escape is refused."),
        refused("long-escape-of-newline", r#""\u000a""#, 1)
            .title("A newline as four digits is refused."),
        refused("long-escape-of-quote", r#""\u0022""#, 1)
            .title("A quote as four digits is refused."),
        refused("upper-case-escape", r#""\u001F""#, 1)
            .title("A control in upper-case digits is refused."),
        refused("escaped-delete", r#""\u007f""#, 1).title("Delete as an escape is refused."),
        refused("escaped-line-separator", r#""\u2028""#, 1)
            .title("A line separator as an escape is refused."),
        refused("surrogate-pair", r#""\ud83d\ude00""#, 1)
            .title("An emoji as a pair of escapes is refused."),
        refused("escaped-key", r#"{"\u0061":1}"#, 2)
            .title("A key with an escaped letter is refused."),
    ]
}

fn broken() -> Vec<CaseBuilder> {
    let refused = |slug: &str, text: &str, error, offset| {
        refuses(slug, text, "json.string", error, offset)
            .why("What it means differs from parser to parser.")
            .stated("RFC 8259, sections 7 and 8.2")
    };
    vec![
        refused("raw-tab", "\"a\tb\"", "JsonControlCharacter", 2)
            .title("A tab in a string is refused."),
        refused("raw-zero", "\"\u{0}\"", "JsonControlCharacter", 1)
            .title("A zero character in a string is refused."),
        refused("raw-newline", "\"a\n\"", "JsonControlCharacter", 2)
            .title("A newline in a string is refused."),
        refused("unknown-escape", r#""\x41""#, "JsonInvalidEscape", 1)
            .title("An escape that JSON does not have is refused."),
        refused("escape-of-three-digits", r#""\u041""#, "JsonInvalidEscape", 1)
            .title("An escape of three digits is refused."),
        refused("escape-with-sign", r#""\u+041""#, "JsonInvalidEscape", 1)
            .title("A sign among the digits of an escape is refused."),
        refused("lone-high-surrogate", r#""\ud83d""#, "JsonLoneSurrogate", 1)
            .title("The first half of a surrogate pair alone is refused."),
        refused("lone-low-surrogate", r#""a\ude00""#, "JsonLoneSurrogate", 2)
            .title("The second half of a surrogate pair alone is refused."),
        refused("high-surrogate-and-letter", r#""\ud83dx""#, "JsonLoneSurrogate", 1)
            .title("The first half and a letter are refused."),
        refused("two-high-surrogates", r#""\ud83d\ud83d""#, "JsonLoneSurrogate", 1)
            .title("Two first halves are refused."),
        refused("surrogates-the-wrong-way", r#""\ude00\ud83d""#, "JsonLoneSurrogate", 1)
            .title("A pair in the wrong order is refused."),
    ]
}

/// Bytes that are no text, so they stand as bytes.
fn not_text() -> Vec<CaseBuilder> {
    let refused = |slug: &str, bytes: &[u8], error, offset| {
        case(slug)
            .section("Serialization")
            .operation("dag-json.check")
            .input("bytes", bytes)
            .expect_error_at(error, offset)
            .rules(["json.string"])
            .stated("RFC 8259, section 8.1")
            .why("A reader that mends it changes what was signed.")
    };
    vec![
        refused("lone-byte", &hex!("22 ff 22"), "JsonInvalidUtf8", 1)
            .title("The byte ff in a string is refused."),
        refused("surrogate-in-utf-8", &hex!("22 61 eda080 22"), "JsonInvalidUtf8", 2)
            .title("A surrogate in UTF-8 is refused."),
        refused("overlong-slash", &hex!("22 c0af 22"), "JsonInvalidUtf8", 1)
            .title("A slash in two bytes is refused."),
        refused("byte-order-mark", &hex!("efbbbf 31"), "JsonByteOrderMark", 0)
            .title("A byte order mark is refused.")
            .why("Parsers skip it or fail; it is another address for the same value."),
    ]
}
