//! Strings and escapes.
use varsig::dag_json::DagJsonErrorKind as Kind;

use crate::verdicts::{canonical, not_canonical, refused, text};

#[test]
fn strings_escape_what_json_stringify_escapes() {
    let said: String = ('\0'..=' ').chain(['"', '/', '\\', '\u{7f}', '\u{2028}', '😀']).collect();
    let written = concat!(
        r#""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#,
        r"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d",
        "\\u001e\\u001f \\\"/\\\\\u{7f}\u{2028}😀\"",
    );
    canonical(written, text(&said));
}

#[test]
fn other_escapes_are_read_but_are_not_canonical() {
    for (written, said) in [
        (r#""a\/""#, "a/"),
        (r#""a\u0041""#, "aA"),
        (r#""a\u000a""#, "a\n"),
        (r#""a\u001F""#, "a\u{1f}"),
        (r#""a\u0022""#, "a\""),
        (r#""a\u2028""#, "a\u{2028}"),
        (r#""a\uD83D\uDe00""#, "a😀"),
        (r#""a\uFFFF""#, "a\u{ffff}"),
    ] {
        not_canonical(written, text(said), 2, Kind::NonCanonicalEscape);
    }
}

#[test]
fn control_characters_are_refused_unescaped() {
    refused("\"a\0\"", 2, Kind::ControlCharacter);
    refused("\"a\n\"", 2, Kind::ControlCharacter);
    refused("{\"a\u{1f}\":1}", 3, Kind::ControlCharacter);
}

#[test]
fn escapes_are_those_of_json() {
    for text in
        [r#""a\x41""#, r#""a\'""#, r#""a\0""#, r#""a\u00g0""#, r#""a\u123""#, r#""a\U0041""#]
    {
        refused(text, 2, Kind::InvalidEscape);
    }
    refused("\"\\\n\"", 1, Kind::InvalidEscape);
    refused("\"\\u+041\"", 1, Kind::InvalidEscape);
}

#[test]
fn surrogates_come_in_pairs() {
    for text in [
        r#""a\ud800""#,
        r#""a\udc00""#,
        r#""a\udc00\ud800""#,
        r#""a\ud800\ud800""#,
        r#""a\ud800x""#,
        r#""a\ud800\n""#,
        r#""a\ud83d\u0041""#,
    ] {
        refused(text, 2, Kind::LoneSurrogate);
    }
}

#[test]
fn strings_are_utf_8() {
    refused(b"\"a\xff\"", 2, Kind::InvalidUtf8);
    refused(b"\"\xc0\xaf\"", 1, Kind::InvalidUtf8);
    // A surrogate in three bytes, and a character cut short by the quote.
    refused(b"\"\xed\xa0\x80\"", 1, Kind::InvalidUtf8);
    refused(b"{\"ab\xe2\x82\":1}", 4, Kind::InvalidUtf8);
}
