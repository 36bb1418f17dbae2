//! The beginning of a value or a text, for people.

use core::fmt::{self, Write};

use ipld_core::ipld::Ipld;
use multibase::Base;

use super::{Selected, selected::Parts};

/// The most bytes that are shown of a value or a selector.
pub(super) const EXCERPT_BYTES: usize = 96;

/// Displays the beginning of something that a stranger may have written. Values are
/// written like DAG-JSON. Characters that would change how the text around them looks,
/// such as line breaks and changes of direction, are escaped, and what is cut off is
/// shown as `…`.
#[derive(Clone, Copy)]
pub(super) enum Excerpt<'e> {
    Selected(&'e Selected<'e>),
    Value(&'e Ipld),
    /// In quotes.
    String(&'e str),
    /// As it is.
    Plain(&'e str),
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Limited { out: f, left: EXCERPT_BYTES, cut: false };
        let written = match self {
            Self::Selected(selected) => write_selected(&mut out, selected),
            Self::Value(value) => write_value(&mut out, value),
            Self::String(text) => write_string(&mut out, text),
            Self::Plain(text) => write_escaped(&mut out, text, None),
        };
        if out.cut { f.write_str("…") } else { written }
    }
}

/// Passes on so many bytes, then fails. Whoever writes stops there, and has recurred at
/// most once for each byte.
struct Limited<'f, 'g> {
    out: &'f mut fmt::Formatter<'g>,
    left: usize,
    cut: bool,
}

impl Write for Limited<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if let Some(left) = self.left.checked_sub(text.len()) {
            self.left = left;
            return self.out.write_str(text);
        }
        let end = text.floor_char_boundary(self.left);
        self.left = 0;
        self.cut = true;
        self.out.write_str(text.get(..end).unwrap_or_default())?;
        Err(fmt::Error)
    }
}

fn write_selected(out: &mut Limited<'_, '_>, selected: &Selected<'_>) -> fmt::Result {
    match &selected.0 {
        Parts::One(value) => write_value(out, value),
        Parts::Byte(byte) => write!(out, "{byte}"),
        Parts::Bytes(bytes) => write_bytes(out, bytes),
        Parts::Run(items) => write_list(out, items.iter(), write_value),
        Parts::Gathered(items) => write_list(out, items.iter(), write_selected),
    }
}

fn write_value(out: &mut Limited<'_, '_>, value: &Ipld) -> fmt::Result {
    match value {
        Ipld::Null => out.write_str("null"),
        Ipld::Bool(bool) => write!(out, "{bool}"),
        Ipld::Integer(integer) => write!(out, "{integer}"),
        Ipld::Float(float) => write!(out, "{float:?}"),
        Ipld::String(text) => write_string(out, text),
        Ipld::Bytes(bytes) => write_bytes(out, bytes),
        Ipld::List(items) => write_list(out, items.iter(), write_value),
        Ipld::Map(map) => {
            out.write_str("{")?;
            for (index, (key, value)) in map.iter().enumerate() {
                out.write_str(if index == 0 { "" } else { "," })?;
                write_string(out, key)?;
                out.write_str(":")?;
                write_value(out, value)?;
            }
            out.write_str("}")
        }
        Ipld::Link(cid) => write!(out, r#"{{"/":"{cid}"}}"#),
    }
}

fn write_list<'g, 'h, T>(
    out: &mut Limited<'g, 'h>,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut Limited<'g, 'h>, T) -> fmt::Result,
) -> fmt::Result {
    out.write_str("[")?;
    for (index, item) in items.enumerate() {
        out.write_str(if index == 0 { "" } else { "," })?;
        write(out, item)?;
    }
    out.write_str("]")
}

fn write_bytes(out: &mut Limited<'_, '_>, bytes: &[u8]) -> fmt::Result {
    // Enough to be cut off. Each byte takes more than one character.
    let shown = bytes.get(..EXCERPT_BYTES).unwrap_or(bytes);
    write!(out, r#"{{"/":{{"bytes":"{}"}}}}"#, Base::Base64.encode(shown))
}

fn write_string(out: &mut Limited<'_, '_>, text: &str) -> fmt::Result {
    out.write_str("\"")?;
    write_escaped(out, text, Some('"'))?;
    out.write_str("\"")
}

fn write_escaped(out: &mut Limited<'_, '_>, text: &str, quote: Option<char>) -> fmt::Result {
    for character in text.chars() {
        match character {
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '"' | '\\' if quote.is_some() => write!(out, "\\{character}")?,
            unseen if is_unseen(unseen) => {
                for unit in unseen.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

/// Characters that are not seen themselves, but may change what is seen.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use ipld_core::ipld;

    use super::*;

    #[test]
    fn short_values_are_shown_whole() {
        for (value, expected) in [
            (ipld!([null, true, -1, 1.0]), "[null,true,-1,1.0]"),
            (ipld!({ "b": "x", "a": {} }), r#"{"a":{},"b":"x"}"#),
            (ipld!("a\"\\\n\u{7f}\u{202e}é🙂"), r#""a\"\\\n\u007f\u202eé🙂""#),
            (ipld!("\u{e0041}"), r#""\udb40\udc41""#),
            (Ipld::Bytes([0xd6, 0xa9].into()), r#"{"/":{"bytes":"1qk"}}"#),
        ] {
            assert_eq!(Excerpt::Value(&value).to_string(), expected);
        }
        assert_eq!(Excerpt::Plain(".[\"a\u{202e}\"]").to_string(), ".[\"a\\u202e\"]");
        assert_eq!(Excerpt::String("\t").to_string(), "\"\\t\"");
    }

    #[test]
    fn selected_parts_are_shown_like_values() {
        let items = [ipld!(1), ipld!("a")];
        let run = Selected(Parts::Run(&items));
        let gathered = Selected::gathered(vec![run, Selected(Parts::Byte(7))]);
        assert_eq!(Excerpt::Selected(&gathered).to_string(), r#"[[1,"a"],7]"#);
        let bytes = Selected(Parts::Bytes(&[0xd6, 0xa9]));
        assert_eq!(Excerpt::Selected(&bytes).to_string(), r#"{"/":{"bytes":"1qk"}}"#);
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let exact = "a".repeat(EXCERPT_BYTES - 2);
        assert_eq!(Excerpt::String(&exact).to_string(), alloc::format!("\"{exact}\""));
        let longer = alloc::format!("{exact}a");
        assert_eq!(Excerpt::String(&longer).to_string(), alloc::format!("\"{exact}a…"));
        let wide = "é".repeat(EXCERPT_BYTES);
        let shown = alloc::format!("\"{}…", "é".repeat(EXCERPT_BYTES / 2 - 1));
        assert_eq!(Excerpt::String(&wide).to_string(), shown);
        let bytes = Ipld::Bytes(vec![0; 1 << 20]);
        let shown = Excerpt::Value(&bytes).to_string();
        assert_eq!(shown.len(), EXCERPT_BYTES + "…".len());
        assert!(shown.ends_with("A…"), "{shown}");
    }

    #[test]
    fn deep_values_need_no_stack() {
        let mut deep = (0..10_000).fold(ipld!(1), |inner, _| Ipld::List(vec![inner]));
        let expected = "[".repeat(EXCERPT_BYTES) + "…";
        assert_eq!(Excerpt::Value(&deep).to_string(), expected);
        // Dropped from the outside in, since dropping needs stack.
        while let Ipld::List(items) = deep {
            deep = items.into_iter().next().unwrap();
        }
    }
}
