//! What can be wrong with DAG-CBOR.

use core::fmt;

use crate::path::Path;

/// Bytes that are not canonical DAG-CBOR, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DagCborError {
    /// Offset in bytes of the item at fault.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: DagCborErrorKind,
    /// The way to the item at fault; for a key, the way to its map.
    pub(super) path: Path,
}

impl DagCborError {
    /// A fault of the value as a whole, or of an item whose path is not known.
    pub(super) fn new(offset: usize, kind: DagCborErrorKind) -> Self {
        Self { offset, kind, path: Path::default() }
    }

    /// The way from the root to the item at fault. For a key that breaks a rule
    /// it is the way to the map that has the key; where an item is missing, the way
    /// to where it should be.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for DagCborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DAG-CBOR, byte {}", self.offset)?;
        if !self.path.is_root() {
            write!(f, " at {}", self.path)?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl core::error::Error for DagCborError {}

/// The rules of canonical DAG-CBOR (ruling T3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DagCborErrorKind {
    /// The CID in tag 42 does not fill its byte string exactly.
    #[error("bytes follow the CID inside tag 42")]
    CidTrailingBytes,
    /// A map has one key twice.
    #[error("a map key stands twice")]
    DuplicateKey,
    /// A length is left open, or a break stands alone.
    #[error("lengths must be definite")]
    IndefiniteLength,
    /// The content of tag 42 is no CID behind a zero byte.
    #[error("tag 42 does not hold a CID behind a zero byte")]
    InvalidCid,
    /// A string is not UTF-8.
    #[error("a string is not UTF-8")]
    InvalidUtf8,
    /// A float is written in 16 or 32 bits.
    #[error("a float is not written in 64 bits")]
    NarrowFloat,
    /// Negative zero has no canonical form here.
    #[error("negative zero is not allowed")]
    NegativeZero,
    /// A float is NaN or infinite.
    #[error("a float is not finite")]
    NonFiniteFloat,
    /// A map key is not a string.
    #[error("a map key is not a string")]
    NonStringKey,
    /// An integer, length or tag could be written in fewer bytes.
    #[error("a number is not written in its shortest form")]
    NotShortest,
    /// Additional information 28, 29 or 30, to which CBOR has given no meaning.
    #[error("an item starts with a byte that CBOR reserves")]
    ReservedHead,
    /// More items than the limits allow.
    #[error("more than {limit} items")]
    TooManyItems {
        /// The limit in force.
        limit: usize,
    },
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
    /// Bytes follow the value.
    #[error("bytes follow the value")]
    TrailingBytes,
    /// The checked bytes did not decode; a bug of this crate if it is ever seen.
    #[error("the checked bytes do not decode")]
    Undecodable,
    /// The bytes end inside a value.
    #[error("the bytes end inside a value")]
    UnexpectedEnd,
    /// Another item was required here.
    #[error("another kind of item is required here")]
    UnexpectedItem,
    /// A tag other than 42.
    #[error("tag {tag} is not allowed")]
    UnsupportedTag {
        /// The tag found.
        tag: u64,
    },
    /// A simple value other than false, true and null.
    #[error("only false, true and null are allowed as simple values")]
    UnsupportedSimple,
    /// Map keys are not sorted by length first, then by bytes.
    #[error("map keys are not in order (shorter first, then bytewise)")]
    UnsortedKeys,
}

/// A value that has no DAG-CBOR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A link whose CID could not be read back.
    #[error("a link has a code number beyond 63 bits")]
    InvalidCid,
    /// Nested deeper than this crate's reader accepts.
    #[error("the value is nested deeper than {limit}")]
    TooDeep {
        /// The limit in force.
        limit: usize,
    },
    /// NaN, an infinity, or an integer beyond 64 bits.
    #[error("the value holds a number that DAG-CBOR cannot represent")]
    Unrepresentable,
}
