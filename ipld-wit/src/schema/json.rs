//! Just enough JSON to write a schema.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A JSON value whose maps keep their order.
pub(super) enum Json {
    Bool(bool),
    Integer(i128),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Json {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
    }

    pub(super) fn texts<'n>(texts: impl IntoIterator<Item = &'n str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// With another entry, if it is a map.
    pub(super) fn with(mut self, key: &str, value: Self) -> Self {
        if let Self::Map(entries) = &mut self {
            entries.push((key.to_string(), value));
        }
        self
    }

    /// The text, with two spaces a level.
    pub(super) fn write(&self) -> String {
        let mut out = String::new();
        self.write_at(&mut out, 0);
        out.push('\n');
        out
    }

    fn write_at(&self, out: &mut String, level: usize) {
        match self {
            Self::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
            Self::Integer(integer) => out.push_str(&integer.to_string()),
            Self::Text(text) => quote(out, text),
            Self::List(items) => {
                parts(out, level, ['[', ']'], items, |out, item| item.write_at(out, level + 1));
            }
            Self::Map(entries) => parts(out, level, ['{', '}'], entries, |out, (key, value)| {
                quote(out, key);
                out.push_str(": ");
                value.write_at(out, level + 1);
            }),
        }
    }
}

fn parts<T>(
    out: &mut String,
    level: usize,
    [begin, end]: [char; 2],
    parts: &[T],
    mut write: impl FnMut(&mut String, &T),
) {
    out.push(begin);
    for (position, part) in parts.iter().enumerate() {
        out.push_str(if position == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(level + 1));
        write(out, part);
    }
    if !parts.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
    out.push(end);
}

/// Texts here are names and types, which need no more escapes than these.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            out.push('\\');
        }
        out.push(char);
    }
    out.push('"');
}
