//! Strings: escapes, and which of them canonical text has.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::cmp::Ordering;

use super::error::DagJsonErrorKind as Kind;

/// The content of a string as it is written, with its escapes known to be sound.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// `escaped` says whether there is any backslash; each must begin a sound escape.
    pub(super) fn new(raw: &'a str, escaped: bool) -> Self {
        Self { raw, escaped }
    }

    /// What the string says.
    pub(super) fn unescaped(self) -> Cow<'a, str> {
        if !self.escaped {
            return Cow::Borrowed(self.raw);
        }
        let mut said = String::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some((plain, escape)) = rest.find('\\').map(|at| rest.split_at(at)) {
            said.push_str(plain);
            let Ok((char, length)) = read(escape.as_bytes()) else { break };
            said.push(char);
            rest = escape.get(length..).unwrap_or_default();
        }
        said.push_str(rest);
        Cow::Owned(said)
    }

    /// Compares what the strings say. The order of characters is that of UTF-8 bytes.
    pub(super) fn compare(self, other: Text<'_>) -> Ordering {
        if self.escaped || other.escaped {
            self.chars().cmp(other.chars())
        } else {
            self.raw.cmp(other.raw)
        }
    }

    fn chars(self) -> impl Iterator<Item = char> {
        let mut rest = self.raw;
        core::iter::from_fn(move || {
            let char = rest.chars().next()?;
            let (char, length) =
                if char == '\\' { read(rest.as_bytes()).ok()? } else { (char, char.len_utf8()) };
            rest = rest.get(length..)?;
            Some(char)
        })
    }
}

/// Reads the escape at the front of `rest`: its character and how many bytes it takes.
pub(super) fn read(rest: &[u8]) -> Result<(char, usize), Kind> {
    let char = match rest.get(1).ok_or(Kind::UnexpectedEnd)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest),
        _ => return Err(Kind::InvalidEscape),
    };
    Ok((char, 2))
}

/// Reads `\u0041` or a surrogate pair of two such.
fn unicode(rest: &[u8]) -> Result<(char, usize), Kind> {
    let first = unit(rest)?;
    if let Some(char) = char::from_u32(first) {
        return Ok((char, 6));
    }
    let second = rest.get(6..).filter(|rest| rest.starts_with(b"\\u")).map(unit);
    let pair = match (first, second) {
        (0xd800..=0xdbff, Some(Ok(second @ 0xdc00..=0xdfff))) => {
            char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
        }
        _ => None,
    };
    pair.map(|char| (char, 12)).ok_or(Kind::LoneSurrogate)
}

/// The number in `\u0041`.
fn unit(rest: &[u8]) -> Result<u32, Kind> {
    (2..6).try_fold(0, |number, index| {
        let digit = char::from(*rest.get(index).ok_or(Kind::UnexpectedEnd)?);
        Ok(number << 4 | digit.to_digit(16).ok_or(Kind::InvalidEscape)?)
    })
}

/// The escape that canonical text has for a character, none if it stands for itself.
pub(super) fn canonical(char: char) -> Option<Escape> {
    let short = match char {
        '"' | '\\' => char,
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\0'..='\u{1f}' => {
            let digit = |value| char::from_digit(value, 16).and_then(|digit| digit.try_into().ok());
            let code = u32::from(char);
            return Some(Escape::Unicode([
                b'\\',
                b'u',
                b'0',
                b'0',
                digit(code >> 4)?,
                digit(code & 0xf)?,
            ]));
        }
        _ => return None,
    };
    Some(Escape::Short([b'\\', short.try_into().ok()?]))
}

/// The text of an escape.
pub(super) enum Escape {
    Short([u8; 2]),
    Unicode([u8; 6]),
}

impl Escape {
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(bytes) => bytes,
            Self::Unicode(bytes) => bytes,
        }
    }
}

/// How many bytes at the front stand for themselves in a string: all but quotes,
/// backslashes and control characters.
pub(super) fn plain(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let special = special(u64::from_le_bytes(*word));
        if special != 0 {
            let byte = usize::try_from(special.trailing_zeros() / 8).unwrap_or_default();
            return 8 * index + byte;
        }
    }
    let start = 8 * words.len();
    let rest = bytes.get(start..).unwrap_or_default();
    let special = rest.iter().position(|byte| canonical(char::from(*byte)).is_some());
    start + special.unwrap_or(rest.len())
}

/// Marks the high bit of each byte of `word` that must be escaped. The lowest mark is
/// right; above it a borrow may have left others.
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word & HIGH;
    below(word, 0x20)
        | below(word ^ (ONES * u64::from(b'"')), 1)
        | below(word ^ (ONES * u64::from(b'\\')), 1)
}

/// Appends the canonical text of a string, in its quotes.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    // No byte of a longer character is escaped, as all are above 0x7f.
    while let Some((written, [byte, behind @ ..])) = rest.split_at_checked(plain(rest)) {
        out.extend_from_slice(written);
        if let Some(escape) = canonical(char::from(*byte)) {
            out.extend_from_slice(escape.as_bytes());
        }
        rest = behind;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_byte_is_plain_if_it_has_no_escape_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                for neighbour in [b'a', 0x1f, 0x20, 0x7f, 0x80, 0xff, byte] {
                    let mut bytes = vec![neighbour; 20];
                    if let Some(byte_at) = bytes.get_mut(place) {
                        *byte_at = byte;
                    }
                    let first =
                        bytes.iter().position(|byte| canonical(char::from(*byte)).is_some());
                    assert_eq!(plain(&bytes), first.unwrap_or(20), "{byte:#x} at {place}");
                }
            }
        }
    }
}
