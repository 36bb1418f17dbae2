//! Where in a value something is.

use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};
use core::fmt::{self, Write as _};

/// The way from the root of a value to an item in it.
///
/// It is shown as `/args/0/with`, and the root as nothing. Of a key, `~` and `/`
/// are shown as `~0` and `~1`, as in a JSON pointer (RFC 6901), and what a
/// terminal would obey as `\u{…}`.
///
/// ```
/// use varsig::dag_cbor::{check, Limits};
///
/// // {"a": [0, <an integer with a leading zero byte>]}
/// let error = check(b"\xa1\x61a\x82\x00\x18\x01", &Limits::default()).unwrap_err();
/// assert_eq!(error.path().to_string(), "/a/1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Box<[PathSegment]>);

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PathSegment {
    /// The value under this key of a map.
    Key(String),
    /// The value under a key that is too long to be kept.
    LongKey {
        /// How the key begins: at most [`PathSegment::LONGEST_KEY`] bytes.
        start: String,
        /// How many bytes the whole key has.
        length: usize,
    },
    /// The item of a list at this index, counted from zero.
    Index(u64),
}

impl Path {
    /// The steps from the root; none for the root itself.
    #[must_use]
    pub fn segments(&self) -> &[PathSegment] {
        &self.0
    }

    /// Whether this is the root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl PathSegment {
    /// The longest key that is kept whole, in bytes. Whoever sends a value chooses
    /// its keys, and an error should not be as large as what it refuses.
    pub const LONGEST_KEY: usize = 64;

    /// The step to the value under `key`.
    #[must_use]
    pub fn key(key: &str) -> Self {
        if key.len() <= Self::LONGEST_KEY {
            return Self::Key(key.to_owned());
        }
        let end = key.floor_char_boundary(Self::LONGEST_KEY);
        Self::LongKey { start: key.get(..end).unwrap_or_default().to_owned(), length: key.len() }
    }
}

impl From<Vec<PathSegment>> for Path {
    fn from(segments: Vec<PathSegment>) -> Self {
        Self(segments.into_boxed_slice())
    }
}

impl FromIterator<PathSegment> for Path {
    fn from_iter<I: IntoIterator<Item = PathSegment>>(segments: I) -> Self {
        Self(segments.into_iter().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => show(key, f),
            Self::LongKey { start, .. } => {
                show(start, f)?;
                f.write_char('…')
            }
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// A key, without what would be read as something else.
fn show(key: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    key.chars().try_for_each(|character| match character {
        '~' => f.write_str("~0"),
        '/' => f.write_str("~1"),
        // Controls, and the marks that turn the direction of what follows.
        _ if character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(character, '\u{2066}'..='\u{2069}') =>
        {
            write!(f, "{}", character.escape_unicode())
        }
        _ => f.write_char(character),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec};

    #[test]
    fn is_shown_with_slashes_and_the_root_as_nothing() {
        assert_eq!(Path::default().to_string(), "");
        let path: Path =
            [PathSegment::key("args"), PathSegment::Index(0), PathSegment::key("with")]
                .into_iter()
                .collect();
        assert_eq!(path.to_string(), "/args/0/with");
        assert!(!path.is_root());
    }

    #[test]
    fn a_key_cannot_pass_for_two_steps_or_take_over_the_terminal() {
        let path =
            Path::from(vec![PathSegment::key("a/b~"), PathSegment::key("\u{1b}[2J\n\u{202e}")]);
        assert_eq!(path.to_string(), "/a~1b~0/\\u{1b}[2J\\u{a}\\u{202e}");
        assert_eq!(Path::from(vec![PathSegment::key("")]).to_string(), "/");
    }

    #[test]
    fn keeps_64_bytes_of_a_key_and_cuts_no_character() {
        let whole = "k".repeat(64);
        assert_eq!(PathSegment::key(&whole), PathSegment::Key(whole.clone()));
        let long = PathSegment::key(&"k".repeat(1 << 20));
        assert_eq!(long, PathSegment::LongKey { start: whole.clone(), length: 1 << 20 });
        assert_eq!(long.to_string(), whole + "…");
        // The 64th byte is in the middle of a character of two bytes.
        let PathSegment::LongKey { start, length } =
            PathSegment::key(&("x".to_string() + &"é".repeat(40)))
        else {
            panic!("81 bytes are kept whole");
        };
        assert_eq!((start.len(), length), (63, 81));
    }
}
