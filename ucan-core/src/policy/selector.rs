//! Selectors: which part of the arguments a statement is about.

use alloc::{string::String, vec::Vec};
use core::{
    fmt::{self, Write},
    str::FromStr,
};

use super::syntax;

/// The most segments that a selector may have; each costs at most one level of
/// recursion when it is resolved.
pub const MAX_SELECTOR_SEGMENTS: usize = 64;

/// A path into the arguments (UCAN Delegation, Selectors; rulings Q1 and Q3–Q6).
///
/// | Written | Selects |
/// |---|---|
/// | `.` | everything |
/// | `.name`, `.["any key"]` | the value of a map at a key; `null` if it has no such key |
/// | `[0]`, `[-1]` | an element of a list or of bytes, from the front or from the end |
/// | `[1:3]`, `[1:]`, `[:-1]` | a run of elements of a list or of bytes |
/// | `[]` | the values of a map or list; what follows applies to each of them |
/// | `?` after a segment | `null` where that segment would select nothing |
///
/// A selector begins with a dot. Names without quotes begin with a letter of any
/// script or with `_`, and go on with letters, the digits 0–9, `_`, `$` and `-`.
/// Every other key is written as a JSON string in brackets, and compared without
/// any normalisation. Indices are within ±(2^53 − 1).
///
/// The text is kept and prints back byte for byte, since it is part of what was
/// signed. Two selectors are equal if their texts are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selector {
    text: String,
    segments: Vec<Segment>,
}

/// One segment of a selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Segment {
    pub(super) step: Step,
    /// Whether `null` is selected where the step would fail.
    pub(super) optional: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Key(String),
    /// From the end if negative.
    Index(i64),
    /// From the end where negative; `None` is the very beginning or end.
    Slice {
        start: Option<i64>,
        end: Option<i64>,
    },
    /// `[]`
    Each,
}

impl fmt::Display for Segment {
    /// The shortest way to write the segment behind another one: names with a dot, and
    /// other keys in brackets and quotes, with as few escapes as JSON allows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.step {
            Step::Key(key) if syntax::is_name(key) => write!(f, ".{key}")?,
            Step::Key(key) => {
                f.write_str("[\"")?;
                for character in key.chars() {
                    match character {
                        '"' | '\\' => write!(f, "\\{character}")?,
                        '\u{8}' => f.write_str("\\b")?,
                        '\t' => f.write_str("\\t")?,
                        '\n' => f.write_str("\\n")?,
                        '\u{c}' => f.write_str("\\f")?,
                        '\r' => f.write_str("\\r")?,
                        '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(character))?,
                        other => f.write_char(other)?,
                    }
                }
                f.write_str("\"]")?;
            }
            Step::Index(index) => write!(f, "[{index}]")?,
            Step::Slice { start, end } => {
                f.write_str("[")?;
                start.map_or(Ok(()), |start| write!(f, "{start}"))?;
                f.write_str(":")?;
                end.map_or(Ok(()), |end| write!(f, "{end}"))?;
                f.write_str("]")?;
            }
            Step::Each => f.write_str("[]")?,
        }
        if self.optional { f.write_str("?") } else { Ok(()) }
    }
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    ///
    /// [`SelectorError`], a variant for each broken rule of the syntax.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        Ok(Self { text: text.into(), segments: syntax::parse(text)? })
    }

    /// The selector as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Selector {
    type Error = SelectorError;

    fn try_from(text: &str) -> Result<Self, SelectorError> {
        Self::parse(text)
    }
}

impl fmt::Display for Selector {
    /// The selector byte for byte as it was given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is no selector (ruling Q6). Offsets count bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectorError {
    /// The text does not begin with a dot.
    #[error("a selector begins with a dot")]
    MissingDot,
    /// Two dots in a row.
    #[error("there are two dots in a row at byte {offset}")]
    RepeatedDot {
        /// Where the second dot stands.
        offset: usize,
    },
    /// A dot at the end, with nothing selected after it.
    #[error("the selector ends with a dot")]
    TrailingDot,
    /// A `?` that follows no segment, as in `.?`.
    #[error("the '?' at byte {offset} follows no segment")]
    DanglingOptional {
        /// Where the `?` stands.
        offset: usize,
    },
    /// A character that cannot stand where it does. Keys with such characters are
    /// written in brackets and quotes: `.["1st"]`.
    #[error("unexpected {found:?} at byte {offset}; such keys are quoted: .[\"…\"]")]
    UnexpectedCharacter {
        /// Where the character stands.
        offset: usize,
        /// The character.
        found: char,
    },
    /// A bracket that holds neither nothing, nor a quoted key, index or slice, or
    /// that is not closed.
    #[error("the bracket at byte {offset} holds no quoted key, index or slice")]
    InvalidBracket {
        /// Where the opening bracket stands.
        offset: usize,
    },
    /// A quoted key without closing quotes.
    #[error("the key at byte {offset} has no closing quotes")]
    UnclosedKey {
        /// Where the opening quotes stand.
        offset: usize,
    },
    /// An escape that JSON strings do not have, or half of a surrogate pair.
    #[error("the escape at byte {offset} is not one of JSON")]
    InvalidEscape {
        /// Where the backslash stands.
        offset: usize,
    },
    /// A control character that a JSON string may only contain escaped.
    #[error("the control character at byte {offset} must be escaped")]
    ControlCharacter {
        /// Where the character stands.
        offset: usize,
    },
    /// An integer with a leading zero, a plus sign or no digits, or `-0`.
    #[error("the integer at byte {offset} is not in its shortest form")]
    InvalidInteger {
        /// Where the integer begins.
        offset: usize,
    },
    /// An integer beyond ±(2^53 − 1).
    #[error("the integer at byte {offset} is beyond 2^53 - 1")]
    IntegerOutOfRange {
        /// Where the integer begins.
        offset: usize,
    },
    /// A slice without either end, `[:]`.
    #[error("the slice at byte {offset} has neither start nor end")]
    UnboundedSlice {
        /// Where the opening bracket stands.
        offset: usize,
    },
    /// More than [`MAX_SELECTOR_SEGMENTS`].
    #[error("the selector has more than {MAX_SELECTOR_SEGMENTS} segments")]
    TooManySegments,
}
