//! What can be wrong with DAG-JSON, and with a value that has none.

use core::fmt;

use crate::path::Path;

/// Text that is not DAG-JSON, or not the canonical one, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("DAG-JSON, byte {offset}{}: {kind}", At(path))]
#[non_exhaustive]
pub struct DagJsonError {
    /// Offset in bytes of what is at fault: inside of a string the escape or the byte,
    /// else the first byte of the token. For a text that ends too early, its length.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: DagJsonErrorKind,
    pub(super) path: Path,
}

impl DagJsonError {
    /// The way from the root to the value at fault. For a key that breaks a rule, and
    /// where a comma, a colon or a bracket is missing, it is the way to the list or map.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }
}

/// The rules of DAG-JSON, named by what breaks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DagJsonErrorKind {
    /// The base64 of bytes is padded.
    #[error("base64 of bytes is written without padding")]
    Base64Padding,
    /// The base64 of bytes sets bits behind the last byte.
    #[error("base64 of bytes has stray bits behind the last byte")]
    Base64StrayBits,
    /// The text begins with a byte order mark.
    #[error("the text begins with a byte order mark")]
    ByteOrderMark,
    /// A control character (below U+0020) stands in a string unescaped.
    #[error("a control character stands in a string unescaped")]
    ControlCharacter,
    /// A map has one key twice, however it is escaped.
    #[error("a map key stands twice")]
    DuplicateKey,
    /// A float is beyond the largest.
    #[error("a float is beyond the range of 64 bits")]
    FloatOutOfRange,
    /// An integer is outside of [−2^64, 2^64 − 1].
    #[error("an integer is outside of -2^64 to 2^64 - 1")]
    IntegerOutOfRange,
    /// The text of bytes is not base64 (RFC 4648, section 4).
    #[error("the text of bytes is not base64")]
    InvalidBase64,
    /// The text of a link is no CID.
    #[error("the text of a link is no CID")]
    InvalidCid,
    /// A backslash begins nothing that JSON knows.
    #[error("a backslash begins no escape of JSON")]
    InvalidEscape,
    /// A word that begins like `true`, `false` or `null` goes on otherwise.
    #[error("only true, false and null are allowed as words")]
    InvalidLiteral,
    /// A digit is missing: alone behind a sign, behind the point, or in an exponent.
    #[error("a number lacks a digit")]
    InvalidNumber,
    /// A string is not UTF-8.
    #[error("a string is not UTF-8")]
    InvalidUtf8,
    /// A number begins with zero and goes on with a digit.
    #[error("a number begins with a zero that it does not need")]
    LeadingZero,
    /// An escape is one half of a surrogate pair, without the other.
    #[error("an escape is half of a surrogate pair")]
    LoneSurrogate,
    /// Negative zero, as an integer or a float.
    #[error("negative zero is not allowed")]
    NegativeZero,
    /// The CID of a link is written in another base.
    #[error("the CID of a link is not written in base32 lower case (version 0: base58btc)")]
    NonCanonicalCid,
    /// A character is escaped that stands for itself in canonical text, or escaped otherwise.
    #[error("an escape is not the canonical one")]
    NonCanonicalEscape,
    /// A float is not written as canonical text has it.
    #[error("a float is not written in its canonical form")]
    NonCanonicalFloat,
    /// A map is of the form that is kept for links and bytes, and is neither.
    #[error("a map whose least key is \"/\" must be exactly a link or bytes")]
    ReservedMap,
    /// Deeper nesting than the limits allow.
    #[error("nested deeper than {limit}")]
    TooDeep {
        /// The limit in force.
        limit: usize,
    },
    /// More bytes than the limits allow.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// The limit in force.
        limit: usize,
    },
    /// More items than the limits allow.
    #[error("more than {limit} items")]
    TooManyItems {
        /// The limit in force.
        limit: usize,
    },
    /// Something follows the value.
    #[error("bytes follow the value")]
    TrailingBytes,
    /// A byte that cannot stand here.
    #[error("{expected} is required here, not {}", Byte(*found))]
    Unexpected {
        /// What could.
        expected: Expected,
        /// The byte that stands there.
        found: u8,
    },
    /// The text ends inside a value.
    #[error("the text ends inside a value")]
    UnexpectedEnd,
    /// Map keys are not in the order of their bytes.
    #[error("map keys are not in the order of their bytes")]
    UnsortedKeys,
    /// Whitespace in canonical text.
    #[error("whitespace is not allowed here")]
    Whitespace,
}

/// What the grammar requires at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Expected {
    /// A colon between a key and its value.
    #[error("a colon")]
    Colon,
    /// A comma, or the end of the map.
    #[error("a comma or a closing brace")]
    CommaOrBrace,
    /// A comma, or the end of the list.
    #[error("a comma or a closing bracket")]
    CommaOrBracket,
    /// A key of a map, in quotes.
    #[error("a key in quotes")]
    Key,
    /// Any value.
    #[error("a value")]
    Value,
}

/// A value that has no DAG-JSON text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no DAG-JSON{}: {kind}", At(path))]
#[non_exhaustive]
pub struct EncodeError {
    /// The rule that was broken.
    pub kind: EncodeErrorKind,
    pub(super) path: Path,
}

impl EncodeError {
    /// The way from the root to what has no text.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }
}

/// Why a value has no DAG-JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// An integer is outside of [−2^64, 2^64 − 1].
    #[error("an integer is outside of -2^64 to 2^64 - 1")]
    IntegerOutOfRange,
    /// The codec or the hash of a link has a code beyond 63 bits, which no varint holds.
    #[error("a CID has a code beyond 63 bits")]
    InvalidCid,
    /// A float is NaN or infinite.
    #[error("a float is not finite")]
    NonFiniteFloat,
    /// The text of a map would read back as a link or bytes, or would be refused.
    #[error("a map is of the form that is kept for links and bytes")]
    ReservedMap,
    /// Nested deeper than the default limits of the reader.
    #[error("the value is nested deeper than {limit}")]
    TooDeep {
        /// The limit in force.
        limit: usize,
    },
}

/// ` at /a/0`, or nothing for the root.
struct At<'a>(&'a Path);

impl fmt::Display for At<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_root() { Ok(()) } else { write!(formatter, " at {}", self.0) }
    }
}

/// A byte as `"x"` if it prints, else as `0x1f`.
struct Byte(u8);

impl fmt::Display for Byte {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            byte @ 0x20..=0x7e => write!(formatter, "{:?}", char::from(byte)),
            byte => write!(formatter, "{byte:#04x}"),
        }
    }
}
