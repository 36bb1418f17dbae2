//! Text of others between quotation marks, for those who draw graphs of their own. Nothing
//! in a label is taken for markup, whatever it holds.

use alloc::string::String;
use core::fmt::Write;

/// A string of JSON (RFC 8259, section 7), with its quotation marks.
#[must_use]
pub fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // The separators of lines are not safe where JSON is read as a script, nor is
            // an angle bracket within a page.
            other if other.is_control() || matches!(other, '<' | '\u{2028}' | '\u{2029}') => {
                // Writing to a string never fails.
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A string of Graphviz' DOT, with its quotation marks. A backslash starts an escape there,
/// such as `\N`, and an ampersand an entity.
#[must_use]
pub fn dot(label: &str) -> String {
    let mut out = String::from("\"");
    for character in label.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '&' => out.push_str("&amp;"),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A label of Mermaid, with its quotation marks: what could be taken for markup stands as an entity by its number,
/// such as `#35;` for a hash.
#[must_use]
pub fn mermaid(label: &str) -> String {
    let mut out = String::from("\"");
    for character in label.chars() {
        match character {
            ' ' | '.' | ',' | ':' | '/' | '_' | '-' | '=' => out.push(character),
            letter if letter.is_alphanumeric() => out.push(letter),
            other => {
                let _ = write!(out, "#{};", u32::from(other));
            }
        }
    }
    out.push('"');
    out
}
