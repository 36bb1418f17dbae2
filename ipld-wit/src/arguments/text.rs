//! Quoted texts, names, and what may stand without quotation marks.

use alloc::string::{String, ToString};

use ipld_core::ipld::Ipld;

use super::{ArgumentError, ArgumentFault, Parsed, Parser, fault_at};
use crate::display::brief;
use crate::path::Here;
use crate::types::Type;

impl<'t, 'f> Parser<'t, 'f> {
    /// What stands for itself where it is the whole argument.
    pub(super) fn alone(&mut self, ty: &Type, here: &Here<'_>) -> Option<Parsed> {
        let text = self.cursor.rest();
        match ty {
            Type::String if !text.trim_start().starts_with('"') => {
                Some(Ok(Ipld::String(text.to_string())))
            }
            Type::Char if text.chars().count() == 1 => Some(Ok(Ipld::String(text.to_string()))),
            Type::Link if !text.trim_start().starts_with('{') => {
                self.space();
                let offset = self.cursor.offset();
                Some(super::scalar::cid(self.cursor.rest().trim_end(), offset, ty, here))
            }
            _ => None,
        }
    }

    /// A text in double quotation marks.
    pub(super) fn quoted(&mut self, ty: &Type, here: &Here<'_>) -> Result<String, ArgumentError> {
        self.token("\"", ty, here)?;
        let mut text = String::new();
        while let Some(char) = self.part('"', ty, here)? {
            text.push(char);
        }
        Ok(text)
    }

    pub(super) fn char(&mut self, ty: &Type, here: &Here<'_>) -> Parsed {
        let start = self.cursor.offset();
        let mark = if self.cursor.eat("'") { '\'' } else { '"' };
        if mark == '"' {
            self.token("\"", ty, here)?;
        }
        let first = self.part(mark, ty, here)?;
        let (Some(char), None) = (first, self.next_unless_done(first, mark, ty, here)?) else {
            return Err(fault_at(start, ArgumentFault::NotOneChar, ty, here));
        };
        Ok(Ipld::String(char.to_string()))
    }

    fn next_unless_done(
        &mut self,
        first: Option<char>,
        mark: char,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Option<char>, ArgumentError> {
        if first.is_none() { Ok(None) } else { self.part(mark, ty, here) }
    }

    /// The next character of a quoted text, or nothing at its end, which is taken.
    fn part(
        &mut self,
        mark: char,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Option<char>, ArgumentError> {
        let offset = self.cursor.offset();
        match self.cursor.next() {
            None => Err(fault_at(offset, ArgumentFault::End, ty, here)),
            Some(char) if char == mark => Ok(None),
            Some('\\') => {
                let escaped = self.escape();
                let escaped =
                    escaped.ok_or_else(|| fault_at(offset, ArgumentFault::Escape, ty, here))?;
                Ok(Some(escaped))
            }
            Some(char) if char.is_control() && char < ' ' => {
                Err(fault_at(offset, ArgumentFault::Unexpected(char), ty, here))
            }
            Some(char) => Ok(Some(char)),
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<char> {
        Some(match self.cursor.next()? {
            char @ ('"' | '\'' | '\\' | '/') => char,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' if self.cursor.eat("{") => {
                let digits = self.cursor.take(|char| char.is_ascii_hexdigit());
                let code = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= 6)?;
                self.cursor.eat("}").then_some(())?;
                char::from_u32(code)?
            }
            'u' => {
                let first = self.unit()?;
                // A character beyond 16 bits is two such escapes.
                let second = match first {
                    0xd800..=0xdbff => Some(self.cursor.eat("\\u").then(|| self.unit())??),
                    _ => None,
                };
                char::decode_utf16([Some(first), second].into_iter().flatten()).next()?.ok()?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.cursor.rest().get(..4)?;
        let unit = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.cursor.eat(digits);
        u16::from_str_radix(digits, 16).ok().filter(|_| unit)
    }

    /// A name without quotation marks, if one comes next.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        self.space();
        let before = self.cursor;
        self.cursor.eat("%");
        match self.cursor.take(|char| char.is_ascii_alphanumeric() || char == '-') {
            "" => {
                self.cursor = before;
                None
            }
            word => Some(word),
        }
    }

    /// Takes this word if it comes next as a whole, and is not escaped.
    pub(super) fn keyword(&mut self, expected: &str) -> bool {
        self.space();
        let before = self.cursor;
        if !before.rest().starts_with('%') && self.word() == Some(expected) {
            return true;
        }
        self.cursor = before;
        false
    }

    /// One of these names, with or without quotation marks.
    pub(super) fn label(
        &mut self,
        labels: &'f [String],
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<String, ArgumentError> {
        self.space();
        let offset = self.cursor.offset();
        let found = self.name(ty, here)?;
        if self.names.position(labels, &found).is_some() {
            return Ok(found);
        }
        let fault = ArgumentFault::UnknownName { name: brief(&found) };
        Err(fault_at(offset, fault, ty, here))
    }

    /// A name, with or without quotation marks.
    pub(super) fn name(&mut self, ty: &Type, here: &Here<'_>) -> Result<String, ArgumentError> {
        self.space();
        if self.cursor.rest().starts_with('"') {
            return self.quoted(ty, here);
        }
        self.word().map(String::from).ok_or_else(|| self.unexpected(ty, here))
    }
}
