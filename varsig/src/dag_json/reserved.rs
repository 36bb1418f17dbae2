//! The reserved maps: links and bytes, and what must not look like them.
//!
//! Spec: DAG-JSON, The Reserved Namespace. "First key" is read as the least one.

use alloc::{collections::BTreeMap, string::String};
use core::cmp::Ordering;

use ipld_core::ipld::Ipld;

use super::{cursor::Cursor, string::Text};

/// The key of links and bytes.
pub(super) const SLASH: &str = "/";
/// The key inside of bytes.
pub(super) const BYTES: &str = "bytes";

/// A map that is exactly a link or bytes.
pub(super) struct Form<'a> {
    pub(super) kind: FormKind,
    /// The string inside.
    pub(super) text: Text<'a>,
    /// Where that string stands.
    pub(super) at: usize,
}

/// What a reserved map stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FormKind {
    Bytes,
    Link,
}

/// Looks whether a link or bytes stand here, and passes over them if so.
///
/// Anything else is left to be read as a map, errors included: a byte is looked at three
/// times at most, as no form is longer than seven tokens.
pub(super) fn form<'a>(cursor: &mut Cursor<'a>) -> Option<Form<'a>> {
    let mut ahead = *cursor;
    entry(&mut ahead, SLASH)?;
    let kind = if ahead.peek()? == b'{' {
        entry(&mut ahead, BYTES)?;
        FormKind::Bytes
    } else {
        FormKind::Link
    };
    let at = ahead.offset;
    let text = string(&mut ahead)?;
    close(&mut ahead)?;
    if kind == FormKind::Bytes {
        close(&mut ahead)?;
    }
    *cursor = ahead;
    Some(Form { kind, text, at })
}

/// Passes over an opening brace, `key` and a colon.
fn entry(cursor: &mut Cursor<'_>, key: &str) -> Option<()> {
    cursor.eat(b'{').then_some(())?;
    cursor.space().ok()?;
    // Most keys are told by their first character, and need not be read twice.
    let [b'"', first, ..] = cursor.rest() else { return None };
    (*first == b'\\' || key.as_bytes().first() == Some(first)).then_some(())?;
    (string(cursor)?.compare(Text::new(key, false)) == Ordering::Equal).then_some(())?;
    cursor.space().ok()?;
    cursor.eat(b':').then_some(())?;
    cursor.space().ok()
}

fn string<'a>(cursor: &mut Cursor<'a>) -> Option<Text<'a>> {
    if cursor.peek()? == b'"' { cursor.string().ok() } else { None }
}

fn close(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.space().ok()?;
    cursor.eat(b'}').then_some(())
}

/// What of a value matters to the maps around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A string.
    Text,
    /// A map whose least key is `bytes` with a string.
    BytesMap,
    /// Anything else, links and bytes included.
    Other,
}

/// What is known of a map that is being read, in whatever order its keys come.
#[derive(Clone, Copy, Default)]
pub(super) struct Shape {
    below_bytes: bool,
    below_slash: bool,
    bytes_text: bool,
    slash_taken: bool,
}

impl Shape {
    /// Takes note of an entry.
    pub(super) fn entry(&mut self, key: Text<'_>, value: Class) {
        match key.compare(Text::new(SLASH, false)) {
            Ordering::Less => self.below_slash = true,
            Ordering::Equal => self.slash_taken = value != Class::Other,
            Ordering::Greater => {}
        }
        match key.compare(Text::new(BYTES, false)) {
            Ordering::Less => self.below_bytes = true,
            Ordering::Equal => self.bytes_text = value == Class::Text,
            Ordering::Greater => {}
        }
    }

    /// Whether the map is of a reserved form. It is no link and no bytes, as [`form`]
    /// would have known it.
    pub(super) fn is_reserved(self) -> bool {
        self.slash_taken && !self.below_slash
    }

    /// What the map is to the map around it.
    pub(super) fn class(self) -> Class {
        if self.bytes_text && !self.below_bytes { Class::BytesMap } else { Class::Other }
    }
}

/// Whether a map would be written in a reserved form: the same rule as [`Shape`], of a
/// value instead of a text.
pub(super) fn is_reserved(map: &BTreeMap<String, Ipld>) -> bool {
    let Some((SLASH, value)) = map.first_key_value().map(|(key, value)| (key.as_str(), value))
    else {
        return false;
    };
    match value {
        Ipld::String(_) => true,
        Ipld::Map(inner) => matches!(
            inner.first_key_value(),
            Some((key, Ipld::String(_))) if key == BYTES
        ),
        _ => false,
    }
}
