//! Tokens: the place in the bytes, and what stands there.

use super::{
    error::{DagJsonErrorKind as Kind, Expected},
    float, number,
    string::{self, Text},
};

/// What is tolerated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// The one text that [`super::encode`] writes.
    Canonical,
    /// Any layout, order of keys, escapes and spelling of floats.
    Lenient,
}

/// A broken rule and where, without the path.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) kind: Kind,
}

pub(super) type Scanned<T> = Result<T, Fault>;

/// A number as it was written.
pub(super) enum Number {
    Float(f64),
    Integer(i128),
}

/// A place in the bytes.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(super) offset: usize,
    pub(super) style: Style,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], style: Style) -> Self {
        Self { bytes, offset: 0, style }
    }

    /// What is yet to be read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.offset..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    pub(super) fn fault<T>(&self, offset: usize, kind: Kind) -> Scanned<T> {
        // What is missing is missing at the end, wherever its token began.
        let offset = if kind == Kind::UnexpectedEnd { self.bytes.len() } else { offset };
        Err(Fault { offset, kind })
    }

    /// The byte here is not what the grammar has.
    pub(super) fn unexpected<T>(&self, expected: Expected) -> Scanned<T> {
        let kind = match self.peek() {
            Some(found) => Kind::Unexpected { expected, found },
            None => Kind::UnexpectedEnd,
        };
        self.fault(self.offset, kind)
    }

    /// Passes over whitespace, of which canonical text has none.
    pub(super) fn space(&mut self) -> Scanned<()> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            if self.style == Style::Canonical {
                return self.fault(self.offset, Kind::Whitespace);
            }
            self.offset += 1;
        }
        Ok(())
    }

    /// Passes over `byte` if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    /// Reads `true`, `false` or `null`.
    pub(super) fn word(&mut self, word: &str) -> Scanned<()> {
        let rest = self.rest();
        if rest.starts_with(word.as_bytes()) {
            self.offset += word.len();
            return Ok(());
        }
        let cut = word.as_bytes().starts_with(rest);
        self.fault(self.offset, if cut { Kind::UnexpectedEnd } else { Kind::InvalidLiteral })
    }

    /// Reads a string in its quotes.
    pub(super) fn string(&mut self) -> Scanned<Text<'a>> {
        let start = self.offset + 1;
        let mut at = start;
        let mut escaped = false;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            at += string::plain(rest);
            match self.bytes.get(at) {
                None => return self.fault(at, Kind::UnexpectedEnd),
                Some(b'"') => break,
                Some(b'\\') => at += self.escape(at)?,
                Some(_) => return self.fault(at, Kind::ControlCharacter),
            }
            escaped = true;
        }
        let raw = self.bytes.get(start..at).unwrap_or_default();
        match core::str::from_utf8(raw) {
            Ok(raw) => {
                self.offset = at + 1;
                Ok(Text::new(raw, escaped))
            }
            Err(error) => self.fault(start + error.valid_up_to(), Kind::InvalidUtf8),
        }
    }

    /// Checks the escape at `at` and gives its length.
    fn escape(&self, at: usize) -> Scanned<usize> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let (char, length) = string::read(rest).or_else(|kind| self.fault(at, kind))?;
        let written = rest.get(..length);
        if self.style == Style::Canonical
            && string::canonical(char).as_ref().map(string::Escape::as_bytes) != written
        {
            return self.fault(at, Kind::NonCanonicalEscape);
        }
        Ok(length)
    }

    /// Reads a number. What follows it is for the caller to judge.
    pub(super) fn number(&mut self) -> Scanned<Number> {
        let start = self.offset;
        self.eat(b'-');
        let zero = self.peek() == Some(b'0');
        if self.digits(start)? > 1 && zero {
            return self.fault(start, Kind::LeadingZero);
        }
        let point = self.eat(b'.');
        if point {
            self.digits(start)?;
        }
        let exponent = self.eat(b'e') || self.eat(b'E');
        if exponent {
            let _signed = self.eat(b'+') || self.eat(b'-');
            self.digits(start)?;
        }
        let literal = self.bytes.get(start..self.offset).unwrap_or_default();
        // Digits, signs, points and exponents only, so this never falls back.
        let literal = core::str::from_utf8(literal).unwrap_or_default();
        if !point && !exponent {
            return match number::integer(literal) {
                Ok(integer) => Ok(Number::Integer(integer)),
                Err(kind) => self.fault(start, kind),
            };
        }
        let value = number::float(literal).or_else(|kind| self.fault(start, kind))?;
        if self.style == Style::Canonical
            && float::canonical(value).is_none_or(|text| text.as_str() != literal)
        {
            return self.fault(start, Kind::NonCanonicalFloat);
        }
        Ok(Number::Float(value))
    }

    /// Passes over digits, of which there must be one.
    fn digits(&mut self, number: usize) -> Scanned<usize> {
        let rest = self.rest();
        let count = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        self.offset += count;
        if count == 0 {
            let end = rest.is_empty();
            return self.fault(number, if end { Kind::UnexpectedEnd } else { Kind::InvalidNumber });
        }
        Ok(count)
    }
}
